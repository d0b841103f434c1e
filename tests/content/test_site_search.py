"""One search over everything the public may see: without marks, in all languages, ranked, and helpful when empty."""

import re
import unicodedata
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient

from showcase.content.models import Feature
from showcase.core.database import db, write
from showcase.editions.models import Edition
from tests.factories import (
    make_achievement,
    make_article,
    make_commune,
    make_edition,
    make_event,
    make_guide_entry,
    make_host,
    make_indicator,
    make_project,
    make_session,
    make_unit,
    save,
    texts,
)


@pytest.fixture
def edition(app: Any) -> Edition:
    return make_edition()


def found(client: FlaskClient, words: str, locale: str = "vi", **more: Any) -> list[str]:
    """The names of what a search finds, in its order."""
    page = client.get(f"/{locale}/search", query_string={"q": words, **more})
    assert page.status_code == 200
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    return ["".join(name.itertext()).strip() for name in tree.findall(".//h2[@class='find__title']")]


def test_it_finds_every_kind_of_record_by_a_word_without_marks(client: FlaskClient, edition: Edition) -> None:
    make_article(edition, title="Cầu vồng: bài")
    event = make_event(edition)
    records = [
        (make_achievement(edition), "title", "Cầu vồng: thành tựu"),
        (make_indicator(edition), "name", "Cầu vồng: số liệu"),
        (make_project(edition), "name", "Cầu vồng: dự án"),
        (make_unit(), "name", "Cầu vồng: huyện"),
        (event, "title", "Cầu vồng: họp mặt"),
        (make_session(event), "title", "Cầu vồng: cơm thân mật"),
        (save(Feature(host_id=edition.host_id, kind="festival", slug="le")), "name", "Cầu vồng: lễ hội"),
    ]
    write()
    for record, field, text in records:
        texts(record, **{field: text})
    db.session.commit()
    assert set(found(client, "CAU vong")) == {"Cầu vồng: bài", *(text for _record, _field, text in records)}


def test_words_may_come_in_any_order_and_from_any_text_of_a_record(client: FlaskClient, edition: Edition) -> None:
    make_article(
        edition, title="Mùa gió chướng", summary="Bãi bồi ngoài Duyên Hải.", body="Quạt gió đứng (thẳng hàng)."
    )
    assert found(client, "hai duyen") == ["Mùa gió chướng"]
    assert found(client, "thang chuong boi") == ["Mùa gió chướng"]
    assert found(client, "chuong khongco") == []


@pytest.mark.parametrize(
    ("words", "locale"),
    [
        ("Ao Ba Om", "vi"),
        (unicodedata.normalize("NFD", "khu du lịch"), "vi"),
        ("pond tourist", "vi"),
        ("ត្រាវិញ", "vi"),
        ("ខេត្ត\u200bត្រាវិញ", "en"),
        ("étang", "en"),
    ],
)
def test_a_record_is_found_in_every_language(client: FlaskClient, edition: Edition, words: str, locale: str) -> None:
    project = make_project(edition)
    write()
    names = {"vi": "Khu du lịch Ao Bà Om", "en": "Pond tourist area", "km": "ស្រះក្នុងខេត្តត្រាវិញ", "fr": "L’étang"}
    texts(project, name=names)
    db.session.commit()
    assert found(client, words, locale) == [names[locale]]


def test_names_come_before_texts_and_exact_names_before_longer_ones(client: FlaskClient, edition: Edition) -> None:
    make_article(edition, title="Chuyện khác", body="Đường về Định An.")
    make_article(edition, title="Về Định An")
    make_article(edition, title="Định An ngày mới")
    make_article(edition, title="Định An")
    assert found(client, "dinh an") == ["Định An", "Định An ngày mới", "Về Định An", "Chuyện khác"]


def test_one_or_two_letters_are_a_whole_word(client: FlaskClient, edition: Edition) -> None:
    make_article(edition, title="Đi bao xa", summary="Một chuyện.")
    make_article(edition, title="Bà kể")
    assert found(client, "ba") == ["Bà kể"]
    assert found(client, "bao") == ["Đi bao xa"]


def test_the_present_edition_comes_before_past_ones_which_say_so(client: FlaskClient) -> None:
    past = make_edition(year=2022)
    make_article(past, title="Định An xưa")
    make_article(make_edition(past.host, year=2023), title="Định An nay")
    assert found(client, "dinh an") == ["Định An nay", "Định An xưa"]
    assert "thuộc kỳ họp mặt năm 2022" in client.get("/vi/search?q=dinh+an").text


def test_the_language_of_the_page_comes_before_others(client: FlaskClient, edition: Edition) -> None:
    make_article(edition, title={"vi": "Port là cảng"})
    make_article(edition, title={"vi": "Cảng", "en": "Port of home"})
    assert found(client, "port", "en") == ["Port of home", "Port là cảng"]


def test_nothing_that_is_being_prepared_is_found(client: FlaskClient, edition: Edition) -> None:
    hidden = make_edition(edition.host, year=2024, published_at=None)
    make_article(hidden, title="Bí mật")
    make_project(hidden)
    make_event(hidden)
    make_indicator(hidden)
    for words in ("bi mat", "khu du lich", "hop mat", "grdp"):
        assert found(client, words) == []


