"""Passkeys: made for this host, signing in alone or as the second step; nothing of another host, nothing twice."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from webauthn.helpers import bytes_to_base64url

from showcase.accounts.models import Account, Passkey
from showcase.core import clock
from showcase.core.database import db, write
from tests.accounts.authenticator import PRESENT, SoftPasskey
from tests.factories import PASSWORD, make_account
from tests.staff.cast import mark_of, post, sign_in

ADD = "/staff/my-account/passkeys"
ASK, ANSWER, STEP = "/staff/sign-in/passkey-options", "/staff/sign-in/passkey", "/staff/sign-in/second-step"


def add(client: FlaskClient, passkey: SoftPasskey, options: str = "") -> int:
    options = options or post(client, f"{ADD}/options", page=ADD).get_data(as_text=True)
    form = {"csrf_token": mark_of(client.get(ADD)), "name": "Điện thoại", "passkey": passkey.made(options)}
    return client.post(ADD, data=form).status_code


def owner_of(client: FlaskClient, passkey: SoftPasskey) -> Account:
    """An account with this passkey; nobody is signed in afterwards."""
    account = sign_in(client)
    assert add(client, passkey) == 200
    client.delete_cookie("showcase_staff", path="/staff")
    return account


def test_a_passkey_signs_in_by_itself(client: FlaskClient) -> None:
    passkey = SoftPasskey()
    owner_of(client, passkey)
    assert client.get("/staff/").status_code == 303
    answer = passkey.signed(client.post(ASK).get_data(as_text=True))
    assert client.post(ANSWER, data={"passkey": answer, "next": "/staff/guests/"}).location == "/staff/guests/"
    assert client.get("/staff/").status_code == 200
    assert db.session.scalars(db.select(Passkey)).one().sign_count == 1


def test_an_answer_counts_once(client: FlaskClient) -> None:
    passkey = SoftPasskey()
    owner_of(client, passkey)
    answer = passkey.signed(client.post(ASK).get_data(as_text=True))
    assert client.post(ANSWER, data={"passkey": answer}).status_code == 303
    assert client.post(ANSWER, data={"passkey": answer}).status_code == 422


def test_an_answer_comes_within_five_minutes(client: FlaskClient) -> None:
    passkey = SoftPasskey()
    owner_of(client, passkey)
    answer = passkey.signed(client.post(ASK).get_data(as_text=True))
    with clock.frozen(clock.now().replace(year=clock.now().year + 1)):
        assert client.post(ANSWER, data={"passkey": answer}).status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://example.org"},
        {"host": "example.org"},
        {"origin": "http://localhost:8080"},
        {"flags": PRESENT},
    ],
)
def test_a_passkey_of_another_host_or_without_its_lock_is_refused(
    changes: dict[str, object], client: FlaskClient
) -> None:
    passkey = SoftPasskey()
    owner_of(client, passkey)
    for name, value in changes.items():
        setattr(passkey, name, value)
    answer = passkey.signed(client.post(ASK).get_data(as_text=True))
    assert client.post(ANSWER, data={"passkey": answer}).status_code == 422
    assert client.get("/staff/").status_code == 303
    sign_in(client)
    assert add(client, SoftPasskey(credential_id=b"n" * 32, **changes)) == 422  # type: ignore[arg-type]


def test_somebody_elses_signature_is_refused(client: FlaskClient) -> None:
    owner_of(client, SoftPasskey())
    forged = SoftPasskey().signed(client.post(ASK).get_data(as_text=True))
    assert client.post(ANSWER, data={"passkey": forged}).status_code == 422


def client_data(value: object) -> str:
    """An answer whose browser's part holds something else than it should."""
    return json.dumps({"id": "x", "response": {"clientDataJSON": bytes_to_base64url(json.dumps(value).encode())}})


NONSENSE = (
    "",
    "{",
    "[]",
    "5",
    '"text"',
    "\x00",
    '{"response": 3}',
    '{"response": {"clientDataJSON": "e30"}}',
    '{"response": {"clientDataJSON": 5}}',
    '{"response": {"clientDataJSON": "é"}}',
    client_data([]),
    client_data("challenge"),
    *(client_data({"challenge": challenge}) for challenge in (5, None, [], {}, "é", "AAAA")),
)


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_refused(answer: str, client: FlaskClient) -> None:
    assert client.post(ANSWER, data={"passkey": answer}).status_code == 422


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "clientDataJSON"])
@pytest.mark.parametrize("value", ["", "AAAA", 5, None, ["a"], "é", "A" * 5000])
def test_an_answer_with_a_broken_part_is_refused(part: str, value: object, client: FlaskClient) -> None:
    passkey = SoftPasskey()
    owner_of(client, passkey)
    answer = json.loads(passkey.signed(client.post(ASK).get_data(as_text=True)))
    answer["response"][part] = value
    assert client.post(ANSWER, data={"passkey": json.dumps(answer)}).status_code == 422
    assert client.get("/staff/").status_code == 303


def test_the_second_step_takes_only_a_passkey_of_the_same_person(client: FlaskClient) -> None:
    mine, theirs = SoftPasskey(), SoftPasskey(credential_id=b"t" * 32)
    account = owner_of(client, mine)
    owner_of(client, theirs)
    client.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    for passkey, status in ((theirs, 422), (mine, 303)):
        answer = passkey.signed(client.post(ASK).get_data(as_text=True))
        assert client.post(STEP, data={"passkey": answer}).status_code == status
    assert client.get("/staff/").status_code == 200


def test_a_challenge_is_for_one_account(client: FlaskClient) -> None:
    sign_in(client)
    options = post(client, f"{ADD}/options", page=ADD).get_data(as_text=True)
    sign_in(client)
    assert add(client, SoftPasskey(), options) == 422


def test_a_passkey_is_kept_once_and_can_be_taken_away(client: FlaskClient) -> None:
    account = sign_in(client)
    passkey = SoftPasskey()
    assert add(client, passkey) == 200
    assert add(client, passkey) == 422
    kept = db.session.scalars(db.select(Passkey)).one()
    assert post(client, f"{ADD}/{kept.id}/removal", page="/staff/my-account/").status_code == 303
    db.session.expire_all()
    assert not account.has_second_factor


def test_nobody_takes_away_another_persons_passkey(client: FlaskClient) -> None:
    owner_of(client, SoftPasskey())
    sign_in(client)
    kept = db.session.scalars(db.select(Passkey)).one()
    assert post(client, f"{ADD}/{kept.id}/removal").status_code == 404


def test_a_closed_accounts_passkey_opens_nothing(client: FlaskClient) -> None:
    passkey = SoftPasskey()
    account = owner_of(client, passkey)
    db.session.rollback()
    make_closed(account)
    answer = passkey.signed(client.post(ASK).get_data(as_text=True))
    assert client.post(ANSWER, data={"passkey": answer}).status_code == 422


def make_closed(account: Account) -> None:
    write()
    account.closed = True
    db.session.commit()


def test_asking_is_slowed_down(client: FlaskClient) -> None:
    answers = [client.post(ASK).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://example.org", "https://[::1]"])
def test_where_browsers_know_no_passkeys_none_are_offered(
    base: str, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BASE_URL", base)
    assert "data-passkey" not in client.get("/staff/sign-in").get_data(as_text=True)
    assert client.post(ASK).status_code == 404
    make_account()
    sign_in(client)
    assert "data-passkey" not in client.get(ADD).get_data(as_text=True)
