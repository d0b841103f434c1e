"""Scans against the database: what is kept, who is in, what comes back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showcase.checkin import services
from showcase.checkin.book import SETTLED_BY_SCANS
from showcase.checkin.models import Conflict, Gate, Presence, Scan
from showcase.core import clock
from showcase.core.database import db, write
from showcase.registration import tickets
from showcase.registration.models import Attendee, Event, booking
from tests.checkin.door import PHONE, change, check_in, code_of, make_gate, make_guest, minutes, scan_of, verdict
from tests.conftest import Queries
from tests.factories import make_event, make_session


def presence_of(guest: Attendee, scope: str = "event") -> Presence:
    found = db.session.scalar(db.select(Presence).filter_by(attendee_id=guest.id, scope=scope))
    assert found is not None
    return found


def test_a_guest_is_admitted_once(guest: Attendee, gate: Gate) -> None:
    assert verdict(guest, gate) == "admitted"
    (second,) = check_in(scan_of(guest, gate))
    assert (second.verdict, second.reason) == ("refused", "already_in")
    assert second.attendee is not None
    assert second.attendee.name == "Đặng Thị Hường"
    assert second.first is not None
    assert second.first.gate == gate.slug


def test_another_gate_of_the_event_knows_who_is_in(guest: Attendee, gate: Gate, event: Event) -> None:
    verdict(guest, gate)
    assert verdict(guest, make_gate(event)) == "refused already_in"


def test_after_an_exit_the_next_entry_is_admitted(guest: Attendee, gate: Gate) -> None:
    said = [verdict(guest, gate, direction=way) for way in ("entry", "exit", "exit", "entry", "entry")]
    assert said == ["admitted", "admitted", "admitted", "admitted", "refused already_in"]


def test_the_same_scan_again_gets_the_first_verdict_and_changes_nothing(guest: Attendee, gate: Gate) -> None:
    scan = scan_of(guest, gate)
    (first,) = check_in(scan)
    (again,) = check_in({**scan, "direction": "exit", "code": "not this one"})
    assert not first.replay
    assert again.replay
    assert (again.verdict, again.reason, again.attendee) == (first.verdict, None, first.attendee)
    assert presence_of(guest).inside
    assert db.session.query(Scan).count() == 1


def test_a_refusal_is_replayed_too(guest: Attendee, gate: Gate) -> None:
    verdict(guest, gate)
    scan = scan_of(guest, gate)
    check_in(scan)
    check_in(scan_of(guest, gate, direction="exit"))
    (again,) = check_in(scan)
    assert (again.verdict, again.reason, again.replay) == ("refused", "already_in", True)
    assert again.first is not None


def test_the_same_id_twice_in_a_request_is_one_scan(guest: Attendee, gate: Gate) -> None:
    scan = scan_of(guest, gate)
    first, second = check_in(scan, {**scan, "id": scan["id"].upper()})
    assert [first.replay, second.replay] == [False, True]
    assert {first.verdict, second.verdict} == {"admitted"}


@pytest.mark.parametrize("code", ["12345678", "0" * 191, "https://example.org/1", "T000001", "７" * 191])
def test_what_is_no_ticket_is_unknown(code: str, gate: Gate) -> None:
    assert verdict(code, gate) in ("refused unknown", "refused bad_signature")


def test_a_changed_digit_is_a_bad_signature(guest: Attendee, gate: Gate) -> None:
    code = code_of(guest)
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert verdict(changed, gate) == "refused bad_signature"


def test_a_ticket_of_somebody_forgotten_is_unknown(guest: Attendee, gate: Gate) -> None:
    assert verdict(tickets.ticket_code(gate.event_id, guest.id + 1, 1), gate) == "refused unknown"


def test_a_scanners_prefix_is_no_part_of_the_code(guest: Attendee, gate: Gate) -> None:
    assert verdict(f"\\000026{code_of(guest)}\r\n", gate) == "admitted"


def test_a_ticket_of_another_event_is_refused_without_a_name(gate: Gate) -> None:
    (result,) = check_in(scan_of(make_guest(make_event()), gate))
    assert (result.reason, result.attendee) == ("other_event", None)


def test_a_gate_of_another_event_than_the_client_serves(guest: Attendee, gate: Gate) -> None:
    (result,) = check_in(scan_of(guest, gate), event_id=gate.event_id + 1)
    assert (result.reason, result.attendee) == ("other_event", None)


def test_a_new_ticket_voids_the_old(guest: Attendee, gate: Gate) -> None:
    old = code_of(guest)
    change(guest, ticket_version=2)
    assert verdict(old, gate) == "refused revoked"
    assert verdict(guest, gate) == "admitted"


@pytest.mark.parametrize("state", ["cancelled", "waitlisted", "pending"])
def test_only_the_confirmed_may_enter(state: str, event: Event, gate: Gate) -> None:
    assert verdict(make_guest(event, state=state), gate) == f"refused {state}"


def test_the_doors_have_hours(guest: Attendee, event: Event) -> None:
    gate = make_gate(event, any_time=False)
    change(event, doors_open_at=minutes(5))
    assert verdict(guest, gate) == "refused not_yet_valid"
    change(event, doors_open_at=minutes(-60), doors_close_at=minutes(-5))
    assert verdict(guest, gate) == "refused no_longer_valid"
    assert verdict(guest, gate, offline=True, at=minutes(-10).isoformat()) == "admitted"


def test_a_gate_with_sessions_counts_by_itself(event: Event, gate: Gate, guest: Attendee) -> None:
    session = make_session(event)
    inner = make_gate(event)
    write()
    db.session.get_one(Gate, inner.id).sessions.append(session)
    db.session.commit()
    assert verdict(guest, inner) == "refused session_not_booked"
    write()
    db.session.execute(booking.insert().values(attendee_id=guest.id, session_id=session.id))
    db.session.commit()
    assert verdict(guest, inner) == "admitted"
    assert verdict(guest, inner) == "refused already_in"
    assert verdict(guest, gate) == "admitted"


def test_a_forced_entry_is_told_as_it_was(guest: Attendee, gate: Gate) -> None:
    (plain,) = check_in(scan_of(guest, gate, forced=True))
    assert (plain.verdict, plain.forced) == ("admitted", False)
    (bent,) = check_in(scan_of(guest, gate, forced=True))
    assert (bent.verdict, bent.forced, bent.reason) == ("admitted", True, "already_in")
    assert bent.first is not None
    assert bent.conflict is None


@pytest.mark.parametrize("code", ["12345678", "9" * 191])
def test_what_names_no_ticket_cannot_be_forced(code: str, gate: Gate) -> None:
    (result,) = check_in(scan_of(code, gate, forced=True, offline=True))
    assert (result.verdict, result.forced, result.conflict) == ("refused", False, None)


def test_a_green_shown_offline_is_kept_and_becomes_a_case(guest: Attendee, gate: Gate) -> None:
    verdict(guest, gate)
    (result,) = check_in(scan_of(guest, gate, offline=True, forced=True))
    assert (result.verdict, result.forced, result.reason) == ("admitted", True, "already_in")
    assert result.conflict is not None
    assert result.conflict.scan_id == result.id


def test_a_green_shown_offline_for_the_cancelled_is_a_case_too(event: Event, gate: Gate) -> None:
    (result,) = check_in(scan_of(make_guest(event, state="cancelled"), gate, offline=True, forced=True))
    assert result.conflict is not None
    assert result.conflict.reason == "cancelled"


def test_offline_state_follows_the_time_of_the_scan(guest: Attendee, gate: Gate) -> None:
    def late(minute: int, **more: Any) -> str:
        return verdict(guest, gate, offline=True, at=minutes(minute).isoformat(), **more)

    assert late(-60) == "admitted"
    assert late(-20, direction="exit") == "admitted"
    assert late(-30) == "refused already_in"
    assert late(-10) == "admitted"
    assert presence_of(guest).entered_at is not None
    assert abs(presence_of(guest).entered_at - minutes(-10)) < timedelta(seconds=5)  # type: ignore[operator]


def test_offline_scans_are_judged_in_the_order_they_happened(guest: Attendee, gate: Gate) -> None:
    def late(minute: int, **more: Any) -> dict[str, Any]:
        return scan_of(guest, gate, offline=True, at=minutes(minute).isoformat(), **more)

    results = check_in(late(-10), late(-20, direction="exit"), late(-30))
    assert [result.verdict for result in results] == ["admitted"] * 3


def test_an_earlier_entry_that_arrives_late_makes_the_later_one_the_case(guest: Attendee, gate: Gate) -> None:
    (online,) = check_in(scan_of(guest, gate))
    (earlier,) = check_in(scan_of(guest, gate, offline=True, forced=True, at=minutes(-10).isoformat()))
    assert (earlier.verdict, earlier.reason) == ("admitted", None)
    assert earlier.conflict is not None
    assert (earlier.conflict.scan_id, earlier.conflict.other_scan_id) == (online.id, earlier.id)


def test_an_exit_that_arrives_late_settles_the_case(guest: Attendee, gate: Gate) -> None:
    check_in(scan_of(guest, gate, offline=True, at=minutes(-30).isoformat()))
    check_in(scan_of(guest, gate, offline=True, forced=True, at=minutes(-10).isoformat()))
    check_in(scan_of(guest, gate, offline=True, at=minutes(-20).isoformat(), direction="exit"))
    assert [case.settled_by for case in db.session.scalars(db.select(Conflict))] == [SETTLED_BY_SCANS]


def test_a_clock_that_cannot_be_right_is_replaced_and_marked(guest: Attendee, gate: Gate) -> None:
    check_in(scan_of(guest, gate, offline=True, at="1970-01-01T00:00:07Z"))
    (scan,) = db.session.scalars(db.select(Scan))
    assert scan.clock_doubtful
    assert scan.client_at == "1970-01-01T00:00:07Z"
    assert abs(scan.at - clock.now()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "fault",
    [
        {"id": "7"},
        {"id": None},
        {"code": ""},
        {"code": "1" * 501},
        {"code": "12\x0034"},
        {"code": 12},
        {"code": None},
        {"gate": ...},
        {"gate": "no-such-gate"},
        {"gate": "x\x00"},
        {"at": "yesterday"},
        {"at": "2024-02-05T08:00:00"},
        {"at": "2024-02-31T08:00:00Z"},
        {"at": ...},
        {"direction": "sideways"},
        {"forced": "yes"},
        {"offline": 1},
        {"device_seq": "1"},
        {"device_seq": 2**63},
        {"code": ..., "attendee": 1},
        {"code": ..., "attendee": 2**40, "via": "search"},
    ],
)
def test_a_malformed_row_does_not_stop_the_rest(fault: dict[str, Any], guest: Attendee, gate: Gate) -> None:
    bad = scan_of(guest, gate, **fault)
    results = check_in(scan_of("12345678", gate), bad, scan_of(guest, gate))
    assert [result.verdict for result in results] == ["refused", "rejected", "admitted"]
    assert results[1].reason == "malformed"
    assert results[1].id == bad["id"]


def test_a_typed_short_code_is_good_on_trusted_scanners_only(guest: Attendee, gate: Gate) -> None:
    short = tickets.short_code(guest.id, 1)
    typed = f" {short[:4].lower()} {short[4:]} "
    assert verdict(typed, gate) == "refused unknown"
    (result,) = check_in(scan_of(typed, gate), scanner=PHONE)
    assert result.verdict == "admitted"


def test_an_old_short_code_is_revoked(guest: Attendee, gate: Gate) -> None:
    short = tickets.short_code(guest.id, 1)
    change(guest, ticket_version=3)
    (result,) = check_in(scan_of(short, gate), scanner=PHONE)
    assert result.reason == "revoked"


def test_a_member_of_the_party_enters_by_anothers_scan(event: Event, gate: Gate) -> None:
    mother = make_guest(event, "Thạch Thị Sa Ri", "Thạch Minh")
    son, stranger = mother.registration.attendees[1], make_guest(event)
    (first,) = check_in(scan_of(mother, gate))
    by_via = {"code": ..., "via": first.id}
    assert verdict(mother, gate, attendee=son.id, **by_via) == "admitted"
    assert verdict(mother, gate, attendee=son.id, **by_via) == "refused already_in"
    assert verdict(mother, gate, attendee=stranger.id, **by_via) == "refused unknown"
    assert verdict(mother, gate, attendee=stranger.id, code=..., via="search") == "refused unknown"
    (found,) = check_in(scan_of(mother, gate, attendee=stranger.id, code=..., via="search"), scanner=PHONE)
    assert found.verdict == "admitted"


def test_a_family_is_admitted_in_one_request(event: Event, gate: Gate) -> None:
    mother = make_guest(event, "Thạch Thị Sa Ri", "Thạch Minh", "Thạch An")
    first = scan_of(mother, gate)
    rest = [
        scan_of(mother, gate, code=..., attendee=one.id, via=first["id"]) for one in mother.registration.attendees[1:]
    ]
    assert [result.verdict for result in check_in(first, *rest)] == ["admitted"] * 3


def test_annulled_scans_count_for_nothing(guest: Attendee, gate: Gate) -> None:
    (result,) = check_in(scan_of(guest, gate))
    write()
    services.annul(db.session.get_one(Scan, result.id), PHONE)
    db.session.commit()
    assert not presence_of(guest).inside
    assert verdict(guest, gate) == "admitted"


def test_queries_do_not_grow_with_the_batch(event: Event, gate: Gate, query_recorder: Queries) -> None:
    guests = [make_guest(event, f"Khách {number}") for number in range(40)]
    scans = [scan_of(guest, gate) for guest in guests]
    query_recorder.clear()
    check_in(*scans)
    assert len(query_recorder) <= 14


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["entry", "exit"])), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_devices_that_were_offline_may_report_in_any_order(
    event: Event, gate: Gate, told: list[tuple[int, str]], random: Any
) -> None:
    now = clock.now()
    ids = [str(uuid4()) for _ in told]
    outcomes = []
    for order in (told, random.sample(told, len(told))):
        guest = make_guest(event)
        for minute, direction in order:
            position = told.index((minute, direction))
            at = (now - timedelta(minutes=60 - minute)).isoformat()
            scan_id = ids[position][:-4] + f"{guest.id:04x}"[-4:]
            check_in(scan_of(guest, gate, id=scan_id, offline=True, forced=True, at=at, direction=direction))
        where = presence_of(guest)
        cases = db.session.scalars(db.select(Conflict).filter_by(attendee_id=guest.id, settled_at=None))
        outcomes.append(
            (where.inside, where.entered_at, sorted((c.scan_id[:-4], (c.other_scan_id or "")[:-4]) for c in cases))
        )
    assert outcomes[0] == outcomes[1]


def test_who_was_forced_in_for_another_reason_may_still_be_a_double(event: Event) -> None:
    """Nobody at the door knew of the first entry: it was made by a phone without a network."""
    late, first = make_gate(event, any_time=False), make_gate(event)
    guest = make_guest(event)
    change(event, doors_close_at=minutes(-5))
    (bent,) = check_in(scan_of(guest, late, forced=True))
    assert (bent.reason, bent.conflict) == ("no_longer_valid", None)
    (earlier,) = check_in(scan_of(guest, first, offline=True, forced=True, at=minutes(-10).isoformat()))
    assert earlier.conflict is not None
    assert (earlier.conflict.scan_id, earlier.conflict.other_scan_id) == (bent.id, earlier.id)
