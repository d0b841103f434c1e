"""Choosing a password: after a link, after forgetting; weak ones named in the visitor's language."""

import re
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts import passwords, services
from showcase.accounts.models import Account, OneTimeLink, SignIn
from showcase.accounts.rules import Role
from showcase.core import clock, keys, throttle
from showcase.core.database import db, write
from tests.accounts.factors import code_of, give_authenticator
from tests.accounts.mails import letters_to, link_in
from tests.conftest import Queries
from tests.factories import PASSWORD, make_account
from tests.staff.cast import mark_of, post, sign_in

CHOOSE = "/staff/my-account/password"
GOOD = "thuyền nan qua sông Cổ Chiên"


def forgotten(client: FlaskClient, email: str) -> tuple[int, str]:
    response = client.post("/staff/forgotten", data={"email": email}, headers={"Accept-Language": "en"})
    return response.status_code, response.get_data(as_text=True)


def choose(client: FlaskClient, password: str, repeated: str | None = None, language: str = "en") -> tuple[int, str]:
    data = {"password": password, "repeated": password if repeated is None else repeated}
    response = post(client, CHOOSE, page=CHOOSE, data=data, headers={"Accept-Language": language})
    return response.status_code, response.get_data(as_text=True)


def test_a_forgotten_password_is_replaced_through_the_mail(client: FlaskClient) -> None:
    email = make_account().email
    assert forgotten(client, email.upper())[0] == 200
    (letter,) = letters_to(email)
    link = link_in(letter)
    assert client.get(link).status_code == 200
    assert client.post(link).location == CHOOSE
    assert choose(client, GOOD)[0] == 303
    client.post("/staff/sign-out", data={"csrf_token": mark_of(client.get("/staff/"))})
    for password, status in ((PASSWORD, 422), (GOOD, 303)):
        answer = client.post("/staff/sign-in", data={"email": email, "password": password})
        assert answer.status_code == status


def test_the_answer_to_forgetting_is_the_same_for_everybody(client: FlaskClient, query_recorder: Queries) -> None:
    known, closed = make_account().email, make_account(closed=True).email
    unitless = make_account(Role.REPORTER).email
    answers, work = set(), set()
    forgotten(client, "first@example.org")  # the network's counter exists from now on
    for email in (known, closed, unitless, "nobody@example.org"):
        query_recorder.clear()
        answers.add(forgotten(client, email))
        # The same statements: what differs is done later, by the worker.
        work.add(tuple(query_recorder))
    assert len(answers) == 1
    assert len(work) == 1
    reached = [email for email in (known, closed, unitless) if letters_to(email)]
    assert reached == [known, unitless]


def test_asking_again_and_again_sends_no_flood_and_tells_nothing(client: FlaskClient) -> None:
    account = make_account()
    answers = {forgotten(client, account.email) for _ in range(5)}
    assert len(answers) == 1
    assert len(letters_to(account.email)) == 1, "older links are void, so their letters are not sent"
    assert db.session.query(OneTimeLink).count() == services.RESETS


def test_one_network_cannot_ask_for_everybody(client: FlaskClient) -> None:
    statuses = [forgotten(client, f"{number}@example.org")[0] for number in range(11)]
    assert statuses == [200] * 10 + [429]


def test_a_reset_link_works_once_and_for_two_hours(client: FlaskClient) -> None:
    account = make_account()
    forgotten(client, account.email)
    link = link_in(letters_to(account.email)[-1])
    with clock.frozen(clock.now() + timedelta(hours=2, minutes=1)):
        assert client.post(link).status_code == 410
    assert client.post(link).status_code == 303
    assert client.post(link).status_code == 410


def test_a_newer_link_voids_the_older(client: FlaskClient) -> None:
    account = make_account()
    write()
    first, second = services.one_time_link(account), services.one_time_link(account)
    db.session.commit()
    assert client.post(f"/staff/links/{first}").status_code == 410
    assert client.post(f"/staff/links/{second}").status_code == 303


def test_a_link_of_a_closed_account_or_made_up_opens_nothing(client: FlaskClient) -> None:
    account = make_account()
    write()
    secret = services.one_time_link(account)
    link = db.session.scalars(db.select(OneTimeLink)).one()
    forged = keys.link_token("account-link", link.id, link.nonce + 1)
    account.closed = True
    db.session.commit()
    for one in (secret, forged, "x", "x" * 27):
        assert client.post(f"/staff/links/{one}").status_code == 410
    assert client.post("/staff/links/%00").status_code == 404


