"""A party reads all that is stored about it, takes it along, and is forgotten when it says so."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect

from showcase.core import clock, mail
from showcase.core.database import db, write
from showcase.core.mail import Message
from showcase.invitations.models import Proposal
from showcase.registration import contact_changes, own_data, services
from showcase.registration.contact_changes import Contact
from showcase.registration.models import Attendee, Consent, Registration
from showcase.registration.print_runs import PrintRun
from showcase.registration.rules import CONSENT_TEXT_VERSION, CONSENTS, Change
from tests.checkin.door import check_in, make_gate, scan_of
from tests.factories import make_event, make_invitation, make_registration, save
from tests.registration.asking import make_question
from tests.registration.private import address

SECRETS = ("Hường Hoa", "huong hoa", "Hannah", "Cẩm", "7145550123", "Nhị Long", "Xin chào", "cam@example.org")


@pytest.fixture
def party() -> Registration:
    """A party of which everything is known, changed once since."""
    event = make_event(capacity=2)
    question = make_question(event)
    found = make_registration(
        event, 2, note="Xin chào", contact_phone="+17145550123", answers={question.slug: "Nhị Long"}
    )
    first = found.people[0]
    write()
    details = {"diet": "chay", "second_name": "Hannah", "called": "Cô"}
    services.change(found, [Change(first.id, "Đặng Thị Hường Hoa", details=details)], clock.now())
    contact = Contact("Cẩm Phượng", "cam@example.org", "+17145550123", None, "US")
    contact_changes.change(found, contact, clock.now())
    db.session.commit()
    return found


def everything() -> str:
    """All rows of all tables, as a thief of the file would read them."""
    db.session.rollback()
    found = [str(row) for table in db.metadata.sorted_tables for row in db.session.execute(db.select(table))]
    return "\n".join(found)


def delete(client: FlaskClient, path: str, **fields: Any) -> Any:
    answer = client.post(path, data=fields)
    db.session.expire_all()
    return answer


def test_everything_that_is_stored_can_be_read_and_taken_along(client: FlaskClient, party: Registration) -> None:
    check_in(scan_of(party.people[0], make_gate(party.event)))
    page = client.get(address(party, "data"))
    shown = ("Đặng Thị Hường Hoa", "Hannah", "chay", "Nhị Long", "Xin chào", "cam@example.org", "huong@example.org")
    assert [word for word in shown if word not in page.text] == []
    assert "Contact of a party changed" in page.text
    assert "E-mail: huong@example.org → cam@example.org" in page.text
    assert "contact_email" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    file = client.get(address(party, "data.json"))
    assert file.headers["Content-Disposition"] == f'attachment; filename="{party.code}.json"'
    told = json.loads(file.data)
    assert told["answer"][0]["contact_email"] == "cam@example.org"
    assert [person["name"] for person in told["people"]] == [person.name for person in party.attendees]
    assert told["people"][0]["diet"] == "chay"
    assert {consent["text_version"] for consent in told["consents"]} == {CONSENT_TEXT_VERSION}
    assert [scan["verdict"] for scan in told["scans"]] == ["admitted"]
    assert {message["recipient"] for message in told["messages"]} == {"huong@example.org", "cam@example.org"}
    assert any("Đặng Thị Hường → Đặng Thị Hường Hoa" in line for one in told["changes"] for line in one["fields"])


def test_who_says_so_is_forgotten_and_the_places_go_on(client: FlaskClient, party: Registration) -> None:
    event = party.event
    event_id, code, path = event.id, party.code, address(party, "deletion")
    write()
    event.waiting_list = True
    db.session.commit()
    waiting = make_registration(event, 2, contact_name="Người Chờ", contact_email="cho@example.org")
    before = everything()
    assert [word for word in SECRETS if word not in before] == []
    assert client.get(path).status_code == 200
    assert delete(client, path).status_code == 422
    done = delete(client, path, sure="y")
    assert done.location == "/en/goodbye/"
    goodbye = client.get(done.location).text
    assert code not in goodbye
    assert delete(client, path, sure="y").location == "/en/goodbye/"
    assert client.get(path).status_code == 404
    gone = db.session.scalars(db.select(Registration).filter_by(code=code)).one()
    assert (gone.state, gone.event_id, len(gone.attendees)) == ("cancelled", event_id, 2)
    assert db.session.get_one(Registration, waiting.id).state == "confirmed"
    assert db.session.scalars(db.select(Message.recipient).filter_by(subject_id=gone.id)).all() == [""] * 4
    assert db.session.scalar(db.select(db.func.count(Consent.id)).filter_by(registration_id=gone.id)) == len(CONSENTS)
    left = everything()
    assert [word for word in SECRETS if word in left] == []


def test_who_was_there_stays_counted(client: FlaskClient, party: Registration) -> None:
    event = party.event
    with clock.frozen(event.ends_at + timedelta(days=1)):
        assert delete(client, address(party, "deletion"), sure="y").status_code == 303
    gone = db.session.scalars(db.select(Registration)).one()
    assert (gone.state, gone.event.taken, gone.contact_name) == ("confirmed", 2, "")


@pytest.mark.parametrize("path", ["data", "data.json", "deletion", "keep"])
def test_strangers_find_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(f"/en/r/{'A' * 27}/{path}").status_code == 404
    assert client.post("/en/r/nonsense/deletion", data={"sure": "y"}).status_code == 404


def test_who_has_a_number_alone_is_shown_the_way_back_to_keep(client: FlaskClient) -> None:
    party = make_registration(make_event(), contact_email=None, contact_phone="+17145550123")
    assert address(party, "keep") in client.get(address(party)).text
    page = client.get(address(party, "keep"))
    assert f"http://localhost/vi/r/{services.private_token(party)}/" in page.text
    assert "<svg" in page.text
    written = make_registration(party.event)
    assert address(written, "keep") not in client.get(address(written)).text


def test_the_invitation_goes_with_the_party_that_answered_it(client: FlaskClient, party: Registration) -> None:
    invitation = make_invitation(party.event, name="Bà Hường Hoa", email="cam@example.org", registration_id=party.id)
    proposal = Proposal(event_id=party.event_id, unit_code="29470", name="Bà Hường Hoa", reach="em ruột Bảy Lành")
    proposal.invitation_id = invitation.id
    save(proposal)
    others = make_invitation(party.event)
    for printed in ([invitation.id, others.id], [others.id]):
        save(PrintRun(event_id=party.event_id, what="card", numbers=printed, content=b"%PDF"))
    write()
    reminder = mail.post("reminder", invitation.id, "cam@example.org", "vi")
    db.session.commit()
    link = invitation.link_version
    assert "Bà Hường Hoa" in client.get(address(party, "data")).text
    delete(client, address(party, "deletion"), sure="y")
    assert (invitation.name, invitation.email, invitation.folded) == ("", None, "")
    assert invitation.link_version == link + 1
    assert (proposal.name, proposal.reach, reminder.recipient) == ("", "", "")
    assert db.session.scalars(db.select(PrintRun.numbers)).all() == [[others.id]]


@pytest.mark.parametrize("model", [Registration, Attendee])
def test_no_column_about_guests_is_left_out(app: Flask, party: Registration, model: Any) -> None:
    """What is searched and sorted by says nothing that the name does not say."""
    personal = {name for name, column in inspect(model).columns.items() if "purpose" in column.info}
    with app.test_request_context("/en/"):
        told = {name for part in own_data.parts(party) if part.key in ("answer", "people") for name in part.labels}
    assert personal - {"folded", "sort_given", "contact_folded"} <= told
