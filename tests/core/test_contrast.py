"""Every pair of colours that meet on a page can be told apart, by day and by night."""

import itertools
import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static/core/tokens.css").read_text(encoding="utf-8")

# Letters on grounds: 4.5 to 1.
GROUNDS = ("ground", "raised")
LETTERS = ("ink", "ink-quiet", "sao", "sao-deep", "river", "saffron-text", "laterite", "lotus")
TEXT_PAIRS = [(letters, ground) for letters in LETTERS for ground in GROUNDS] + [
    ("ink", "mist"),
    ("ink-quiet", "mist"),
    ("ink", "sao-wash"),
    ("sao", "sao-wash"),
    ("sao-deep", "sao-wash"),
    ("ink", "river-wash"),
    ("ink-quiet", "river-wash"),
    ("ink", "saffron-wash"),
    ("ink", "laterite-wash"),
    ("laterite", "laterite-wash"),
    ("ink", "lotus-wash"),
    ("ground", "ink"),
    ("on-sao", "sao"),
    ("on-sao", "sao-deep"),
    ("on-saffron", "saffron"),
    ("on-laterite", "laterite"),
    ("ground", "river"),
    ("door-on-go", "door-go"),
    ("door-on-look", "door-look"),
    ("door-on-stop", "door-stop"),
]
# Large letters, lines and outlines that carry meaning: 3 to 1.
SHAPE_PAIRS = [
    ("edge", "ground"),
    ("edge", "raised"),
    ("river", "ground"),
    ("river", "river-wash"),
    ("laterite", "ground"),
    ("sao", "ground"),
    ("lotus", "ground"),
    ("ring", "saffron"),
]


def palettes() -> dict[str, dict[str, str]]:
    light_text, dark_text = TOKENS.split("@media (prefers-color-scheme: dark)")
    light = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", light_text))
    return {"light": light, "dark": light | dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6});", dark_text))}


PALETTES = palettes()


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("letters", "ground"), TEXT_PAIRS)
def test_letters_can_be_read(scheme: str, letters: str, ground: str) -> None:
    palette = PALETTES[scheme]
    assert contrast(palette[letters], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(scheme: str, shape: str, ground: str) -> None:
    palette = PALETTES[scheme]
    assert contrast(palette[shape], palette[ground]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_ring_stands_out_on_every_ground(scheme: str) -> None:
    palette = PALETTES[scheme]
    for ground in ("ground", "raised", "river-wash", "saffron-wash", "laterite-wash", "mist"):
        assert max(contrast(palette[ring], palette[ground]) for ring in ("ring", "saffron")) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_classes_of_a_map_survive_grey_printing(scheme: str) -> None:
    palette = PALETTES[scheme]
    classes = [palette[f"scale-{step}"] for step in range(1, 6)]
    assert all(contrast(one, other) >= 1.3 for one, other in itertools.pairwise(classes))
    assert contrast(classes[0], classes[-1]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_labels_can_be_read_on_every_class(scheme: str) -> None:
    palette = PALETTES[scheme]
    for step in range(1, 6):
        assert max(contrast(palette[letters], palette[f"scale-{step}"]) for letters in ("ink", "ground")) >= 3


def test_every_token_that_is_used_exists() -> None:
    static = Path(__file__).parents[2] / "static"
    sheets = "\n".join(sheet.read_text(encoding="utf-8") for sheet in static.rglob("*.css"))
    assert set(re.findall(r"var\(--([\w-]+)\)", sheets)) <= set(re.findall(r"--([\w-]+):", sheets))
