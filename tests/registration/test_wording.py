"""The host's own words: written, looked at, tried by mail, taken back; and what guests then get."""

import json
import subprocess
import unicodedata
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import mail
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.registration import wording
from showcase.registration.models import Event, Registration, Wording
from showcase.staff import succession
from showcase.staff.succession import Plan
from tests.factories import make_edition, make_event, make_registration
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

LIST = "/staff/editions/nam-nay/words/"
PAGE = f"{LIST}confirmed/"
OWN = "Kính thưa {person},\n\nBan Tổ chức đã ghi {number} người. <b>Hẹn gặp</b> ngày {day}."


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(make_edition(slug="nam-nay"))


@pytest.fixture
def staff(client: FlaskClient, event: Event) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def own() -> Wording | None:
    db.session.expire_all()
    return db.session.scalar(db.select(Wording))


def letter_to(registration: Registration) -> mail.Composed:
    message = db.session.scalars(db.select(Message).filter_by(subject_id=registration.id)).one()
    composed = mail._composers[message.kind](message)
    assert composed is not None
    return composed


def test_guests_get_the_hosts_words_with_the_facts_and_tickets(staff: FlaskClient, event: Event) -> None:
    waiting = make_registration(event, 2)
    assert fill(staff, PAGE, opening__vi=OWN, subject__vi="Mời {person}: {event}", closing__vi="Gọi {phone}.",
                signature__vi="Thường trực\nỦy ban").status_code == 303  # fmt: skip
    found = letter_to(waiting)
    assert found.subject == "Mời Ông/Bà Đặng Thị Hường: Họp mặt kiều bào"
    assert "Ban Tổ chức đã ghi 2 người." in found.text
    assert "Gọi +84 294 000 0000." in found.text
    assert "Thường trực\nỦy ban" in found.text
    assert "&lt;b&gt;Hẹn gặp&lt;/b&gt;" in found.html
    assert "Thường trực<br>Ủy ban" in found.html
    assert "Trân trọng" not in found.html.split("Gọi")[1]
    assert len(found.pictures) == 2
    assert waiting.code in found.text, "the facts stay"


def test_another_language_keeps_the_built_in_words(staff: FlaskClient, event: Event) -> None:
    before = letter_to(make_registration(event, 2, locale="en"))
    fill(staff, PAGE, opening__vi=OWN)
    english = letter_to(make_registration(event, 2, locale="en"))
    assert english.text.split("Your reference")[0].splitlines()[:4] == before.text.splitlines()[:4]
    assert "have noted 2 people" in english.text


@pytest.mark.parametrize("kind", wording.placeholders.KINDS)
def test_built_in_words_are_shown_and_stored_only_where_changed(kind: str, staff: FlaskClient) -> None:
    path = f"{LIST}{kind}/"
    sent = opened(staff, path)
    assert ("{guests}" if kind == "card" else "{person}") in sent["opening-vi"]
    assert "%(" not in json.dumps(sent)
    assert staff.post(path, data=sent).status_code == 303
    record = own()
    assert record is not None
    assert not record.texts, "nothing differs from the built-in words"


def test_built_in_words_are_themselves_in_order(app: Flask) -> None:
    for kind in wording.placeholders.KINDS:
        for name, texts in wording.built_in(kind).items():
            for text in texts.values():
                assert wording.placeholders.finding(kind, name, text) is None, (kind, name, text)


