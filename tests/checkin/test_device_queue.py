"""What a phone did is stored exactly once, whatever happens to answers, pages and tabs; the log says what it did."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Route

from showcase.checkin.models import Annulment, Conflict, Gate, Scan
from showcase.core.database import db, write
from showcase.registration.models import Registration
from tests.checkin.door import change, check_in, code_of, make_guest, scan_of
from tests.checkin.phone import Phone, admissions

pytestmark = pytest.mark.browser
SCANS = "**/api/v1/checkin/scans"


def lost(route: Route) -> None:
    """The server gets it, and its answer never arrives."""
    route.fetch()
    with suppress(Error):  # mended meanwhile
        route.abort()


def cut_off(phone: Phone, handler: Any = lost) -> None:
    phone.context.route(SCANS, handler)


def mend(phone: Phone) -> None:
    phone.context.unroute(SCANS)


def test_an_admission_whose_refusal_got_lost_is_told_again(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone.ready(desk)
    check_in(scan_of(guest, desk))  # at another table, after the list was fetched
    cut_off(phone)
    assert phone.read(code_of(guest)) == "go"
    assert phone.state["waiting"] == 1
    mend(phone)
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 2}
    scans = db.session.scalars(db.select(Scan).where(Scan.device_id.is_not(None)).order_by(Scan.device_seq)).all()
    assert [(scan.verdict, scan.offline) for scan in scans] == [("refused", False), ("admitted", True)]
    assert db.session.scalars(db.select(Conflict)).one().scan_id == scans[1].id
    assert [word["reason"] for word in phone.page.evaluate("() => words")] == ["already_in"]


def test_a_refusal_whose_admission_got_lost_is_taken_back(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event, state="pending")
    phone.ready(desk)
    change(guest.registration, state="confirmed")
    cut_off(phone)
    assert phone.read(code_of(guest)) == "look pending"
    mend(phone)
    assert phone.ask("sync") is True
    assert admissions() == {}
    assert db.session.query(Annulment).count() == 1
    assert phone.ask("waiting") == []
    phone.ask("download")
    phone.offline()
    assert phone.read(code_of(guest)) == "go"  # for the phone they are not inside either


def test_the_queue_outlives_the_page_and_is_sent_without_a_pin(phone: Phone, desk: Gate) -> None:
    guests = [make_guest(desk.event) for _ in range(3)]
    phone.ready(desk)
    phone.offline()
    assert [phone.read(code_of(guest)) for guest in guests] == ["go"] * 3
    phone.page.close()
    phone.page = phone.tab(online=False)
    phone.open()
    state = phone.state
    assert (state["waiting"], state["unlocked"], state["gate"]) == (3, False, None)
    assert phone.read(code_of(guests[0])) == "locked"
    phone.offline(False)
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 1 for guest in guests}


def test_nobody_has_come_in_by_a_scan_of_which_nothing_was_shown(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone.ready(desk)
    cut_off(phone, lambda route: route.fetch())  # the browser is killed before the answer comes
    phone.page.evaluate("(code) => void device.read(code)", code_of(guest))
    phone.page.wait_for_function("() => device.state.waiting === 1")
    while not admissions():
        phone.page.wait_for_timeout(20)
    phone.page.close()
    mend(phone)
    phone.page = phone.tab()
    phone.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 6000; }")  # the try has surely ended
    phone.open()
    assert phone.ask("sync") is True
    assert admissions() == {}
    phone.at(desk)
    assert phone.read(code_of(guest)) == "go"
    assert admissions() == {guest.id: 1}


def test_two_tabs_are_one_phone(phone: Phone, desk: Gate) -> None:
    guests = [make_guest(desk.event) for _ in range(6)]
    phone.ready(desk)
    other = phone.tab()
    phone.open(other)
    phone.at(desk, page=other)
    phone.offline()
    said = [
        *(phone.read(code_of(guest), page=tab) for guest in guests[:3] for tab in (phone.page, other)),
        *(phone.read(code_of(guest), page=other) for guest in guests[3:]),
    ]
    assert said == ["go", "look already_in"] * 3 + ["go"] * 3
    phone.page.wait_for_function("() => device.state.waiting === 9")
    sent: list[str] = []
    phone.context.on("request", lambda request: sent.append(request.url))
    phone.offline(False)
    for tab in (other, phone.page):
        tab.evaluate("() => void (window.sent = device.sync())")
    assert [tab.evaluate("() => sent") for tab in (other, phone.page)] == [True, True]
    assert admissions() == {guest.id: 1 for guest in guests}
    assert sum(address.endswith("/scans") for address in sent) == 1
    numbers = db.session.scalars(db.select(Scan.device_seq)).all()
    assert len(set(numbers)) == 9


@pytest.mark.full
def test_a_poisoned_row_stays_to_be_seen_and_stops_nobody(phone: Phone, desk: Gate) -> None:
    guests = [make_guest(desk.event) for _ in range(2)]
    phone.ready(desk)
    phone.offline()
    first = phone.ask("read", code_of(guests[0]))["scanId"]
    phone.page.evaluate(
        """(id) => device.queue.store.write("queue", (t) => new Promise((resolve) => {
          const queue = t.objectStore("queue");
          queue.index("id").get(id).onsuccess = ({ target }) => {
            queue.put({ ...target.result, at: "yesterday" }).onsuccess = resolve;
          };
        }))""",
        first,
    )
    assert phone.read(code_of(guests[1])) == "go"
    phone.offline(False)
    phone.ask("sync")
    assert (phone.state["waiting"], phone.state["rejected"]) == (0, 1)
    (entry,) = phone.ask("waiting")
    assert (entry["id"], entry["reason"], entry["person"]["name"]) == (first, "malformed", "Đặng Thị Hường")
    phone.ask("clearRejected", first)
    assert phone.state["rejected"] == 0
    assert admissions() == {guests[1].id: 1}


@pytest.mark.full
def test_a_scan_is_taken_back_with_a_network_and_without(phone: Phone, desk: Gate) -> None:
    guest, other = make_guest(desk.event), make_guest(desk.event)
    phone.ready(desk)
    online = phone.ask("read", code_of(guest))
    assert phone.ask("annul", online["scanId"])["annulled"] is True
    assert admissions() == {}
    phone.offline()
    offline = phone.ask("read", code_of(other))["scanId"]
    phone.ask("annul", offline)
    assert phone.read(code_of(other)) == "go"  # as if the first had not been
    assert phone.read(code_of(guest)) == "go"
    phone.offline(False)
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 1, other.id: 1}
    assert db.session.query(Annulment).count() == 2


def test_an_admission_that_the_server_will_not_keep_stays_to_be_seen(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone.ready(desk)
    phone.offline()
    assert phone.read(code_of(guest)) == "go"
    write()
    db.session.delete(db.session.get_one(Registration, guest.registration_id))
    db.session.commit()
    phone.offline(False)
    assert phone.ask("sync") is True
    assert [(entry["state"], entry["reason"]) for entry in phone.ask("waiting")] == [("rejected", "unknown")]


@pytest.mark.full
def test_what_stands_between_phone_and_server_has_no_last_word(phone: Phone, desk: Gate) -> None:
    """A hotel's network or a firewall may answer for the server, in JSON even."""
    guest = make_guest(desk.event)
    phone.ready(desk)
    phone.offline()
    assert phone.read(code_of(guest)) == "go"
    cut_off(phone, lambda route: route.fulfill(status=403, json={"code": "blocked"}))
    phone.offline(False)
    phone.ask("sync")
    assert (phone.state["waiting"], phone.state["rejected"]) == (1, 0)
    mend(phone)
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 1}


def test_what_the_phone_has_not_told_yet_counts_once_the_network_is_back(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone.ready(desk)
    phone.page.evaluate("() => { device.sender.soon = () => {}; }")  # nothing is sent meanwhile
    phone.offline()
    assert phone.read(code_of(guest)) == "go"
    phone.offline(False)
    phone.page.evaluate("() => device.knock()")
    assert phone.state["online"] is True
    assert phone.read(code_of(guest)) == "look already_in"
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 1}
    assert db.session.query(Conflict).count() == 0
