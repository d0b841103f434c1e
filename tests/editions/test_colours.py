"""Whatever colours an officer chooses, everything that follows from them can be read."""

import itertools

import pytest

from showcase.editions import colours
from tests.core.test_contrast import PALETTES, SHAPE_PAIRS, TEXT_PAIRS, contrast

CHOICES = ["#8C1C13", "#0B3D91", "#5B2A86", "#0F6E6E", "#7A4B00", "#333333", "#000000", "#C2185B", "#203040"]
ACCENTS = ["#E0A020", "#F2C14E", "#6FCF97", "#F28482", "#B8B8B8"]


def palette(main: str, second: str, accent: str) -> dict[str, dict[str, str]]:
    chosen = {"sao": main, "river": second, "saffron": accent}
    return {
        name: {"light": colours.nearest(name, "light", colour), "dark": colours.by_night(name, colour)}
        for name, colour in chosen.items()
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_built_in_colours_are_those_of_the_style_sheet(scheme: str) -> None:
    assert colours.DEFAULTS[scheme].items() <= PALETTES[scheme].items()


def test_an_edition_without_colours_or_with_the_built_in_ones_changes_nothing() -> None:
    built_in = {name: {s: colours.DEFAULTS[s][name].lower() for s in colours.SCHEMES} for name in colours.OWN}
    for none in ({}, built_in, {"sao": {"light": "red;} body {"}}):
        assert colours.tokens(none) == {"light": {}, "dark": {}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "chosen", list(zip(CHOICES, CHOICES[3:] + CHOICES[:3], itertools.cycle(ACCENTS), strict=False))
)
def test_all_that_follows_can_be_read(scheme: str, chosen: tuple[str, str, str]) -> None:
    shown = PALETTES[scheme] | colours.tokens(palette(*chosen))[scheme]
    for one, other in TEXT_PAIRS:
        assert contrast(shown[one], shown[other]) >= 4.5, (one, other, shown[one], shown[other])
    for one, other in SHAPE_PAIRS:
        assert contrast(shown[one], shown[other]) >= 3, (one, other)
    classes = [shown[f"scale-{step}"] for step in range(1, 6)]
    assert all(contrast(one, other) >= 1.3 for one, other in itertools.pairwise(classes))
    for step in classes:
        assert max(contrast(shown[letters], step) for letters in ("ink", "ground")) >= 3
    for ground in ("ground", "raised", "river-wash", "saffron-wash", "laterite-wash", "mist"):
        assert max(contrast(shown[ring], shown[ground]) for ring in ("ring", "saffron")) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", colours.OWN)
@pytest.mark.parametrize("colour", ["#000000", "#FFFFFF", "#777777", "#FF0000", "#00FF00", "#0000FF", "#FFFF00"])
def test_every_colour_has_a_shade_that_can_be_read(scheme: str, name: str, colour: str) -> None:
    assert colours.can_be_read(name, scheme, colours.nearest(name, scheme, colour))
    assert colours.can_be_read(name, "dark", colours.by_night(name, colour))


def test_the_nearest_shade_keeps_what_is_right_and_moves_little() -> None:
    assert colours.nearest("sao", "light", "#1f5b43") == "#1F5B43"
    shade = colours.nearest("sao", "light", "#3FA37A")
    assert 4.5 <= contrast(shade, "#FBF7EE") < 4.8


def test_ink_for_print() -> None:
    assert colours.cmyk("#000000") == [0, 0, 0, 100]
    assert colours.cmyk("#FFFFFF") == [0, 0, 0, 0]
    assert colours.cmyk("#FF0000") == [0, 100, 100, 0]