def test_back_to_the_built_in_words_and_back_again(staff: FlaskClient) -> None:
    fill(staff, PAGE, opening__vi=OWN)
    answer = post(staff, f"{PAGE}reset", page=PAGE)
    record = own()
    assert record is not None
    assert not record.texts_of("opening")
    page = staff.get(answer.location)
    number = answer.location.split("saved=")[1]
    assert staff.post(PAGE, data={"csrf_token": mark_of(page), "undo": number}).status_code == 303
    again = own()
    assert again is not None
    assert again.texts_of("opening") == {"vi": OWN}
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="wording.changed").order_by(AuditEntry.id)).first()
    assert entry is not None
    assert json.loads(entry.changes)["opening-vi"][1] == OWN


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("opening__vi", "Thưa {ten}", "Not known here: {ten}. Allowed: {person}"),
        ("opening__en", "Dear guest", "These words must contain: {person}. Allowed:"),
        ("subject__vi", "Thẻ", "These words must contain: {event}"),
        ("closing__vi", "{phone", "Braces stand only around a placeholder."),
        ("subject__vi", "{event}\r\nBcc: a@example.org", "cannot be stored"),
        ("closing__vi", "x" * 2001, "At most 2000 characters"),
        ("signature__vi", "a\u202eb", "cannot be stored"),
    ],
)
def test_faulty_words_are_refused_beside_their_line(field: str, text: str, words: str, staff: FlaskClient) -> None:
    answer = fill(staff, PAGE, **{field: text})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert own() is None
    for shown_as in ("text", "html"):
        data = {**opened(staff, PAGE), field.replace("__", "-"): text, "as": shown_as, "locale": "vi"}
        assert staff.post(f"{PAGE}preview", data=data).status_code == 422


def test_two_people_who_change_the_same_words_see_both(staff: FlaskClient) -> None:
    mine = opened(staff, PAGE)
    fill(staff, PAGE, closing__vi="Của họ")
    answer = staff.post(PAGE, data={**mine, "closing-vi": "Của tôi"})
    assert answer.status_code == 409
    assert staff.post(PAGE, data=fields_of(answer)).status_code == 303
    record = own()
    assert record is not None
    assert record.texts_of("closing") == {"vi": "Của tôi"}


def test_a_preview_stores_nothing_and_shows_no_key(staff: FlaskClient, event: Event) -> None:
    party = make_registration(event, 2)
    data = {**opened(staff, PAGE), "opening-vi": OWN, "locale": "vi", "as": "text", "party": party.code.lower()}
    page = staff.post(f"{PAGE}preview", data=data)
    assert page.status_code == 200
    assert "Ban Tổ chức đã ghi 2 người." in page.get_data(as_text=True)
    assert "/r/" not in page.get_data(as_text=True)
    assert own() is None
    shown = super(type(staff), staff).open(f"{PAGE}preview", method="POST", data={**data, "as": "html"})
    html = shown.get_data(as_text=True)
    assert "&lt;b&gt;Hẹn gặp&lt;/b&gt;" in html
    assert "data:image/png;base64," in html
    assert "cid:" not in html
    assert "/r/" not in html
    policy = shown.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_the_longest_words_that_are_taken_stand_on_the_card(staff: FlaskClient, tmp_path: Path) -> None:
    path, line = f"{LIST}card/", "về quê ăn Tết cùng bà con, anh chị em"
    words = {
        "heading-vi": "M" * 28,
        "opening-vi": "Mời {person} về {event}\n" + "\n".join([line] * 2) + "\nCUỐI-MỞ-ĐẦU",
        "closing-vi": "\n".join([line] * 2) + "\nCUỐI-KẾT",
        "signature-vi": "TM. Ban Thường trực\nChủ tịch\nCUỐI-KÝ",
    }
    answer = staff.post(f"{path}preview", data={**opened(staff, path), **words, "locale": "vi", "as": "pdf"})
    assert answer.status_code == 200
    (tmp_path / "card.pdf").write_bytes(answer.data)
    shown = subprocess.run(["pdftotext", str(tmp_path / "card.pdf"), "-"], check=True, capture_output=True, text=True)
    for end in ("CUỐI-MỞ-ĐẦU", "CUỐI-KẾT", "CUỐI-KÝ"):
        assert end in unicodedata.normalize("NFC", shown.stdout)
    too_long = {**words, "signature-vi": "1\n2\n3\n4"}
    refused = staff.post(f"{path}preview", data={**opened(staff, path), **too_long, "locale": "vi", "as": "pdf"})
    assert refused.status_code == 422
    assert "4 lines of the card" in refused.get_data(as_text=True)


