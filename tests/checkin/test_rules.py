"""The table of cases that every judge of tickets must agree with, and where a ticket stands after its scans."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase.checkin import rules
from showcase.checkin.rules import GateFacts, Passage, TicketFacts

CASES = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
EIGHT = datetime(2024, 2, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_table_of_cases(case: dict[str, Any]) -> None:
    ticket, gate = dict(case.get("ticket", {})), dict(case.get("gate", {}))
    ticket["booked"] = frozenset(ticket.get("booked", ()))
    gate["sessions"] = frozenset(gate.get("sessions", ()))
    for name in ("doors_open_at", "doors_close_at", "closed_at"):
        gate[name] = datetime.fromisoformat(gate[name]) if name in gate else None
    decision = rules.decide(
        TicketFacts(**{"state": "confirmed", **ticket}),
        GateFacts(**gate),
        datetime.fromisoformat(case.get("at", "2024-02-05T08:00:00+07:00")),
        case.get("direction", "entry"),
        case.get("forced", False),
    )
    said = [str(decision.verdict), "bent" if decision.bent else "", str(decision.reason or "")]
    assert " ".join(part for part in said if part) == case["expect"]


def passage(minute: int, direction: str = "entry", **more: Any) -> Passage:
    return Passage(f"scan-{minute}", EIGHT + timedelta(minutes=minute), direction, **more)


def test_who_left_and_came_back_is_inside_since_the_second_entry() -> None:
    stand = rules.standing([passage(0), passage(10, "exit"), passage(20)])
    assert stand.inside
    assert stand.entry == passage(20)
    assert not stand.doubles


def test_a_second_entry_is_a_double_of_the_first() -> None:
    assert rules.standing([passage(5), passage(0)]).doubles == ((passage(5), passage(0)),)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["entry", "exit"])), unique_by=lambda p: p[0]), st.randoms()
)
def test_the_order_in_which_passages_become_known_does_not_matter(told: list[tuple[int, str]], random: Any) -> None:
    passages = [passage(minute, direction) for minute, direction in told]
    shuffled = passages[:]
    random.shuffle(shuffled)
    assert rules.standing(shuffled) == rules.standing(passages)


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
