"""The administrators' page of accounts: inviting, changing, closing; every change in the log."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.accounts.models import Account
from showcase.accounts.rules import Role
from showcase.core import audit
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from tests.accounts.factors import give_authenticator
from tests.accounts.mails import letters_to, link_in, text_of
from tests.factories import PASSWORD, make_account, make_edition, make_host, make_unit
from tests.staff.cast import post, sign_in

LIST, NEW = "/staff/accounts/", "/staff/accounts/new"
PERSON = {"name": "Thạch Sô Phia", "email": " Sophia@Example.org ", "role": "editor", "unit": "", "locale": "vi"}


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client, Role.ADMINISTRATOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def invite(staff: FlaskClient, **changes: str) -> tuple[int, str]:
    answer = post(staff, LIST, page=NEW, data={**PERSON, **changes})
    return answer.status_code, answer.get_data(as_text=True)


def log() -> list[tuple[str, dict[str, tuple[object, object]]]]:
    entries = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.verb, audit.changes_of(entry)) for entry in entries]


def test_an_invitation_leads_to_a_password_and_the_console(staff: FlaskClient) -> None:
    make_edition(make_host())
    assert invite(staff)[0] == 303
    account = db.session.scalars(db.select(Account).filter_by(email="sophia@example.org")).one()
    assert (account.role, account.unit_code, account.password_hash) == ("editor", None, None)
    (letter,) = letters_to(account.email)
    assert "Thạch Sô Phia" in text_of(letter)
    assert "biên tập viên" in text_of(letter)
    assert "Mẫu" in str(letter["From"])
    person = staff.application.test_client()
    assert person.post(link_in(letter)).location == "/staff/my-account/password"
    words = {"password": "bến đò xưa còn nhớ", "repeated": "bến đò xưa còn nhớ"}
    assert post(person, "/staff/my-account/password", page="/staff/my-account/password", data=words).status_code == 303
    assert person.get("/staff/publications/").status_code == 200
    who = {"email": (None, "sophia@example.org"), "name": (None, "Thạch Sô Phia")}
    assert ("account.created", {**who, "role": (None, "editor")}) in log()
    assert ("account.invited", {}) in log()


def test_a_reporter_belongs_to_a_unit_that_exists(staff: FlaskClient) -> None:
    unit = make_unit()
    assert "A reporter needs a unit" in invite(staff, role="reporter")[1]
    assert invite(staff, role="reporter", unit="forged")[0] == 422
    assert invite(staff, role="reporter", unit=unit.code)[0] == 303
    account = db.session.scalars(db.select(Account).filter_by(email="sophia@example.org")).one()
    assert account.unit_code == unit.code
    assert "Cau Ke district" in staff.get(LIST).get_data(as_text=True)


def test_a_unit_counts_for_reporters_only(staff: FlaskClient) -> None:
    invite(staff, unit=make_unit().code)
    assert db.session.scalars(db.select(Account).filter_by(role="editor")).one().unit_code is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"email": "none"},
        {"email": "a@b\r\nBcc: c@d"},
        {"email": "x" * 250 + "@example.org"},
        {"role": "emperor"},
        {"role": ""},
        {"locale": "xx"},
    ],
)
def test_faulty_invitations_make_no_account(changes: dict[str, str], staff: FlaskClient) -> None:
    before = db.session.query(Account).count()
    assert invite(staff, **changes)[0] == 422
    assert db.session.query(Account).count() == before


def test_an_address_has_one_account(staff: FlaskClient) -> None:
    assert invite(staff)[0] == 303
    status, page = invite(staff, email="SOPHIA@example.org")
    assert status == 422
    assert "already an account" in page


def test_another_role_is_logged_and_ends_the_sessions(staff: FlaskClient) -> None:
    person = staff.application.test_client()
    account = sign_in(person, Role.EDITOR)
    page = f"{LIST}{account.id}/"
    answer = post(staff, page, page=page, data={"name": account.name, "role": "organiser", "unit": ""})
    assert answer.status_code == 303
    assert person.get("/staff/").status_code == 303
    assert ("account.changed", {"role": ("editor", "organiser")}) in log()


def test_a_closed_account_is_out_and_comes_back_with_its_password(staff: FlaskClient) -> None:
    person = staff.application.test_client()
    account = sign_in(person, Role.EDITOR)
    page = f"{LIST}{account.id}/"
    assert post(staff, f"{page}closing", page=page).status_code == 303
    assert person.get("/staff/").status_code == 303
    form = {"email": account.email, "password": PASSWORD}
    assert person.post("/staff/sign-in", data=form).status_code == 422
    assert post(staff, f"{page}invitation", page=page).status_code == 409
    assert post(staff, f"{page}reopening", page=page).status_code == 303
    assert person.post("/staff/sign-in", data=form).status_code == 303
    assert {"account.closed", "account.reopened"} <= {verb for verb, _ in log()}


def test_a_link_is_sent_again_and_the_first_is_void(staff: FlaskClient) -> None:
    invite(staff)
    number = db.session.scalar(db.select(Account.id).filter_by(role="editor"))
    first = link_in(letters_to("sophia@example.org")[-1])
    page = f"{LIST}{number}/"
    assert post(staff, f"{page}invitation", page=page).status_code == 303
    second = link_in(letters_to("sophia@example.org")[-1])
    person = staff.application.test_client()
    assert person.post(first).status_code == 410
    assert person.post(second).status_code == 303


def test_a_lost_second_factor_is_taken_away_and_told(staff: FlaskClient) -> None:
    account = give_authenticator(make_account(Role.EDITOR))
    page = f"{LIST}{account.id}/"
    assert post(staff, f"{page}second-factor-removal", page=page).status_code == 303
    db.session.expire_all()
    assert not account.has_second_factor
    assert len(letters_to(account.email)) == 1
    assert "second_factor.removed" in {verb for verb, _ in log()}


def test_nobody_changes_their_own_role_or_closes_themselves(staff: FlaskClient) -> None:
    make_account(Role.ADMINISTRATOR)
    own = db.session.scalars(db.select(Account).order_by(Account.id)).first()
    assert own is not None
    page = f"{LIST}{own.id}/"
    answer = post(staff, page, page=page, data={"name": own.name, "role": "gate", "unit": ""})
    assert answer.status_code == 422
    assert post(staff, f"{page}closing", page=page).status_code == 409
    assert post(staff, f"{page}second-factor-removal", page=page).status_code == 409
    db.session.expire_all()
    assert (own.role, own.closed) == ("administrator", False)


def test_pages_name_what_does_not_exist(staff: FlaskClient) -> None:
    assert staff.get(f"{LIST}999/").status_code == 404
    assert post(staff, f"{LIST}999/closing").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_see_no_accounts(role: Role, client: FlaskClient) -> None:
    sign_in(client, role)
    home = client.get("/staff/").get_data(as_text=True)
    assert not re.search(r'href="/staff/accounts/', home)
    assert client.get(LIST).status_code == 403
