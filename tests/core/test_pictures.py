"""The drawings print: flat fills as attributes, nothing that a CMYK press or a strict page would lose."""

import re
from pathlib import Path

import pytest
import yaml

EDITIONS = Path(__file__).parents[2] / "editions"
DRAWINGS = sorted(EDITIONS.glob("*/pictures/*.svg"))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.name)
def test_a_drawing_uses_presentation_attributes_only(drawing: Path) -> None:
    text = drawing.read_text(encoding="utf-8")
    assert not re.search(
        r"\b(style|class|filter|opacity|mask)=|<style|Gradient|<script|<image|https?://(?!www\.w3\.org)", text
    )
    assert len(text.encode()) <= 40 * 1024


@pytest.mark.parametrize("listing", sorted(EDITIONS.glob("*/pictures/pictures.yaml")), ids=str)
def test_every_drawing_is_described_in_both_languages(listing: Path) -> None:
    pictures = yaml.safe_load(listing.read_text(encoding="utf-8"))
    named = {picture[side] for picture in pictures for side in ("file", "dark")}
    assert named == {path.name for path in listing.parent.glob("*.svg")}
    for picture in pictures:
        assert picture["licence"]
        assert picture["credit"]
        assert all(picture[kind][locale] for kind in ("alt", "caption") for locale in ("vi", "en"))
