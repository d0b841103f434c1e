"""Desks with a limit: once, or so many times a day; whatever order the scans arrive in."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from showcase.checkin.models import Conflict, Presence, Scan
from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration.models import Attendee, Event
from tests.checkin.door import change, check_in, make_gate, minutes, scan_of, verdict

NOON = datetime(2024, 2, 5, 5, tzinfo=UTC)  # 12:00 in Việt Nam


def test_once_is_once_though_they_went_out(event: Event, guest: Attendee) -> None:
    gate = make_gate(event, entries="once")
    first = scan_of(guest, gate)
    check_in(first)
    assert verdict(guest, gate) == "refused already_in"
    check_in(scan_of(guest, gate, direction="exit"))
    (again,) = check_in(scan_of(guest, gate))
    assert (again.verdict, again.reason) == ("refused", "limit_reached")
    assert again.first is not None
    assert again.first.id == first["id"], "the volunteer learns when and where"


def test_a_meal_is_counted_by_the_local_day_without_going_out(event: Event, guest: Attendee) -> None:
    gate = make_gate(event, entries="per_day", entries_limit=2)
    with clock.frozen(NOON):
        assert [verdict(guest, gate) for _ in range(3)] == ["admitted", "admitted", "refused limit_reached"]
    with clock.frozen(minutes(12 * 60 - 1, NOON)):
        assert verdict(guest, gate) == "refused limit_reached", "23:59 there"
    with clock.frozen(minutes(12 * 60, NOON)):
        assert verdict(guest, gate) == "admitted", "midnight there, though not in Greenwich"
    counted = db.session.scalars(db.select(Presence.entries)).one()
    assert counted == {"2024-02-05": 2, "2024-02-06": 1}
    assert db.session.query(Conflict).count() == 0


def test_at_the_way_out_a_scan_is_an_exit(event: Event, guest: Attendee) -> None:
    inn, out = make_gate(event), make_gate(event, kind="way_out")
    assert [verdict(guest, inn), verdict(guest, out), verdict(guest, inn)] == ["admitted"] * 3


def test_own_times_stand_instead_of_the_doors(event: Event, guest: Attendee) -> None:
    change(event, doors_open_at=minutes(60))
    assert verdict(guest, make_gate(event, any_time=False)) == "refused not_yet_valid"
    assert verdict(guest, make_gate(event, any_time=False, opens_at=minutes(-1))) == "admitted"


@pytest.mark.full
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_meals_too_many_become_a_case_in_whatever_order_phones_tell(
    event: Event, guest: Attendee, order: tuple[int, ...]
) -> None:
    gate = make_gate(event, entries="per_day", entries_limit=1)
    day: dict[str, Any] = {"offline": True, "forced": True}
    scans = [scan_of(guest, gate, at=minutes(-60 + 10 * n).isoformat(), **day) for n in range(3)]
    for number in order:
        assert check_in(scans[number])[0].verdict == "admitted"
    db.session.expire_all()
    cases = db.session.scalars(db.select(Conflict).filter_by(settled_at=None).order_by(Conflict.id)).all()
    assert {(case.scan_id, case.other_scan_id, case.reason) for case in cases} == {
        (scans[1]["id"], scans[0]["id"], "limit_reached"),
        (scans[2]["id"], scans[1]["id"], "limit_reached"),
    }


def test_a_rule_put_right_settles_the_cases_it_opened(event: Event, guest: Attendee) -> None:
    gate = make_gate(event, entries="once")
    offline: dict[str, Any] = {"offline": True, "forced": True}
    check_in(scan_of(guest, gate, at=minutes(-50).isoformat(), **offline))
    check_in(scan_of(guest, gate, at=minutes(-40).isoformat(), direction="exit", offline=True))
    (result,) = check_in(scan_of(guest, gate, at=minutes(-30).isoformat(), **offline))
    assert result.conflict is not None
    change(gate, entries="reentry")
    check_in(scan_of(guest, gate, direction="exit"))
    write()
    db.session.expire_all()
    assert db.session.get_one(Conflict, result.conflict.id).settled_by == "scans"


def test_what_the_screen_said_is_kept_and_a_guest_turned_away_has_not_come_in(event: Event, guest: Attendee) -> None:
    gate = make_gate(event)
    told = {"offline": True, "shown": "refused", "shown_reason": "already_in"}
    (result,) = check_in(scan_of(guest, gate, **told))
    assert (result.verdict, result.reason) == ("refused", "already_in")
    scan = db.session.scalars(db.select(Scan)).one()
    assert (scan.shown, scan.shown_reason, scan.rule_bent) == ("refused", "already_in", False)
    assert db.session.query(Conflict).count() == 0
    (odd,) = check_in(scan_of(guest, gate, **(told | {"shown_reason": ["x"]})))
    assert odd.verdict == "refused", "a word that is not known costs no scan"
    (bad,) = check_in(scan_of(guest, gate, shown="maybe"))
    assert (bad.verdict, bad.reason) == ("rejected", "malformed")
