"""A phone at the door, by its own script: what it says with a network and without one, and what it knows by itself."""

from datetime import timedelta

import pytest

from showcase.checkin import door_groups
from showcase.checkin.models import Gate
from showcase.core import clock
from showcase.registration import tickets
from tests.checkin.door import change, check_in, code_of, make_gate, make_guest, scan_of
from tests.checkin.phone import Phone, admissions
from tests.factories import make_event

pytestmark = pytest.mark.browser


def test_a_party_passes_with_a_network_and_without_one(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event, "Đặng Thị Hường", "Lê Văn An")
    other = guest.registration.attendees[1]
    phone.ready(desk)
    verdict = phone.ask("read", code_of(guest))
    assert (verdict["kind"], verdict["offline"]) == ("go", False)
    assert [(one["person"]["name"], one["inside"]) for one in verdict["party"]] == [
        ("Đặng Thị Hường", True),
        ("Lê Văn An", False),
    ]
    assert phone.read(code_of(guest)) == "look already_in"
    phone.offline()
    assert phone.read(code_of(guest)) == "look already_in"
    (verdict,) = phone.ask("admit", [other.id], {"via": verdict["scanId"]})
    assert (verdict["kind"], verdict["offline"], phone.state["waiting"]) == ("go", True, 2)
    assert phone.state["online"] is False
    phone.offline(False)
    assert phone.ask("sync") is True
    assert (phone.state["waiting"], phone.state["online"]) == (0, True)
    assert admissions() == {guest.id: 1, other.id: 1}
    assert phone.read(code_of(other)) == "look already_in"


def test_every_kind_of_ticket_without_a_network(phone: Phone, desk: Gate) -> None:
    event = desk.event
    last_year = make_guest(
        make_event(starts_at=clock.now() - timedelta(days=365), ends_at=clock.now() - timedelta(days=364))
    )
    good, cancelled, waiting = (
        make_guest(event),
        make_guest(event, state="cancelled"),
        make_guest(event, state="waitlisted"),
    )
    short, replaced = make_guest(event), make_guest(event, ticket_version=2)
    gone = make_guest(event, "Lê Văn An", "Trần Thị Bé").registration.attendees[1]
    change(gone, dropped_at=clock.now())
    inside = make_guest(event)
    check_in(scan_of(inside, desk))
    phone.ready(desk)
    newer = make_guest(event)  # answered after the list was fetched
    renewed = make_guest(event)
    ticket = code_of(good)
    expected = {
        "good": (ticket, "go"),
        "again": (ticket, "look already_in"),
        "with what a scanner puts around it": (f"\\000026{ticket}\r\n", "look already_in"),
        "inside by another phone": (code_of(inside), "look already_in"),
        "cancelled": (code_of(cancelled), "stop cancelled"),
        "waiting list": (code_of(waiting), "look waitlisted"),
        "replaced": (tickets.ticket_code(event.id, replaced.id, 1), "stop revoked"),
        "its successor": (code_of(replaced), "go"),
        "successor that the list does not know": (tickets.ticket_code(event.id, replaced.id, 3), "look already_in"),
        "taken off the party": (code_of(gone), "stop cancelled"),
        "newer than the list": (code_of(newer), "pass"),
        "newer than the list, again": (code_of(newer), "look already_in"),
        "newer than the list, the second version": (tickets.ticket_code(event.id, renewed.id, 2), "pass"),
        "last year's": (code_of(last_year), "stop other_event"),
        "tampered": (ticket[:-1] + str((int(ticket[-1]) + 1) % 10), "stop bad_signature"),
        "truncated": (ticket[:-1], "stop unknown"),
        "a short code": (f" {tickets.short_code(short.id, 1)[:4]}-{tickets.short_code(short.id, 1)[4:].lower()}", "go"),
        "a short code of nobody": ("00000000", "stop unknown"),
        "an address": ("https://example.org/", "stop unknown"),
        "SQL": ("' OR 1=1; DROP TABLE scan --", "stop unknown"),
        "emoji": ("🙂🙂", "stop unknown"),
        "full-width digits": ("１２３", "stop unknown"),
        "nothing": (" \t", "stop malformed"),
        "control characters": ("1\0" + ticket, "stop malformed"),
        "a megabyte": ("9" * 1_000_000, "stop malformed"),
    }
    phone.offline()
    assert {name: phone.read(code) for name, (code, _) in expected.items()} == {
        name: said for name, (_, said) in expected.items()
    }
    kept = [entry["code"] for entry in phone.ask("waiting")]
    assert {code for code in kept if not code.isdigit() and len(code) != 8} == {
        "?"
    }  # a business card's text is not kept
    phone.offline(False)
    assert phone.ask("sync") is True
    assert admissions() == {one.id: 1 for one in (good, short, inside, replaced, newer, renewed)}


