"""A language taken out as a PO file and in again: bad files are told by line, nothing of a person is overwritten."""

import io
from collections.abc import Callable

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.content.models import Article, GuideEntry
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.localised import Origin, TextState
from showcase.editions.models import Edition
from showcase.editorial import versions
from showcase.editorial.versions import Reason
from tests.conftest import Queries
from tests.factories import make_article, make_edition, make_indicator, save, texts
from tests.growth import growth
from tests.staff.cast import fields_of

VI = "Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba."
EN = "Part one.\n\nPart two.\n\nPart three."
HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
ENTRY = 'msgctxt "article:mot-nam:body:1"\nmsgid "Đoạn một."\nmsgstr "Part 1."\n'


def page_of(language: str = "en") -> str:
    return f"/staff/content/translations/{language}/exchange"


def taken_out(client: FlaskClient, language: str = "en") -> Catalog:
    return read_po(io.BytesIO(client.get(f"{page_of(language)}/file").data), abort_invalid=True)


def sent(client: FlaskClient, content: bytes | str | Catalog, language: str = "en", **fields: str) -> TestResponse:
    if isinstance(content, Catalog):
        output = io.BytesIO()
        write_po(output, content)
        content = output.getvalue()
    content = content.encode() if isinstance(content, str) else content
    csrf = fields_of(client.get(page_of(language)))["csrf_token"]
    form = {"csrf_token": csrf, "file": (io.BytesIO(content), "a.po"), **fields}
    answer = client.post(page_of(language), data=form)
    answer.request.environ["wsgi.input"].close()  # a large one lies in a file of the test client
    return answer


def said(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def body(article: Article, code: str = "en") -> str:
    db.session.rollback()
    return article.texts["body", code].text.replace("\u200b", "")


def changed(catalog: Catalog, change: Callable[[str], str], *fields: str) -> Catalog:
    for message in catalog:
        if message.id and (message.context or "").split(":")[2] in (fields or ("body",)):
            message.string = change(str(message.string))
    return catalog


@pytest.fixture
def article(edition: Edition) -> Article:
    article = make_article(edition, slug="mot-nam", body=VI)
    write()
    article.set_text("body", "en", EN, Origin.MACHINE, TextState.UNREVIEWED)
    db.session.commit()
    return article


def test_every_paragraph_goes_out_with_where_it_stands(translator: FlaskClient, article: Article) -> None:
    catalog = taken_out(translator)
    message = catalog.get("Đoạn hai.", "article:mot-nam:body:2")
    assert message is not None
    assert message.string == "Part two."
    assert message.fuzzy, "a machine's words need work"
    assert "machine" in message.auto_comments
    titles = [one for one in catalog if (one.context or "").startswith("article:mot-nam:title:")]
    assert [one.string for one in titles] == [""]


def test_what_comes_back_stands_on_the_site_as_not_read_over(translator: FlaskClient, article: Article) -> None:
    answer = sent(translator, changed(taken_out(translator), lambda text: text.replace("Part", "Chapter")))
    assert "3 paragraphs taken in" in said(answer)
    assert body(article) == EN.replace("Part", "Chapter")
    row = article.texts["body", "en"]
    assert (row.origin, row.state) == (Origin.HUMAN, TextState.UNREVIEWED)
    entry = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.verb, entry.subject) == ("translation.changed", f"article:{article.id}")
    assert [one.reason for one in versions.list_of(article, "en")] == [Reason.KEPT, Reason.FOUND]


def test_a_file_sent_back_as_it_was_changes_nothing(translator: FlaskClient, article: Article) -> None:
    answer = sent(translator, taken_out(translator))
    assert "Nothing was changed." in said(answer)
    assert body(article) == EN
    assert article.texts["body", "en"].origin == Origin.MACHINE


def test_a_file_sent_twice_is_taken_in_once(translator: FlaskClient, article: Article) -> None:
    catalog = changed(taken_out(translator), str.upper)
    sent(translator, catalog)
    assert "Nothing was changed." in said(sent(translator, catalog))


