"""The drawings print: flat fills of the palette as attributes, nothing that a press or a strict page would lose."""

import re
from pathlib import Path

import pytest
import yaml

EDITIONS = Path(__file__).parents[2] / "editions"
DRAWINGS = sorted(EDITIONS.glob("*/pictures/*.svg"))
BY_DAY = [drawing for drawing in DRAWINGS if not drawing.stem.endswith(".dark")]
LISTINGS = sorted(EDITIONS.glob("*/pictures/pictures.yaml"))
COLOUR = re.compile(r"#[0-9A-F]{6}")

Channels = tuple[float, ...]


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.name)
def test_a_drawing_uses_presentation_attributes_only(drawing: Path) -> None:
    text = drawing.read_text(encoding="utf-8")
    assert not re.search(
        r"\b(style|class|filter|opacity|mask)=|<style|Gradient|<script|<image|<text|https?://(?!www\.w3\.org)", text
    )
    assert len(text.encode()) <= 40 * 1024


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.name)
def test_what_a_drawing_points_at_is_in_it_once(drawing: Path) -> None:
    text = drawing.read_text(encoding="utf-8")
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names))
    assert set(re.findall(r"(?:href=\"|url\()#([^\")]+)", text)) == set(names)


def test_no_two_pictures_share_a_name_inside() -> None:
    names = [name for drawing in BY_DAY for name in re.findall(r' id="([^"]+)"', drawing.read_text(encoding="utf-8"))]
    assert len(names) == len(set(names)), "two pictures on one page would show each other's parts"


@pytest.mark.parametrize("drawing", BY_DAY, ids=lambda path: path.name)
def test_the_twin_for_a_dark_ground_is_the_same_drawing_in_other_colours(drawing: Path) -> None:
    day = drawing.read_text(encoding="utf-8")
    night = drawing.with_suffix(".dark.svg").read_text(encoding="utf-8")
    assert COLOUR.sub("", day) == COLOUR.sub("", night)
    assert _mean_lightness(night) < _mean_lightness(day)


@pytest.mark.parametrize("drawing", BY_DAY, ids=lambda path: path.name)
def test_a_drawing_keeps_to_the_palette_of_its_edition(drawing: Path) -> None:
    edition = yaml.safe_load((drawing.parents[1] / "edition.yaml").read_text(encoding="utf-8"))["edition"]
    palette = [_channels(token["light"]) for token in edition["palette"].values()]
    paper, ink = _channels(edition["palette"]["ground"]["light"]), _channels(edition["palette"]["ink"]["light"])
    ends = (paper, ink, _channels("#FFFDF8"))  # the last: what is raised above the page
    for colour in set(COLOUR.findall(drawing.read_text(encoding="utf-8"))):
        off = min(_off(_channels(colour), token, end) for token in palette for end in ends)
        assert off < 2, f"{colour} is no colour of the palette, nor one of them with paper or ink in it"


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
def test_every_drawing_is_described_in_both_languages(listing: Path) -> None:
    pictures = yaml.safe_load(listing.read_text(encoding="utf-8"))
    named = {picture[side] for picture in pictures for side in ("file", "dark")}
    assert named == {path.name for path in listing.parent.glob("*.svg")}
    for picture in pictures:
        assert picture["licence"]
        assert picture["credit"]
        assert all(picture[kind][locale] for kind in ("alt", "caption") for locale in ("vi", "en"))
        captions = (text if isinstance(text, str) else text["text"] for text in picture["caption"].values())
        assert all(len(caption.split()) <= 25 for caption in captions)


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
def test_the_size_that_is_told_is_the_size_that_is_drawn(listing: Path) -> None:
    for picture in yaml.safe_load(listing.read_text(encoding="utf-8")):
        for side in ("file", "dark"):
            head = (listing.parent / picture[side]).read_text(encoding="utf-8")[:200]
            assert f'viewBox="0 0 {picture["width"]} {picture["height"]}"' in head


def _channels(colour: str) -> Channels:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _off(colour: Channels, one: Channels, other: Channels) -> float:
    """How far a colour lies from the mixes of two others."""
    way = [b - a for a, b in zip(one, other, strict=True)]
    length = sum(step * step for step in way) or 1
    share = sum((c - a) * step for c, a, step in zip(colour, one, way, strict=True)) / length
    share = min(1, max(0, share))
    mixed = [a + share * step for a, step in zip(one, way, strict=True)]
    return float(sum((c - m) ** 2 for c, m in zip(colour, mixed, strict=True)) ** 0.5)


def _mean_lightness(drawing: str) -> float:
    colours = COLOUR.findall(drawing)
    return sum(sum(_channels(colour)) for colour in colours) / len(colours)
