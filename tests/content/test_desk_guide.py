"""The homecoming guide at the desk: sections with figures by reference, links to official services, their order."""

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.content.models import GuideEntry
from showcase.core.database import db
from showcase.editions.models import Edition
from tests.factories import make_guide_entry, make_indicator
from tests.staff.cast import fields_of, fill, opened, sign_in

LIST = "/staff/content/guide/"
NEW = "/staff/content/new-guide-entry"


def page_of(entry: GuideEntry) -> str:
    return f"{LIST}{entry.id}/"


def stored(entry: GuideEntry) -> GuideEntry:
    db.session.rollback()
    db.session.refresh(entry)
    return entry


def test_a_new_section_stands_in_the_guide(editor: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="tang-truong")
    form = opened(editor, NEW) | {"heading": "Tiền bạc", "body": "Tăng {{ tang-truong:2023 }}."}
    more = editor.post(NEW, data={**form, "links-link_1-url": "https://example.org/", "more": "link"})
    assert "Link 2" in more.get_data(as_text=True)
    made = editor.post(NEW, data={**fields_of(more), "links-link_1-title-vi": "Ngân hàng"})
    assert made.status_code == 303
    page = editor.get("/vi/guide/").get_data(as_text=True)
    assert "8,25" in page
    assert 'href="https://example.org/"' in page
    record = db.session.scalars(db.select(GuideEntry)).one()
    assert (record.slug, record.links) == ("tien-bac", [{"title": {"vi": "Ngân hàng"}, "url": "https://example.org/"}])


def test_a_section_moves_behind_another_and_back(editor: FlaskClient, edition: Edition) -> None:
    first, second, third = (make_guide_entry(edition, heading=one, position=n) for n, one in enumerate("ABC"))
    moved = fill(editor, page_of(first), after=second.slug)
    assert moved.status_code == 303
    assert [stored(one).position for one in (second, first, third)] == [0, 1, 2]
    number = moved.location.split("saved=")[1]
    token = opened(editor, page_of(first))["csrf_token"]
    assert editor.post(page_of(first), data={"csrf_token": token, "undo": number}).status_code == 303
    assert [stored(one).position for one in (first, second, third)] == [0, 1, 2]


def test_links_keep_the_languages_that_the_form_does_not_offer(editor: FlaskClient, edition: Edition) -> None:
    links = [{"title": {"vi": "Thị thực", "lo": "ວີຊາ"}, "url": "https://example.org/visa", "publisher": "Bộ Công an"}]
    entry = make_guide_entry(edition, links=links)
    assert fill(editor, page_of(entry), heading="Giấy tờ", demo="y").status_code == 303
    assert (stored(entry).links, entry.demo) == (links, True)
    emptied = {f"links__link_1__{name}": "" for name in ("title__vi", "title__en", "url", "publisher")}
    assert fill(editor, page_of(entry), **emptied).status_code == 303
    assert stored(entry).links == []


def test_the_preview_shows_the_text_and_stores_nothing(editor: FlaskClient, edition: Edition) -> None:
    make_indicator(edition, key="tang-truong")
    entry = make_guide_entry(edition)
    answer = fill(editor, page_of(entry), body="**Tăng** {{ tang-truong:2023 }} <b>!", preview="1")
    page = answer.get_data(as_text=True)
    assert "<strong>Tăng</strong>" in page
    assert "8,25" in page
    assert fields_of(answer)["body"].startswith("**Tăng**")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"heading": ""}, "Please fill in this line."),
        ({"heading": "\u202e\x00"}, "cannot be stored"),
        ({"body": "{{ khong-co:2023 }}"}, "names no figure."),
        ({"body": "ă" * 60_000}, "At most 40000 characters"),
        ({"links-link_1-url": "https://example.org/"}, "Please write in Vietnamese what the link is called."),
        ({"links-link_1-title-vi": "Thị thực"}, "Please check the address: https://…"),
        ({"links-link_1-title-vi": "A", "links-link_1-url": "javascript:alert(1)"}, "Please check the address"),
        ({"links-link_1-title-vi": "A", "links-link_1-url": "http://example.org/"}, "Please check the address"),
        ({"after": "\x00"}, "Not a valid choice."),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(
    editor: FlaskClient, edition: Edition, fields: dict[str, str], said: str
) -> None:
    entry = make_guide_entry(edition)
    sent = {**opened(editor, page_of(entry)), "links-link_2-publisher": "Kept", **fields}
    sent |= {"links-link_2-title-vi": "Hai", "links-link_2-url": "https://example.org/2"}
    answer = editor.post(page_of(entry), data=sent)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert fields_of(answer)["links-link_2-publisher"] == "Kept"


def test_two_editors_at_once_lose_nothing(editor: FlaskClient, edition: Edition) -> None:
    entry = make_guide_entry(edition)
    mine = opened(editor, page_of(entry))
    assert fill(editor, page_of(entry), heading="Của chị").status_code == 303
    answer = editor.post(page_of(entry), data={**mine, "heading": "Của anh", "body": "Mới."})
    assert answer.status_code == 409
    kept = editor.post(page_of(entry), data={**fields_of(answer), "take-heading": "theirs"})
    assert kept.status_code == 303
    assert (stored(entry).texts_of("heading")["vi"], entry.texts_of("body")["vi"]) == ("Của chị", "Mới.")


@pytest.mark.parametrize("role", [Role.GATE, Role.REPORTER, Role.ORGANISER, Role.TRANSLATOR])
def test_who_may_not_edit_is_refused(client: FlaskClient, edition: Edition, role: Role) -> None:
    entry = make_guide_entry(edition)
    sign_in(client, role)
    assert client.get(LIST).status_code == 403
    assert client.post(page_of(entry)).status_code == 403