def test_words_are_marked_in_their_own_letters_and_no_html_passes(client: FlaskClient, edition: Edition) -> None:
    make_article(edition, title="Quê nhà", body="Gạo & nước, <b>đất</b> ở **Đức Mỹ** tăng {{ grdp:2023 }} mỗi năm.")
    page = client.get("/vi/search?q=duc+my").text
    assert "<mark>Đức Mỹ</mark>" in page
    assert "Gạo &amp; nước, &lt;b&gt;đất&lt;/b&gt;" in page
    assert "tăng … mỗi năm" in page


def test_a_text_in_another_language_says_which(client: FlaskClient, edition: Edition) -> None:
    make_article(edition, title="Đường về", body="Qua cầu Cổ Chiên.")
    page = client.get("/en/search?q=co+chien").text
    assert '<span lang="vi">Đường về</span>' in page
    assert re.search(r'<span lang="vi">Qua cầu <mark>Cổ Chiên</mark>\.</span>', page)


def test_kinds_are_counted_and_narrow_the_finds(client: FlaskClient, edition: Edition) -> None:
    for number in range(3):
        make_article(edition, title=f"Sông {number}")
    project, achievement = make_project(edition), make_achievement(edition)
    write()
    texts(project, name="Cảng sông")
    texts(achievement, title="Cầu qua sông")
    db.session.commit()
    page = client.get("/vi/search?q=song").text
    assert re.search(r"Bài viết <span class=\"quiet\">3</span>", page)
    assert re.search(r"Tất cả <span class=\"quiet\">5</span>", page)
    assert found(client, "song", kind="articles") == ["Sông 0", "Sông 1", "Sông 2"]
    assert len(found(client, "song", kind="nonsense")) == len(found(client, "song"))


def test_many_finds_are_paged(client: FlaskClient, edition: Edition) -> None:
    for _number in range(25):
        make_article(edition, title="Sông quê")
    assert len(found(client, "song")) == 20
    assert len(found(client, "song", page="2")) == 5
    assert len(found(client, "song", page="999999")) == 5
    assert len(found(client, "song", page="-1")) == 20
    assert 'href="/vi/search?q=song&amp;page=2"' in client.get("/vi/search?q=song").text


def test_a_misspelt_word_is_answered_with_what_was_meant(client: FlaskClient, edition: Edition) -> None:
    make_article(edition, title="Thắng cảnh Ao Bà Om")
    page = client.get("/vi/search?q=ao+ba+on").text
    assert "Có phải" in page
    assert 'href="/vi/search?q=Ao+B%C3%A0+Om"' in page
    assert found(client, "Ao Bà Om") == ["Thắng cảnh Ao Bà Om"]


def test_nothing_found_says_what_to_try_and_whom_to_call(client: FlaskClient, edition: Edition) -> None:
    page = client.get("/vi/search?q=zzzz").text
    assert "Không tìm thấy" in page
    assert page.count('href="tel:+842940000000"') >= 2


def test_it_asks_few_queries_however_much_is_found(
    client: FlaskClient, edition: Edition, query_recorder: list[str]
) -> None:
    make_article(edition, title="Sông")
    make_event(edition)
    query_recorder.clear()
    assert len(found(client, "song")) == 1
    few = len(query_recorder)
    for _number in range(10):
        make_article(edition, title="Sông")
        make_article(make_edition(edition.host, year=2020), title="Sông xưa")
    query_recorder.clear()
    assert len(found(client, "song")) >= 11
    assert len(query_recorder) == few <= 8
    query_recorder.clear()
    found(client, "sonx")
    assert len(query_recorder) <= 8


def test_result_pages_are_kept_out_of_search_engines_and_set_no_cookie(client: FlaskClient, edition: Edition) -> None:
    page = client.get("/vi/search?q=song")
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=%00", "q=%ff%fe", "q=%ed%a0%80", "q=" + "a+" * 5000, "q=%25_%5C%27%22", "q=%E2%80%AE%E2%80%8F",
     "q=((()))", "q=a&page=%D9%A3", "q=a&kind=%00", "q=%3Cscript%3Ealert(1)%3C/script%3E", "q=%CC%81", "q=%E2%80%8B"],
)  # fmt: skip
def test_no_query_breaks_it(client: FlaskClient, edition: Edition, query: str) -> None:
    make_article(edition)
    page = client.get(f"/vi/search?{query}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_site_with_nothing_published_has_no_search(client: FlaskClient) -> None:
    make_host()
    assert client.get("/vi/search?q=a").status_code == 404


def test_texts_are_stored_so_that_words_in_brackets_are_found(edition: Edition) -> None:
    article = make_article(edition, title="“Ok Om Bok” (lễ hội)/**trăng**")
    assert article.texts["title", "vi"].folded == " ok om bok le hoi trang"


def test_a_commune_and_the_guide_are_found_and_lead_to_their_pages(client: FlaskClient, edition: Edition) -> None:
    commune = make_commune(edition, "Xã Nhị Long")
    entry = make_guide_entry(edition)
    assert found(client, "nhi long") == ["Xã Nhị Long"]
    assert f'href="/vi/communes/{commune.code}/"' in client.get("/vi/search?q=nhi+long").text
    assert found(client, "ao mong") == ["Mặc gì cho hợp?"]
    assert f'href="/vi/guide/#{entry.slug}"' in client.get("/vi/search?q=ao+mong").text