def test_khmer_comes_back_without_our_word_breaks(translator: FlaskClient, article: Article) -> None:
    catalog = taken_out(translator, "km")
    message = catalog.get("Đoạn một.", "article:mot-nam:body:1")
    assert message is not None
    message.string = "ការជួបជុំមិនគិតថ្លៃទេ"
    assert "1 paragraph taken in" in said(sent(translator, catalog, "km"))
    db.session.rollback()
    assert "\u200b" in article.texts["body", "km"].text, "print needs them"
    again = taken_out(translator, "km").get("Đoạn một.", "article:mot-nam:body:1")
    assert again is not None
    assert again.string == "ការជួបជុំមិនគិតថ្លៃទេ"
    assert "Nothing was changed." in said(sent(translator, taken_out(translator, "km"), "km"))


def test_what_a_person_approved_is_left_unless_chosen(translator: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, slug="mot-nam", body={"vi": VI, "en": EN})
    catalog = changed(taken_out(translator), str.upper)
    answer = said(sent(translator, catalog))
    assert "Approved by a person, and so left alone" in answer
    assert "line " in answer
    assert body(article) == EN
    sent(translator, catalog, over_all="y")
    assert body(article) == EN.upper()
    assert article.texts["body", "en"].state == TextState.UNREVIEWED


def test_an_original_that_has_changed_makes_its_paragraph_stale(translator: FlaskClient, article: Article) -> None:
    catalog = changed(taken_out(translator), str.upper)
    write()
    article.set_text("body", "vi", "Mở đầu.\n\nĐoạn một.\n\nĐoạn hai mới.\n\nĐoạn ba.")
    db.session.commit()
    answer = said(sent(translator, catalog))
    assert "Made from an original that has changed since" in answer
    assert "2 paragraphs taken in" in answer
    assert body(article) == "PART ONE.\n\nPart two.\n\nPART THREE.", "they follow their paragraphs"


def test_a_change_made_here_meanwhile_is_not_overwritten(translator: FlaskClient, article: Article) -> None:
    catalog = changed(taken_out(translator), str.upper)
    write()
    article.set_text("body", "en", EN.replace("two", "2"), Origin.HUMAN, TextState.UNREVIEWED)
    db.session.commit()
    answer = said(sent(translator, catalog))
    assert "Changed here since the file was made" in answer
    assert body(article) == "PART ONE.\n\nPart 2.\n\nPART THREE."


def test_who_takes_the_mark_off_an_older_paragraph_has_read_it(translator: FlaskClient, article: Article) -> None:
    write()
    article.set_text("body", "vi", VI.replace("hai", "hai và"))
    db.session.commit()
    catalog = taken_out(translator)
    message = catalog.get("Đoạn hai và.", "article:mot-nam:body:2")
    assert message is not None
    message.flags.discard("fuzzy")
    assert "1 paragraph taken in" in said(sent(translator, catalog))
    assert "the original has changed" not in said(
        translator.get(f"/staff/content/translations/en/article/{article.id}/")
    )


def test_other_figures_than_the_originals_are_not_taken(translator: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="gdp")
    article = make_article(edition, slug="mot-nam", body="Tăng {{ gdp:2023 }}.")
    catalog = changed(taken_out(translator), lambda _text: "It grew by {{ gdp:2022 }}.")
    assert "Names other figures than the original" in said(sent(translator, catalog))
    db.session.rollback()
    assert ("body", "en") not in article.texts


def test_entries_of_nobody_are_named(translator: FlaskClient, article: Article) -> None:
    for context in (
        "article:other:body:1",
        "account:1:name:1",
        "x",
        "article:mot-nam:slug:1",
        "article:a:b:c:d",
        "\\t",
    ):
        answer = sent(translator, HEAD + f'msgctxt "{context}"\nmsgid "a"\nmsgstr "b <b>"\n')
        assert "Belongs to no text of this site" in said(answer)
    without = sent(translator, HEAD + 'msgid "a"\nmsgstr "b"\n')
    assert "Belongs to no text of this site" in said(without)


