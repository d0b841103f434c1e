"""The Atom feed of each language: well-formed, complete, with stable names and marked languages."""

import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.database import db, write
from tests.factories import make_achievement, make_article, make_edition, make_project, texts

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture
def edition(app: Any) -> Any:
    return make_edition()


def feed(client: FlaskClient, locale: str = "vi") -> Element:
    answer = client.get(f"/feeds/{locale}.atom")
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.data)


def entries(tree: Element) -> dict[str, Element]:
    return {str(entry.findtext(f"{ATOM}title")): entry for entry in tree.findall(f"{ATOM}entry")}


def test_it_has_all_that_a_feed_must_have(client: FlaskClient, edition: Any) -> None:
    make_article(edition)
    make_achievement(edition)
    make_project(edition)
    tree = feed(client)
    assert tree.get(LANG) == "vi"
    assert tree.findtext(f"{ATOM}author/{ATOM}name")
    assert tree.find(f"{ATOM}link[@rel='self']") is not None
    found = tree.findall(f"{ATOM}entry")
    assert len(found) == 3
    for element in (tree, *found):
        assert element.findtext(f"{ATOM}title")
        assert INSTANT.fullmatch(element.findtext(f"{ATOM}updated") or "")
        assert str(element.findtext(f"{ATOM}id")).startswith("http://localhost/")
        links = element.findall(f"{ATOM}link[@rel='alternate']")
        assert len({(link.get("hreflang"), link.get("type")) for link in links}) == len(links) >= 2
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == 3


def test_it_brings_articles_achievements_and_calling_projects(client: FlaskClient, edition: Any) -> None:
    make_article(edition, title="Gạo & nước")
    make_achievement(edition)
    make_project(edition)
    make_project(edition, kind="running")
    assert set(entries(feed(client))) == {"Gạo & nước", "Cầu mới qua sông", "Khu du lịch Ao Bà Om"}
    assert "Ao Ba Om tourist area" in entries(feed(client, "en"))


def test_a_text_in_another_language_says_so(client: FlaskClient, edition: Any) -> None:
    make_article(edition, title={"vi": "Đường về", "en": "The way home"}, summary="Chưa dịch.")
    entry = entries(feed(client, "en"))["The way home"]
    title, summary = entry.find(f"{ATOM}title"), entry.find(f"{ATOM}summary")
    assert title is not None
    assert summary is not None
    assert title.get(LANG) is None
    assert summary.get(LANG) == "vi"


def test_an_entry_keeps_its_name_and_tells_when_it_was_changed(client: FlaskClient, edition: Any) -> None:
    article = make_article(edition, title="Trước")
    before = entries(feed(client))["Trước"]
    with clock.frozen(datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)):
        write()
        texts(article, title="Sau")
        db.session.commit()
    tree = feed(client)
    after = entries(tree)["Sau"]
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert after.findtext(f"{ATOM}updated") == tree.findtext(f"{ATOM}updated") == "2030-01-02T03:04:05Z"


def test_every_page_leads_to_the_feed_of_its_language(client: FlaskClient, edition: Any) -> None:
    for path in ("", "articles/", "projects/", "privacy/", "search"):
        page = client.get(f"/en/{path}").text
        assert re.search(r'<link rel="alternate" type="application/atom\+xml" [^>]*href="/feeds/en.atom">', page), path


def test_it_asks_few_queries(client: FlaskClient, edition: Any, query_recorder: list[str]) -> None:
    for _number in range(3):
        make_article(edition)
        make_project(edition)
        make_achievement(edition)
    query_recorder.clear()
    feed(client)
    assert len(query_recorder) <= 8
