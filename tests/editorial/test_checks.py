"""The findings on the pages of the desk, and let be with a reason."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.content.models import Article
from showcase.core.database import db
from showcase.editions.models import Edition
from showcase.editorial import checks
from showcase.editorial.checking_rules import Rule
from tests.factories import make_article, make_indicator
from tests.staff.cast import fill, post, sign_in

LIST = "/staff/content/checks"


def page_of(article: Article) -> str:
    return f"/staff/content/articles/{article.slug}/"


def links(page: str) -> list[str]:
    return [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="') if part.startswith(f"{LIST}/")]


def test_a_number_is_known_as_each_language_writes_it(app: Flask, edition: Edition) -> None:
    make_indicator(edition, {"2023": 8.25}, key="tang-truong")
    said = {"vi": "Tăng 8,25%.", "en": "Up 8.25%.", "fr": "Soit 8,25 %.", "km": "កើន 8.25%។"}
    with app.test_request_context():
        for code, text in said.items():
            found = [one for one in checks.findings(text, code, edition) if one.rule is Rule.TYPED_FIGURE]
            assert [one.better for one in found] == ["{{ tang-truong:2023 }}"], code


def test_an_article_says_what_was_found_in_it(editor: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, {"2023": 8.25}, key="tang-truong")
    article = make_article(edition, body="Nuôi thuỷ sản.\n\nTăng 8,25%, còn {{ tang-truon:2023 }}.")
    page = editor.get(page_of(article)).get_data(as_text=True)
    for said in (
        "We write thủy.",
        "By reference it changes with its source: {{ tang-truong:2023 }}",
        "It names no figure. Perhaps tang-truong:2023 was meant.",
        "Paragraph 2",
    ):
        assert said in page, said


def test_a_finding_stands_with_a_reason_until_its_paragraph_changes(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body="Nuôi thuỷ sản.")
    url = links(editor.get(page_of(article)).get_data(as_text=True))[0]
    assert fill(editor, url, reason=" ").status_code == 422
    assert fill(editor, url, reason="Tên riêng của công ty").status_code == 303
    page = editor.get(page_of(article)).get_data(as_text=True)
    assert "Tên riêng của công ty" in page
    assert "are in order" in page
    assert "Tên riêng" in editor.get(f"{LIST}?level=dismissed").get_data(as_text=True)
    fill(editor, page_of(article), body="Nuôi thuỷ sản nước lợ.")
    page = editor.get(page_of(article)).get_data(as_text=True)
    assert "Tên riêng của công ty" not in page
    assert "We write thủy." in page


def test_what_was_let_stand_is_taken_up_again(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body="Nuôi thuỷ sản.")
    url = links(editor.get(page_of(article)).get_data(as_text=True))[0]
    fill(editor, url, reason="Tên riêng")
    assert post(editor, f"{url}return", url).status_code == 303
    assert "may stand" not in editor.get(page_of(article)).get_data(as_text=True)


def test_one_list_has_the_findings_of_all_texts_of_a_language(editor: FlaskClient, edition: Edition) -> None:
    make_article(edition, title="Một", body={"vi": "Nuôi thuỷ sản.", "en": "Fish."})
    make_article(edition, title="Hai", body={"vi": "Hoà  bình và yên vui ở đây.", "en": "Hoà  bình và yên vui ở đây."})
    page = editor.get(LIST).get_data(as_text=True)
    assert "We write thủy." in page
    assert "We write Hòa." in page
    assert "More than one space" not in page
    assert "More than one space" in editor.get(f"{LIST}?level=by-itself").get_data(as_text=True)
    english = editor.get(f"{LIST}?language=en").get_data(as_text=True)
    assert "This paragraph stands as in the original." in english
    assert "Một" not in english
    assert "We write" not in editor.get(f"{LIST}?rule=unsourced").get_data(as_text=True)
    assert editor.get(f"{LIST}?language=%00&level=%00&rule=%00&edition=%00").status_code in (200, 404)


def test_the_list_asks_a_bounded_number_of_questions(
    editor: FlaskClient, edition: Edition, query_recorder: list[str]
) -> None:
    for number in range(6):
        make_article(edition, title=f"Bài {number}", body="Nuôi thuỷ sản.")
    editor.get(LIST)
    query_recorder.clear()
    editor.get(LIST)
    assert len(query_recorder) <= 8, query_recorder


@pytest.mark.parametrize(
    "path", ["/vi/article/999/body/none/", "/xx/article/1/body/none/", "/vi/media/1/alt/none/", "/vi/host/1/a/b/"]
)
def test_a_forged_address_names_nothing(editor: FlaskClient, edition: Edition, path: str) -> None:
    assert editor.get(f"{LIST}{path}").status_code == 404
    assert editor.post(f"{LIST}{path}", data={}).status_code in (400, 403, 404)


def test_translators_let_findings_of_translations_stand_alone(client: FlaskClient, edition: Edition) -> None:
    body = "Nuôi thuỷ sản ở vùng ven biển."
    make_article(edition, body={"vi": body, "en": body})
    sign_in(client, Role.TRANSLATOR)
    assert links(client.get(LIST).get_data(as_text=True)) == []
    url = links(client.get(f"{LIST}?language=en").get_data(as_text=True))[0]
    assert client.get(url).status_code == 200
    assert client.get(url.replace("/en/", "/vi/")).status_code in (403, 404)
    db.session.rollback()
