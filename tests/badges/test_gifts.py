"""Gifts and books: each household gets its due, the totals feed the print run, handing over can be undone."""

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.badges import gift_facts, gift_rules, gifts
from showcase.badges.gift_models import BookPlan, Gift, Handover
from showcase.badges.gift_rules import BookRule, GiftRule, Household, Per, Second, Share
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from showcase.registration import own_data, services
from showcase.registration.models import Event, Registration
from showcase.registration.print_runs import PrintRun
from showcase.registration.rules import Person
from tests.factories import make_event, make_issue, make_party, make_registration, save, texts
from tests.staff.cast import opened, post, sign_in

BOOKS = BookRule(("vi", "en", "km"))


def household(**changes: Any) -> Household:
    known: dict[str, Any] = {
        "locale": "vi",
        "country": "US",
        "kind": "overseas",
        "people": 2,
        "elders": 1,
        "children": 0,
    }
    return Household(**{**known, "younger": 1, **changes})


@pytest.mark.parametrize(
    ("of", "rule", "books"),
    [
        ({}, BOOKS, {"vi": 1, "en": 1}),  # the grandmother and her granddaughter
        ({"younger": 0}, BOOKS, {"vi": 1}),
        ({"country": "KH"}, BOOKS, {"vi": 1, "km": 1}),
        ({"country": "FR"}, BOOKS, {"vi": 1, "en": 1}),  # not printed in French
        ({"country": "VN"}, BOOKS, {"vi": 1}),
        ({"locale": "en"}, BOOKS, {"en": 1}),
        ({"locale": "fr", "younger": 0}, BOOKS, {"vi": 1}),
        ({"is_delegation": True, "people": 38, "country": "KH", "locale": "km"}, BOOKS, {"km": 38}),
        ({}, BookRule(("vi", "en"), second=Second.CHILDREN), {"vi": 1}),
        ({}, BookRule(()), {}),
        ({}, None, {}),
    ],
)
def test_a_household_gets_the_book_in_its_languages(
    of: dict[str, Any], rule: BookRule | None, books: dict[str, int]
) -> None:
    assert gift_rules.share_of(household(**of), (), rule).books == books


def test_gifts_go_by_household_by_person_and_by_kind() -> None:
    rules = [
        GiftRule(1, Per.HOUSEHOLD),
        GiftRule(2, Per.PERSON, ("press",)),
        GiftRule(3, Per.ELDER),
        GiftRule(4, Per.CHILD),
    ]
    assert gift_rules.share_of(household(), rules, None).gifts == {1: 1, 3: 1}
    assert gift_rules.share_of(household(kind="press", children=2), rules, None).gifts == {1: 1, 2: 2, 3: 1, 4: 2}
    assert [gift_rules.with_spare(number, 5) for number in (0, 1, 320)] == [0, 2, 336]


@pytest.fixture
def event() -> Event:
    """With a bag for each household, of which there is one, and books in two languages."""
    event = make_event()
    save(texts(Gift(event_id=event.id, stock=1), name={"vi": "Túi quà", "en": "Bag"}))
    save(BookPlan(event_id=event.id, languages=["vi", "en"]))
    return event


def family(event: Event) -> Registration:
    """A grandmother and her granddaughter, from America."""
    ages = {"Đặng Thị Hường": "60+", "Nguyễn Bảo Trân": "16-59"}
    party = replace(make_party(event), people=tuple(Person(name, age_band=age) for name, age in ages.items()))
    registration = services.register(party, clock.now())
    db.session.commit()
    return registration


def desk(event: Event) -> str:
    return f"/staff/badges/{event.slug}/gifts/"


def test_the_door_says_what_to_hand_over_and_that_it_was(staff: FlaskClient, event: Event) -> None:
    registration = family(event)
    (elder, younger), code, where = registration.people, registration.code, desk(event)
    numbers = [elder.id, younger.id]
    with use_locale("vi"):
        told = gift_facts.for_the_door(numbers)
        assert [told[number][0].text for number in numbers] == ["quà: 1 phần · sách: Việt 1, English 1"] * 2
    for given, said in (("yes", True), ("yes", True), ("no", False), ("yes", True)):
        answer = post(staff, f"{where}parties/{code}/handing", f"{where}handing/", data={"given": given})
        assert answer.status_code == 303
        facts = gift_facts.for_the_door(numbers)[numbers[0]][0].text
        assert ("handed over" in facts) is said
    assert [row.given for row in db.session.scalars(db.select(Handover).order_by(Handover.id))] == [True, False, True]


