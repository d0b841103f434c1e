"""How far each language has come: by kind of text, and of one kind text by text."""

import re

from flask.testing import FlaskClient

from showcase.core.database import db, write
from showcase.core.localised import Origin, TextState
from showcase.editions.models import Edition
from tests.conftest import Queries
from tests.factories import make_article, make_indicator

PAGE = "/staff/content/translations/"


def states(page: str, kind: str, language: str) -> dict[str, int]:
    """State → the number beside it, as the page links it."""
    link = (
        rf'href="/staff/content/translations/{language}/\?state=(\w+)&amp;kind={kind}"[^>]*>\s*<span[^>]*>(\d+)</span>'
    )
    return {state: int(number) for state, number in re.findall(link, page)}


def test_each_kind_says_how_far_each_language_has_come(translator: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, title="Một", summary="Hai", body={"vi": "Ba\n\nBốn", "en": "Three\n\nFour"})
    write()
    article.set_text("title", "fr", "Un", Origin.MACHINE, TextState.UNREVIEWED)
    article.set_text("body", "vi", "Ba\n\nNăm")
    db.session.commit()
    page = translator.get(PAGE).get_data(as_text=True)
    assert states(page, "article", "en") == {"outdated": 1, "missing": 2}
    assert states(page, "article", "fr") == {"machine": 1, "missing": 2}
    assert states(page, "article", "km") == {"missing": 3}


def test_a_kind_opens_into_its_texts(translator: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, title="Tựa của bài")
    make_indicator(edition, key="tang-truong")
    assert "Tựa của bài" not in translator.get(PAGE).get_data(as_text=True)
    page = translator.get(f"{PAGE}?kind=article").get_data(as_text=True)
    assert "Tựa của bài" in page
    assert f"{PAGE}km/article/{article.id}/" in page
    assert translator.get(f"{PAGE}?kind=account%00").status_code == 200


def test_many_texts_take_few_queries(translator: FlaskClient, edition: Edition, query_recorder: Queries) -> None:
    for number in range(40):
        make_article(edition, slug=f"bai-{number}", body={"vi": "Một", "en": "One"})
    query_recorder.clear()
    assert translator.get(f"{PAGE}?kind=article").status_code == 200
    assert len(query_recorder) <= 8
