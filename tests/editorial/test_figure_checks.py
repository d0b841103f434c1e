"""Figures of a text before the unit that knows them."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.content.models import Article
from showcase.core.database import db, write
from showcase.editions.models import Edition
from showcase.editorial.models import Assignment, FigureCheck
from tests.factories import make_article, make_indicator, make_unit, save
from tests.staff.cast import fields_of, sign_in

LIST = "/staff/figure-checks/"


@pytest.fixture
def article(edition: Edition) -> Article:
    make_unit(code="99842")
    make_indicator(edition, key="tang-truong")
    found = make_article(edition, body="Tăng {{ tang-truong:2023 }}.")
    save(Assignment(article_id=found.id, step="edited", unit_code="99842"))
    return found


@pytest.fixture
def reporter(client: FlaskClient, article: Article) -> FlaskClient:
    account = sign_in(client, Role.REPORTER)
    write()
    account.unit_code = "99842"
    db.session.commit()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def answered(client: FlaskClient, article: Article, said: str, words: str = "") -> int:
    page = client.get(f"{LIST}{article.slug}/")
    key = re.search(r'name="is-(\w+)"', page.get_data(as_text=True))[1]  # type: ignore[index]
    sent = fields_of(page) | {f"is-{key}": said, f"words-{key}": words}
    return client.post(f"{LIST}{article.slug}/", data=sent).status_code


def step() -> str:
    db.session.rollback()
    return db.session.scalars(db.select(Assignment.step)).one()


def test_a_unit_that_finds_all_right_moves_the_text_on(reporter: FlaskClient, article: Article) -> None:
    assert article.slug in reporter.get(LIST).get_data(as_text=True)
    assert 'id="your-turn"' in reporter.get("/staff/").get_data(as_text=True)
    assert answered(reporter, article, "right") == 303
    assert step() == "figures-checked"
    assert article.slug not in reporter.get(LIST).get_data(as_text=True)


def test_a_wrong_figure_wants_a_word_and_the_editor_reads_it(reporter: FlaskClient, article: Article) -> None:
    assert answered(reporter, article, "wrong") == 422
    assert answered(reporter, article, "wrong", "Báo cáo 12/2023: 8,27.") == 303
    assert step() == "edited"
    sign_in(reporter, Role.EDITOR)
    page = reporter.get(f"/staff/content/articles/{article.slug}/way").get_data(as_text=True)
    assert "8,27" in page
    assert "1 figure is wrong, says the unit." in page


def test_another_value_is_another_question(reporter: FlaskClient, article: Article) -> None:
    answered(reporter, article, "wrong", "Sai.")
    page = reporter.get(f"{LIST}{article.slug}/")
    write()
    db.session.execute(db.text("UPDATE observation SET value = 8.27"))
    db.session.commit()
    late = reporter.post(f"{LIST}{article.slug}/", data=fields_of(page))
    assert late.status_code == 409
    assert "when you looked last" in late.get_data(as_text=True)
    assert db.session.scalars(db.select(FigureCheck.words)).one() == "Sai."


def test_another_unit_is_refused(client: FlaskClient, article: Article) -> None:
    make_unit(code="99843")
    account = sign_in(client, Role.REPORTER)
    write()
    account.unit_code = "99843"
    db.session.commit()
    assert client.get(f"{LIST}{article.slug}/").status_code == 403
    assert client.get(f"{LIST}none/").status_code == 404


def test_what_cannot_be_kept_comes_back(reporter: FlaskClient, article: Article) -> None:
    assert answered(reporter, article, "wrong", "a\0b") == 422
    assert answered(reporter, article, "wrong", "chữ " * 400) == 422
    assert answered(reporter, article, "maybe", "") == 303