@pytest.mark.parametrize("party", ["KHONGCO", "'; --", "%00", "x" * 200])
def test_an_unknown_party_is_said(party: str, staff: FlaskClient) -> None:
    answer = staff.post(f"{PAGE}preview", data={**opened(staff, PAGE), "locale": "vi", "as": "text", "party": party})
    assert answer.status_code == 422
    assert "No party of this edition" in answer.get_data(as_text=True)


def test_a_party_of_another_edition_is_not_shown(staff: FlaskClient) -> None:
    other = make_registration(make_event(make_edition(year=2020)))
    data = {**opened(staff, PAGE), "locale": "vi", "as": "text", "party": other.code}
    assert staff.post(f"{PAGE}preview", data=data).status_code == 422


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_card_is_one_page_with_the_words_that_are_typed(language: str, staff: FlaskClient, tmp_path: Path) -> None:
    path = f"{LIST}card/"
    data = {**opened(staff, path), "heading-vi": "Thiệp mời về quê", "locale": language, "as": "pdf"}
    answer = staff.post(f"{path}preview", data=data)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    (tmp_path / "card.pdf").write_bytes(answer.data)
    with pikepdf.open(tmp_path / "card.pdf") as card:
        assert len(card.pages) == 1
    assert own() is None


def test_a_test_mail_goes_to_the_one_who_asks_through_the_outbox(app: Flask, client: FlaskClient, event: Event) -> None:
    account = sign_in(client)
    fill(client, PAGE, opening__vi=OWN)
    assert post(client, f"{PAGE}test", page=PAGE, data={"locale": "vi"}).status_code == 303
    message = db.session.scalars(db.select(Message)).one()
    assert (message.recipient, message.kind) == (account.email, "wording-test-confirmed")
    composed = mail._composers[message.kind](message)
    assert composed is not None
    assert composed.subject.startswith("[Thử] ")
    assert "đã ghi 2 người" in composed.text
    assert "/r/" not in composed.text
    parsed = message_from_bytes(bytes(mail._letter(message, composed)), policy=default)
    assert parsed["To"] == account.email


@pytest.mark.parametrize(
    ("kind", "language", "status"), [("confirmed", "xx", 400), ("card", "vi", 400), ("khac", "vi", 404)]
)
def test_a_test_of_nothing_is_refused(kind: str, language: str, status: int, staff: FlaskClient) -> None:
    assert (
        post(staff, f"{LIST}{kind}/test", page=LIST.replace("words/", ""), data={"locale": language}).status_code
        == status
    )
    assert db.session.query(Message).count() == 0


def test_without_an_event_the_words_are_written_and_not_looked_at(client: FlaskClient) -> None:
    make_edition(slug="nam-nay")
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "as soon as the edition has an event" in client.get(PAGE).get_data(as_text=True)
    assert fill(client, PAGE, opening__vi=OWN).status_code == 303
    assert post(client, f"{PAGE}test", page=PAGE, data={"locale": "vi"}).status_code == 409


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_them(role: Role, client: FlaskClient, event: Event) -> None:
    sign_in(client, role)
    for path in (LIST, PAGE):
        assert client.get(path).status_code == 403
    data = {"csrf_token": mark_of(client.get("/staff/")), "opening-vi": OWN, "locale": "vi", "as": "text"}
    for verb in ("", "reset", "preview", "test"):
        assert client.post(f"{PAGE}{verb}", data=data).status_code == 403
    assert own() is None
    assert db.session.query(Message).count() == 0


def test_next_years_edition_takes_the_words_over(staff: FlaskClient, event: Event) -> None:
    fill(staff, PAGE, closing__vi="Hẹn gặp năm 2024")
    write()
    made = succession.make(event.edition, Plan("nam-sau", 2024, {}, None, frozenset()), "key")
    copied = db.session.scalars(db.select(Wording).filter_by(edition_id=made.id)).one()
    assert copied.texts_of("closing") == {"vi": "Hẹn gặp năm 2024"}
