"""Cards and lists of a plan: every name is there, whole, and what our fonts cannot write is left for the hand."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument

from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from showcase.registration.models import Event
from showcase.registration.rules import Person
from showcase.seating import board as boards
from showcase.seating import cards, lists, services
from showcase.seating.board import Board
from showcase.seating.models import SeatingTable
from tests.factories import make_event, make_party
from tests.seating.making import make_plan, register
from tests.staff.cast import post, sign_in

PEOPLE = (
    Person("Đặng Thị Hường", second_name="Helen Dang", honorific="Bà"),
    Person("Nguyễn Thị Ngọc Hường Thảo Nguyên Phương", diet="chay", access="xe lăn"),
    Person("山田太郎"),
    Person("ថាច់ សុភា", age_band="7-15"),
)


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="hop-mat")


def seated(event: Event) -> Board:
    """The four at table 1; table 2 is named, with letters that no print font of ours has."""
    plan = make_plan(event, capacity=10)
    party = register(replace(make_party(event), people=PEOPLE, consents={"processing": True, "sensitive": True}))
    write()
    tables = db.session.scalars(db.select(SeatingTable).order_by(SeatingTable.number)).all()
    tables[1].name, tables[1].note = "Đoàn 山 Pháp", "Dọn trước 🎉\nxong trước giờ ngọ"
    services.move(services.locked_plan(plan), [one.id for one in party.people], tables[0], None)
    db.session.commit()
    return boards.board_of(plan)


def words_of(content: bytes) -> str:
    document: Any = PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_place_cards_say_each_name_on_both_sides(app: Flask, event: Event) -> None:
    board = seated(event)
    with use_locale("vi"):
        made = [cards.place_card_of(board, person) for person in board.at[board.tables[0].id]]
        text = words_of(cards.place_cards(event, "Cơm thân mật", made))
    assert text.count("Đặng Thị Hường") == text.count("Helen Dang") == 2
    assert text.count("Bàn 1") == 8
    assert "山" not in text
    assert cards.BY_HAND in text
    long = made[1].above[0]
    assert long == ("name-longer", PEOPLE[1].name), "a name of forty letters is set smaller, not cut"


@pytest.mark.full
def test_filled_cards_look_like_those_laid_out_afresh(app: Flask, event: Event) -> None:
    board = seated(event)
    with use_locale("vi"):
        made = [cards.place_card_of(board, person) for person in board.at[board.tables[0].id]]
        for what, sheets, content in (
            ("place", [made], cards.place_cards(event, "x", made)),
            ("table", [[cards.table_card_of(board.tables[1])]], None),
        ):
            filled = content or cards.table_cards(event, "x", sheets[0])
            pictures = [picture_of(one) for one in (filled, cards.laid_out(event, "x", sheets, what))]
            assert pictures[0] == pictures[1], what


def picture_of(content: bytes) -> bytes:
    page: Any = PdfDocument(content)[0]
    return bytes(page.render(scale=1).to_pil().tobytes())


@pytest.mark.full
def test_the_list_for_the_door_goes_by_the_name_that_people_are_called_by(app: Flask, event: Event) -> None:
    board = seated(event)
    names = ("Jessica Dương", "Trần Thị Ẩn", "Lê Đào", "Phạm Dung", "Nguyễn Văn An", "山田太郎")
    numbers = list(board.people)
    people = {
        n: replace(board.people[numbers[n % len(numbers)]], name=name, second_name="") for n, name in enumerate(names)
    }
    changed = replace(
        board, people={n: replace(one, facts=replace(one.facts, id=n, party=n)) for n, one in people.items()}
    )
    with use_locale("vi"):
        text = words_of(lists.door_list(event, changed, "Cơm thân mật", clock.now()))
    places = [
        text.index(name) for name in ("Nguyễn Văn An", "Trần Thị Ẩn", "Phạm Dung", "Lê Đào", "Jessica", "Khách thứ")
    ]
    assert places == sorted(places)


@pytest.mark.full
def test_lists_name_everybody_and_tell_nothing_of_health(app: Flask, event: Event) -> None:
    board, now = seated(event), clock.now()
    with use_locale("vi"):
        door = words_of(lists.door_list(event, board, "Cơm thân mật", now))
        service = words_of(lists.service_list(event, board, "Cơm thân mật", now))
        room = words_of(lists.room_plan(event, board, "Cơm thân mật", now, "A4"))
    for text in (door, service):
        assert "Đặng Thị Hường" in " ".join(text.split())
        assert "xe lăn" not in text
    assert "Đoàn Pháp" in " ".join(service.split())
    assert "4/10" in room
    served = lists.served(board, board.tables[0])
    assert (len(served.people), served.vegetarian, served.children) == (4, 1, 1)


def test_papers_are_made_for_the_tables_asked_for(client: FlaskClient, event: Event) -> None:
    board = seated(event)
    sign_in(client)
    page = f"/staff/tables/hop-mat/{board.plan.id}/print"
    made = post(client, f"{page}/table-cards", data={"tables": "2 - 30"})
    assert made.content_type == "application/pdf"
    assert len(PdfDocument(made.get_data())) == 1
    for tables in ("x", "77", "1-\0", "9" * 5000, "²"):
        assert post(client, f"{page}/place-cards", data={"tables": tables}).status_code == 422
    assert post(client, f"{page}/place-cards", data={"tables": "2"}).status_code == 422, "nobody sits there"
    assert client.get(page).status_code == 200
