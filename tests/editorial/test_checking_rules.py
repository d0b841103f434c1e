"""What the checks find in a text, and what they leave alone."""

import unicodedata
from datetime import date

import pytest

from showcase.editorial import checking_rules as rules
from showcase.editorial.checking_rules import Finding, Known, Rule, Term
from tests.growth import growth

DAY = date(2023, 12, 28)
CHAIR = "Chủ tịch Ủy ban nhân dân tỉnh Trà Vinh"
REGISTER = [
    Term(CHAIR, "Đồng Văn Lâm", date(2016, 1, 1), date(2021, 1, 1)),
    Term(CHAIR, "Lê Văn Hẳn", date(2021, 1, 1)),
    Term("Bí thư Tỉnh ủy", "Ngô Chí Cường", date(2020, 10, 1)),
]
FIGURES = {"8,25": [("%", "grdp-growth:2023")], "83.375": [("tỷ đồng", "grdp:2023")], "2.023": [("ha", "land:2020")]}
KNOWN = Known("vi", FIGURES, REGISTER, DAY)


def found(text: str, known: Known = KNOWN) -> list[tuple[Rule, str, str]]:
    return [(one.rule, one.words, one.better) for one in rules.findings(text, known)]


@pytest.mark.parametrize(
    ("text", "rule", "words", "better"),
    [
        ("Nuôi thuỷ sản.", Rule.OLD_SPELLING, "thuỷ", "thủy"),
        ("Hoà Bình", Rule.OLD_SPELLING, "Hoà", "Hòa"),
        ("Uỷ ban", Rule.OLD_SPELLING, "Uỷ", "Ủy"),
        ("khoẻ", Rule.OLD_SPELLING, "khoẻ", "khỏe"),
        ("tỉ lệ", Rule.OLD_SPELLING, "tỉ lệ", "tỷ lệ"),
        ("Tăng 8,25% trong năm.", Rule.TYPED_FIGURE, "8,25%", "{{ grdp-growth:2023 }}"),
        ("Đạt 83.375 tỷ đồng.", Rule.TYPED_FIGURE, "83.375 tỷ", "{{ grdp:2023 }}"),
        ("Tăng 9,5 % so với năm trước.", Rule.UNSOURCED, "9,5 %", ""),
        ("Gần 500 tỷ đồng.", Rule.UNSOURCED, "500 tỷ", ""),
        (f"{CHAIR} Nguyễn Văn Tèo", Rule.NOT_IN_REGISTER, f"{CHAIR} Nguyễn Văn Tèo", "Lê Văn Hẳn"),
        (f"{CHAIR}, ông Đồng Văn Lâm,", Rule.NOT_IN_REGISTER, f"{CHAIR}, ông Đồng Văn Lâm", "Lê Văn Hẳn"),
        ("Ông Lê Văn Hản nói.", Rule.NAME_MISSPELT, "Lê Văn Hản", "Lê Văn Hẳn"),
        ("mềm\u00admại", Rule.PASTED_JUNK, "\u00ad", "soft hyphen"),
        ("\uf0b7 Điểm một", Rule.PASTED_JUNK, "\uf0b7", "U+F0B7"),
        ("<o:p></o:p>", Rule.PASTED_JUNK, "<o:p>", "<o:p>"),
        ("hai  chữ", Rule.DOUBLE_SPACE, "", ""),
        ('Ông nói "vui" lắm.', Rule.STRAIGHT_QUOTES, '"vui"', ""),
        ("ở TP. Trà Vinh", Rule.HARD_SPACES, "TP.", ""),
    ],
)
def test_what_is_wrong_is_found_with_what_should_stand_there(text: str, rule: Rule, words: str, better: str) -> None:
    assert (rule, words, better) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban, hòa bình, tỷ lệ, quý, quỹ, thủy, khỏe.",
        "Tăng {{ grdp-growth:2023 }}, đạt {{ grdp:2023 }}.",
        "Năm 2023 có 25 người ở 12 xã.",
        "Tăng 9,5\u00a0%.[^1]",
        "Tăng 9,5\u00a0% theo [Niên giám](https://example.org/9,5%25).",
        f"{CHAIR} Lê Văn Hẳn nói. {CHAIR}, ông Lê Văn Hẳn.",
        f"Phó {CHAIR} Nguyễn Văn Tèo",
        f"{CHAIR} Kế hoạch Năm",
        "LÊ VĂN HẲN",
        "Nghị định 11/2023/NĐ-CP, điện thoại 0294-3855",
        "| Cột   | Số |\n|---|---|\n| Lúa   | 5 |",
        "Mã {{ grdp:2023 }} và `8,25%` và https://example.org/83.375",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_letters_in_pieces_are_told_and_read_as_whole_ones() -> None:
    text = unicodedata.normalize("NFD", "Nuôi thuỷ sản")
    assert [one[:2] for one in found(text)] == [(Rule.OLD_SPELLING, "thuỷ"), (Rule.DECOMPOSED, "")]


