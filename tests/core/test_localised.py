import pytest
from markupsafe import escape
from sqlalchemy.orm import lazyload

from showcase.core.database import db, write
from showcase.core.i18n import use_locale
from showcase.core.localised import (
    LocalisedText,
    Origin,
    TextState,
    block_hashes,
    load_texts,
    with_khmer_breaks,
    worded,
)
from showcase.editions.models import Edition, Host, Unit
from tests.factories import make_edition, make_host, make_unit


def test_a_missing_text_falls_back_to_the_source_and_says_so() -> None:
    host = make_host()
    shown = host.text_in("place", "en")
    assert (str(shown), shown.lang, shown.is_fallback) == ("Mẫu", "vi", True)
    assert escape(shown) == '<span lang="vi">Mẫu</span>'


def test_a_text_is_composed_escaped_and_found_without_marks() -> None:
    host = make_host()
    write()
    host.set_text("place", "vi", "Ca\u0300 <Mau>")
    db.session.commit()
    assert escape(host.text_in("place", "vi")) == "Cà &lt;Mau&gt;"
    assert db.session.scalar(db.select(LocalisedText.folded).filter_by(text="Cà <Mau>")) == " ca mau"


def test_texts_are_saved_with_their_record_and_go_with_it() -> None:
    host = make_host()
    assert db.session.get_one(Host, host.id).text_in("name", "en").text == "Front Committee of Mẫu"
    write()
    db.session.delete(host)
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count()).select_from(LocalisedText)) == 0


def test_a_translation_remembers_the_paragraphs_it_was_made_from() -> None:
    host = make_host()
    write()
    host.set_text("place", "vi", "Một.\n\nHai.")
    host.set_text("place", "en", "One.\n\nTwo.", origin=Origin.MACHINE, state=TextState.UNREVIEWED)
    db.session.commit()
    row = host.texts["place", "en"]
    assert row.source_hashes == block_hashes("Một.\n\nHai.")
    assert len(row.source_hashes.split()) == 2
    assert host.text_in("place", "en").is_unreviewed


def test_the_page_language_decides() -> None:
    host = make_host()
    with use_locale("en"):
        assert str(host.text_in("name")) == "Front Committee of Mẫu"
    with use_locale("vi"):
        assert str(host.text_in("name")) == "Ủy ban Mặt trận tỉnh Mẫu"


def test_khmer_gets_word_breaks_and_an_editors_own_win() -> None:
    broken = with_khmer_breaks("ខេត្តត្រាវិញជាខេត្តមួយ")
    assert "\u200b" in broken
    assert broken.replace("\u200b", "") == "ខេត្តត្រាវិញជាខេត្តមួយ"
    assert with_khmer_breaks("ខេត្ត\u200bត្រាវិញ") == "ខេត្ត\u200bត្រាវិញ"
    assert with_khmer_breaks("Trà Vinh") == "Trà Vinh"


def test_an_unknown_field_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        make_host().text_in("nmae")


def test_the_texts_of_many_kinds_are_loaded_in_one_query(query_recorder) -> None:
    edition = make_edition()
    unit = make_unit()
    ids = edition.id, unit.id
    db.session.expunge_all()
    edition = db.session.scalar(db.select(Edition).filter_by(id=ids[0]).options(lazyload("*")))
    unit = db.session.scalar(db.select(Unit).filter_by(id=ids[1]).options(lazyload("*")))
    query_recorder.clear()
    load_texts(edition, unit, None)
    assert str(edition.text_in("title", "en")) == "Homeland spring 2023"
    assert str(unit.text_in("name", "vi")) == "Huyện Cầu Kè"
    assert len(query_recorder) == 1


def test_a_text_beside_its_record_falls_back_to_the_source_language() -> None:
    assert str(worded({"vi": "nguồn ghi “hơn”", "en": "over"}, "en")) == "over"
    assert worded({"vi": "nguồn ghi “hơn”"}, "en").is_fallback
    assert not worded({}, "en")