@pytest.mark.full
def test_a_desk_of_its_own_kind(phone: Phone, desk: Gate) -> None:
    later = make_gate(desk.event, any_time=False)
    change(desk.event, doors_open_at=clock.now() + timedelta(hours=1))
    guest = make_guest(desk.event)
    phone.ready(later)
    phone.offline()
    assert phone.read(code_of(guest)) == "look not_yet_valid"
    verdict = phone.ask("admit", [guest.id], {"via": "search", "forced": True})[0]
    assert (verdict["kind"], verdict["reason"], verdict["forced"]) == ("go", "not_yet_valid", True)
    assert phone.read(code_of(guest), direction="exit") == "go"
    phone.offline(False)
    phone.ask("sync")
    assert admissions() == {guest.id: 2}


@pytest.mark.full
def test_names_are_found_as_they_are_typed_and_only_then(phone: Phone, desk: Gate) -> None:
    make_guest(desk.event, "Đặng Thị Hường", "Lê Văn An")
    make_guest(desk.event, "Thạch Sa Rươn", second_name="Sarun O’Neil")
    phone.ready(desk)
    phone.offline()
    found = {
        text: [one["person"]["name"] for one in phone.ask("search", text)]
        for text in ("huong dan", "HƯỜNG", "hu", "sa ruo", "oneil", "o neil", "ường", "%%%", "")
    }
    assert found == {
        "huong dan": ["Đặng Thị Hường"],
        "HƯỜNG": ["Đặng Thị Hường"],
        "hu": [],
        "sa ruo": ["Thạch Sa Rươn"],
        "oneil": [],
        "o neil": ["Thạch Sa Rươn"],
        "ường": [],
        "%%%": [],
        "": [],
    }
    assert [len(one["party"]) for one in phone.ask("search", "huong")] == [2]


def test_a_guest_newer_than_the_list_comes_with_the_party(phone: Phone, desk: Gate) -> None:
    phone.ready(desk)
    guest = make_guest(desk.event, "Đặng Thị Hường", "Lê Văn An", called="Bà")
    verdict = phone.ask("read", code_of(guest))
    assert (verdict["kind"], verdict["person"]["called"], len(verdict["party"])) == ("go", "Bà", 2)
    phone.ask("lock")
    phone.at(desk)
    assert [one["inside"] for one in phone.ask("search", "huong")] == [True]


@pytest.mark.full
def test_desks_with_limits_count_without_a_network(phone: Phone, desk: Gate) -> None:
    once, meals = make_gate(desk.event, entries="once"), make_gate(desk.event, entries="per_day", entries_limit=2)
    out = make_gate(desk.event, kind="way_out")
    guest, other = make_guest(desk.event), make_guest(desk.event)
    check_in(scan_of(other, once))
    check_in(scan_of(other, once, direction="exit"))
    phone.ready(once)
    said = []
    for gate, tickets_ in ((once, [guest, guest, other]), (out, [guest]), (once, [guest])):
        phone.offline(False)
        phone.at(gate)
        phone.ask("download")
        phone.offline()
        said += [phone.read(code_of(one)) for one in tickets_]
    assert said == ["go", "look already_in", "look limit_reached", "go", "look limit_reached"]
    phone.offline(False)
    phone.at(meals)
    phone.ask("download")
    phone.offline()
    eater = make_guest(desk.event)
    assert [phone.read(code_of(eater)) for _ in range(3)] == ["pass", "pass", "look limit_reached"]
    phone.offline(False)
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 2, other.id: 2, eater.id: 2}


@pytest.mark.full
def test_a_coachs_code_is_known_without_a_network(phone: Phone, desk: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = make_guest(desk.event, "Đặng Thị Hường", "Lê Văn An")
    known = door_groups.Known("Xe số 3", "7K2M9-QX4TB", [one.id for one in guest.registration.attendees])
    monkeypatch.setattr(door_groups, "_known", [(lambda event: [known], lambda event, code: None)])
    phone.ready(desk)
    phone.offline()
    group = phone.ask("group", " 7k2m9qx4tb\n")
    assert (group["label"], len(group["people"])) == ("Xe số 3", 2)
    assert phone.ask("group", "7K2M9QX4TC") is None
    assert phone.ask("group", code_of(guest)) is None
    verdicts = phone.ask("admit", [one["person"]["id"] for one in group["people"]], {"via": "search"})
    assert [one["kind"] for one in verdicts] == ["go", "go"]
    assert [one["inside"] for one in phone.ask("group", "7K2M9QX4TB")["people"]] == [True, True]
