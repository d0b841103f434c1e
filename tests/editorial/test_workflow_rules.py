"""The way of a text, as the rules tell it."""

from datetime import date
from itertools import pairwise

from showcase.editorial import anchoring
from showcase.editorial.workflow_rules import (
    WAY,
    Budget,
    Facts,
    Hand,
    Lack,
    Refusal,
    Step,
    after_edit,
    is_late,
    missing,
    refusal,
    turn,
)


def moved(old: Step, new: Step, reason: str = "", edits: bool = True, **facts: int) -> Refusal | None:
    return refusal(old, new, Facts(**facts), reason, edits=edits, translates=True)


def test_an_editor_walks_the_whole_way_without_giving_reasons() -> None:
    assert [moved(old, new) for old, new in pairwise(WAY)] == [None] * 6


def test_a_way_back_and_a_step_left_out_want_a_reason() -> None:
    assert moved(Step.APPROVED, Step.DRAFTED) is Refusal.NO_REASON
    assert moved(Step.APPROVED, Step.DRAFTED, "  ") is Refusal.NO_REASON
    assert moved(Step.APPROVED, Step.DRAFTED, "Số liệu mới.") is None
    assert moved(Step.DRAFTED, Step.APPROVED) is Refusal.NO_REASON
    assert moved(Step.DRAFTED, Step.APPROVED, "Gấp, đã duyệt bằng giấy.") is None


def test_an_empty_text_goes_nowhere_whatever_the_reason() -> None:
    assert moved(Step.ASSIGNED, Step.DRAFTED, "Cứ đi.", has_text=False) is Refusal.HARD


def test_translators_say_that_their_own_steps_are_done_and_nothing_else() -> None:
    assert moved(Step.FIGURES_CHECKED, Step.TRANSLATED, edits=False) is None
    assert moved(Step.TRANSLATED, Step.LANGUAGE_CHECKED, edits=False) is None
    assert moved(Step.LANGUAGE_CHECKED, Step.APPROVED, "Vì", edits=False) is Refusal.NOT_YOURS
    assert moved(Step.DRAFTED, Step.EDITED, edits=False) is Refusal.NOT_YOURS


def test_what_is_missing_is_counted_for_the_steps_between() -> None:
    facts = Facts(open_comments=2, figures=5, figures_right=2, figures_wrong=1, has_unit=True, untranslated=1, unread=3)
    found = [(one.lack, one.number) for one in missing(Step.DRAFTED, Step.LANGUAGE_CHECKED, facts)]
    assert found == [
        (Lack.SKIPS, 3),
        (Lack.COMMENTS, 2),
        (Lack.WRONG_FIGURES, 1),
        (Lack.FIGURES, 2),
        (Lack.TRANSLATIONS, 1),
        (Lack.UNREAD, 3),
    ]
    assert missing(Step.APPROVED, Step.DRAFTED, facts) == []


def test_a_figure_that_was_corrected_since_is_asked_for_before_the_site_has_it() -> None:
    (one,) = missing(Step.LANGUAGE_CHECKED, Step.APPROVED, Facts(figures=2, figures_right=1, has_unit=True))
    assert (one.lack, one.number) == (Lack.FIGURES, 1)
    assert moved(Step.LANGUAGE_CHECKED, Step.APPROVED, figures=2, figures_right=2) is None


def test_figures_wait_for_their_unit_only_where_there_are_both() -> None:
    assert turn(Step.EDITED, figures=3, has_unit=True) is Hand.UNIT
    assert turn(Step.EDITED, figures=3, has_unit=False) is Hand.EDITOR
    assert turn(Step.EDITED, figures=0, has_unit=True) is Hand.EDITOR


def test_an_edit_takes_back_what_was_checked_after_it() -> None:
    assert after_edit(Step.APPROVED) is Step.EDITED
    assert after_edit(Step.DRAFTED) is Step.DRAFTED


def test_budgets_and_days() -> None:
    assert (Budget(350).over(360), Budget(350).over(350), Budget(900, 700).under(690)) == (10, 0, 10)
    assert is_late(date(2023, 12, 1), Step.DRAFTED, date(2023, 12, 2))
    assert not is_late(date(2023, 12, 1), Step.APPROVED, date(2023, 12, 2))
    assert not is_late(date(2023, 12, 1), Step.DRAFTED, date(2023, 12, 1))


def test_a_comment_follows_its_paragraph() -> None:
    old = ["Một năm nhìn lại có nhiều việc.", "Mùa lúa năm nay được mùa.", "Cầu mới nối đôi bờ."]
    mark = anchoring.digest(old[1])

    def place(now: list[str]) -> int | None:
        return anchoring.place_of(mark, old[1], 1, now)

    assert place([old[1], old[0], old[2]]) == 0  # moved
    assert place([old[0], "Thêm một đoạn.", "Mùa lúa năm nay được mùa lớn.", old[2]]) == 2  # worked on
    assert place([old[0], old[2]]) is None  # gone
    assert place([]) is None


def test_of_two_equal_paragraphs_the_nearer_is_meant() -> None:
    assert anchoring.place_of(anchoring.digest("Hai."), "Hai.", 3, ["Hai.", "Ba.", "Bốn.", "Hai."]) == 3