def test_a_link_does_not_stand_in_for_the_second_factor(client: FlaskClient) -> None:
    account = give_authenticator(make_account())
    write()
    secret = services.one_time_link(account)
    db.session.commit()
    assert client.post(f"/staff/links/{secret}").location == "/staff/sign-in/second-step"
    assert client.get("/staff/").status_code == 303
    assert client.post("/staff/sign-in/second-step", data={"code": code_of(account)}).location == CHOOSE


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("ngắn quá", "At least 10 characters"),
        ("password1234", "soon guessed"),
        ("1234567890123", "Repeated letters"),
        ("dang.thi.huong.1962", "too close to your name"),
        ("huong-1962@example", "too close to your name"),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(password: str, says: str, client: FlaskClient) -> None:
    account = sign_in(client)
    write()
    account.name, account.email = "Đặng Thị Hường", "huong-1962@example.org"
    db.session.commit()
    status, page = choose(client, password)
    assert status == 422
    assert says in page
    assert "Please look at these points again" in page


def test_the_reason_is_told_in_vietnamese(client: FlaskClient) -> None:
    sign_in(client)
    assert "Mật khẩu này dễ đoán" in choose(client, "password1234", language="vi")[1]


@pytest.mark.parametrize("password", [GOOD, "x" * 9 + "ă4ß kín nước", "từ " * 60, "🪷 sen hồng lặng lẽ"])
def test_a_good_password_may_hold_any_letters(password: str, client: FlaskClient) -> None:
    sign_in(client)
    status, page = choose(client, password)
    assert status == 303 or "soon guessed" in page


def test_both_passwords_must_be_the_same_and_not_endless(client: FlaskClient) -> None:
    sign_in(client)
    assert "not the same" in choose(client, GOOD, "another one entirely")[1]
    assert choose(client, "ă" * 201)[0] == 422


def test_a_new_password_ends_all_other_sessions_and_voids_links(client: FlaskClient) -> None:
    account = sign_in(client)
    other = client.application.test_client()
    other.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    write()
    link = services.one_time_link(account)
    db.session.commit()
    before = client.get_cookie("showcase_staff", path="/staff")
    assert choose(client, GOOD)[0] == 303
    assert other.get("/staff/").status_code == 303
    assert other.post(f"/staff/links/{link}").status_code == 410
    after = client.get_cookie("showcase_staff", path="/staff")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert db.session.query(SignIn).count() == 1
    assert str(letters_to(account.email)[-1]["Subject"]) == "Mật khẩu tài khoản của anh chị đã được đổi"


def test_a_wrong_and_an_unknown_address_cost_one_hash_each(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []
    verify = passwords._hasher.verify

    def counted(stored: str, password: str) -> bool:
        hashes.append(stored)
        return verify(stored, password)

    passwords._stand_in()  # made once a process; not what is counted
    monkeypatch.setattr(passwords, "_hasher", type("Counted", (), {"verify": staticmethod(counted)})())
    emails = [make_email(), make_email(closed=True), make_email(password_hash=None), "nobody@example.org"]
    for email in emails:
        assert client.post("/staff/sign-in", data={"email": email, "password": "wrong"}).status_code == 422
    assert len(hashes) == len(emails)


def make_email(**changes: object) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hashed", lambda password: "$argon2id$none")
        return make_account(**changes).email


def test_a_stored_password_is_dear_to_guess() -> None:
    """The tests themselves hash cheaply (conftest.py); this asks what the site does."""
    asked = "from showcase.accounts.passwords import hashed; print(hashed('bốn từ lạ tai'))"
    stored = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    cost = dict(part.split("=") for part in stored.split("$")[3].split(","))
    assert stored.startswith("$argon2id$")
    assert (int(cost["m"]), int(cost["t"])) >= (64 * 1024, 3)


def test_the_limit_comes_before_the_hash(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    account = make_account()
    for _ in range(services.TRIES):
        client.post("/staff/sign-in", data={"email": account.email, "password": "wrong"})

    def never(stored: str | None, password: str) -> bool:
        raise AssertionError("hashed")

    monkeypatch.setattr(passwords, "matches", never)
    assert client.post("/staff/sign-in", data={"email": account.email, "password": "wrong"}).status_code == 429


def test_only_two_are_hashed_at_once_and_nobody_waits_long(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_PATIENCE", 0.05)
    release = threading.Event()
    inside = threading.Barrier(3)

    def slow() -> None:
        with passwords._turn():
            inside.wait(5)
            release.wait(5)

    threads = [threading.Thread(target=slow) for _ in range(2)]
    for thread in threads:
        thread.start()
    inside.wait(5)
    with pytest.raises(throttle.TooMany):
        passwords.hashed("x")
    account: Account = db.session.merge(Account(email="a@example.org", name="A", role=Role.GATE, password_hash="x"))
    db.session.expunge(account)
    answer = client.post(
        "/staff/sign-in", data={"email": "a@example.org", "password": "x"}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 429
    assert re.search("Many people are signing in", answer.get_data(as_text=True))
    release.set()
    for thread in threads:
        thread.join()
