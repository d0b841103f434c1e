"""Which inks a colour becomes."""

import pytest

from showcase.publication.inks import LIMIT, Inks, of_palette

PALETTE = {
    "ground": {"light": "#FBF7EE", "dark": "#10201B", "cmyk": [1, 2, 7, 0]},
    "ink": {"light": "#12261F", "dark": "#F3EDE0", "cmyk": [75, 50, 65, 75]},
    "sao": {"light": "#1f5b43", "dark": "#7CC8A2", "cmyk": [85, 35, 75, 35]},
}


def of(colour: str, palette: dict[str, dict[str, object]] | None = None) -> tuple[float, ...]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return Inks(of_palette(palette or {})).of(red, green, blue)


def test_a_colour_of_the_palette_takes_the_inks_that_the_edition_names() -> None:
    assert of("#1F5B43", PALETTE) == (0.85, 0.35, 0.75, 0.35)
    assert of("#1F5B43") != (0.85, 0.35, 0.75, 0.35)


@pytest.mark.parametrize("colour", ["#000000", "#12261F"])
@pytest.mark.parametrize("palette", [{}, PALETTE])
def test_text_is_black_alone_whatever_the_palette_says(colour: str, palette: dict[str, dict[str, object]]) -> None:
    assert of(colour, palette) == (0, 0, 0, 1)


def test_quiet_text_is_a_tint_of_black() -> None:
    *colours, black = of("#48584F")
    assert colours == [0, 0, 0]
    assert 0.6 < black < 0.8


def test_white_is_paper() -> None:
    assert of("#FFFFFF") == (0, 0, 0, 0)


def test_a_dark_ground_is_deeper_than_black_alone() -> None:
    assert sum(of("#10201B", PALETTE)) > 2


@pytest.mark.parametrize("colour", ["#143F2E", "#330000", "#000080", "#1D5468"])
def test_no_colour_takes_more_ink_than_the_paper(colour: str) -> None:
    assert sum(of(colour)) <= LIMIT + 0.001


def test_a_palette_that_asks_for_too_much_ink_gets_less_of_the_colours() -> None:
    ink = of("#203040", {"sao": {"light": "#203040", "cmyk": [100, 100, 100, 80]}})
    assert ink[3] == 0.8
    assert sum(ink) == pytest.approx(LIMIT, abs=0.001)


def test_what_is_no_colour_or_no_four_inks_is_left_out() -> None:
    assert list(of_palette({"sao": {"light": "green", "cmyk": [1, 2, 3, 4]}, "river": {"light": "#2B6F86"}})) == [
        "#10201B"
    ]
