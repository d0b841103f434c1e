"""The numbers on the screens are those of the rows, whatever the doors have been through."""

from collections import Counter
from datetime import timedelta

import pytest

from showcase.checkin.models import Annulment, Presence, Scan
from showcase.core import clock
from showcase.core.database import db
from showcase.core.i18n import use_locale
from showcase.live import counts, rules, settling, tables
from showcase.registration.models import Attendee
from showcase.seating.models import Seat, SeatingPlan, SeatingTable
from tests.checkin.door import check_in, make_gate, make_guest, scan_of
from tests.factories import at, make_event, save
from tests.live_screens.day import make_morning, storm


@pytest.mark.parametrize("number", [60, pytest.param(500, marks=pytest.mark.full)])
def test_after_a_storm_of_scans_every_number_is_that_of_the_rows(number: int) -> None:
    event, gates, guests = make_morning()
    storm(gates, guests, number)
    assert db.session.query(Annulment).count() > 0
    with use_locale("en"):
        found = counts.of(event, clock.now())

    people = db.session.scalars(db.select(Attendee)).all()
    presences = db.session.scalars(db.select(Presence).where(Presence.entered_at.is_not(None))).all()
    came = {one.attendee_id for one in presences}
    expected = [one for one in people if one.registration.state == "confirmed" and one.dropped_at is None]
    arrived = [one for one in expected if one.id in came]
    assert (found.arrived, found.expected) == (len(arrived), len(expected))
    assert found.unexpected == len(came) - len(arrived)
    assert found.inside == len({one.attendee_id for one in presences if one.inside})
    vips = [one for one in expected if one.vip]
    assert (found.vips.arrived, found.vips.expected) == (len([v for v in vips if v.id in came]), len(vips))
    kinds = Counter(one.registration.guest_kind for one in arrived)
    assert {one.label: one.arrived for one in found.kinds} == {
        "Vietnamese abroad": kinds["overseas"],
        "relative": kinds["relative"],
        "official": kinds["official"],
        "press": kinds["press"],
    }
    gate_of = {one.id: one.gate_id for one in db.session.scalars(db.select(Scan))}
    by_gate = Counter(gate_of[one.entry_scan_id] for one in presences if one.entry_scan_id)
    assert [one.arrived for one in found.gates] == [by_gate[gate.id] for gate in gates]
    booked = [one for one in expected if one.sessions]
    assert [one.expected for one in found.gates] == [None, None, len(booked)]
    first = {number: min(p.entered_at for p in presences if p.attendee_id == number) for number in came}
    lately = [one for one in arrived if first[one.id] >= clock.now() - rules.WINDOW]
    assert found.recent == len(lately)


def test_a_guest_at_the_help_desk_is_named_until_let_in() -> None:
    gate = make_gate(make_event())
    waiting = make_guest(gate.event, "Sơn Thị Sa Vương", state="waitlisted")
    check_in(scan_of(waiting, gate))
    (one,) = settling.at_help_desk(gate.event, clock.now())
    assert one.name == "Sơn Thị Sa Vương"
    assert settling.to_settle(gate.event, clock.now()).waiting == 1
    assert not settling.at_help_desk(gate.event, clock.now() + rules.AT_HELP_DESK + timedelta(minutes=1))
    check_in(scan_of(waiting, gate, forced=True))
    assert not settling.at_help_desk(gate.event, clock.now())


def test_a_delegation_is_under_way_until_all_are_in() -> None:
    event, gates, guests = make_morning()
    party = [one for one in guests if one.registration.is_delegation]
    check_in(scan_of(party[0], gates[0]))
    (one,) = settling.delegations_under_way(event)
    assert (one.name, one.arrived, one.expected) == ("Đoàn kiều bào Phnôm Pênh", 1, 3)
    check_in(*(scan_of(guest, gates[1]) for guest in party[1:]))
    assert settling.delegations_under_way(event) == ()


@pytest.mark.parametrize(
    ("recent", "minutes", "missing", "told"),
    [
        (0, None, 100, None),  # nobody yet
        (4, 1, 100, None),  # too early
        (90, 30, 60, "08:10"),  # six a minute
        (10, 5, 20, "08:10"),  # since five minutes only: two a minute
        (0, 60, 20, ""),  # nobody comes any more
        (90, 30, 0, ""),  # all are in
        (1, 15, 900, ""),  # not today
    ],
)
def test_the_estimate_follows_the_last_quarter_of_an_hour(
    recent: int, minutes: int | None, missing: int, told: str | None
) -> None:
    now = at("2024-02-05T08:00:00Z")
    pace = rules.pace(recent, now - timedelta(minutes=minutes) if minutes else None, missing, now)
    assert (pace and (pace.all_in_at.strftime("%H:%M") if pace.all_in_at else "")) == told


def test_a_table_is_free_while_nobody_sits_there_and_counts_who_is_in() -> None:
    event, gates, guests = make_morning()
    plan = save(SeatingPlan(event_id=event.id))
    whole, free, kept = (
        save(SeatingTable(plan_id=plan.id, number=number, capacity=10, held=held))
        for number, held in ((1, 0), (2, 0), (3, 10))
    )
    party = guests[:3]
    for guest in party:
        save(Seat(attendee_id=guest.id, plan_id=plan.id, table_id=whole.id))
    check_in(scan_of(party[0], gates[0]), scan_of(party[1], gates[0]))
    (found,) = tables.of_event(event)
    assert [(one.number, one.arrived, one.seated, one.free, one.is_free) for one in found.tables] == [
        (whole.number, 2, 3, 7, False),
        (free.number, 0, 0, 10, True),
        (kept.number, 0, 0, 0, False),
    ]
    assert (found.free_tables, found.free_seats) == (1, 17)
