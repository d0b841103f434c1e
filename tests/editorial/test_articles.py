"""Articles at the desk."""

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.content.models import Article
from showcase.core.database import db, write
from showcase.editions.models import Edition
from tests.factories import make_article, make_indicator, make_theme
from tests.staff.cast import fields_of, fill, opened, sign_in

LIST = "/staff/content/articles/"
VI = "Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba."
EN = "Part one.\n\nPart two.\n\nPart three."


def page_of(article: Article) -> str:
    return f"{LIST}{article.slug}/"


def body(article: Article, code: str = "vi") -> str:
    db.session.rollback()
    return article.texts["body", code].text


def test_an_article_is_written_and_waits_to_be_approved(editor: FlaskClient, edition: Edition) -> None:
    theme = make_theme(edition.host)
    indicator = make_indicator(edition, key="tang-truong")
    answer = fill(
        editor,
        "/staff/content/new-article",
        title="Một năm nhìn lại",
        summary="Hai\r\ncâu.",
        body="Tăng {{ tang-truong:2023 }}.",
        theme=theme.slug,
    )
    assert answer.location.startswith(f"{LIST}mot-nam-nhin-lai/")
    assert editor.get("/vi/articles/mot-nam-nhin-lai/").status_code == 404
    write()
    db.session.scalars(db.select(Article)).one().is_public = True
    db.session.commit()
    page = editor.get("/vi/articles/mot-nam-nhin-lai/").get_data(as_text=True)
    assert f'<a href="/vi/indicators/{indicator.slug}/">8,25' in page
    assert "Hai câu." in page
    assert "no picture yet" in editor.get("/staff/content/").get_data(as_text=True)


def test_a_reference_that_leads_nowhere_is_named_with_its_neighbours(editor: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="tang-truong")
    article = make_article(edition)
    answer = fill(editor, page_of(article), body="Tăng {{ tang-truon:2023 }} và {{ ? }}.")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "{{ tang-truon:2023 }} names no figure. Perhaps you meant" in page
    assert "tang-truong:2023" in page
    assert "{{ ? }} names no figure." in page
    assert fields_of(answer)["body"] == "Tăng {{ tang-truon:2023 }} và {{ ? }}."


def test_the_preview_shows_the_text_and_stores_nothing(editor: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="tang-truong")
    article = make_article(edition)
    answer = fill(editor, page_of(article), body="**Tăng** {{ tang-truong:2023 }} <b>!", preview="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<strong>Tăng</strong>" in page
    assert "8,25" in page
    assert fields_of(answer)["body"].startswith("**Tăng**")
    assert body(article) == "Đầu năm, cuối năm."


def test_two_editors_at_once_lose_nothing(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    mine = opened(editor, page_of(article))
    assert fill(editor, page_of(article), title="Tựa của chị").status_code == 303
    answer = editor.post(page_of(article), data={**mine, "title": "Tựa của anh", "summary": "Mới."})
    assert answer.status_code == 409
    assert "Tựa của chị" in answer.get_data(as_text=True)
    kept = editor.post(page_of(article), data={**fields_of(answer), "take-title": "theirs"})
    assert kept.status_code == 303
    db.session.rollback()
    assert (str(article.text_in("title", "vi")), str(article.text_in("summary", "vi"))) == ("Tựa của chị", "Mới.")


def test_a_change_is_taken_back(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    number = fill(editor, page_of(article), body="Khác hẳn.").location.split("saved=")[1]
    assert body(article) == "Khác hẳn."
    csrf = opened(editor, page_of(article))["csrf_token"]
    assert editor.post(page_of(article), data={"csrf_token": csrf, "undo": number}).status_code == 303
    assert body(article) == "Đầu năm, cuối năm."


@pytest.mark.parametrize("name", ["title", "summary", "body", "byline", "published_on", "theme"])
@pytest.mark.parametrize("bad", ["\x00\u202e", "9" * 60_000])
def test_bad_input_is_refused_in_words(editor: FlaskClient, edition: Edition, name: str, bad: str) -> None:
    article = make_article(edition)
    answer = fill(editor, page_of(article), **{name: bad, "byline" if name != "byline" else "title": "Giữ lại"})
    assert answer.status_code == 422
    assert "Giữ lại" in fields_of(answer).values()


@pytest.mark.parametrize("role", [Role.GATE, Role.REPORTER, Role.ORGANISER])
def test_who_may_not_write_is_refused(client: FlaskClient, edition: Edition, role: Role) -> None:
    article = make_article(edition, body=VI)
    sign_in(client, role)
    for url in ("/staff/content/", LIST, page_of(article)):
        assert client.get(url).status_code == 403
