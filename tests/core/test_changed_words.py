"""Words that went and came."""

from showcase.core.changed_words import Change, words_changed
from tests.growth import growth


def changes(before: str, now: str) -> str:
    marks = {Change.SAME: "{}", Change.GONE: "[-{}]", Change.CAME: "[+{}]"}
    return "".join(marks[change].format(words) for change, words in words_changed(before, now))


def test_the_words_that_changed_are_told_apart() -> None:
    assert changes("Cầu dài 2 km, rộng 9 m.", "Cầu dài 3 km, rộng 9 m.") == "Cầu dài [-2][+3] km, rộng 9 m."
    assert changes("Một hai.", "Một hai ba.") == "Một [-hai.][+hai ba.]"
    assert changes("", "Mới.") == "[+Mới.]"


def test_neighbouring_changes_read_as_one() -> None:
    assert changes("Hôm nay trời mưa to.", "Hôm nay nắng đẹp to.") == "Hôm nay [-trời mưa][+nắng đẹp] to."


def test_a_reference_changes_as_a_whole() -> None:
    assert changes("Tăng {{ gdp:2022 }} nhé.", "Tăng {{ gdp:2023 }} nhé.") == (
        "Tăng [-{{ gdp:2022 }}][+{{ gdp:2023 }}] nhé."
    )


def test_a_paragraph_beyond_measure_costs_no_more_than_its_length() -> None:
    assert changes("a " * 40_000, "b " * 40_000).startswith("[-a a ")
    for before, after in (("a ", "b "), ("a b ", "b a ")):
        assert growth(lambda size, x=before, y=after: words_changed(x * size, y * size), 700, 28_000) < 100
