"""The papers for the publishing licence, from an issue's imprint."""

import io

import pytest
from docx import Document
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.database import db, write
from showcase.publication.models import Issue
from tests.factories import make_issue
from tests.papers.reading import Pages
from tests.staff.cast import sign_in


@pytest.fixture
def issue(client: FlaskClient) -> Issue:
    made = make_issue()
    write()
    made.imprint = {"format": {"vi": "32 trang, khổ A4"}, "print_run": 1500, "printer": "Công ty In Mẫu"}
    db.session.commit()
    sign_in(client, Role.EDITOR)
    return made


def test_the_data_sheet_holds_what_the_imprint_says(client: FlaskClient, issue: Issue) -> None:
    way = f"/staff/publications/{issue.slug}/release/"
    assert f"{way}data-sheet.pdf" in client.get(way).get_data(as_text=True)
    answer = client.get(f"{way}data-sheet.pdf")
    said = Pages(answer.data).text(0)
    for words in ("PHIẾU THÔNG TIN", "Số lượng in 1.500 bản", "32 trang, khổ A4", "Mục đích xuất bản ……", "/PTT"):
        assert words in said


def test_the_covering_letter_is_written_on_in_a_word_processor(client: FlaskClient, issue: Issue) -> None:
    answer = client.get(f"/staff/publications/{issue.slug}/release/covering-letter.docx")
    lines = [line.text for line in Document(io.BytesIO(answer.data)).paragraphs]
    assert "Kính gửi: ……" in lines
    assert any(f"“{issue.text_in('title')}”" in line for line in lines)


def test_nobody_else_gets_them(client: FlaskClient, issue: Issue) -> None:
    sign_in(client, Role.REPORTER)
    assert client.get(f"/staff/publications/{issue.slug}/release/data-sheet.pdf").status_code in (403, 404)
