"""Whom the guest list finds by what is typed, and that the database keeps what it is found by."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from showcase.core.database import db, write
from showcase.guests import finding
from showcase.guests.models import AttendeeWord, RegistrationWord
from showcase.guests.selection import Selection
from showcase.registration import retention, services
from showcase.registration.models import Attendee, Event, Registration
from tests.checkin.door import change, make_guest
from tests.factories import make_event


@pytest.fixture
def event() -> Event:
    return make_event()


def found(q: str, place: finding.Place | None = None, **given: str) -> list[str]:
    page = page_of(q, place, **given)
    return [person.name for person in page.people]


def page_of(q: str, place: finding.Place | None = None, **given: str) -> finding.Page:
    clauses = Selection.of({"q": q, **given}).clauses()
    known = [tuple(row) for select in finding.sizes(clauses) for row in db.session.execute(select)]
    return finding.page_of(clauses, known, place or finding.Place())  # type: ignore[arg-type]


def spellings() -> Iterator[str]:
    """Thirty-four people called Văn Nguyễn, as they write it at home and abroad, from whatever keyboard."""
    given = ("An", "Bảy", "Chí", "Dũng", "Đức", "Hùng", "Khải", "Long", "Minh", "Nam", "Oanh", "Phát", "Quý", "Sơn",
             "Tú", "Út", "Vinh")  # fmt: skip
    for number, (order, one) in enumerate(product(("{} Văn Nguyễn", "Nguyễn Văn {}"), given)):
        name = order.format(one)
        yield (name, name.upper(), name.replace("ễ", "e\u0302\u0303"), name.replace("Văn ", "Văn-"))[number % 4]


def test_all_of_34_called_nguyen_are_found_in_either_order_and_spelling(event: Event) -> None:
    for name in spellings():
        make_guest(event, name)
    make_guest(event, "Trần Thị Ngữ")
    for q in ("nguyen", "NGUYỄN", "van nguyen", "nguyen van", "ngu v"):
        assert len(found(q)) == 34, q


@pytest.mark.parametrize(
    "number", ["+1 714 555 0123", "(714) 555-0123", "714.555.0123", "0017145550123", "1-714-555-0123", "7145550123"]
)
def test_a_party_is_found_by_its_number_in_any_notation(number: str, event: Event) -> None:
    guest = make_guest(event, "Đặng Thị Hường", "Nguyễn Bảo Trân")
    change(guest.registration, contact_phone="+17145550123", home_phone="+84901234567")
    make_guest(event, "Trần Văn Bảy")
    both = ["Đặng Thị Hường", "Nguyễn Bảo Trân"]
    assert found(number) == both
    for home in ("0901234567", "0901 23", "+84 90 123", "4567", "84-90-123-4567"):
        assert found(home) == both, home


def test_addresses_and_references_are_found_by_their_beginning(event: Event) -> None:
    guest = make_guest(event)
    change(guest.registration, contact_email="Huong.Dang@example.org", code="7KD3M9XA")
    make_guest(event, "Trần Văn Bảy")
    for q in ("huong.dang@", "HUONG.DANG@example.org", "7kd3", "7KD3M9XA"):
        assert found(q) == ["Đặng Thị Hường"], q


@pytest.mark.parametrize(
    "q", ["%", "_", "***", "\\", "@", "'", "\0", "\ud800", "x" * 10_000, "no " * 4_000, "🙂", "+", "()"]
)
def test_what_names_nobody_finds_nobody(q: str, event: Event) -> None:
    make_guest(event)
    wanted = ["Đặng Thị Hường"] if not Selection.of({"q": q}).q else []
    assert found(q) == wanted


def test_the_database_itself_keeps_the_words_and_forgets_them(event: Event) -> None:
    guest = make_guest(event, "Thạch Thị Sa Ri")
    write()
    services.set_name(db.session.get_one(Attendee, guest.id), "Kim Sa Ri", "Sari")
    db.session.commit()
    assert found("thach") == []
    assert found("sari kim") == ["Kim Sa Ri"]
    change(guest.registration, contact_phone="+84901234567")
    write()
    retention.forget_parties(db.select(Registration.id))
    db.session.commit()
    assert (db.session.query(AttendeeWord).count(), db.session.query(RegistrationWord).count()) == (0, 0)


def test_a_long_list_goes_on_and_back_by_its_guests_and_by_letters(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "ON_A_PAGE", 2)
    monkeypatch.setattr(finding, "COUNTED", 3)
    names = ["Lê An", "Lê Ân", "Lê Bảy", "Lê Dung", "Lê Đào"]
    for name in reversed(names):
        make_guest(event, name)
    first = page_of("")
    assert (first.total, first.is_exact, first.has_prev, first.has_next) == (3, False, False, True)
    second = page_of("", finding.Place(after=first.people[-1].id))
    assert [person.name for person in second.people] == names[2:4]
    back = page_of("", finding.Place(before=second.people[0].id))
    assert ([person.name for person in back.people], back.has_prev) == (names[:2], False)
    assert found("", finding.Place(letter="đ")) == ["Lê Đào"]
    assert found("", finding.Place(after=2**31 - 1)) == names[:2], "a guest who is gone leads to the beginning"


def test_few_among_many_are_found_and_counted_through_an_index(event: Event) -> None:
    other = make_event()
    for number in range(4):
        make_guest(event, f"Lê An {number}")
    abroad = make_guest(other, "Lê An Pháp", vip=True)
    change(abroad.registration, contact_country="FR", guest_kind="press")
    given: dict[str, Any] = {"country": "FR", "kind": "press", "event": other.slug, "vip": "yes"}
    page = page_of("le an", **given)
    assert ([person.name for person in page.people], page.total, page.is_exact) == (["Lê An Pháp"], 1, True)
