"""Settings: bounds, history, taking back, what acts on them, and what only the operator may change."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.models import OneTimeLink, SignIn
from showcase.accounts.rules import Role
from showcase.accounts.services import new_link
from showcase.checkin import devices
from showcase.checkin.models import EnrolmentCode
from showcase.config import from_environment
from showcase.core import audit, clock, health, mail, settings, sweeps
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.registration.models import Attendee
from tests.checkin.door import change, make_guest
from tests.factories import make_event, make_registration, make_session
from tests.staff.cast import fill, post, sign_in

PAGE = "/staff/settings/"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, Role.ADMINISTRATOR)
    return client


def chosen() -> dict[str, Any]:
    db.session.expire_all()
    return db.session.scalar(db.select(settings.SettingsRow.values)) or {}


def test_what_is_set_is_kept_logged_and_shown_and_a_default_is_not_kept(staff: FlaskClient) -> None:
    assert fill(staff, PAGE, sign_in_hours="8", sender_name="Ban Tổ chức").status_code == 303
    assert chosen() == {"sign_in_hours": 8, "sender_name": "Ban Tổ chức"}
    entry = db.session.scalars(db.select(AuditEntry).filter_by(subject="settings")).one()
    assert audit.changes_of(entry) == {"sign_in_hours": ("12", "8"), "sender_name": ("", "Ban Tổ chức")}
    page = re.sub(r"\s+", " ", staff.get(PAGE).get_data(as_text=True))
    assert "(hours): 12 → <strong>8</strong>" in page
    fill(staff, PAGE, sign_in_hours="12")
    assert chosen() == {"sender_name": "Ban Tổ chức"}


def test_a_change_is_taken_back_from_the_history_and_another_stays(staff: FlaskClient) -> None:
    fill(staff, PAGE, sign_in_hours="8")
    fill(staff, PAGE, phone_code_hours="3")
    first = db.session.scalar(db.select(AuditEntry.id).filter_by(subject="settings").order_by(AuditEntry.id))
    assert post(staff, PAGE, page=PAGE, data={"undo": first}).status_code == 303
    assert chosen() == {"phone_code_hours": 3}


def test_taking_back_what_was_changed_again_shows_both(staff: FlaskClient) -> None:
    fill(staff, PAGE, sign_in_hours="8")
    fill(staff, PAGE, sign_in_hours="9")
    first = db.session.scalar(db.select(AuditEntry.id).filter_by(subject="settings").order_by(AuditEntry.id))
    assert post(staff, PAGE, page=PAGE, data={"undo": first}).status_code == 409
    assert chosen() == {"sign_in_hours": 9}


@pytest.mark.parametrize(
    "fields",
    [
        {"sign_in_hours": "0"},
        {"sign_in_hours": "25"},
        {"sign_in_hours": "-1"},
        {"sign_in_hours": "1e3"},
        {"sign_in_hours": "9" * 400},
        {"sign_in_hours": ""},
        {"forget_people_days": "91"},
        {"forget_people_days": "13"},
        {"reply_to": "nobody"},
        {"reply_to": "a@example.org\r\nBcc: b@example.org"},
        {"sender_name": "x" * 121},
        {"sender_name": "a\u202eb"},
    ],
)
def test_what_is_out_of_bounds_is_refused_beside_its_field(fields: dict[str, str], staff: FlaskClient) -> None:
    response = fill(staff, PAGE, **fields)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.get_data(as_text=True)
    assert chosen() == {}


def test_forgetting_sooner_asks_before_it_is_kept(staff: FlaskClient) -> None:
    asked = fill(staff, PAGE, forget_care_days="3", sign_in_hours="8")
    assert asked.status_code == 422
    assert "Yes, forget sooner" in asked.get_data(as_text=True)
    assert chosen() == {}
    assert fill(staff, PAGE, forget_care_days="3", sure="y").status_code == 303
    assert fill(staff, PAGE, forget_care_days="7").status_code == 303  # later is no question


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.ORGANISER)])
def test_others_may_neither_see_nor_change(role: Role, client: FlaskClient) -> None:
    sign_in(client, role)
    for path in (PAGE, f"{PAGE}operation"):
        assert client.get(path).status_code == 403
    assert post(client, PAGE, data={"sign_in_hours": "8"}).status_code == 403
    assert chosen() == {}


def set_to(**values: Any) -> None:
    write()
    settings.change(settings.locked_row(), settings.now() | values)
    db.session.commit()


def test_a_sign_in_an_invitation_and_a_code_last_as_long_as_is_set(client: FlaskClient) -> None:
    now = clock.now()
    with clock.frozen(now):
        set_to(sign_in_hours=2, invitation_days=1, phone_code_hours=4)
        account = sign_in(client)
        event = make_event()
        write()
        new_link(account)
        devices.enrolment_code(event)
        db.session.commit()
    assert db.session.scalar(db.select(SignIn.ends_at)) == now + timedelta(hours=2)
    assert db.session.scalar(db.select(OneTimeLink.expires_at)) == now + timedelta(days=1)
    assert db.session.scalar(db.select(EnrolmentCode.expires_at)) == now + timedelta(hours=4)


def test_guests_are_forgotten_after_the_days_that_are_set_and_the_page_says_so(client: FlaskClient) -> None:
    set_to(forget_people_days=20)
    ended = clock.now() - timedelta(days=21)
    event = make_event()
    make_guest(event, "Đặng Thị Hường")
    change(event, starts_at=ended - timedelta(hours=4), ends_at=ended)
    sweeps.sweep_all()
    assert db.session.scalars(db.select(Attendee.name)).one() == ""
    page = client.get("/en/privacy/").get_data(as_text=True)
    assert "20 days after the event, unless" in page
    assert ">90 days" not in page
    assert "7 days after the event" in page


def test_mails_carry_the_sender_and_where_answers_go(app: Flask) -> None:
    set_to(sender_name="Ban Tổ chức họp mặt", reply_to="hoi@example.org")
    guest = make_registration(make_event(), contact_email="huong@example.org")
    write()
    message = mail.post("registration", guest.id, "huong@example.org", "vi")
    composed = mail._composers["registration"](message)
    assert composed is not None
    assert (composed.sender_name, composed.reply_to) == ("Ban Tổ chức họp mặt", "hoi@example.org")


def test_the_number_of_places_shows_only_if_it_is_to(client: FlaskClient) -> None:
    event = make_event()
    make_session(event, capacity=37)
    path = f"/en/gathering/{event.slug}/"
    before = client.get(path)
    assert "37 places" in before.get_data(as_text=True)
    set_to(show_places=False)
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200  # the page in caches is stale
    assert "37 places" not in after.get_data(as_text=True)


def test_bounds_that_were_narrowed_later_hold_for_what_was_set_before(app: Flask) -> None:
    set_to(sign_in_hours=500)
    assert settings.SIGN_IN.value == 24


def test_settings_are_read_once_a_request(staff: FlaskClient, query_recorder: list[str]) -> None:
    query_recorder.clear()
    staff.get(PAGE)
    assert sum("FROM settings" in query for query in query_recorder) == 1


def test_the_operators_part_shows_no_secret_and_says_where_values_come_from(
    staff: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SMTP_URL", "smtps://user:geheim@mail.example.org:465?password=geheim")
    monkeypatch.setitem(app.config, "SOURCES", {"SHOWCASE_SMTP_URL": ".env", "SHOWCASE_VAR": "environment"})
    health.worker_lives()
    page = staff.get(f"{PAGE}operation").get_data(as_text=True)
    assert "smtps://mail.example.org:465" in page
    assert "geheim" not in page
    assert "a-key-for-tests" not in page
    assert ".env" in page
    assert "Mails and books wait" not in page
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert "Mails and books wait" in staff.get(f"{PAGE}operation").get_data(as_text=True)


def test_the_source_of_a_variable_is_known_without_its_value(tmp_path: Any) -> None:
    found = from_environment({"SHOWCASE_VAR": str(tmp_path), "SHOWCASE_EDITION": "", "HOME": "/somewhere"})
    assert found.sources == {"SHOWCASE_VAR": "environment"}