def test_khmer_keeps_its_word_breaks_and_other_languages_have_their_words() -> None:
    assert found("ភាសា\u200bខ្មែរ", Known("km")) == []
    assert found("Chloé et Noé où canoë", Known("fr")) == []
    assert [one[0] for one in found("bad\u200bbreak", Known("en"))] == [Rule.PASTED_JUNK]


def test_a_finding_says_paragraph_and_neighbours() -> None:
    text = "Đoạn một.\n\nĐoạn hai dài hơn, kể rằng nghề nuôi thuỷ sản ven biển đã lớn lên nhiều trong mười năm qua."
    one = rules.findings(text, KNOWN)[0]
    assert (one.paragraph, one.words) == (2, "thuỷ")
    assert one.before.endswith("nghề nuôi ")
    assert one.after.startswith(" sản ven biển")


def test_a_finding_keeps_its_key_until_its_paragraph_changes() -> None:
    def key(text: str) -> str:
        return next(one.key for one in rules.findings(text, KNOWN) if one.rule is Rule.OLD_SPELLING)

    before = key("Mở đầu.\n\nNuôi thuỷ sản.")
    assert key("Mở đầu khác.\n\nThêm một đoạn.\n\nNuôi thuỷ sản.") == before
    assert key("Mở đầu.\n\nNuôi thuỷ sản lớn.") != before


def test_a_translation_is_held_against_its_original() -> None:
    original = "Tăng {{ grdp:2023 }} so với năm trước nhiều.\n\nĐoạn hai kể về mùa lúa năm nay.\n\nBa."
    same = rules.beside_original(original, original, "en")
    assert [(one.rule, one.paragraph) for one in same] == [(Rule.UNTRANSLATED, 1), (Rule.UNTRANSLATED, 2)]
    short = rules.beside_original("Up {{ land:2020 | value }}.", original, "en")
    assert [(one.rule, one.words, one.count) for one in short] == [
        (Rule.UNTRANSLATED, "", 2),
        (Rule.OTHER_FIGURES, "grdp:2023", 1),
        (Rule.OTHER_FIGURES, "land:2020", 1),
    ]
    assert rules.beside_original("Up {{ grdp:2023 | value }}.\n\nTwo.\n\nThree.", original, "en") == []


@pytest.mark.parametrize(
    "paragraph",
    [
        f"Nuôi thuỷ sản tăng 8,25 % và đạt 83.375 tỷ đồng. {CHAIR} Nguyễn Văn Tèo nói về 12,5 triệu tấn ở TP. Càng.",
        "a" * 400,
        "1.1.1.1,1,1,1 " * 20,
        '"' * 80,
        "{{ " * 40,
        "[^ ](" * 40,
        "Nguyễn Văn " * 20,
    ],
)
def test_ten_times_the_text_takes_about_ten_times_as_long(paragraph: str) -> None:
    words = len(paragraph.split())
    paragraphs = 3_000 // words if words > 1 else 60
    text = f"{paragraph}\n\n" * paragraphs
    assert growth(lambda text: rules.findings(text, KNOWN), text, text * 10) < 25


@pytest.mark.parametrize("text", ["", "\x00", "\n\n\n", "🌾" * 500, "]" * 5000, "%" * 5000, "0" * 5000, "\ud7ff"])
def test_any_text_can_be_read(text: str) -> None:
    assert all(isinstance(one, Finding) for one in rules.findings(text, KNOWN))
