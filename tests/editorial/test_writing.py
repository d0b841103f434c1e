"""What stands beside the text while it is written: how readers will see it, and what it may name."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.content.models import Fact
from showcase.core import clock
from showcase.core.database import db, write
from showcase.editions.models import Edition
from showcase.editorial import desk_parts
from showcase.editorial.desk_parts import DeskPart, Place
from showcase.photos import keeping, making
from showcase.photos.rules import Consent
from tests.factories import make_article, make_indicator, save, texts
from tests.growth import growth
from tests.photos import synthetic
from tests.staff.cast import opened

PAGE = "/staff/content/articles/{}/"
NAMES = "/staff/content/names"


def test_the_preview_shows_both_columns_and_stores_nothing(editor: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="tang-truong")
    article = make_article(edition)
    page = PAGE.format(article.slug)
    token = opened(editor, page)["csrf_token"]
    body = "## Đầu\n\n**Tăng** {{ tang-truong:2023 }} <script>x</script> {{ tang-truon:2023 }}"
    seen = editor.post(f"{page}preview", data={"csrf_token": token, "body": body}).get_json()
    assert seen is not None
    assert "<strong>Tăng</strong>" in seen["web"]
    assert "<a href=" in seen["web"]
    assert "8,25" in seen["paper"]
    assert "<a href=" not in seen["paper"]
    assert "<script" not in seen["web"] + seen["paper"]
    assert seen["words"] == len(body.split())
    assert "Perhaps you meant" in seen["faults"][0]
    db.session.rollback()
    assert article.texts["body", "vi"].text == "Đầu năm, cuối năm."
    new = editor.post("/staff/content/new-article/preview", data={"csrf_token": token, "body": "\0*ơ*"})
    assert "<em>ơ</em>" in new.get_json()["web"]
    assert editor.post(f"{page}preview", data={"body": "x"}).status_code == 403


def test_a_picture_is_seen_in_both_columns(editor: FlaskClient, edition: Edition) -> None:
    made = making.made_of(synthetic.jpeg((3000, 2000)))
    write()
    kept = keeping.keep(edition.host, made, "be.jpg", "Nguyễn Ảnh", Consent.NOT_NEEDED, None, clock.now()).photo
    db.session.commit()
    page = PAGE.format(make_article(edition).slug)
    sent = {"csrf_token": opened(editor, page)["csrf_token"], "body": f"{{{{ picture/{kept.slug} }}}}"}
    seen = editor.post(f"{page}preview", data=sent).get_json()
    for column in ("web", "paper"):
        address = re.search(r'src="([^"]+)"', seen[column])
        assert address is not None
        assert editor.get(address[1]).mimetype == "image/jpeg", column
        assert kept.media.hash not in address[1], "the whole photograph at every pause in writing"


def test_a_long_text_is_previewed_as_fast_as_a_short_one_for_its_length(editor: FlaskClient, edition: Edition) -> None:
    for number in range(20):
        make_indicator(edition, key=f"so-{number}")
    page = PAGE.format(make_article(edition).slug)
    token = opened(editor, page)["csrf_token"]

    def preview(paragraphs: int) -> None:
        body = "\n\n".join(
            f"Đoạn {number} " + "kể chuyện quê nhà " * 9 + f"{{{{ so-{number % 20}:2023 }}}}."
            for number in range(paragraphs)
        )
        assert editor.post(f"{page}preview", data={"csrf_token": token, "body": body}).status_code == 200

    assert growth(preview, 10, 80) < 16


@pytest.mark.parametrize(
    ("asked", "insert"),
    [
        ("kind=figure&q=tang", "{{ tang-truong:2023 }}"),
        ("kind=figure&q=dan+so", "{{ province/population }}"),
        ("kind=nothing", "{{ tang-truong:2023 }}"),
    ],
)
def test_names_are_found_with_or_without_marks(editor: FlaskClient, edition: Edition, asked: str, insert: str) -> None:
    make_indicator(edition, key="tang-truong")
    write()
    fact = Fact(host_id=edition.host_id, kind="province", key="population", value=1_000_000, sources=[])
    save(texts(fact, label="Dân số"))
    assert insert in editor.get(f"{NAMES}?{asked}").get_data(as_text=True)
    assert insert in (editor.get(f"{NAMES}?part=1&{asked}").get_json() or {})["html"]


@pytest.mark.parametrize("kind", ["figure", "chart", "picture", "project", "official"])
def test_every_kind_says_when_nothing_matches(editor: FlaskClient, edition: Edition, kind: str) -> None:
    page = editor.get(f"{NAMES}?kind={kind}&q=zzzz%00😀").get_data(as_text=True)
    assert "Nothing matches." in page


def test_other_parts_of_the_desk_stand_on_the_page(
    editor: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(edition)
    monkeypatch.setattr(desk_parts, "_makers", [])
    desk_parts.part_of_article(Place.BELOW)(lambda found: None)
    desk_parts.part_of_article()(lambda found: DeskPart("content/staff/figure_question.html") if not found else None)
    assert desk_parts.parts_of(article) == {"above": [], "beside": [], "below": []}
    assert editor.get(PAGE.format(article.slug)).status_code == 200
