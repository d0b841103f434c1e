"""Who holds an office when: days at the edges, gaps, and two at once."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from showcase.editions.rules import clash, holds_on, in_office, last_before, next_after


class Term(NamedTuple):
    begins_on: date
    ends_on: date | None


FIRST = Term(date(2019, 5, 1), date(2024, 3, 15))
SECOND = Term(date(2024, 3, 15), date(2025, 1, 1))
OPEN = Term(date(2025, 6, 1), None)
LINE = [OPEN, FIRST, SECOND]


def test_the_first_day_counts_and_the_day_of_the_successor_is_the_successors() -> None:
    assert in_office(LINE, date(2019, 5, 1)) == FIRST
    assert in_office(LINE, date(2024, 3, 14)) == FIRST
    assert in_office(LINE, date(2024, 3, 15)) == SECOND


def test_before_between_and_after() -> None:
    assert in_office(LINE, date(2019, 4, 30)) is None
    assert in_office(LINE, date(2025, 3, 1)) is None
    assert in_office(LINE, date(2099, 1, 1)) == OPEN
    assert in_office([], date(2024, 1, 1)) is None


def test_who_came_before_and_who_comes_next() -> None:
    assert last_before(LINE, date(2025, 3, 1)) == SECOND
    assert next_after(LINE, date(2025, 3, 1)) == OPEN
    assert last_before(LINE, date(2019, 5, 1)) is None
    assert next_after(LINE, date(2025, 6, 1)) is None


def test_two_at_once_are_found() -> None:
    assert clash(LINE) is None
    assert clash([*LINE, Term(date(2024, 12, 31), date(2025, 2, 1))]) is not None
    assert clash([*LINE, Term(date(2030, 1, 1), None)]) == (OPEN, Term(date(2030, 1, 1), None))


DAYS = st.dates(date(2000, 1, 1), date(2003, 1, 1))
TERMS = st.builds(
    lambda begin, length: Term(begin, None if length is None else begin + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(1, 400),
)


@given(st.lists(TERMS, max_size=5), st.lists(DAYS, min_size=20, max_size=20))
def test_where_nothing_clashes_no_day_has_two_holders(terms: list[Term], days: list[date]) -> None:
    if clash(terms) is None:
        for day in [*days, *(term.begins_on for term in terms)]:
            assert sum(holds_on(term, day) for term in terms) <= 1
