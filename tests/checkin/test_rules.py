"""The tables of cases that every judge of tickets must agree with: the server's, and the door's in JavaScript.

cases.json is a list of single verdicts. Each has `name` and `expect`, “admitted”, “refused REASON” or “admitted bent
REASON”; what a case leaves out is as usual:

    ticket    state (confirmed), current (true), dropped (false), booked ([] of session slugs), and of the gate's own
              count before the scan: inside (false), entered (0, how often ever), entered_today (0, of them on the
              event's local day of the scan)
    gate      kind (reception | help_desk | way_out), entries (reentry | once | per_day), entries_limit (1, for
              per_day), any_time (false), sessions ([]), opens_at, closes_at (the gate's own), doors_open_at,
              doors_close_at (the event's), closed_at; RFC 3339 or left out
    at        when it was scanned (2024-02-05T08:00:00+07:00)
    direction entry | exit; left out: as is usual at the gate
    forced    (false)

standings.json is a list of where a ticket stands after `passages`, in whatever order they became known. A passage has
`id`, `at`, direction (entry), seq (0), and its gate's entries (reentry) and entries_limit (1); its local day is that of
Asia/Ho_Chi_Minh. Told are `inside`, `entry` (the last that led from outside to inside), `last` (the last entry),
`days` (entries by local day) and `excesses`: [id of the entry that was one too many, id of the one before, reason].
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase.checkin import rules
from showcase.checkin.rules import Decision, GateFacts, Passage, Reason, Row, TicketFacts, Verdict

CASES, STANDINGS = (
    json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")) for name in ("cases", "standings")
)
EIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)
TIMES = ("opens_at", "closes_at", "doors_open_at", "doors_close_at", "closed_at")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_table_of_cases(case: dict[str, Any]) -> None:
    ticket, gate = dict(case.get("ticket", {})), dict(case.get("gate", {}))
    ticket["booked"] = frozenset(ticket.get("booked", ()))
    gate["sessions"] = frozenset(gate.get("sessions", ()))
    for name in TIMES:
        gate[name] = datetime.fromisoformat(gate[name]) if name in gate else None
    decision = rules.decide(
        TicketFacts(**{"state": "confirmed", **ticket}),
        GateFacts(**gate),
        datetime.fromisoformat(case.get("at", "2024-02-05T08:00:00+07:00")),
        case.get("direction"),
        case.get("forced", False),
    )
    said = [str(decision.verdict), "bent" if decision.bent else "", str(decision.reason or "")]
    assert " ".join(part for part in said if part) == case["expect"]


@pytest.mark.parametrize("case", STANDINGS, ids=[case["name"] for case in STANDINGS])
def test_the_table_of_standings(case: dict[str, Any]) -> None:
    passages = []
    for told in case["passages"]:
        at = datetime.fromisoformat(told["at"])
        more = {key: told[key] for key in ("direction", "seq", "entries", "entries_limit") if key in told}
        passages.append(Passage(told["id"], at, day=rules.local_day(at, "Asia/Ho_Chi_Minh"), **more))
    stand = rules.standing(passages)
    assert stand.inside == case["inside"]
    assert (stand.entry and stand.entry.scan_id) == case.get("entry")
    assert (stand.last and stand.last.scan_id) == case.get("last")
    assert stand.days == case["days"]
    assert [[e.passage.scan_id, e.against.scan_id, e.reason] for e in stand.excesses] == case["excesses"]


def passage(minute: int, direction: str = "entry", **more: Any) -> Passage:
    at = EIGHT + timedelta(minutes=minute)
    return Passage(f"scan-{minute}", at, direction, day=rules.local_day(at, "Asia/Ho_Chi_Minh"), **more)


RULES = [("reentry", 1), ("once", 1), ("per_day", 1), ("per_day", 2)]


@given(
    st.lists(
        st.tuples(st.integers(0, 3000), st.sampled_from(["entry", "exit"]), st.sampled_from(RULES)),
        unique_by=lambda p: p[0],
    ),
    st.randoms(),
)
def test_the_order_in_which_passages_become_known_does_not_matter(told: list[Any], random: Any) -> None:
    passages = [
        passage(minute, direction, entries=rule, entries_limit=limit) for minute, direction, (rule, limit) in told
    ]
    shuffled = passages[:]
    random.shuffle(shuffled)
    assert rules.standing(shuffled) == rules.standing(passages)


def test_whom_a_phone_turned_away_has_not_come_in() -> None:
    def kept(decision: Decision, direction: str = "entry", **more: Any) -> Decision:
        row = Row("x", "g", EIGHT, "", offline=True, **{"shown": Verdict.REFUSED, **more})
        return rules.as_shown(decision, row, direction)

    good, cancelled = Decision(Verdict.ADMITTED), Decision(Verdict.REFUSED, Reason.CANCELLED)
    assert kept(good, shown_reason=Reason.ALREADY_IN) == Decision(Verdict.REFUSED, Reason.ALREADY_IN)
    assert kept(good) == Decision(Verdict.REFUSED, Reason.QUESTION_OPEN)
    assert kept(cancelled, shown_reason=Reason.ALREADY_IN) == cancelled
    for told in ({"shown": Verdict.ADMITTED}, {"shown": None}, {"forced": True}, {"direction": "exit"}):
        assert kept(good, **told) == good  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "by_the_phone", "allowed"),
    [(15, None, True), (16, None, False), (300, (0, 15), True), (300, (0, 16), False), (300, (5, 4), False)],
)
def test_how_long_a_scan_can_be_taken_back(after: int, by_the_phone: tuple[int, int] | None, allowed: bool) -> None:
    def at(minute: int) -> datetime:
        return EIGHT + timedelta(minutes=minute)

    clocks = [at(minute) for minute in by_the_phone] if by_the_phone else [None, None]
    assert rules.may_annul(at(0), at(after), *clocks) is allowed


@pytest.mark.parametrize("typed", ["012345", " 012 345\n", "０１２３４５", "០១២៣៤៥", "012-345"])
def test_a_pin_is_the_same_on_every_keyboard(typed: str) -> None:
    assert rules.digits_of(typed) == "012345"


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("123", "123"),
        ("  123\r\n", "123"),
        ("\x02123\x03", "123"),
        ("\ufeff123\u200b", "123"),
        ("\\000026123", "123"),
        (" \\000026 123 ", "123"),
        ("1 23", "1 23"),
        ("\\00021", "\\00021"),
        ("", None),
        (" \t ", None),
        ("\\000026", None),
        ("12\x0034", None),
        ("12\n34", None),
        ("9" * 500, "9" * 500),
        ("9" * 501, None),
    ],
)
def test_codes_are_compared_without_what_nobody_sees(typed: str, compared: str | None) -> None:
    assert rules.cleaned_code(typed) == compared


@pytest.mark.parametrize(
    ("minutes", "offline", "expected"),
    [
        (0, False, (0, False)),
        (-3, False, (0, False)),  # online the server's time counts
        (-60, False, (0, True)),
        (-60, True, (-60, False)),
        (1, True, (0, False)),
        (3, True, (0, True)),
        (-60 * 24 * 31, True, (0, True)),
    ],
)
def test_when_a_scan_happened(minutes: int, offline: bool, expected: tuple[int, bool]) -> None:
    at, doubtful = rules.happened_at(EIGHT + timedelta(minutes=minutes), None, offline, EIGHT)
    assert (at, doubtful) == (EIGHT + timedelta(minutes=expected[0]), expected[1])


def test_a_known_clock_offset_puts_an_offline_scan_right() -> None:
    at, doubtful = rules.happened_at(EIGHT + timedelta(hours=1), -90 * 60_000, True, EIGHT)
    assert (at, doubtful) == (EIGHT - timedelta(minutes=30), False)


def test_an_instant_outside_the_calendar_is_replaced() -> None:
    assert rules.happened_at(None, None, True, EIGHT) == (EIGHT, True)
    assert rules.happened_at(EIGHT, 2**62, True, EIGHT) == (EIGHT, True)
