"""How numbers are written, and that what we chose is what the Decree allows."""

import pytest
from fontTools.ttLib import TTFont

from showcase.papers import measures, rules
from showcase.papers.letters import width
from showcase.papers.measures import Measure
from showcase.papers.rules import Kind

CHOSEN = [
    *measures.SIZES.values(),
    *measures.MARGINS.values(),
    *(one for one in vars(measures).values() if isinstance(one, Measure)),
]


@pytest.mark.parametrize("measure", CHOSEN)
def test_every_measure_is_within_the_decree(measure: Measure) -> None:
    assert measure.least <= measure.value <= measure.most


@pytest.mark.parametrize(
    ("kind", "number", "own", "written"),
    [
        (Kind.PROPOSAL, "5", "", "Số: 05/TTr-MTTQ-BTT"),
        (Kind.LETTER, "105", "", "Số: 105/MTTQ-BTT"),
        (Kind.INVITATION, "", "", "Số: ……/GM-MTTQ-BTT"),
        (Kind.INVITATION, "7", "GM-BTC", "Số: 07/GM-BTC"),
        (Kind.REPORT, "12b", "", "Số: 12b/BC-MTTQ-BTT"),
    ],
)
def test_numbers_are_written_as_the_decree_writes_them(kind: Kind, number: str, own: str, written: str) -> None:
    assert rules.number_of(number, rules.symbol_of(kind, "MTTQ-BTT", own)) == written


def test_a_host_without_symbol_leaves_none_behind() -> None:
    assert rules.number_of("3", rules.symbol_of(Kind.LETTER, "")) == "Số: 03"
    assert rules.number_of("3", rules.symbol_of(Kind.PLAN, "")) == "Số: 03/KH"


def test_bases_and_recipients_end_as_they_should() -> None:
    assert rules.bases_of(("Căn cứ A.", "Căn cứ B;")) == ("Căn cứ A;", "Căn cứ B.")
    assert rules.recipients_of(("- Như trên;", "Lưu: VT")) == ("- Như trên;", "- Lưu: VT.")
    assert rules.motto_of("Độc lập – Tự do–Hạnh phúc") == "Độc lập - Tự do - Hạnh phúc"


def test_a_drawn_line_is_a_third_to_a_half_of_the_line_above_it() -> None:
    def one_each(text: str) -> float:
        return float(len(text))

    assert rules.rule_length("ủy ban mặt trận", 100, 0.4, one_each) == pytest.approx(6)
    assert rules.rule_length("ủy ban mặt trận", 8, 0.5, one_each) == pytest.approx(4), "ủy ban, and below it mặt trận"
    assert rules.rule_length("", 7, 0.4, one_each) == 0


def test_the_font_has_the_widths_of_times_new_roman_and_every_vietnamese_letter() -> None:
    assert width("W", 72) == pytest.approx(1933 / 2048 * 25.4), "of Times New Roman"
    assert width("n", 72, bold=True) == pytest.approx(1139 / 2048 * 25.4)
    for file in measures.FONT_FILES.values():
        with TTFont(file, lazy=True) as font:
            assert {*range(0x1EA0, 0x1EFA), *map(ord, "ƠơƯưĐđĂăÂâ…–“”")} <= set(font.getBestCmap()), file.name