def test_two_records_of_one_slug_are_told_apart(translator: FlaskClient, edition: Edition) -> None:
    other = make_edition(host=edition.host, slug="nam-sau", year=edition.year + 1)
    for one in (edition, other):
        save(texts(GuideEntry(edition_id=one.id, slug="di-lai"), heading="Đi lại", body=f"Năm {one.year}."))
    contexts = {message.context for message in taken_out(translator) if "guide_entry" in (message.context or "")}
    assert len(contexts) == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Please choose a file first."),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "Line 1: This is not UTF-8"),
        (HEAD.encode() + b'msgid "a"\nmsgstr "\xe0"\n', "Line 7: This is not UTF-8"),
        (HEAD + 'msgid "a\nmsgstr "b"\n', "Line 6: This is neither a comment nor a whole line in quotes."),
        (HEAD + 'msgid "a"\nmsgstr "b\n', "Line 7: This is neither a comment nor a whole line in quotes."),
        (HEAD + 'msgid "a"\nmsgstr "b \\"\n', "Line 7: This is neither"),
        (HEAD + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "Line 7: Entries with plural forms"),
        (HEAD + 'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', "The entry that ends here is not whole."),
        ("<html><p>no</p></html>", "Line 1: This is neither"),
        (HEAD.replace("en", "fr"), "The head of the file names another language than English, or none."),
        (ENTRY, "The head of the file names another language"),
        (HEAD.replace("\n\n", '\n"Plural-Forms: nplurals=x; plural=0\\n"\n\n'), "The head of the file cannot"),
        (
            HEAD.replace("\n\n", '\n"PO-Revision-Date: 9999-99-99 99:99+0000\\n"\n\n'),
            "The head of the file cannot be read.",
        ),
        (HEAD + "#" * (5 * 1024 * 1024), "At most 5 MB fit."),
    ],
    ids=range(14),
)
def test_a_bad_file_is_told_by_line(
    translator: FlaskClient, article: Article, content: bytes | str, words: str
) -> None:
    answer = sent(translator, content)
    assert answer.status_code == 422
    assert words in said(answer)
    assert body(article) == EN


@pytest.mark.parametrize("text", ["a\\u0000", "\\x07", "a\x07b", "\u202e", "9" * 60_000], ids=range(5))
def test_signs_that_cannot_be_stored_do_no_harm(translator: FlaskClient, article: Article, text: str) -> None:
    answer = sent(translator, HEAD + ENTRY.replace("Part 1.", text))
    assert answer.status_code == 200
    assert "\x07" not in body(article)


def test_a_windows_file_with_a_mark_at_its_head_is_read(translator: FlaskClient, article: Article) -> None:
    answer = sent(translator, b"\xef\xbb\xbf" + (HEAD + ENTRY).replace("\n", "\r\n").encode())
    assert "1 paragraph taken in" in said(answer)
    assert body(article).startswith("Part 1.\n\nPart two.")


def test_the_largest_file_takes_no_longer_than_its_length(translator: FlaskClient, article: Article) -> None:
    entry = 'msgctxt "article:mot-nam:body:{0}"\nmsgid "Đoạn {0}."\nmsgstr "{1}"\n\n'

    def read(entries: int) -> None:
        content = HEAD + "".join(entry.format(number, "word " * 30) for number in range(entries))
        assert len(content.encode()) <= 5 * 1024 * 1024
        assert sent(translator, content).status_code == 200

    assert growth(read, 2_000, 20_000) < 25


def test_taking_out_takes_few_queries(translator: FlaskClient, edition: Edition, query_recorder: Queries) -> None:
    for number in range(30):
        make_article(edition, slug=f"bai-{number}", body=VI)
    query_recorder.clear()
    taken_out(translator)
    assert len(query_recorder) <= 40, "of each kind its names, its records and their texts"
