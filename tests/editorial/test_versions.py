"""Every text that was kept can be looked up, compared word by word, and brought back."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from showcase.core.audit import AuditEntry
from showcase.core.changed_words import Change
from showcase.core.database import db, write
from showcase.core.merging import paragraphs
from showcase.editions.models import Edition
from showcase.editorial import comparing, versions
from tests.factories import make_article, make_theme
from tests.growth import growth
from tests.staff.cast import fill, opened

PAGE = "/staff/content/articles/{}/"
BEFORE = "Đoạn một giữ nguyên.\n\nTăng trưởng năm nay đạt mức cao.\n\nĐoạn cuối."


def test_a_change_makes_two_versions_and_the_older_comes_back(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body=BEFORE)
    page = PAGE.format(article.slug)
    assert fill(editor, page, body=BEFORE.replace("mức cao", "mức rất cao")).status_code == 303
    listed = editor.get(f"{page}versions/").get_data(as_text=True)
    assert "2 versions" in listed
    assert "As it stood before" in listed
    shown = editor.get(f"{page}versions/2/").get_data(as_text=True)
    assert "<ins>rất </ins>" in shown
    assert "Đoạn một giữ nguyên." in shown  # a neighbour
    token = opened(editor, page)["csrf_token"]
    assert "Bring version 1 back" in editor.get(f"{page}versions/1/").get_data(as_text=True)
    back = editor.post(f"{page}versions/1/restoration", data={"csrf_token": token})
    assert back.status_code == 303
    db.session.rollback()
    assert article.texts["body", "vi"].text == BEFORE
    found = versions.list_of(article, "vi")
    assert [(one.number, one.reason, one.restored) for one in found] == [
        (3, "restored", 1),
        (2, "kept", None),
        (1, "found", None),
    ]
    assert db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id.desc())).first() == "article.restored"
    assert "Undo" in editor.get(back.location).get_data(as_text=True)
    assert editor.post(f"{page}versions/1/restoration", data={"csrf_token": token}).status_code == 303
    assert len(versions.list_of(article, "vi")) == 3


def test_a_new_article_begins_with_its_first_version(editor: FlaskClient, edition: Edition) -> None:
    theme = make_theme(edition.host)
    fill(editor, "/staff/content/new-article", title="Mới", summary="Một.", body="Một.", theme=theme.slug)
    listed = editor.get("/staff/content/articles/moi/versions/").get_data(as_text=True)
    assert "1 version" in listed
    assert "Both say the same" not in editor.get("/staff/content/articles/moi/versions/1/").get_data(as_text=True)


def test_what_changes_no_word_makes_no_version(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    fill(editor, PAGE.format(article.slug), published_on="2023-01-02")
    assert versions.list_of(article, "vi") == []


def test_translations_have_versions_of_their_own(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body={"vi": "Một.", "en": "One."})
    write()
    before = versions.texts_of(article, "en")
    article.set_text("body", "en", "One!")
    versions.note(article, "en", before)
    db.session.commit()
    address = f"{PAGE.format(article.slug)}versions/"
    assert "English" in editor.get(f"{address}?language=en").get_data(as_text=True)
    page = editor.get(f"{address}2/?language=en").get_data(as_text=True)
    assert "<del>One.</del> <ins>One!</ins>" in page
    assert "Bring version" not in page
    for forged in ("9/", "0/", "2147483648/", "2/?with=x", "2/?with=99", "2/?language=xx"):
        assert editor.get(address + forged).status_code in (200, 404)


def text_of(compared: list[comparing.Paragraph], without: Change) -> str:
    found = ["".join(piece.text for piece in one.pieces if piece.kind is not without) for one in compared]
    return "\n\n".join(one for one in found if one.strip())


texts = st.lists(st.sampled_from(["một", "hai", "ba", "bốn", "\n\n", "năm"]), max_size=40).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(texts, texts)
def test_both_texts_can_be_read_out_of_the_comparison(before: str, after: str) -> None:
    compared = comparing.compare(before, after)
    assert paragraphs(text_of(compared, Change.GONE)) == paragraphs(after)
    gone = sorted(" ".join(paragraphs(before)).split())
    assert sorted(text_of(compared, Change.CAME).split()) == gone


@pytest.mark.parametrize(
    ("before", "after"),
    [("từ {0} " * 9, "chữ {0} khác " * 9), ("từ {0} " * 9, ""), ("x " * 22, "x y " * 12), ("a\n\na", "b a\n\nb a")],
)
def test_a_book_is_compared_as_fast_as_its_pages(before: str, after: str) -> None:
    def text(wording: str, paragraphs: int) -> str:
        return "\n\n".join(wording.format(number) for number in range(paragraphs))

    def compare(paragraphs: int) -> None:
        comparing.compare(text(before, paragraphs), text(after, paragraphs))

    assert growth(compare, 50, 400) < 24
