"""The sample edition is in order, says only what its sources say, and stays data."""

import re
from pathlib import Path

import pytest
import yaml

from showcase.content.references import BRACES
from showcase.core.orthography import OLD_SPELLING
from showcase.packs import services
from showcase.packs.folder import read_folder

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "editions/tra-vinh-2023"
TEXTS = sorted([*SAMPLE.glob("*.yaml"), *SAMPLE.glob("articles/*.md"), *SAMPLE.glob("pictures/*.yaml")])
NUMBERED = (
    "[Gg]iai đoạn|quốc lộ|đường tỉnh|Highway|Provincial Road|phường|Ward|Nghị quyết|Resolution|Directive|Conclusion|"
    "V1-|ngày|đến|tháng|từ|Từ"
)
NAMED = "(?:Đông Hải|Duyên Hải|Đại Ngãi|Trà Vinh) [1-3]"  # power plants and bridges


def test_the_sample_is_in_order() -> None:
    assert services.check(SAMPLE) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_vietnamese_follows_one_spelling_rule(path: Path) -> None:
    """Titles of sources and names in the official list stand as printed."""
    printed = re.compile(r"^\s*(- )?(title|publisher|url|official_name): .*\n(?:^\s{12,}\S.*\n)?", re.MULTILINE)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml" and path.name not in ("publication.yaml", "events.yaml", "edition.yaml"):
        text = printed.sub("", text)
    assert not [word for word in OLD_SPELLING.findall(text) if word != "Chloé"]


WRITTEN_BY_PEOPLE = sorted(path for path in SAMPLE.glob("articles/*.md") if path.suffixes[0] in (".vi", ".en"))
TRANSLATED = sorted(path for path in SAMPLE.glob("articles/*.md") if path.suffixes[0] != ".vi")


@pytest.mark.parametrize("path", WRITTEN_BY_PEOPLE, ids=lambda path: path.name)
def test_figures_in_articles_are_references(path: Path) -> None:
    """What is left besides references: years, dates, numbers of papers and roads, ages of a class of things."""
    body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    body = re.sub(r"\{\{.*?\}\}", "", body)
    body = re.sub(r"\d+(-[A-Z]+/[A-Z]+(?:-[A-ZĐ]+)?|/(?:\d{4}/)?(?:QĐ-TTg|NĐ-CP|NQ-CP|HD-MTTW-BTT))", "", body)
    months = "January|February|March|April|May|August|September|October|November|December"
    body = re.sub(rf"\d{{1,2}} (?:to \d{{1,2}} )?(?:{months})(?: \d{{4}})?", "", body)
    body = re.sub(r"\b\d{1,2}/\d{1,2}/\d{4}|\b\d{1,2}/\d{4}|\b30/4|\b(?:19|20)\d\d(?:[–-](?:19|20)\d\d)?", "", body)
    body = re.sub(rf"(?:{NUMBERED}) ?\d+", "", body)
    body = re.sub(rf"\d+(?:th|nd|rd|st)\b|25 đến 28|26 tháng|30 April|{NAMED}", "", body)
    assert not re.findall(r"[^\s]*\d[^\s]*", body)


IN_THE_SMALL_ISSUE = "nguoi-di-xa-long-o-lai.vi.md"  # has one page of its twelve


def numbers_and_references(path: Path) -> tuple[set[str], list[str]]:
    body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    names = sorted(re.split(r"[|}]", name)[0].strip() for name in re.findall(r"\{\{(.*?)\}\}", body))
    return {str(int(number)) for number in re.findall(r"\d+", re.sub(r"\{\{.*?\}\}", "", body))}, names


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: path.name)
def test_a_translated_article_says_the_same_figures(path: Path) -> None:
    """Machines drop and change numbers: what a translation counts, the original counts."""
    numbers, references = numbers_and_references(path)
    original, expected = numbers_and_references(path.with_name(f"{path.name.split('.')[0]}.vi.md"))
    assert references == expected
    assert numbers <= original


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("articles/*.vi.md")), ids=lambda path: path.name)
def test_articles_are_in_both_languages_and_as_long_as_a_feature(path: Path) -> None:
    """A figure counts as one word, however its reference is written."""
    english = path.with_name(path.name.replace(".vi.md", ".en.md"))
    feature = path.name != IN_THE_SMALL_ISSUE
    for text, least in ((path, 700 if feature else 300), (english, 600 if feature else 300)):
        body = text.read_text(encoding="utf-8").split("---\n", 2)[2]
        assert least <= len(BRACES.sub("figure", body).split()) <= 900, text.name


def test_the_front_page_shows_calling_projects_of_a_recent_list() -> None:
    folder = read_folder(SAMPLE)
    projects = {entry["slug"]: entry for entry in folder.entries("projects.yaml", "projects")}
    for slug in folder.entries("edition.yaml", "edition")[0]["front_projects"]:
        assert projects[slug]["kind"] == "calling"
        assert projects[slug]["list_year"] != "2012"


def test_the_counts_are_those_of_the_source() -> None:
    folder = read_folder(SAMPLE)

    def count(file: str, key: str) -> int:
        return len(folder.entries(file, key))

    assert count("indicators.yaml", "indicators") == 73
    assert sum(len(entry["values"]) for entry in folder.entries("indicators.yaml", "indicators")) == 166
    assert count("projects.yaml", "projects") == 65
    assert sum(entry["kind"] == "calling" for entry in folder.entries("projects.yaml", "projects")) == 20
    assert count("achievements.yaml", "achievements") == 41
    assert count("units.yaml", "units") == 1 + 9 + 106
    assert count("themes.yaml", "themes") == 9


def test_what_is_made_up_says_so() -> None:
    folder = read_folder(SAMPLE)
    assert folder.entries("edition.yaml", "host")[0]["demo"]
    assert all(event["demo"] for event in folder.entries("events.yaml", "events"))
    assert all(issue["demo"] for issue in folder.entries("publication.yaml", "issues"))
    guests = yaml.safe_load((SAMPLE / "guests.yaml").read_text(encoding="utf-8"))
    assert guests["demo"]
    for guest in guests["guests"]:
        email = guest["contact"].get("email", "")
        assert not email or email.endswith("@example.org")


def test_no_code_knows_the_province() -> None:
    """A word of the sample in code would make another province impossible."""
    named = re.compile(r"tr[àa][ -_]?vinh", re.IGNORECASE)
    for folder, pattern in (("showcase", "*.py"), ("templates", "*.*"), ("static", "*.js"), ("static", "*.css")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if "vendor" not in path.parts:
                assert not named.search(path.read_text(encoding="utf-8")), path
