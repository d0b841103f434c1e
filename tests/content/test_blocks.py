"""What stands in a text beside its paragraphs, on the site and on paper."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.content import figure_names, markdown, prose, typography
from showcase.core.database import db, write
from showcase.core.localised import load_texts
from showcase.editions.models import Edition
from tests.conftest import Queries
from tests.factories import make_article, make_indicator, make_office, make_official, make_picture, make_project
from tests.growth import growth

RICH = """Đoạn đầu, "trích *nhau*" và 8,25 % [^1].

{{ chart/grdp-growth }}

::: box Con số {{ grdp-growth:2023 }}
- một
- hai
:::

::: quote Bà Hường
Nhớ quê.
:::

::: note
Ghi bên lề.
:::

{{ picture/ao-ba-om | wide }}

{{ project/cang-dinh-an }}

| Năm | Số |
|---|--:|
| 2023 | 1 |

[^1]: Theo báo cáo."""


@pytest.fixture
def edition(app: Flask, edition: Edition) -> Iterator[Edition]:
    """An edition that has what the rich text names, while a page of the site is made."""
    write()
    make_indicator(edition, {"2021": 1.5, "2022": 5.1, "2023": 8.25}, key="grdp-growth", name="Tăng trưởng GRDP")
    make_picture(edition, "ao-ba-om", alt="Ao Bà Om", caption="Ao Bà Om")
    make_project(edition, slug="cang-dinh-an")
    make_article(edition, slug="giau", body=RICH)
    make_official(make_office(edition.host, slug="chu-tich"), person="Nguyễn Văn A")
    db.session.commit()
    with app.test_request_context():
        yield edition


def html_of(edition: Edition, text: str, on_paper: bool = False) -> str:
    written = prose.read(edition, text)
    load_texts(*written.records)
    return str(written.html(mark="a", on_paper=on_paper))


def test_every_kind_of_block_stands_on_the_site_and_on_paper(edition: Edition) -> None:
    assert figure_names.unknown_in(edition, RICH) == []
    shown, printed = html_of(edition, RICH), html_of(edition, RICH, on_paper=True)
    for html in (shown, printed):
        for part in ("fact-box__title", "pull-quote", "side-note", "block--chart", "block--wide", "block--project"):
            assert part in html
        assert "<svg" in html
        assert "“trích <em>nhau</em>”" in html
        assert "…" not in html
    assert "/projects/cang-dinh-an/" in shown
    assert 'tabindex="0"' in shown
    assert "showcase:/media/" in printed
    assert "/projects/cang-dinh-an/" not in printed
    assert 'tabindex="0"' not in printed


def test_a_block_in_a_sentence_is_its_name(edition: Edition) -> None:
    html = html_of(edition, "Xem {{ chart/grdp-growth }} nhé.")
    assert "<svg" not in html
    assert "GRDP" in html


def test_an_official_is_named_as_of_a_day(edition: Edition) -> None:
    said = {
        "{{ official/chu-tich }}": "Chủ tịch Mặt trận tỉnh Mẫu Nguyễn Văn A",
        "{{ official/chu-tich | title }}": "Chủ tịch Mặt trận tỉnh Mẫu",
        "{{ official/chu-tich | name }}": "Nguyễn Văn A",
        "{{ official/chu-tich:1900-01-01 }}": "…",
    }
    assert {text: html_of(edition, text).strip() for text in said} == {text: f"<p>{s}</p>" for text, s in said.items()}


def test_a_wrong_block_is_told_with_what_was_perhaps_meant(edition: Edition) -> None:
    (fault,) = figure_names.faults_of(edition, "{{ chart/grdp-growht }}")
    assert "chart/grdp-growth" in fault


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](https://example.com/a.png)",
        "<img src=x onerror=alert(1)>",
        "\ue0000\ue001",
        "::: box <b onclick=x>y</b>\nz\n:::",
        ">" * 400 + " x",
        "::: box a\n" * 300,
    ],
)
def test_nothing_hostile_comes_through(hostile: str) -> None:
    html = prose.render(hostile, {})
    assert not any(part in html for part in ("<script", "<img", "<b ", 'href="javascript', 'href="data', "\ue001"))


def test_footnotes_of_two_texts_on_a_page_have_names_of_their_own() -> None:
    first, second = (markdown.as_html("a[^1]\n\n[^1]: b", "vi", False, mark) for mark in ("x", "y"))
    assert 'id="note-x-1"' in first
    assert 'href="#note-y-1"' in second


@pytest.mark.parametrize(
    ("code", "typed", "set_"),
    [
        ("vi", "8,25 % của 83.375 tỷ đồng", "8,25\u00a0% của 83.375\u00a0tỷ\u00a0đồng"),
        ("vi", "ở TP. Trà Vinh ngày 5 tháng 2", "ở TP.\u00a0Trà Vinh ngày\u00a05\u00a0tháng\u00a02"),
        ("en", '"So," he said, "it\'s 2016-2020"', "“So,” he said, “it’s 2016–2020”"),
        ("fr", "Quoi ? « Rien »", "Quoi\u202f? «\u202fRien\u202f»"),
        ("vi", "0294-3862-1234", "0294-3862-1234"),
        ("km", "ភាសា", "ភាសា"),
    ],
)
def test_type_is_set(code: str, typed: str, set_: str) -> None:
    assert typography.set_in(code, typed) == set_
    assert typography.set_in(code, set_) == set_


def test_many_references_are_a_query_for_each_kind(edition: Edition, query_recorder: Queries) -> None:
    query_recorder.clear()
    prose.read(edition, RICH)
    few = len(query_recorder)
    query_recorder.clear()
    prose.read(edition, "\n\n".join([RICH] * 20))
    assert len(query_recorder) <= few


@pytest.mark.full
def test_a_long_article_is_shown_as_fast_as_a_short_one_for_its_length(edition: Edition) -> None:
    """20,000 words with 120 of each block, beside an eighth of it."""

    def text(size: int) -> str:
        words = "\n\n".join(["Một hai ba bốn năm sáu bảy tám chín mười. " * 16] * size)
        blocks = "\n\n".join(RICH.replace("[^1]", f"[^{number}]") for number in range(size))
        table = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * (size * 5 // 2)
        return f"{words}\n\n{blocks}\n\n{table}"

    assert growth(lambda text: html_of(edition, text), text(15), text(120)) < 16


def test_an_article_with_blocks_is_a_sound_page(client: FlaskClient, edition: Edition) -> None:
    page = client.get("/vi/articles/giau/").get_data(as_text=True)
    assert "fact-box__title" in page
    assert "Chủ tịch" not in page
