"""What is being written keeps itself: seen by its writer alone, offered again, gone once the text is kept."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.database import db, write
from showcase.editions.models import Edition
from showcase.editorial import drafts
from showcase.editorial.drafts import WritingDraft
from tests.factories import make_article
from tests.pages import PageClient
from tests.staff.cast import opened, sign_in

PAGE = "/staff/content/articles/{}/"
TWO_THOUSAND_WORDS = "\n\n".join(["Đường về quê hương rợp bóng những hàng cây sao, cây dầu trăm tuổi"[:64] + "."] * 143)


def kept(client: FlaskClient, page: str, fields: dict[str, Any], address: str = "draft") -> TestResponse:
    return client.post(page + address, data=fields, content_type="multipart/form-data")


def drafts_stored() -> list[WritingDraft]:
    db.session.rollback()
    return list(db.session.scalars(db.select(WritingDraft)))


def test_a_draft_is_offered_again_and_readers_see_nothing_of_it(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    page = PAGE.format(article.slug)
    mine = opened(editor, page) | {"body": "Viết dở."}
    assert "saved" in (kept(editor, page, mine).get_json() or {})
    again = editor.get(page).get_data(as_text=True)
    assert "You were writing here and did not keep it" in again
    assert "Viết dở." not in again
    assert "Viết dở." not in editor.get(f"/vi/articles/{article.slug}/").get_data(as_text=True)
    number = drafts_stored()[0].id
    taken_up = opened(editor, f"{page}?draft={number}")
    assert taken_up["body"] == "Viết dở."
    assert editor.post(page, data=taken_up).status_code == 303
    assert drafts_stored() == []
    db.session.rollback()
    assert article.texts["body", "vi"].text == "Viết dở."


def test_a_draft_of_yesterday_meets_the_text_of_today_by_paragraph(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body="Một.\n\nHai.\n\nBa.")
    page = PAGE.format(article.slug)
    mine = opened(editor, page)
    kept(editor, page, mine | {"body": "Một.\n\nHai.\n\nBa của anh."})
    other = opened(editor, page) | {"body": "Một của chị.\n\nHai.\n\nBa."}
    assert editor.post(page, data=other).status_code == 303
    taken_up = opened(editor, f"{page}?draft={drafts_stored()[0].id}")
    assert editor.post(page, data=taken_up).status_code == 303
    db.session.rollback()
    assert article.texts["body", "vi"].text == "Một của chị.\n\nHai.\n\nBa của anh."


def test_two_windows_have_a_draft_each(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    page = PAGE.format(article.slug)
    for body in ("Cửa sổ một.", "Cửa sổ hai."):
        mine = opened(editor, page) | {"body": body}
        kept(editor, page, mine)
        kept(editor, page, mine | {"body": body + " Thêm."})
    assert sorted(one.sent["body"] for one in drafts_stored()) == ["Cửa sổ hai. Thêm.", "Cửa sổ một. Thêm."]
    number = drafts_stored()[0].id
    csrf = opened(editor, page)["csrf_token"]
    assert editor.post(f"{page}draft/removal", data={"csrf_token": csrf, "draft": number}).status_code == 303
    assert len(drafts_stored()) == 1


def test_a_new_article_is_drafted_too(editor: FlaskClient, edition: Edition) -> None:
    page = "/staff/content/new-article"
    mine = opened(editor, page) | {"title": "Chưa xong"}
    assert kept(editor, page, mine, "/draft").status_code == 200
    assert "Go on with it" in editor.get(page).get_data(as_text=True)
    assert opened(editor, f"{page}?draft={drafts_stored()[0].id}")["title"] == "Chưa xong"


def test_nobody_else_sees_a_draft(app: Flask, editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    page = PAGE.format(article.slug)
    kept(editor, page, opened(editor, page) | {"body": "Của tôi."})
    other = PageClient(app, use_cookies=True)
    sign_in(other, Role.ADMINISTRATOR)
    number = drafts_stored()[0].id
    assert opened(other, f"{page}?draft={number}")["body"] == "Đầu năm, cuối năm."
    csrf = opened(other, page)["csrf_token"]
    other.post(f"{page}draft/removal", data={"csrf_token": csrf, "draft": number})
    assert len(drafts_stored()) == 1


@pytest.mark.parametrize("bad", [{"seen": "[]"}, {"seen": "{}"}, {"seen": '{"": "' + "x" * 99 + '"}'}])
def test_a_forged_draft_is_refused(editor: FlaskClient, edition: Edition, bad: dict[str, str]) -> None:
    page = PAGE.format(make_article(edition).slug)
    assert kept(editor, page, opened(editor, page) | bad).status_code == 422
    huge = opened(editor, page) | {"body": "x" * (drafts.MOST + 1)}
    assert kept(editor, page, huge).status_code == 422
    odd = opened(editor, page) | {"body": "\0😀" + "W" * 400}
    assert kept(editor, page, odd).status_code == 200
    assert editor.get(f"{page}?draft={drafts_stored()[0].id}").status_code == 200
    for address in ("?draft=999999", "?draft=x"):
        assert editor.get(page + address).status_code == 200


def test_a_long_article_keeps_itself_in_two_statements_and_twenty_kilobytes(
    editor: FlaskClient, edition: Edition
) -> None:
    article = make_article(edition, body=TWO_THOUSAND_WORDS)
    assert len(TWO_THOUSAND_WORDS.split()) >= 2_000
    page = PAGE.format(article.slug)
    mine = opened(editor, page) | {"body": TWO_THOUSAND_WORDS + "\n\nThêm một câu."}
    kept(editor, page, mine)
    written: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", see)
    try:
        answer = kept(editor, page, mine | {"body": TWO_THOUSAND_WORDS + "\n\nThêm hai câu."})
    finally:
        event.remove(db.engine, "before_cursor_execute", see)
    assert answer.status_code == 200
    assert 1 <= len(written) <= 2
    assert (answer.request.content_length or 10**9) <= 20_000


def test_a_draft_is_forgotten_after_a_month(editor: FlaskClient, edition: Edition) -> None:
    page = PAGE.format(make_article(edition).slug)
    kept(editor, page, opened(editor, page))
    for days, left in ((29, 1), (31, 0)):
        write()
        drafts.forget(clock.now() + timedelta(days=days))
        db.session.commit()
        assert len(drafts_stored()) == left
