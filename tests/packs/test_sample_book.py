"""The texts of the sample's book keep to their lengths, and its calendar to the moon."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from showcase.core import lunar
from showcase.core.lunar import LunarDay

SAMPLE = Path(__file__).parents[2] / "editions/tra-vinh-2023"
LETTER, PROFILE, CAPTION = 350, 120, 25  # words; a figure counts as one
LOCALES = ("vi", "en")


def _section(slug: str) -> dict[str, Any]:
    issues = yaml.safe_load((SAMPLE / "publication.yaml").read_text(encoding="utf-8"))["issues"]
    book = next(issue for issue in issues if issue["slug"] == "doi-ngoai-nhan-dan-2023-sach")
    found: dict[str, Any] = next(section for section in book["sections"] if section["slug"] == slug)
    return found


def _words(text: str) -> int:
    return len(re.sub(r"\{\{.*?\}\}", "0", text).split())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_letter_fills_its_page_and_no_more(locale: str) -> None:
    assert LETTER * 0.9 <= _words(_section("thu-ngo")["text"][locale]) <= LETTER * 1.1


@pytest.mark.parametrize("locale", LOCALES)
def test_six_profiles_are_short(locale: str) -> None:
    profiles = re.split(r"^## .*\n", _section("ho-so-du-an")["text"][locale], flags=re.MULTILINE)[1:]
    assert len(profiles) == len(_section("du-an")["references"]["projects"]) == 6
    assert all(PROFILE * 0.75 <= _words(profile) <= PROFILE * 1.1 for profile in profiles)


def test_captions_are_at_most_25_words() -> None:
    pictures = yaml.safe_load((SAMPLE / "pictures/pictures.yaml").read_text(encoding="utf-8"))
    captions = [text for picture in pictures for text in (picture.get("caption") or {}).values()]
    assert all(_words(text if isinstance(text, str) else text["text"]) <= CAPTION for text in captions)


@pytest.mark.parametrize("locale", ["en", "fr", "km"])
def test_every_language_rests_on_the_same_figures(locale: str) -> None:
    for slug in ("huyen-thi", "di-san-dac-san", "ho-so-du-an", "ve-que"):
        texts = _section(slug)["text"]
        assert sorted(re.findall(r"\{\{.*?\}\}", texts[locale])) == sorted(re.findall(r"\{\{.*?\}\}", texts["vi"]))


@pytest.mark.parametrize("locale", LOCALES)
def test_days_of_festivals_are_those_of_the_moon(locale: str) -> None:
    text = _section("mua-le-hoi")["text"][locale]
    days = {name: lunar.solar_day(LunarDay(*day, 2024)) for name, day in
            {"tet": (1, 1), "vu-lan": (25, 7), "vu-lan-last": (28, 7), "ok-om-bok": (15, 10)}.items()}  # fmt: skip
    assert f"{days['tet']:%d/%m/%Y}" in text
    assert f"{days['ok-om-bok']:%d/%m/%Y}" in text
    first, last = days["vu-lan"], days["vu-lan-last"]
    assert f"{first.day}/{first.month}–{last.day}/{last.month}/{last.year}" in text
