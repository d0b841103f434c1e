"""A delegation answers by one list: read line by line, all or nothing, registered as one party."""

import io
import re
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient

from showcase.core.database import db
from showcase.invitations.rules import Addressee
from showcase.registration.models import Event, Registration
from tests.factories import make_event, make_invitation, make_session
from tests.invitations.test_replies import address_of
from tests.registration.test_pages import answer
from tests.staff.cast import fields_of

LEADER = {"contact_name": "Sok Chenda", "country": "KH", "email": "sok@example.org", "processing": "y"}


def names(count: int) -> str:
    return "\n".join(f"NGUYỄN văn {chr(65 + n // 26)}{chr(97 + n % 26)}" for n in range(count))


def look(client: FlaskClient, event: Event, text: str, **changes: Any) -> Any:
    marks = {name: answer()[name] for name in ("key", "born")}
    typed = {**marks, "delegation": "Hội người Việt Phnôm Pênh", "names": text, "check": "1", **changes}
    return client.post(f"/en/register/{event.slug}/delegation/", data=typed)


def send(client: FlaskClient, event: Event, page: Any, **changes: Any) -> Any:
    sent = {**fields_of(page), **LEADER, **changes}
    return client.post(f"/en/register/{event.slug}/delegation/", data=sent)


def registrations() -> list[Registration]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Registration).order_by(Registration.id)))


def said_beside(page: Any, line: int) -> str:
    items = re.findall(r'<li class="delegation__line.*?</li>', page.text, re.DOTALL)
    found = next(item for item in items if f">{line}</span>" in item)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_a_delegation_takes_part_in_what_has_room_for_all(client: FlaskClient) -> None:
    event = make_event()
    meal, visit = make_session(event, capacity=None), make_session(event, capacity=16)
    page = look(client, event, names(2))
    assert fields_of(page)["sessions"] == meal.slug
    send(client, event, page)
    (party,) = registrations()
    assert [[session.slug for session in person.sessions] for person in party.people] == [[meal.slug], [meal.slug]]
    assert visit.taken == 0


def test_sixty_are_listed_then_registered_as_one_party_with_names_as_written(
    client: FlaskClient, query_recorder: list[str]
) -> None:
    event = make_event(capacity=60)
    meal = make_session(event)
    page = look(client, event, names(60))
    assert page.status_code == 200
    assert "We read 60 people" in page.text
    assert registrations() == []
    done = send(client, event, page, sessions=meal.slug)
    assert done.status_code == 303
    (party,) = registrations()
    assert (party.state, len(party.people), party.event.taken, meal.taken) == ("confirmed", 60, 60, 60)
    assert (party.is_delegation, party.delegation_name) == (True, "Hội người Việt Phnôm Pênh")
    assert (party.contact_name, party.people[0].name) == ("Sok Chenda", "NGUYỄN văn Aa")
    other, asked = make_event(), []
    alone = send(client, other, look(client, other, names(1)), sessions=make_session(other).slug).location
    for own in (done.location, alone):
        db.session.remove()
        query_recorder.clear()
        page = client.get(own)
        asked.append((page.status_code, len(query_recorder)))
    assert asked[0] == asked[1]  # as many questions as for one person


def test_pressed_twice_it_is_one_party(client: FlaskClient) -> None:
    event = make_event()
    page = look(client, event, names(20))
    first, again = send(client, event, page), send(client, event, page)
    assert first.location == again.location
    assert len(registrations()) == 1


def test_it_is_never_split(client: FlaskClient) -> None:
    event = make_event(capacity=19)
    answered = send(client, event, look(client, event, names(20)))
    assert answered.status_code == 409
    assert fields_of(answered)["names"].count("\n") == 19
    assert registrations() == []


