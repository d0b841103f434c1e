"""How large a photograph must be, and who may be shown."""

import pytest

from showcase.photos import rules
from showcase.photos.rules import Consent, Use, Verdict


def test_a_full_page_with_bleed_wants_the_pixels_of_the_press() -> None:
    assert rules.fitness(Use.FULL_PAGE, 1, 1).wanted == (2551, 3579)


@pytest.mark.parametrize(
    ("width", "height", "verdict"),
    [
        (2551, 3579, Verdict.GOOD),
        (2500, 3579, Verdict.SOFT),  # the narrower side decides
        (1701, 2386, Verdict.SOFT),
        (1600, 2386, Verdict.TOO_SMALL),
    ],
)
def test_a_photograph_is_judged_by_its_pixels_for_an_inch(width: int, height: int, verdict: Verdict) -> None:
    assert rules.fitness(Use.FULL_PAGE, width, height).verdict is verdict


def test_a_photograph_across_suffices_for_half_a_page_and_not_for_a_whole() -> None:
    verdicts = {one.use: one.verdict for one in rules.fitnesses(2600, 1900)}
    assert verdicts == {
        Use.FULL_PAGE: Verdict.TOO_SMALL,
        Use.HALF_PAGE: Verdict.GOOD,
        Use.COLUMN: Verdict.GOOD,
        Use.WEB: Verdict.GOOD,
    }


def test_only_who_agreed_or_cannot_be_recognised_is_shown() -> None:
    assert [one for one in Consent if one.may_be_shown] == [Consent.NOT_NEEDED, Consent.GIVEN]


@pytest.mark.parametrize(("percent", "step"), [(-5, 0), (0, 0), (4, 0), (6, 1), (50, 5), (96, 10), (400, 10)])
def test_the_heart_of_a_picture_lies_in_one_of_eleven_places(percent: int, step: int) -> None:
    assert rules.focal_step(percent) == step
