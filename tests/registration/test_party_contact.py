"""How a party is reached, the consents it gives, and the way back for who has lost the tickets."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from showcase.core import clock, mail, outbox
from showcase.core.audit import AuditEntry, AuditValue
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.registration import consents, contact_views, services
from showcase.registration.models import CallTask, Consent, Registration, TicketRequest
from showcase.registration.rules import Change
from tests.factories import make_event, make_registration
from tests.registration.private import address, send
from tests.staff.cast import opened

NEW = "cam-phuong@example.org"


@pytest.fixture
def party() -> Registration:
    return make_registration(make_event(), contact_phone="+17145550123")


def letters(kind: str) -> list[Message]:
    query = db.select(Message).filter_by(kind=kind).order_by(Message.id)
    return list(db.session.scalars(query))


def written(message: Message) -> Any:
    return mail._composers[message.kind](message)


def test_a_new_e_mail_address_gets_a_new_link_and_the_old_one_is_told(client: FlaskClient, party: Registration) -> None:
    old_page = address(party)
    done = send(client, address(party, "contact"), contact_email=NEW)
    assert done.status_code == 303
    assert done.location.startswith(address(party))
    assert "the old one is closed" in client.get(done.location).text
    assert client.get(old_page).status_code == 404
    (link,), (notice,) = letters(services.LINK_MESSAGE), letters(services.MOVED)
    assert (link.recipient, notice.recipient) == (NEW, "huong@example.org")
    token = services.private_token(party)
    assert token in written(link).text
    assert token in written(link).html
    told = written(notice)
    for words in (told.text, told.html):
        assert "/r/" not in words
        assert party.code in words
        assert party.event.edition.host.phone in words
        assert NEW not in words
    # A message that still waits for the old address must not carry the new link there.
    assert written(letters("registration")[0]) is None


def test_who_had_no_e_mail_address_keeps_the_link_that_is_printed(client: FlaskClient) -> None:
    party = make_registration(make_event(), contact_email=None, contact_phone="+17145550123")
    page = address(party)
    send(client, address(party, "contact"), contact_email=NEW)
    assert address(party) == page
    assert [message.recipient for message in letters(services.LINK_MESSAGE)] == [NEW]
    assert letters(services.MOVED) == []


def test_who_gives_up_the_e_mail_address_is_called(client: FlaskClient, party: Registration) -> None:
    send(client, address(party, "contact"), contact_email="")
    assert party.contact_email is None
    assert [task.reason for task in db.session.scalars(db.select(CallTask))] == ["phone_only"]


def test_two_numbers_are_kept_as_they_are_dialled_anywhere(client: FlaskClient, party: Registration) -> None:
    page = address(party)
    given = {"contact_phone": "(714) 555-0199", "home_phone": "0294 385 5555", "contact_name": "Cẩm Phượng"}
    assert send(client, address(party, "contact"), **given).status_code == 303
    assert (party.contact_phone, party.home_phone) == ("+17145550199", "+842943855555")
    assert (party.contact_name, address(party)) == ("Cẩm Phượng", page)
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="contact.changed")).one()
    assert "714555" not in entry.changes
    assert letters(services.LINK_MESSAGE) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"contact_name": ""},
        {"contact_name": "123"},
        {"contact_name": "x" * 10_000},
        {"contact_name": "a\0b"},
        {"contact_email": "tran@"},
        {"contact_email": "\u202ea@example.org"},
        {"contact_email": "", "contact_phone": ""},
        {"contact_phone": "12"},
        {"contact_phone": "🌾"},
        {"home_phone": "9" * 5000},
        {"contact_country": "XX"},
    ],
)
def test_a_bad_contact_is_said_beside_it_and_nothing_is_lost(
    client: FlaskClient, party: Registration, fields: dict[str, str]
) -> None:
    answer = send(client, address(party, "contact"), **{"home_phone": "0294 385 5555", **fields})
    assert answer.status_code == 422
    assert re.search(r'id="(contact|home)_\w+-error"', answer.text)
    if "home_phone" not in fields:
        assert "385" in answer.text
    assert (party.contact_email, party.home_phone) == ("huong@example.org", None)


def test_what_is_agreed_to_is_taken_back_with_what_hangs_on_it(client: FlaskClient, party: Registration) -> None:
    write()
    consents.say(party, {"sensitive": True, "photo": True}, "vi", clock.now())
    party.people[0].diet = "chay"
    db.session.flush()
    services.change(party, [Change(party.people[0].id, details={"diet": "chay, không hành"})], clock.now())
    db.session.commit()
    with clock.frozen(party.event.ends_at + timedelta(days=1)):  # also afterwards
        done = send(client, address(party, "consents"), sensitive=None, contact_later="y")
    assert done.status_code == 303
    assert party.people[0].diet == ""
    assert db.session.scalars(db.select(AuditValue).filter_by(field="diet")).all() == []
    standing = consents.standing(party)
    assert {name: standing[name] for name in consents.LATER} == {
        "sensitive": False,
        "photo": True,
        "contact_later": True,
        "publish_name": False,
    }
    said = db.session.scalars(db.select(Consent.given).filter_by(purpose="sensitive").order_by(Consent.id)).all()
    assert said == [False, True, False]
    before = db.session.scalar(db.select(db.func.count(Consent.id)))
    send(client, address(party, "consents"))
    assert db.session.scalar(db.select(db.func.count(Consent.id))) == before


def ask(client: FlaskClient, reach: str) -> Any:
    page = opened(client, "/en/lost-ticket/")
    answer = client.post("/en/lost-ticket/", data={**page, "reach": reach})
    db.session.expire_all()
    return answer


def work() -> None:
    while outbox.run_next(outbox.Lane.MAIL):
        pass
    db.session.expire_all()


def test_known_and_unknown_are_answered_alike(client: FlaskClient, party: Registration) -> None:
    known, unknown = ask(client, "HUONG@example.org"), ask(client, "nobody@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    jobs = db.session.scalars(db.select(outbox.Job).filter_by(kind="lost-ticket").order_by(outbox.Job.id)).all()
    assert len(jobs) == 2
    assert not any("example.org" in job.payload for job in jobs)
    assert "on their way" in client.get(known.location).text
    number = party.id
    work()
    assert [(m.recipient, m.subject_id) for m in letters(services.LINK_MESSAGE)] == [("huong@example.org", number)]
    assert db.session.scalars(db.select(TicketRequest)).all() == []


@pytest.mark.parametrize("typed", ["714 555 0123", "+1 (714) 555-0123", "0017145550123"])
def test_a_number_is_known_however_it_is_dialled(client: FlaskClient, party: Registration, typed: str) -> None:
    ask(client, typed)
    work()
    assert [message.recipient for message in letters(services.LINK_MESSAGE)] == ["huong@example.org"]


def test_who_has_a_number_alone_is_called_at_once(client: FlaskClient) -> None:
    make_registration(make_event(), contact_email=None, contact_phone="+17145550123")
    ask(client, "7145550123")
    work()
    reasons = db.session.scalars(db.select(CallTask.reason).order_by(CallTask.id)).all()
    assert reasons == ["phone_only", "lost_ticket"]


def test_who_asks_too_often_gets_the_same_answer_and_no_more_mail(
    client: FlaskClient, party: Registration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_views, "SENT_AN_HOUR", 2)
    assert {ask(client, "huong@example.org").status_code for _ in range(4)} == {303}
    work()
    assert len(letters(services.LINK_MESSAGE)) == 2
    monkeypatch.setattr(contact_views, "ASKED_AN_HOUR", 4)
    assert ask(client, "other@example.org").status_code == 429


@pytest.mark.parametrize(
    "reach",
    [
        "",
        "tran@",
        "1234567",
        "9" * 40,
        "x" * 10_000,
        "a\0b@example.org",
        "🌾",
        "%%%%%%%%",
        "0000000000",
        "00000000 23",
        "٠١٢٣٤٥٦٧٨٩",
    ],
)
def test_what_is_neither_address_nor_number_is_said(client: FlaskClient, reach: str) -> None:
    answer = ask(client, reach)
    assert answer.status_code == 422
    assert 'id="reach-error"' in answer.text