def test_totals_say_what_is_missing_and_what_is_to_be_printed(staff: FlaskClient, event: Event) -> None:
    for _ in range(3):
        family(event)
    need = gifts.totals(event, gifts.plan_of(event))
    assert [(one.needed, one.missing) for one in need.gifts.values()] == [(3, 2)]
    assert {code: (one.needed, one.spare) for code, one in need.books.items()} == {"vi": (3, 4), "en": (3, 4)}
    assert "2 missing" in staff.get(desk(event)).get_data(as_text=True)
    issue = make_issue(event.edition)
    page = staff.get(f"/staff/publications/{issue.slug}/").get_data(as_text=True)
    assert "English 3" in " ".join(page.replace("<strong>", "").split())


def test_one_household_is_given_something_else(staff: FlaskClient, event: Event) -> None:
    registration = family(event)
    number, address = registration.id, f"{desk(event)}parties/{registration.code}/"
    sent = opened(staff, address)
    assert staff.post(address, data={**sent, "book_en": "3"}).status_code == 303
    assert gifts.parties(Registration.id == number)[number].share.books == {"vi": 1, "en": 3}
    sent = opened(staff, address)
    assert staff.post(address, data={**sent, "book_en": "1"}).status_code == 303
    assert not gifts.parties(Registration.id == number)[number].is_by_hand
    sent = opened(staff, address)
    for wrong in ("", "-1", "9" * 4000, "\0"):
        assert staff.post(address, data={**sent, "book_en": wrong}).status_code == 422


@pytest.mark.full
def test_gifts_are_set_up_by_organisers(staff: FlaskClient, event: Event) -> None:
    new = f"{desk(event)}new"
    sent = {**opened(staff, new), "name-vi": "Khăn rằn", "per": "person", "guest_kinds": ["overseas"], "stock": ""}
    for _ in range(2):
        assert staff.post(new, data=sent).status_code == 303
    added = db.session.scalars(db.select(Gift).filter_by(event_id=event.id).order_by(Gift.id)).all()
    assert [(one.per, one.guest_kinds, one.stock) for one in added[1:]] == [("person", ["overseas"], None)]
    number = added[1].id
    assert staff.post(new, data={**opened(staff, new), "name-vi": "", "per": "x"}).status_code == 422
    change = f"{desk(event)}{number}/"
    saved = staff.post(change, data={**opened(staff, change), "stock": "40"})
    assert db.session.get_one(Gift, number).stock == 40
    assert "Undo" in staff.get(saved.location).get_data(as_text=True)
    assert post(staff, f"{change}move", desk(event), data={"step": "up"}).status_code == 303
    assert gifts.plan_of(event).gifts[0].id == number
    assert post(staff, f"{change}removal", desk(event)).status_code == 303
    books = f"{desk(event)}books/"
    assert staff.post(books, data={**opened(staff, books), "languages": ["en"], "stock_en": "7"}).status_code == 303
    plan = gifts.plan_of(event).books
    assert plan is not None
    assert (plan.languages, plan.stock) == (["en"], {"en": 7})


@pytest.mark.full
def test_the_list_for_handing_over_is_printed_and_forgotten_with_the_guest(staff: FlaskClient, event: Event) -> None:
    number = family(event).id
    make_registration(event, 1, contact_name="Trần Văn Bảy")
    assert post(staff, f"{desk(event)}print", desk(event)).status_code == 303
    (run,) = db.session.scalars(db.select(PrintRun.id))
    file = staff.get(f"{desk(event)}files/{run}")
    said = pypdfium2.PdfDocument(file.data)[0].get_textpage().get_text_range()
    assert "Đặng Thị Hường" in said
    write()
    own_data.erase(db.session.get_one(Registration, number), clock.now())
    db.session.commit()
    assert staff.get(f"{desk(event)}files/{run}").status_code == 404


def test_a_volunteer_finds_a_household_by_name_alone(client: FlaskClient, event: Event) -> None:
    family(event)
    sign_in(client, Role.GATE)
    page = f"{desk(event)}handing/"
    assert "Đặng Thị Hường" not in client.get(page).get_data(as_text=True)
    assert "Đặng Thị Hường" in client.get(f"{page}?q=huong").get_data(as_text=True)
    assert client.get(desk(event)).status_code == 403


def test_the_list_asks_no_more_with_more_households(
    staff: FlaskClient, event: Event, query_recorder: list[str]
) -> None:
    for _ in range(4):
        make_registration(event, 2)
    for address in (desk(event), f"{desk(event)}handing/"):
        staff.get(address)
        query_recorder.clear()
        assert staff.get(address).status_code == 200
        assert len(query_recorder) <= 8, "\n".join(query_recorder)


def test_a_share_says_nothing_of_what_there_is_none_of() -> None:
    assert not Share()
    assert gifts.share_from({"3": 0, "4": 2}, {"vi": 0}) == Share({4: 2}, {})
