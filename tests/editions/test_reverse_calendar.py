"""Days counted back from the gathering."""

from datetime import date

import pytest

from showcase.editions.reverse_calendar import BY_KEY, STEPS, due_days

GATHERING = date(2024, 2, 5)  # a Monday


def test_steps_are_counted_back_over_weekends_and_holidays() -> None:
    new_year = {date(2024, 1, 1)}
    due = due_days(GATHERING, {}, new_year)
    assert due["deposit"] == date(2024, 1, 26), "ten days before, the Friday of that week"
    assert due["printed"] == date(2024, 1, 24)
    assert due["printer"] == date(2024, 1, 15)
    assert due["licence"] == date(2024, 1, 12)
    assert due["licence-file"] == date(2023, 12, 28), "ten working days before, New Year's Day not counted"
    assert due["approval"] == date(2023, 12, 25)
    assert due["protocol-list"] == date(2024, 2, 1)


def test_the_hosts_own_numbers_move_what_hangs_on_them() -> None:
    usual, own = due_days(GATHERING, {}), due_days(GATHERING, {"printed": 5})
    assert own["printed"] < usual["printed"]
    assert own["texts"] < usual["texts"]
    assert own["deposit"] == usual["deposit"]
    assert due_days(GATHERING, {"badges": 0})["badges"] == GATHERING


def test_a_day_said_elsewhere_is_taken_as_it_is() -> None:
    sunday = date(2024, 2, 4)
    assert due_days(GATHERING, {}, fixed={"registration-closes": sunday})["registration-closes"] == sunday


@pytest.mark.parametrize("holidays", [set(), {date(2024, 1, 26), date(2024, 1, 25)}])
def test_no_step_falls_on_a_closed_day_or_after_the_gathering(holidays: set[date]) -> None:
    for day in due_days(GATHERING, {}, holidays).values():
        assert day <= GATHERING
        assert day.weekday() < 5
        assert day not in holidays


def test_an_anchor_stands_before_what_counts_from_it() -> None:
    seen = {""}
    for step in STEPS:
        assert step.before in seen
        seen.add(step.key)
    assert len(BY_KEY) == len(STEPS)
