"""A made-up language that marks every message: what stands unmarked on a page was written into code or a template."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree.ElementTree import Element
from zoneinfo import available_timezones

import html5lib
import pytest
from babel import Locale
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Playwright
from werkzeug.serving import make_server

from showcase.core import i18n
from showcase.core.database import db
from showcase.packs import services as packs
from tests.live import launch

SAMPLE = Path(__file__).parents[2] / "editions/tra-vinh-2023"
HTML = "{http://www.w3.org/1999/xhtml}"
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)")  # placeholders and marks of a message
# What is no sentence in any language: marks of measure, file kinds, names of things that are called so everywhere.
NAMES = re.compile(
    r"\b(?:%|ha|km|kV|MW|USD|VND|UTC|GMT|CSV|JSON|PDF|QR|Atom|GPL|dvhcvn|Zalo|Fanpage|OCOP|API|"
    r"mẫu|sample|hop-mat|Mr)\b"  # an official’s form of address stands in a field of its own
)
PAGES = (
    *("/en/", "/en/achievements/", "/en/indicators/", "/en/projects/", "/en/projects/?view=under-way"),
    *("/en/projects/?q=nowhere-at-all", "/en/projects/map/", "/en/articles/", "/en/gathering/hop-mat/"),
    *("/en/register/hop-mat/", "/en/privacy/", "/en/nowhere/", "/en/communes/", "/en/communes/?q=nhi"),
    *("/en/communes/29302/", "/en/communes/29302/visit/", "/en/communes/29302/word/"),
    *("/en/search?q=zzzzzz", "/en/projects/compare/?ids=nha-may-che-bien-trai-cay,suoi-khoang-nong-duyen-hai"),
    *("/en/projects/nha-may-che-bien-trai-cay/", "/en/projects/shortlist/?ids=nha-may-che-bien-trai-cay"),
    *(
        "/en/indicators/grdp-growth/",
        "/en/achievements/vu-lan-thang-hoi-di-san-quoc-gia/",
        "/en/articles/ba-mua-le-hoi/",
    ),
)
# Content is taken apart here: by figures that stand in a sentence, by what was cut out of a text.
IN_PIECES = ("/en/guide/", "/en/search?q=song")


class Pseudo:
    """Every message between brackets and a third longer, its placeholders as they were."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}{' ẋẋẋẋ' * (1 + len(message) // 15)}⟧"

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        return self.gettext(singular if num == 1 else plural)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in strings(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in strings(one))


@pytest.fixture(scope="module")
def of_calendars() -> str:
    """What the tables of languages give: months, days, countries and their clocks, languages."""
    english = Locale("en")
    tables = [*english.months["format"].values(), *english.days["format"].values()]
    words = [word for table in tables for word in table.values()]
    own_names = (language.name for language in i18n.LOCALES.values())
    cities = (zone.rsplit("/", 1)[-1].replace("_", " ") for zone in available_timezones())
    zones = (english.zone_formats["region"] % name for name in (*english.territories.values(), *cities))
    return "\n".join([*words, *own_names, *zones, *english.territories.values(), *english.languages.values()])


@pytest.fixture
def written(app: object) -> str:
    """Everything that stands in the database after the sample is loaded: the content of the pages."""
    assert packs.load(SAMPLE, datetime(2026, 11, 24, tzinfo=UTC)).findings == []
    db.session.commit()
    found = [
        text
        for table in db.metadata.sorted_tables
        for row in db.session.execute(db.select(table))
        for value in row
        for text in strings(value)
    ]
    return words_of("\n".join(found))


def words_of(text: str) -> str:
    return re.sub(r"[\s\u00a0\u2009\u202f*_]+", " ", NAMES.sub(" ", text))


def outside(text: str) -> list[str]:
    """The parts of a text that no message made; messages may stand in messages."""
    depth, found, part = 0, [], ""
    for letter in text:
        if letter == "⟦":
            found, part, depth = [*found, part], "", depth + 1
        elif letter == "⟧":
            part, depth = "", max(depth - 1, 0)
        elif depth == 0:
            part += letter
    return [*found, part]


def texts_on(page: str) -> Iterator[str]:
    """What is read or read out: text, and the attributes that are words."""
    tree = html5lib.parse(page, treebuilder="etree")
    skipped = {f"{HTML}{name}" for name in ("script", "style", "code", "option")}

    def below(element: Element) -> Iterator[str]:
        if element.tag not in skipped and isinstance(element.tag, str):
            yield element.text or ""
            for name in ("aria-label", "alt", "title", "placeholder", "data-label"):
                yield element.get(name) or ""
            for child in element:
                yield from below(child)
                yield child.tail or ""

    yield from below(tree)


def unmarked(page: str, known: str) -> set[str]:
    found = set()
    for text in texts_on(page):
        for part in outside(text):
            pieces = re.split(r", | – |[();:·]", words_of(part))  # names and sources, put in a row
            said = (piece.strip(" .,–-/") for piece in pieces if re.search(r"[^\W\d_]{2,}", piece))
            found |= {piece for piece in said if piece not in known}
    return found


def test_every_sentence_of_a_page_is_a_message_or_content(
    client: FlaskClient, written: str, of_calendars: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_catalogue", Pseudo)
    found = {}
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == (404 if "/nowhere/" in path else 200)
        page = answer.get_data(as_text=True)
        assert "⟦" in page
        found[path] = unmarked(page, f"{written}\n{of_calendars}")
    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.browser
def test_longer_words_fit_a_narrow_screen(
    app: Flask, playwright: Playwright, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of the pages is a real one: the sheets and letters that a browser lays out come with it."""
    monkeypatch.setattr(i18n, "_catalogue", Pseudo)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    browser = launch(playwright)
    page = browser.new_page(viewport={"width": 320, "height": 640})
    wide = {}
    for path in (*PAGES, *IN_PIECES):
        answer = page.goto(f"http://127.0.0.1:{server.server_port}{path}")
        assert answer is not None
        assert answer.status == (404 if "/nowhere/" in path else 200)
        assert "⟦" in page.content()
        wide[path] = page.evaluate("() => document.documentElement.scrollWidth")
    browser.close()
    server.shutdown()
    assert {path: width for path, width in wide.items() if width > 320} == {}


def test_a_sentence_that_no_message_made_is_seen() -> None:
    assert unmarked("<p>⟦Welcome ⟦home⟧⟧ Nobody wrote this</p>", json.dumps({"a": "b"})) == {"Nobody wrote this"}