def test_a_second_column_says_the_age_or_the_telephone(client: FlaskClient) -> None:
    event = make_event()
    text = "1. Đặng Thị Hường\t60+\r\n2) Thạch Sô Phia; 12\r\n\r\nKim Sơn, +855 12 345 678\r\nភិរម្យ"
    asked = send(client, event, look(client, event, text))
    assert "A child is named" in asked.text
    assert send(client, event, asked, guardian="y").status_code == 303
    people = registrations()[0].people
    assert [(one.name, one.age_band, one.phone) for one in people] == [
        ("Đặng Thị Hường", "60+", ""),
        ("Thạch Sô Phia", "7-15", ""),
        ("Kim Sơn", None, "+85512345678"),
        ("ភិរម្យ", None, ""),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Kim Sơn, trưởng đoàn", "comes an age group"),
        ("12345", "write this person"),
        ("K" * 201, "At most 200 characters"),
        ("Kim\x00 Sơn", "cannot be stored"),
        ("Kim Sơn, 2150", "comes an age group"),
    ],
)
def test_a_fault_stands_beside_its_line_and_everything_typed_stays(client: FlaskClient, line: str, said: str) -> None:
    event = make_event()
    page = look(client, event, f"Đặng Thị Hường\n\n{line}\nTrần Văn Bảy", **LEADER)
    assert page.status_code == 422
    assert said in said_beside(page, 3)
    assert "these lines again: 3." in page.text
    typed = fields_of(page)
    assert typed["names"].splitlines()[0::3] == ["Đặng Thị Hường", "Trần Văn Bảy"]
    assert (typed["contact_name"], typed["delegation"]) == ("Sok Chenda", "Hội người Việt Phnôm Pênh")
    if "\0" not in line:  # what cannot be typed is gone when the page comes back
        assert send(client, event, page).status_code == 422
        assert registrations() == []


@pytest.mark.parametrize(("text", "said"), [("", "at least one name"), (names(61), "at most 60"), (" \n ", "at least")])
def test_nobody_or_too_many(client: FlaskClient, text: str, said: str) -> None:
    page = look(client, make_event(), text)
    assert (page.status_code, said in page.text) == (422, True)


def test_a_list_that_was_not_looked_at_is_shown_first(client: FlaskClient) -> None:
    event = make_event()
    page = look(client, event, names(2))
    changed = send(client, event, page, names=names(3))
    assert (changed.status_code, registrations()) == (200, [])
    assert "We read 3 people" in changed.text
    assert send(client, event, changed).status_code == 303


def test_the_leader_must_be_reachable_and_agree(client: FlaskClient) -> None:
    event = make_event()
    page = look(client, event, names(2))
    answered = send(client, event, page, contact_name="", email="", processing="")
    assert answered.status_code == 422
    for said in ("the leader&#39;s name", "so that we can reach you", "only note your answer with this consent"):
        assert said in answered.text


def workbook(*rows: list[Any]) -> io.BytesIO:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    return file


def test_a_spreadsheet_is_added_to_what_was_typed(client: FlaskClient) -> None:
    event = make_event()
    file = workbook(["STT", "Họ và tên", "Tuổi"], [1, "Thạch Sô Phia", 71], [2, "Trần Văn Bảy", None])
    page = look(client, event, "Đặng Thị Hường", file=(file, "đoàn.xlsx"))
    assert fields_of(page)["names"].splitlines() == ["Đặng Thị Hường", "Thạch Sô Phia\t71", "Trần Văn Bảy"]
    assert send(client, event, page, file=(io.BytesIO(), "")).status_code == 303
    assert [one.age_band for one in registrations()[0].people] == [None, "60+", None]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (workbook(["Họ và tên"], ["=1+1"]), "formula"),
        (io.BytesIO(b"%PDF-1.7"), "list"),
        (io.BytesIO(b"\x00" * 50), ""),
        (io.BytesIO(b"a\n" * 210_000), ""),
    ],
)
def test_a_file_with_faults_adds_nothing(client: FlaskClient, file: io.BytesIO, said: str) -> None:
    page = look(client, make_event(), "Đặng Thị Hường", file=(io.BytesIO(file.getvalue()), "x.xlsx"))
    assert page.status_code == 422
    assert said in page.text
    assert fields_of(page)["names"].strip() == "Đặng Thị Hường"


def test_an_invited_delegation_answers_by_its_link(client: FlaskClient) -> None:
    invitation = make_invitation(addressee=Addressee.DELEGATION, name="Đoàn Phnôm Pênh", most_people=40, honorific="")
    address = f"{address_of(invitation, 'en')}answer/"
    page = client.get(address)
    assert fields_of(page)["delegation"] == "Đoàn Phnôm Pênh"
    typed = {**fields_of(page), "check": "1"}
    assert client.post(address, data={**typed, "names": names(41)}).status_code == 422
    looked = client.post(address, data={**typed, "names": names(40)})
    saved = client.post(address, data={**fields_of(looked), "save": "1"}).location.removesuffix("kept/")
    again = client.get(saved)
    assert "We read 40 people" in again.text
    done = client.post(address, data={**fields_of(again), **LEADER})
    assert done.status_code == 303
    (party,) = registrations()
    db.session.refresh(invitation)
    assert (invitation.registration_id, len(party.people)) == (party.id, 40)
