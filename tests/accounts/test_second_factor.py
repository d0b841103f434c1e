"""The second factor: asked for after the password, each code good once, recovery codes, required in earnest."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts import second_factor
from showcase.accounts.models import Account, Authenticator, RecoveryCode, SignIn
from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from tests.accounts.factors import code_of, give_authenticator, give_recovery_codes
from tests.factories import PASSWORD, make_account
from tests.staff.cast import mark_of, post, sign_in

STEP = "/staff/sign-in/second-step"
OWN = "/staff/my-account/"


@pytest.fixture
def production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a site in earnest, as far as accounts look at them."""
    monkeypatch.setitem(app.config, "PRODUCTION", True)


def type_password(client: FlaskClient, account: Account) -> str | None:
    return client.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD}).location


def test_the_password_alone_opens_nothing(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    assert type_password(client, account) == STEP
    assert client.get("/staff/").status_code == 303
    assert client.get(STEP).status_code == 200
    assert client.post(STEP, data={"code": "000000"}).status_code == 422
    assert client.post(STEP, data={"code": code_of(account)}).location == "/staff/"
    assert client.get("/staff/").status_code == 200


def test_the_second_step_leads_where_one_wanted_to_go(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    data = {"email": account.email, "password": PASSWORD, "next": "/staff/guests/?q=x"}
    client.post("/staff/sign-in", data=data)
    assert client.post(STEP, data={"code": code_of(account)}).location == "/staff/guests/?q=x"


def test_the_session_is_another_one_after_the_second_step(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    type_password(client, account)
    waiting = client.get_cookie("showcase_staff", path="/staff")
    client.post(STEP, data={"code": code_of(account)})
    assert waiting is not None
    client.set_cookie("showcase_staff", waiting.value, path="/staff")
    assert client.get("/staff/").status_code == 303
    assert client.get(STEP).status_code == 303


def test_a_code_that_was_used_is_refused(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    with clock.frozen(clock.now()):
        code = code_of(account)
        type_password(client, account)
        assert client.post(STEP, data={"code": code}).status_code == 303
        type_password(client, account)
        assert client.post(STEP, data={"code": code}).status_code == 422
        earlier = code_of(account, -1)
        assert client.post(STEP, data={"code": earlier}).status_code == 422
        assert client.post(STEP, data={"code": code_of(account, 1)}).status_code == 303


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_time_is_refused(steps: int, client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    type_password(client, account)
    with clock.frozen(clock.now()):
        assert client.post(STEP, data={"code": code_of(account, steps)}).status_code == 422


def test_guessing_codes_is_slowed_down(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    type_password(client, account)
    answers = [client.post(STEP, data={"code": "000000"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert client.post(STEP, data={"code": code_of(account)}).status_code == 429


def test_the_second_step_waits_ten_minutes(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    type_password(client, account)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert client.get(STEP).location == "/staff/sign-in"
        assert client.post(STEP, data={"code": code_of(account)}).location == "/staff/sign-in"


def test_a_recovery_code_signs_in_once_however_it_is_typed(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    code = give_recovery_codes(account)[0]
    for status in (303, 422):
        type_password(client, account)
        assert client.post(STEP, data={"code": f" {code.lower().replace('-', ' ')} "}).status_code == status
    assert second_factor.recovery_codes_left(account) == 9


def test_recovery_codes_and_the_secret_are_not_readable_in_the_database() -> None:
    account = give_authenticator(make_account())
    codes = give_recovery_codes(account)
    stored = db.session.scalars(db.select(RecoveryCode.digest)).all()
    assert not {code.replace("-", "") for code in codes} & set(stored)
    kept = db.session.scalars(db.select(Authenticator)).one()
    assert (second_factor.secret_of(kept) or "none") not in kept.secret
    kept.account_id += 1  # a secret that is moved to another account is worth nothing
    assert second_factor.secret_of(kept) is None
    db.session.expire(kept)


def test_setting_an_app_up_gives_recovery_codes_once_and_a_new_session(client: FlaskClient) -> None:
    account = sign_in(client)
    other = client.application.test_client()
    other.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    before = client.get_cookie("showcase_staff", path="/staff")
    assert post(client, f"{OWN}authenticator").location == f"{OWN}authenticator"
    page = client.get(f"{OWN}authenticator")
    assert "<svg" in page.get_data(as_text=True)
    confirm = f"{OWN}authenticator/confirmation"
    assert client.post(confirm, data={"csrf_token": mark_of(page), "code": "000000"}).status_code == 422
    assert not account.has_authenticator
    shown = client.post(confirm, data={"csrf_token": mark_of(page), "code": code_of(account)})
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", shown.get_data(as_text=True))
    assert len(set(codes)) == 10
    after = client.get_cookie("showcase_staff", path="/staff")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert codes[0] not in client.get(OWN).get_data(as_text=True)
    assert other.get("/staff/").status_code == 303
    assert db.session.query(SignIn).count() == 1


def test_the_app_is_set_up_once_and_can_be_taken_away(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    type_password(client, account)
    client.post(STEP, data={"code": code_of(account)})
    assert post(client, f"{OWN}authenticator", page=OWN).status_code == 409
    assert client.get(f"{OWN}authenticator").location == OWN
    assert post(client, f"{OWN}recovery-codes", page=OWN).status_code == 200
    assert post(client, f"{OWN}authenticator/removal", page=OWN).status_code == 303
    db.session.expire_all()
    assert not account.has_second_factor
    verbs = db.session.scalars(db.select(AuditEntry.verb)).all()
    assert {"recovery_codes.created", "authenticator.removed"} <= set(verbs)


def test_an_old_session_must_prove_itself_again_before_factors_change(client: FlaskClient) -> None:
    sign_in(client)
    page = client.get(OWN)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        answer = client.post(f"{OWN}authenticator", data={"csrf_token": mark_of(page)})
        assert answer.location == "/staff/sign-in?again=1"
        assert client.get(f"{OWN}password").location.startswith("/staff/sign-in?next=/staff/my-account/password")
    assert db.session.query(Authenticator).count() == 0


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ORGANISER, Role.EDITOR])
def test_in_earnest_a_second_factor_comes_before_anything_else(role: Role, client: FlaskClient) -> None:
    account = sign_in(client, role)
    for path in ("/staff/", "/staff/publications/", "/staff/checkin/gates/", "/staff/styleguide"):
        assert client.get(path).location in (OWN, None), path
    assert client.get("/staff/").location == OWN
    page = client.get(OWN)
    assert "console__nav" not in page.get_data(as_text=True)
    assert post(client, f"{OWN}authenticator", page=OWN).status_code == 303
    page = client.get(f"{OWN}authenticator")
    done = client.post(f"{OWN}authenticator/confirmation", data={"csrf_token": mark_of(page), "code": code_of(account)})
    assert done.status_code == 200
    assert client.get("/staff/").status_code == 200


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("role", [Role.GATE, Role.TRANSLATOR, Role.REPORTER])
def test_the_other_roles_may_do_with_a_password(role: Role, client: FlaskClient) -> None:
    sign_in(client, role)
    assert client.get("/staff/").status_code == 200
