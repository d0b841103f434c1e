"""Times worked out from lengths, what does not fit, delays on the day, and two copies side by side."""

from datetime import UTC, datetime, timedelta

import pytest

from showcase.programme.rules import (
    Difference,
    Mark,
    Presence,
    Slot,
    differences,
    expected,
    is_too_long,
    reading_minutes,
    schedule,
    twice,
    words_in,
)

EIGHT = datetime(2030, 2, 1, 1, 0, tzinfo=UTC)  # 08:00 in Việt Nam


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_items_follow_each_other_and_fixed_times_make_gaps_and_overlaps() -> None:
    slots = [Slot(1, 10), Slot(2, 0), Slot(3, 20, EIGHT + minutes(15)), Slot(4, 5, EIGHT + minutes(30)), Slot(5, 600)]
    planned = schedule(EIGHT, slots)
    assert [(one.starts - EIGHT) // minutes(1) for one in planned] == [0, 10, 15, 30, 35]
    assert [one.gap for one in planned] == [0, 0, 5, -5, 0]
    assert planned[-1].ends == EIGHT + minutes(635), "over midnight somewhere, it goes on all the same"


@pytest.mark.parametrize(
    ("text", "words", "minutes"),
    [("", 0, 0), ("Kính thưa quý bà con!", 5, 0.5), ("từ " * 130, 130, 1), ("từ — " * 195, 195, 1.5)],
)
def test_a_text_is_counted_and_timed(text: str, words: int, minutes: float) -> None:
    assert (words_in(text), reading_minutes(words_in(text))) == (words, minutes)


def test_khmer_words_are_counted_by_their_breaks_and_a_text_may_fill_its_item_to_the_last_word() -> None:
    assert words_in("សួស្តី\u200bបងប្អូន ទាំងអស់\u200bគ្នា") == 4
    assert not is_too_long(260, 2)
    assert is_too_long(261, 2)
    assert is_too_long(1, 0)


def test_a_person_in_two_items_at_once_is_found_and_one_in_items_after_each_other_is_not() -> None:
    planned = schedule(EIGHT, [Slot(1, 10), Slot(2, 10), Slot(3, 10, EIGHT + minutes(15))])
    everywhere = [Presence("an", "An", key) for key in (1, 2, 3, 3)]
    assert [(a.key, b.key) for a, b in twice(planned, [*everywhere, Presence("ba", "Ba", 1)])] == [(2, 3)]


def test_a_delay_runs_on_until_a_gap_swallows_it() -> None:
    planned = schedule(EIGHT, [Slot(1, 10), Slot(2, 10), Slot(3, 10), Slot(4, 10, EIGHT + minutes(45))])
    now = EIGHT + minutes(8)
    began_late = {1: Mark(started=EIGHT + minutes(7))}
    assert [one.late for one in expected(planned, began_late, None, now)] == [7, 7, 7, 0]
    assert [one.late for one in expected(planned, {}, (2, 20), now)] == [0, 20, 20, 5]
    skipped = {**began_late, 2: Mark(skipped=True)}
    assert [one.late for one in expected(planned, skipped, None, now)] == [7, 0, 0, 0]
    # The one that should have begun is expected now, and pushes the rest.
    assert [one.late for one in expected(planned, began_late, None, EIGHT + minutes(30))] == [7, 20, 20, 5]


def test_two_copies_side_by_side_show_what_is_new_changed_and_gone_where_it_stood() -> None:
    old = [{"id": 1, "start": "08:00", "x": 1}, {"id": 2, "start": "08:10"}, {"id": 3, "start": "08:20"}]
    new = [{"id": 1, "start": "08:00", "x": 2}, {"id": 4, "start": "08:10"}, {"id": 3, "start": "08:30"}]
    lines = differences(old, new, ["start"])
    assert [(line.row["id"], line.difference) for line in lines] == [
        (1, Difference.SAME),
        (2, Difference.REMOVED),
        (4, Difference.NEW),
        (3, Difference.CHANGED),
    ]
    assert lines[-1].was == {"start": "08:20"}
