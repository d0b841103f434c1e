"""What a phone keeps: names only behind the PIN and until the event is over, scans until they are sent, its time."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser

from showcase.checkin import devices, gates
from showcase.checkin.models import Device, Gate, Scan
from showcase.core import clock
from showcase.core.database import db, write
from tests.checkin.door import change, check_in, code_of, make_gate, make_guest, scan_of
from tests.checkin.phone import Phone, admissions

pytestmark = pytest.mark.browser
HOUR = 3_600_000
SHIFT = """(ms) => {
  const { now } = Date;
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [now() + ms])); }
    static now() { return now() + ms; }
  };
}"""
ALL_THERE_IS = """async () => {
  const database = device.store.database;
  const found = {};
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      return new TextDecoder("utf-8", { fatal: false }).decode(value);
    }
    if (value instanceof CryptoKey) return value.extractable ? "extractable" : "key";
    if (value && typeof value === "object") return Object.values(value).map(text).join(" ");
    return String(value);
  };
  for (const name of database.objectStoreNames) {
    const rows = await new Promise((resolve) => {
      database.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) => resolve(target.result);
    });
    found[name] = [rows.length, rows.map(text).join(" ")];
  }
  return found;
}"""


def test_names_are_behind_the_pin(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event, "Đặng Thị Hường")
    phone.ready(desk)
    phone.offline()
    phone.read(code_of(guest))
    kept = phone.page.evaluate(ALL_THERE_IS)
    everything = " ".join(text for _, text in kept.values())
    assert kept["list"][0] == 1
    assert kept["queue"][0] == 1
    assert "extractable" not in everything
    assert not any(secret in everything for secret in ("Hường", "Đặng", desk.pin, "scd_", guest.registration.code))

    phone.ask("lock")
    assert phone.ask("search", "huong") == []
    wrong = str((int(desk.pin) + 1) % 1_000_000).zfill(6)
    full_width = " ".join(chr(ord("０") + int(digit)) for digit in desk.pin)  # as some keyboards write it
    assert phone.ask("openGate", desk.slug, wrong)["error"] == "pin_wrong"
    assert phone.ask("openGate", desk.slug, full_width) is None
    assert len(phone.ask("search", "huong")) == 1

    phone.ask("lock")
    said = [phone.ask("openGate", desk.slug, wrong)["error"] for _ in range(6)]
    assert said == ["pin_wrong"] * 5 + ["too_many"]
    assert phone.ask("openGate", desk.slug, desk.pin)["error"] == "too_many"


def test_names_end_two_hours_after_the_event_and_scans_do_not(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone.ready(desk)
    phone.offline()
    phone.read(code_of(guest))
    ends = phone.state["event"]["ends_at"]
    until = (datetime.fromisoformat(ends) - clock.now()).total_seconds() * 1000
    phone.page.evaluate(SHIFT, until + 1.9 * HOUR)
    phone.page.evaluate("() => { device.clock.mark(); return device.tick(); }")  # as if the phone had slept
    assert phone.state["unlocked"]
    phone.page.evaluate(SHIFT, 0.2 * HOUR)
    phone.page.evaluate("() => { device.clock.mark(); return device.tick(); }")
    state = phone.state
    assert (state["unlocked"], state["list"]["people"], state["waiting"]) == (False, 0, 1)
    assert phone.page.evaluate(ALL_THERE_IS)["list"][0] == 0
    assert phone.ask("search", "huong") == []
    phone.offline(False)
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 1}


@pytest.mark.parametrize("hours", [-2, pytest.param(2, marks=pytest.mark.full)])
def test_a_wrong_clock_is_put_right(phone: Phone, desk: Gate, hours: int) -> None:
    guests = [make_guest(desk.event) for _ in range(3)]
    phone.page.evaluate(SHIFT, hours * HOUR)
    phone.ready(desk)
    phone.offline()
    began = clock.now()
    phone.read(code_of(guests[0]))
    phone.page.evaluate(SHIFT, -hours * HOUR)  # somebody sets it while the door works
    phone.read(code_of(guests[1]))
    phone.page.evaluate(SHIFT, 3 * HOUR)
    phone.read(code_of(guests[2]))
    phone.offline(False)
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 1 for guest in guests}
    scans = db.session.scalars(db.select(Scan).order_by(Scan.device_seq)).all()
    assert [abs(scan.at - began) < timedelta(seconds=5) for scan in scans] == [True] * 3
    assert [scan.clock_doubtful for scan in scans] == [False] * 3


def test_a_revoked_phone_forgets_names_and_keeps_its_scans(phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone.ready(desk)
    phone.offline()
    phone.read(code_of(guest))
    write()
    devices.revoke(db.session.scalars(db.select(Device)).one())
    db.session.commit()
    phone.offline(False)
    assert phone.ask("sync")["error"] == "revoked"
    state = phone.state
    assert (state["revoked"], state["unlocked"], state["waiting"], state["list"]["people"]) == (True, False, 1, 0)
    assert phone.read(code_of(guest)) == "revoked"
    phone.enrol(desk.event)
    assert phone.state["revoked"] is False
    assert phone.ask("sync") is True
    assert admissions() == {guest.id: 1}


def test_what_cannot_be_stored_is_not_shown(browser: Browser, phone: Phone, desk: Gate) -> None:
    guest = make_guest(desk.event)
    phone.ready(desk)
    phone.offline()
    phone.page.evaluate("""() => {
      window.add = IDBObjectStore.prototype.add;
      IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    assert phone.read(code_of(guest)) == "storage"
    assert phone.ask("waiting") == []
    phone.page.evaluate("() => { IDBObjectStore.prototype.add = window.add; }")
    assert phone.read(code_of(guest)) == "go"
    denied = phone.page.evaluate("""async () => {
      Object.defineProperty(globalThis, "indexedDB", { value: undefined });
      const { openDevice } = await import("/assets/000000000000/checkin/device/device.js");
      return openDevice().catch((error) => error.code);
    }""")
    assert denied == "storage"


@pytest.mark.full
def test_a_list_that_broke_off_is_fetched_on_from_there(phone: Phone, desk: Gate) -> None:
    for number in range(5):
        make_guest(desk.event, *(f"Lê Văn {number} {n}" for n in range(250)))
    phone.open()
    phone.enrol(desk.event)
    phone.at(desk)
    asked: list[str] = []
    phone.context.on("request", lambda request: asked.append(request.url) if "/list?limit=500" in request.url else None)
    phone.context.route("**/list?*after=*", lambda route: route.abort())
    assert phone.ask("download")["error"] == "network"
    assert phone.state["list"]["people"] == 500
    assert len(phone.ask("search", "van 0")) == 12
    phone.context.unroute("**/list?*after=*")
    phone.page.close()
    phone.page = phone.tab()
    phone.open()
    phone.at(desk)
    phone.ask("download")
    told = phone.state["list"]
    assert (told["people"], told["total"], told["complete"]) == (1250, 1250, True)
    assert len([address for address in asked if "after" not in address]) == 1
    phone.ask("refresh")  # the old list serves until the new one is whole
    assert phone.state["list"]["people"] == 1250
    assert phone.page.evaluate(ALL_THERE_IS)["list"][0] == 3


def test_a_new_pin_closes_the_desk_until_it_is_known(phone: Phone, desk: Gate) -> None:
    make_guest(desk.event)
    phone.ready(desk)
    old = desk.pin
    write()
    gates.renew_pin(db.session.get_one(Gate, desk.id))
    db.session.commit()
    phone.page.evaluate("() => device.knock()")
    assert (phone.state["unlocked"], phone.state["gate"]) == (False, None)
    assert phone.ask("openGate", desk.slug, old)["error"] == "pin_wrong"
    phone.at(db.session.get_one(Gate, desk.id))
    phone.ask("download")
    assert len(phone.ask("search", "huong")) == 1


@pytest.mark.full
def test_a_phone_of_the_staff_changes_desks_without_a_network(phone: Phone, desk: Gate) -> None:
    other = make_gate(desk.event)
    make_guest(desk.event)
    phone.open()
    write()
    device, key = devices.enrol_own(desk.event, "Chị Hoa")
    answer = devices.described(device, key)
    for told, gate in zip(answer["gates"], (desk, other), strict=True):
        told["pin"] = gate.pin
    db.session.commit()
    phone.ask("adopt", answer)
    phone.at(desk)
    phone.ask("download")
    phone.offline()
    phone.at(other)
    assert len(phone.ask("search", "huong")) == 1
    assert "pin" not in phone.state["gates"][0]


@pytest.mark.full
def test_a_browser_without_locks_sends_from_one_tab(phone: Phone, desk: Gate) -> None:
    guests = [make_guest(desk.event) for _ in range(3)]
    phone.context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
    phone.page.close()
    phone.page = phone.tab()
    phone.ready(desk)
    phone.offline()
    assert [phone.read(code_of(guest)) for guest in guests] == ["go"] * 3
    other = phone.tab(online=False)
    phone.open(other)
    phone.offline(False)
    for tab in (other, phone.page):
        tab.evaluate("() => void (window.sent = device.sync().catch((error) => error.code))")
    assert {tab.evaluate("() => sent") for tab in (other, phone.page)} <= {True, "network"}
    assert admissions() == {guest.id: 1 for guest in guests}


def test_what_changes_elsewhere_is_soon_known_here(phone: Phone, desk: Gate) -> None:
    inside, gone, cancelled = (
        make_guest(desk.event),
        make_guest(desk.event, "Lê Văn An", "Lê Bé"),
        make_guest(desk.event),
    )
    phone.ready(desk)
    check_in(scan_of(inside, desk))
    change(gone.registration.attendees[1], dropped_at=clock.now())
    change(cancelled.registration, state="cancelled", changed_at=clock.now())
    new = make_guest(desk.event)
    phone.page.evaluate("() => device.knock()")
    phone.offline()
    for _ in range(2):
        assert [phone.read(code_of(one)) for one in (inside, gone.registration.attendees[1], cancelled)] == [
            "look already_in",
            "stop cancelled",
            "stop cancelled",
        ]
        assert len(phone.ask("search", "huong")) == 3
        phone.ask("lock")
        phone.at(desk)
    assert phone.read(code_of(new)) == "go"
