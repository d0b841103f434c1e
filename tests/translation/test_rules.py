"""Which references a translation lacks, and which terms it needs: without a site."""

import unicodedata

from showcase.translation import rules
from showcase.translation.rules import Glossary, TermWords
from tests.growth import growth

FRONT = TermWords("mat-tran", ("Mặt trận Tổ quốc Việt Nam",), ("Viet Nam Fatherland Front",), ("Homeland Front",))
PROVINCE = TermWords("tra-vinh", ("tỉnh Trà Vinh",), ("Trà Vinh Province",))
COUNTRY = TermWords("viet-nam", ("Việt Nam",), ("Viet Nam",))
WIND = TermWords("dien-gio", ("điện gió",), ("wind farm", "wind power"))
KHMER = TermWords("ok-om-bok", ("lễ hội Ok Om Bok",), ("ពិធីបុណ្យអកអំបុក",), ("អំបុកអក",))


def test_references_are_counted_however_they_are_spaced() -> None:
    same = rules.references_differ("{{ pgi:2022|rank }} và {{gdp:2023}}", "{{gdp:2023}} {{ pgi:2022 | rank }}")
    assert not same
    found = rules.references_differ("{{ a:1 }} {{ a:1 }} {{ b:2 }}", "{{ a:1 }} {{ c:3 }}")
    assert (found.missing, found.added) == (["{{ a:1 }}", "{{ b:2 }}"], ["{{ c:3 }}"])


def test_a_word_break_inside_braces_makes_no_other_reference() -> None:
    assert not rules.references_differ("{{ gdp:2023 }}", "កើន {{\u200b gdp:2023 \u200b}}")


def test_the_longest_term_counts() -> None:
    glossary = Glossary([COUNTRY, FRONT, PROVINCE])
    found = glossary.terms_in("Ủy ban Mặt trận Tổ quốc Việt Nam\ntỉnh Trà Vinh kính mời.")
    assert [term.slug for term in found] == ["mat-tran", "tra-vinh"]


def test_terms_are_found_decomposed_and_in_capitals_but_with_their_marks() -> None:
    glossary = Glossary([WIND])
    assert glossary.terms_in(unicodedata.normalize("NFD", "ĐIỆN GIÓ ngoài khơi"))
    assert not glossary.terms_in("dien gio")
    assert not glossary.terms_in("điện giói")
    assert not glossary.terms_in("số {{ điện gió }}")


def test_a_hint_tells_whether_the_right_name_is_used() -> None:
    def hint(text: str) -> tuple[bool, list[str]]:
        (found,) = Glossary([FRONT]).hints("Mặt trận Tổ quốc Việt Nam", text)
        return found.is_used, found.wrong

    assert hint("The Viet Nam\nFatherland Front invites you.") == (True, [])
    assert hint("The Homeland Front invites you.") == (False, ["Homeland Front"])
    assert hint("") == (False, [])


def test_another_form_and_a_plural_count_as_used() -> None:
    glossary = Glossary([WIND])
    for text in ("Wind power grows.", "Seven wind farms turn."):
        assert glossary.hints("Điện gió", text)[0].is_used


def test_khmer_is_compared_by_letters_whatever_breaks_it_has() -> None:
    (hint,) = Glossary([KHMER]).hints("Lễ hội Ok Om Bok", "នៅក្នុងពិធី\u200bបុណ្យ អក\u200bអំបុកនេះ")
    assert hint.is_used
    assert not hint.wrong


def test_a_long_text_finds_its_terms_in_time() -> None:
    terms = [TermWords(f"t{number}", (f"từ {number} dài",), ("x",)) for number in range(500)]

    def look(times: int) -> None:
        found = Glossary(terms).hints("từ 7 dài " * times, "x " * times)
        assert [hint.term.slug for hint in found] == ["t7"]

    assert growth(look, 1_000, 10_000) < 25
