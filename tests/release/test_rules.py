"""In which order an issue is licensed, printed, deposited and released."""

from datetime import date

import pytest

from showcase.release import rules
from showcase.release.rules import Copies, Refusal, Step

TODAY = date(2024, 1, 20)
FILED = {Step.FILED: date(2023, 12, 20)}
GRANTED = {**FILED, Step.GRANTED: date(2024, 1, 3)}
PRINTED = {**GRANTED, Step.PRINTED: date(2024, 1, 8)}
DEPOSITED = {**PRINTED, Step.DEPOSITED: date(2024, 1, 10)}


@pytest.mark.parametrize("done", [{}, FILED, GRANTED, PRINTED, DEPOSITED])
def test_each_step_comes_after_the_one_before(done):
    following = rules.next_of(done)
    assert [step for step in Step if rules.refusal(step, TODAY, done, TODAY, is_frozen=True) is None] == [following]


def test_the_book_is_kept_for_ten_days_after_its_deposit():
    first = date(2024, 1, 20)
    assert rules.release_day(DEPOSITED[Step.DEPOSITED]) == first
    refused = rules.refusal(Step.RELEASED, date(2024, 1, 19), DEPOSITED, TODAY, is_frozen=True)
    assert refused is not None
    assert (refused.reason, refused.day) == (Refusal.LOCKED, first)
    assert rules.refusal(Step.RELEASED, first, DEPOSITED, TODAY, is_frozen=True) is None


def test_a_host_may_wait_longer_but_never_shorter():
    assert rules.release_day(date(2024, 1, 10), wait=14) == date(2024, 1, 24)
    assert rules.release_day(date(2024, 1, 10), wait=3) == date(2024, 1, 20)


def test_nothing_is_printed_but_a_frozen_version():
    refused = rules.refusal(Step.PRINTED, TODAY, GRANTED, TODAY, is_frozen=False)
    assert refused is not None
    assert refused.reason is Refusal.NOT_FROZEN


def test_a_day_before_the_step_before_or_after_today_is_refused():
    early = rules.refusal(Step.GRANTED, date(2023, 12, 19), FILED, TODAY, is_frozen=False)
    ahead = rules.refusal(Step.GRANTED, date(2024, 1, 21), FILED, TODAY, is_frozen=False)
    assert early is not None
    assert (early.reason, early.day) == (Refusal.TOO_EARLY, date(2023, 12, 20))
    assert ahead is not None
    assert ahead.reason is Refusal.NOT_COME


@pytest.mark.parametrize(
    ("sent", "received", "state"),
    [(None, None, Copies.PLANNED), (40, None, Copies.SENT), (40, 40, Copies.RECEIVED), (40, 38, Copies.SHORT)],
)
def test_fewer_copies_than_were_sent_are_said(sent, received, state):
    assert rules.state_of(sent, received) is state
