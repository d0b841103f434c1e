"""Comments on paragraphs: they follow the text and are never lost."""

from flask.testing import FlaskClient

from showcase.content.models import Article
from showcase.core.database import db
from showcase.editions.models import Edition
from showcase.editorial import comments
from showcase.editorial.models import Comment
from tests.factories import make_article
from tests.staff.cast import fill, post

BODY = "Đoạn một nói về lúa.\n\nĐoạn hai nói về cầu.\n\nĐoạn ba nói về Tết."


def page_of(article: Article) -> str:
    return f"/staff/content/articles/{article.slug}/"


def said(client: FlaskClient, article: Article, paragraph: int, text: str) -> int:
    value = list(comments.choices(article))[paragraph][0]
    sent = {"paragraph": value, "text": text}
    return post(client, f"{page_of(article)}comments", page_of(article), data=sent).status_code


def test_a_comment_stands_at_its_paragraph_and_follows_it(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body=BODY)
    assert said(editor, article, 1, "Cầu nào?\nCầu Đại Ngãi?") == 303
    page = editor.get(page_of(article)).get_data(as_text=True)
    assert "Paragraph 2" in page
    assert "Cầu Đại Ngãi?" in page
    fill(editor, page_of(article), body="Mở đầu.\n\n" + BODY)
    assert "Paragraph 3" in editor.get(page_of(article)).get_data(as_text=True)
    fill(editor, page_of(article), body="Chỉ còn một câu khác hẳn.")
    page = editor.get(page_of(article)).get_data(as_text=True)
    assert "of an earlier text" in page
    assert "Đoạn hai nói về cầu." in page


def test_a_comment_is_answered_settled_and_opened_again(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body=BODY)
    said(editor, article, 0, "Lúa gì?")
    number = db.session.scalars(db.select(Comment.id)).one()
    own = f"/staff/content/comments/{number}"
    assert post(editor, f"{own}/answers", page_of(article), data={"text": "Lúa hữu cơ."}).status_code == 303
    assert post(editor, f"{own}/settlement", page_of(article)).status_code == 303
    page = editor.get(page_of(article)).get_data(as_text=True)
    assert "Lúa hữu cơ." in page
    assert "thread--settled" in page
    assert post(editor, f"{own}/reopening", page_of(article)).status_code == 303
    assert "thread--settled" not in editor.get(page_of(article)).get_data(as_text=True)


def test_what_cannot_be_kept_comes_back_with_its_words(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body=BODY)
    sent = {"paragraph": "7:xx", "text": "Chữ đã gõ"}
    answer = post(editor, f"{page_of(article)}comments", page_of(article), data=sent)
    assert answer.status_code == 422
    assert "Chữ đã gõ" in answer.get_data(as_text=True)
    assert post(editor, f"{page_of(article)}comments", page_of(article), data={"text": "\0"}).status_code == 422
    assert post(editor, "/staff/content/comments/999/settlement", page_of(article)).status_code == 404
