"""The languages of the interface are its catalogues; how far they are trusted stands in their head."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from showcase.core.i18n import FALLBACK, LOCALES, SOURCE
from showcase.core.orthography import OLD_SPELLING
from tests.factories import make_edition

TRANSLATIONS = Path(__file__).parents[2] / "translations"


def texts_of(code: str) -> list[str]:
    with (TRANSLATIONS / code / "LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    strings = (message.string for message in catalogue if message.id)
    return [text for one in strings for text in ([one] if isinstance(one, str) else one)]


def test_every_catalogue_is_a_language_of_the_site_and_nothing_else_is() -> None:
    catalogues = {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()}
    assert set(LOCALES) == catalogues | {FALLBACK}
    assert list(LOCALES)[:2] == [SOURCE, FALLBACK]


@pytest.mark.parametrize("code", sorted(set(LOCALES) - {FALLBACK}))
def test_a_catalogue_is_complete(code: str) -> None:
    texts = texts_of(code)
    assert len(texts) > 1500
    assert all(texts)


def test_vietnamese_messages_follow_one_spelling_rule() -> None:
    assert [text for text in texts_of(SOURCE) if OLD_SPELLING.search(text)] == []


def test_the_spelling_rule_sees_old_spelling() -> None:
    assert [bool(OLD_SPELLING.search(text)) for text in ("hoà", "uỷ ban", "5 tỉ đồng", "hòa quý, 5 tỷ đồng")] == [
        *(True, True, True, False)
    ]


@pytest.mark.parametrize("code", LOCALES)
def test_a_page_says_that_a_machine_has_translated_it(client: FlaskClient, code: str) -> None:
    make_edition(locales=list(LOCALES))
    page = client.get(f"/{code}/articles/").get_data(as_text=True)
    notes = {"fr": "traduites par une machine", "km": "បកប្រែដោយម៉ាស៊ីន"}
    assert [language for language, note in notes.items() if note in page] == [code] * (code in notes)
    assert LOCALES[code].is_unreviewed == (code in notes)


def test_pages_lead_to_the_languages_that_the_edition_offers(client: FlaskClient) -> None:
    make_edition(locales=["vi", "km"])
    page = client.get("/vi/articles/").get_data(as_text=True)
    linked = [code for code in LOCALES if f'hreflang="{code}" href="http://localhost/{code}/articles/"' in page]
    assert linked == ["vi", "km"]
    assert 'hreflang="x-default" href="http://localhost/vi/articles/"' in page
    assert client.get("/en/articles/").status_code == 200, "a printed address leads somewhere for years"
