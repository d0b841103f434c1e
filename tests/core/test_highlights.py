"""The words of a search are marked in the text's own letters."""

import unicodedata

import pytest

from showcase.core.highlights import LONGEST, as_html, excerpt, pieces
from showcase.core.search import words


def marked(text: str, query: str) -> str:
    return str(as_html(pieces(text, words(query))))


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Về thăm Ao Bà Om", "ao ba om", "Về thăm <mark>Ao Bà Om</mark>"),
        ("Đường về Định An", "dinh duong", "<mark>Đường</mark> về <mark>Định</mark> An"),
        (unicodedata.normalize("NFD", "xã Đức Mỹ"), "my", unicodedata.normalize("NFD", "xã Đức <mark>Mỹ</mark>")),
        ("Œuvres et ﬁnances", "oeuvres fin", "<mark>Œuvres</mark> et <mark>ﬁn</mark>ances"),
        ("Straße, Ørsted", "strasse orsted", "<mark>Straße</mark>, <mark>Ørsted</mark>"),
        ("**Cầu Kè** (huyện)", "huyen", "**Cầu Kè** (<mark>huyện</mark>)"),
        ("Cầu Kè bắc cầu", "cau ke", "<mark>Cầu Kè</mark> bắc cầu"),
        ("Bảo vật bà Om", "ba", "Bảo vật <mark>bà</mark> Om"),
        ("nothing here", "ba", "nothing here"),
        ("Bảo vật, bạn bè", "ba", "Bảo vật, bạn bè"),
        ("Bảo vật, bạn bè", "bao", "<mark>Bảo</mark> vật, bạn bè"),
        ("Đường sông", "son", "Đường <mark>sôn</mark>g"),
        ("ខេត្ត\u200bត្រាវិញ", "ត្រាវិញ", "ខេត្ត\u200b<mark>ត្រាវិញ</mark>"),
        ("ខេត្តត្រាវិញ", "ត", "ខេ<mark>ត្ត</mark><mark>ត្រា</mark>វិញ".replace("</mark><mark>", "")),
        ("<b>Ao</b>", "ao", "&lt;b&gt;<mark>Ao</mark>&lt;/b&gt;"),
    ],
)  # fmt: skip
def test_words_are_marked_with_their_marks(text: str, query: str, shown: str) -> None:
    assert marked(text, query) == shown


def test_an_excerpt_is_the_part_in_which_most_words_stand() -> None:
    text = "Cầu mới. " + "Chuyện khác. " * 60 + "Cây cầu Cổ Chiên nối hai bờ. " + "Chuyện nữa. " * 60
    shown = str(as_html(excerpt(text, words("cau co chien"))))
    assert "<mark>cầu Cổ Chiên</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < LONGEST + 40


def test_an_excerpt_without_the_words_is_the_beginning_and_cuts_no_word() -> None:
    assert as_html(excerpt("một hai ba bốn năm", ["x"], 12)) == "một hai ba …"


def test_pieces_put_together_are_the_text() -> None:
    text = "Ông “Sáu” ở Trà Vinh – ខេត្ត\u200bត្រាវិញ, ǆ ﬀ İ ẞ"
    for query in ("sau", "tra vinh", "i", "ss", "d", "f", ""):
        assert "".join(piece.text for piece in pieces(text, words(query))) == text
