"""The last correction: one figure, all its places in four languages, on the web and in print, in one transaction."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from showcase.content.models import Achievement, Article, Indicator, Observation
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.localised import TextState
from showcase.editions.models import Edition
from showcase.publication import composition
from showcase.publication.models import Issue
from tests.factories import make_achievement, make_article, make_guide_entry, make_indicator, make_issue, make_section
from tests.staff.cast import fields_of, fill, opened

LANGUAGES = ("vi", "en", "fr", "km")
TYPED = {"vi": "Đã đạt 8,25 %.", "en": "It was 8.25%.", "fr": "Soit 8,25 %.", "km": "កើន 8.25%។"}
OLD = {"vi": "8,25", "en": "8.25", "fr": "8,25", "km": "8.25"}
NEW = {"vi": "8,31", "en": "8.31", "fr": "8,31", "km": "8.31"}


class Everywhere:
    """A figure in every kind of place, each text in four languages."""

    def __init__(self, edition: Edition) -> None:
        self.indicator = make_indicator(edition, {"2022": 5.1, "2023": 8.25}, key="tang-truong")
        named = dict.fromkeys(LANGUAGES, "{{ tang-truong:2023 }}")
        titles = {code: f"Named {code}" for code in LANGUAGES}
        self.naming = make_article(edition, title=titles, body={code: f"→ {text}" for code, text in named.items()})
        self.typing = make_article(edition, title={code: f"Typed {code}" for code in LANGUAGES}, body=TYPED)
        self.guide = make_guide_entry(edition, body=named)
        make_achievement(edition, indicators=[self.indicator])
        write()
        edition.year_in_figures = [{"indicator": self.indicator.key, "period": "2023"}]
        db.session.commit()
        self.issue = make_issue(edition)
        figures = [{"indicator": self.indicator.slug, "period": "2023"}]
        make_section(self.issue, "figures", figures=figures, charts=[self.indicator.slug])
        make_section(self.issue, "article", article=self.naming.slug)
        make_section(self.issue, "article", article=self.typing.slug)

    @property
    def page(self) -> str:
        db.session.rollback()
        return f"/staff/content/figures/{self.indicator.slug}/values/{newest(self.indicator).id}/"


@pytest.fixture
def everywhere(edition: Edition) -> Everywhere:
    return Everywhere(edition)


def newest(indicator: Indicator) -> Observation:
    db.session.rollback()
    return indicator.observations[-1]


def ticked(question: TestResponse, name: str) -> list[str]:
    parts = question.get_data(as_text=True).split(f'name="{name}" value="')[1:]
    return [part.split('"')[0] for part in parts]


def confirm(client: FlaskClient, url: str, question: TestResponse, **chosen: list[str]) -> TestResponse:
    boxes = {name: ticked(question, name) for name in ("retype", "read-over")}
    boxes |= {name.replace("_", "-"): keys for name, keys in chosen.items()}
    return client.post(url, data=MultiDict({**fields_of(question), **boxes}))


def body(article: Article, code: str) -> str:
    db.session.rollback()
    return article.texts["body", code].text


def printed(issue: Issue, code: str) -> str:
    db.session.rollback()
    composed = composition.compose(issue, code)
    assert composed.faults == []
    return composed.html


def seen(client: FlaskClient, places: Everywhere, code: str) -> list[str]:
    """Every page that has the figure in a language, and the printed issue."""
    paths = (
        f"/{code}/",
        f"/{code}/indicators/",
        f"/{code}/indicators/{places.indicator.slug}/",
        f"/{code}/articles/{places.naming.slug}/",
        f"/{code}/articles/{places.typing.slug}/",
        f"/{code}/guide/",
    )
    pages = [client.get(path).get_data(as_text=True) for path in paths]
    return [*pages, printed(places.issue, code)]


@contextmanager
def commits() -> Iterator[list[Any]]:
    done: list[Any] = []

    def committed(connection: Any) -> None:
        done.append(connection)

    event.listen(db.engine, "commit", committed)
    yield done
    event.remove(db.engine, "commit", committed)


def test_one_correction_touches_all_uses_in_four_languages_on_the_web_and_in_print(
    editor: FlaskClient, everywhere: Everywhere
) -> None:
    for code in LANGUAGES:
        assert all(OLD[code] in page for page in seen(editor, everywhere, code)), code
    url = everywhere.page
    question = fill(editor, url, amount="8,31")
    page = question.get_data(as_text=True)
    # Front page, chart, table, list, 4 articles, chart in print, figure in print, article in print in 4 languages,
    # 4 entries of the guide, story, 4 cards, 2 of the open data; and 4 numbers typed out.
    assert "This figure stands in 29 places" in page
    assert len(ticked(question, "retype")) == 4
    assert len(ticked(question, "read-over")) == 9
    assert newest(everywhere.indicator).value == 8.25
    with commits() as done:
        assert confirm(editor, url, question).status_code == 303
    assert len(done) == 1
    for code in LANGUAGES:
        for text in seen(editor, everywhere, code):
            assert NEW[code] in text, code
            assert OLD[code] not in text, code
    for code in LANGUAGES[1:]:
        assert everywhere.typing.texts["body", code].state == TextState.OUTDATED
        assert everywhere.naming.texts["body", code].state == TextState.OUTDATED
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="figure.corrected")).one()
    assert len(json.loads(entry.changes)["stands_in"][1]) == 29


def test_what_is_not_ticked_stays(editor: FlaskClient, everywhere: Everywhere) -> None:
    url = everywhere.page
    question = fill(editor, url, amount="8,31")
    first, *_others = ticked(question, "retype")
    saved = confirm(editor, url, question, retype=[first], read_over=[])
    assert [OLD[code] in body(everywhere.typing, code) for code in LANGUAGES].count(True) == 3
    assert everywhere.naming.texts["body", "en"].state == TextState.APPROVED
    assert "3 texts still say the old number" in editor.get(saved.location).get_data(as_text=True)


def test_a_correction_is_taken_back_in_all_its_places(editor: FlaskClient, everywhere: Everywhere) -> None:
    url = everywhere.page
    saved = confirm(editor, url, fill(editor, url, amount="8,31"))
    undo = {"csrf_token": opened(editor, url)["csrf_token"], "undo": saved.location.split("saved=")[1]}
    assert editor.post(url, data=undo).status_code == 303
    assert newest(everywhere.indicator).value == 8.25
    assert [body(everywhere.typing, code) for code in LANGUAGES] == [TYPED[code] for code in LANGUAGES]
    for code in LANGUAGES[1:]:
        assert everywhere.naming.texts["body", code].state == TextState.APPROVED
        assert all(OLD[code] in page for page in seen(editor, everywhere, code)), code


def test_what_somebody_wrote_since_is_not_taken_back_unasked(editor: FlaskClient, everywhere: Everywhere) -> None:
    url = everywhere.page
    saved = confirm(editor, url, fill(editor, url, amount="8,31"))
    fill(editor, f"/staff/content/articles/{everywhere.typing.slug}/", body="Đã đạt 8,31 %, hơn mọi năm.")
    undo = {"csrf_token": opened(editor, url)["csrf_token"], "undo": saved.location.split("saved=")[1]}
    question = editor.post(url, data=undo)
    assert question.status_code == 200
    assert "hơn mọi năm" in question.get_data(as_text=True)
    assert newest(everywhere.indicator).value == 8.31
    assert body(everywhere.typing, "vi") == "Đã đạt 8,31 %, hơn mọi năm."


def test_a_number_typed_meanwhile_is_asked_about_again(editor: FlaskClient, everywhere: Everywhere) -> None:
    url = everywhere.page
    question = fill(editor, url, amount="8,31")
    fill(editor, f"/staff/content/articles/{everywhere.typing.slug}/", body="Nay là 8,25 %. Đúng 8,25 %.")
    again = confirm(editor, url, question)
    assert again.status_code == 200
    assert len(ticked(again, "retype")) == 5
    assert newest(everywhere.indicator).value == 8.25


@pytest.mark.parametrize("forged", ["", "x", "0-0", "-1", "9" * 400, "\x00", "🌾"])
def test_a_forged_choice_changes_nothing_else(editor: FlaskClient, everywhere: Everywhere, forged: str) -> None:
    url = everywhere.page
    question = fill(editor, url, amount="8,31")
    assert confirm(editor, url, question, retype=[forged], read_over=[forged]).status_code == 303
    assert body(everywhere.typing, "vi") == TYPED["vi"]


def test_a_fact_of_a_story_is_corrected_in_the_same_way(editor: FlaskClient, edition: Edition) -> None:
    story = make_achievement(edition, slug="cau")
    write()
    story.facts = [{**story.facts[0], "value": 123.5}]
    db.session.commit()
    told = make_article(
        edition, title="Kể", body={"vi": "{{ achievement/cau/size }}, tức 123,5 km.", "en": "Now 123.5 km."}
    )
    url = f"/staff/content/achievements/{story.slug}/"
    question = fill(editor, url, **{"facts-fact_1-amount": "124,5"})
    assert len(ticked(question, "retype")) == 2
    assert confirm(editor, url, question).status_code == 303
    db.session.rollback()
    assert db.session.get(Achievement, story.id).facts[0]["value"] == 124.5
    assert (body(told, "vi"), body(told, "en")) == ("{{ achievement/cau/size }}, tức 124,5 km.", "Now 124.5 km.")
    assert told.texts["body", "en"].state == TextState.OUTDATED


def test_a_text_that_is_not_on_the_site_is_named_and_looked_at_at_the_desk(
    editor: FlaskClient, everywhere: Everywhere
) -> None:
    write()
    everywhere.naming.is_public = False
    db.session.commit()
    page = fill(editor, everywhere.page, amount="8,31").get_data(as_text=True)
    assert page.count("Article, not on the site yet") == len(LANGUAGES)
    assert f"/articles/{everywhere.naming.slug}/" in page
    assert f"/en/articles/{everywhere.naming.slug}/" not in page
    assert editor.get(f"/staff/content/articles/{everywhere.naming.slug}/").status_code == 200
