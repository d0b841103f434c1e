"""Translations at the desk: beside their originals, paragraph by paragraph."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.content.models import Article, GuideEntry
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.localised import Origin, TextState
from showcase.editions.models import Edition
from showcase.editorial import versions
from tests.factories import make_article, make_indicator, save, texts
from tests.staff.cast import fields_of, fill, opened, sign_in

LIST = "/staff/content/articles/"
VI = "Đoạn một.\n\nĐoạn hai.\n\nĐoạn ba."
EN = "Part one.\n\nPart two.\n\nPart three."


def page_of(article: Article) -> str:
    return f"{LIST}{article.slug}/"


def english(article: Article) -> str:
    return f"/staff/content/translations/en/article/{article.id}/"


def body(article: Article, code: str = "en") -> str:
    db.session.rollback()
    return article.texts["body", code].text


def send(client: FlaskClient, url: str, **fields: str) -> TestResponse:
    return client.post(url, data={**opened(client, url), **fields})


def machine_made(article: Article) -> None:
    write()
    article.set_text("body", "en", EN, Origin.MACHINE, TextState.UNREVIEWED)
    db.session.commit()


def test_a_changed_paragraph_is_shown_to_the_translator(editor: FlaskClient, edition: Edition) -> None:
    words = {"title": {"vi": "Ba mùa lễ hội", "en": "Three seasons"}, "summary": {"vi": "Một.", "en": "One."}}
    article = make_article(edition, body={"vi": VI, "en": EN}, **words)
    assert fill(editor, page_of(article), body=VI.replace("Đoạn hai", "Đoạn hai mới")).status_code == 303
    page = editor.get(english(article)).get_data(as_text=True)
    assert page.count("the original has changed") == 1
    assert "older than the original" in editor.get(LIST).get_data(as_text=True)
    due = editor.get("/staff/content/translations/en/?state=outdated&kind=article").get_data(as_text=True)
    assert "Ba mùa lễ hội" in due
    assert send(editor, english(article), body_3="Part III.").status_code == 303
    page = editor.get(english(article)).get_data(as_text=True)
    assert page.count("the original has changed") == 1  # the other paragraph has still not been looked at
    assert send(editor, english(article), body_2="A new part two.").status_code == 303
    assert "the original has changed" not in editor.get(english(article)).get_data(as_text=True)
    assert body(article) == "Part one.\n\nA new part two.\n\nPart III."


def test_what_changed_in_the_original_is_shown_word_by_word(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body={"vi": VI, "en": EN})
    fill(editor, page_of(article), body=VI.replace("Đoạn hai", "Đoạn hai mới"))
    fill(editor, page_of(article), body=VI.replace("Đoạn hai", "Khúc hai mới"))
    page = editor.get(english(article)).get_data(as_text=True)
    assert "<del>Đoạn hai.</del> <ins>Khúc hai mới.</ins>" in page, "since it was translated, not since yesterday"
    assert page.count("<ins>") == 1
    send(editor, english(article), body_1="Part I.")
    assert "<ins>Khúc hai mới.</ins>" in editor.get(english(article)).get_data(as_text=True)
    send(editor, english(article), body_2="A new part two.")
    assert "<ins>" not in editor.get(english(article)).get_data(as_text=True)
    db.session.rollback()
    assert article.texts["body", "en"].earlier_source == "", "what nobody needs any more is not kept"


def test_figures_that_are_lost_in_translation_are_told(editor: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="tang-truong")
    article = make_article(edition, body={"vi": "Tăng {{ tang-truong:2023 }}.", "en": "It grew."})
    page = editor.get(english(article)).get_data(as_text=True)
    assert "In the original and not here:" in page
    refused = send(editor, english(article), reviewed="y", title_1="Title", summary_1="Summary.")
    assert refused.status_code == 422
    assert "The figures are not those of the original" in refused.get_data(as_text=True)
    grown = "It grew by {{tang-truong:2023}}."
    kept = send(editor, english(article), reviewed="y", title_1="Title", summary_1="Summary.", body_1=grown)
    assert kept.status_code == 303
    assert "and not here" not in editor.get(english(article)).get_data(as_text=True)


def test_a_machines_words_become_a_persons_when_changed(translator: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body=VI)
    machine_made(article)
    assert "I have read the whole translation" not in translator.get(english(article)).get_data(as_text=True)
    assert send(translator, english(article), reviewed="y").status_code == 303
    row = article.texts["body", "en"]
    assert (row.origin, row.state) == (Origin.MACHINE, TextState.UNREVIEWED)
    assert send(translator, english(article), body_1="Part 1.").status_code == 303
    db.session.rollback()
    row = article.texts["body", "en"]
    assert (row.text, row.origin, row.state) == (EN.replace("one", "1"), Origin.HUMAN, TextState.UNREVIEWED)
    assert [one.texts["body"] for one in versions.list_of(article, "en")] == [EN.replace("one", "1"), EN]


def test_an_editor_approves_what_is_whole(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body=VI)
    machine_made(article)
    answer = send(editor, english(article), reviewed="y")
    assert answer.status_code == 422
    assert "A paragraph has no translation yet" in answer.get_data(as_text=True)
    assert send(editor, english(article), reviewed="y", title_1="Title", summary_1="Summary.").status_code == 303
    db.session.rollback()
    row = article.texts["body", "en"]
    assert (row.origin, row.state) == (Origin.MACHINE, TextState.APPROVED)
    assert row.reviewer
    assert row.reviewed_at
    public = editor.get(f"/en/articles/{article.slug}/").get_data(as_text=True)
    assert "has not been reviewed yet" not in public
    assert fill(editor, english(article), reviewed=None).status_code == 303
    db.session.rollback()
    assert article.texts["body", "en"].state == TextState.UNREVIEWED


def test_an_original_that_moves_on_meanwhile_loses_no_word(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body={"vi": VI, "en": EN})
    mine = opened(editor, english(article))
    assert fill(editor, page_of(article), body="Mở đầu.\n\n" + VI).status_code == 303
    answer = editor.post(english(article), data={**mine, "body_3": "Typed for a long time."})
    assert answer.status_code == 409
    assert "The original has changed while you were writing" in answer.get_data(as_text=True)
    again = fields_of(answer)
    assert (again["body_1"], again["body_2"], again["body_4"]) == ("", "Part one.", "Typed for a long time.")
    assert body(article) == EN
    assert editor.post(english(article), data={**again, "body_1": "Opening."}).status_code == 303
    assert body(article) == "Opening.\n\nPart one.\n\nPart two.\n\nTyped for a long time."


def test_the_guide_is_translated_with_its_figures(translator: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="tang-truong")
    entry = GuideEntry(edition_id=edition.id, slug="di-lai")
    save(texts(entry, heading="Đi lại", body="Đường {{ tang-truong:2023 }}."))
    url = f"/staff/content/translations/en/guide_entry/{entry.id}/"
    wrong = send(translator, url, body_1="The way {{ tang-truon:2023 }}.")
    assert wrong.status_code == 422
    assert "tang-truong:2023" in wrong.get_data(as_text=True)
    assert send(translator, url, heading_1="Getting there", body_1="The way {{ tang-truong:2023 }}.").status_code == 303
    assert "Getting there" in translator.get("/en/guide/").get_data(as_text=True)


def test_two_translators_at_once_lose_nothing(translator: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body={"vi": VI, "en": EN})
    mine = opened(translator, english(article))
    assert send(translator, english(article), body_1="Hers.").status_code == 303
    answer = translator.post(english(article), data={**mine, "body_1": "His.", "body_2": "His two."})
    assert answer.status_code == 409
    assert translator.post(english(article), data={**fields_of(answer), "take-body_1": "theirs"}).status_code == 303
    assert body(article) == "Hers.\n\nHis two.\n\nPart three."


def test_a_translation_is_taken_back(translator: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body={"vi": VI, "en": EN})
    number = send(translator, english(article), body_2="Other.").location.split("saved=")[1]
    csrf = opened(translator, english(article))["csrf_token"]
    assert translator.post(english(article), data={"csrf_token": csrf, "undo": number}).status_code == 303
    assert body(article) == EN
    verbs = db.session.scalars(db.select(AuditEntry.verb).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert verbs == ["translation.changed"] * 2


def test_a_translator_finds_the_desk_and_writes_no_original(translator: FlaskClient, edition: Edition) -> None:
    article = make_article(edition, body=VI)
    desk = translator.get("/staff/content/").get_data(as_text=True)
    assert "/staff/content/translations/en/?state=missing" in desk
    assert translator.get(page_of(article)).status_code == 403
    assert translator.get("/staff/content/translations/xx/").status_code == 404
    assert translator.get("/staff/content/translations/en/account/1/").status_code == 404


@pytest.mark.parametrize("role", [Role.GATE, Role.REPORTER, Role.ORGANISER])
def test_who_may_not_translate_is_refused(client: FlaskClient, edition: Edition, role: Role) -> None:
    article = make_article(edition, body=VI)
    sign_in(client, role)
    for url in (english(article), "/staff/content/translations/en/"):
        assert client.get(url).status_code == 403
