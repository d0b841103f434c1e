"""Where somebody is signed in: seen, ended, and told by mail when a browser is new."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from showcase.accounts import services, sessions
from showcase.accounts.devices import family_of
from showcase.accounts.models import Account, KnownDevice, SignIn
from showcase.accounts.rules import Role
from showcase.core import clock, sweeps
from showcase.core.database import db
from tests.accounts.mails import letters_to, text_of
from tests.factories import PASSWORD, make_account
from tests.staff.cast import mark_of, post, sign_in

OWN = "/staff/my-account/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 Version/18.2 Mobile Safari/604.1"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36 Edg/143.0"


def come_in(client: FlaskClient, account: Account, agent: str = OFFICE, language: str = "en") -> None:
    data = {"email": account.email, "password": PASSWORD}
    headers = {"User-Agent": agent, "Accept-Language": language}
    assert client.post("/staff/sign-in", data=data, headers=headers).status_code == 303


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (PHONE, "Safari, iPhone"),
        (OFFICE, "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605 coc_coc_browser/130 Chrome/124 Safari/537.36", "Cốc Cốc, Mac"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_browser_is_known_by_its_family_only(agent: str, family: str) -> None:
    assert family_of(agent) == family


def test_sessions_are_listed_and_one_is_ended(client: FlaskClient) -> None:
    account = make_account()
    phone = client.application.test_client()
    come_in(phone, account, PHONE)
    come_in(client, account)
    page = client.get(OWN, headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Safari, iPhone" in page
    assert "Edge, Windows" in page
    assert page.count("this browser") == 1
    other = db.session.scalars(db.select(SignIn).filter_by(device="Safari, iPhone")).one()
    assert post(client, f"{OWN}sessions/{other.id}/end", page=OWN).status_code == 303
    assert phone.get("/staff/").status_code == 303
    assert client.get("/staff/").status_code == 200


def test_all_others_are_ended_at_once(client: FlaskClient) -> None:
    account = make_account()
    others = [client.application.test_client() for _ in range(3)]
    for one in (*others, client):
        come_in(one, account)
    assert post(client, f"{OWN}sessions/end-others", page=OWN).status_code == 303
    assert [one.get("/staff/").status_code for one in (*others, client)] == [303, 303, 303, 200]


def test_nobody_ends_another_persons_session(client: FlaskClient) -> None:
    other = client.application.test_client()
    sign_in(other, Role.ADMINISTRATOR)
    theirs = db.session.scalars(db.select(SignIn)).one().id
    sign_in(client)
    assert post(client, f"{OWN}sessions/{theirs}/end", page=OWN).status_code == 404
    assert other.get("/staff/").status_code == 200


def test_a_new_browser_is_told_by_mail_a_known_one_not(client: FlaskClient) -> None:
    account = make_account()
    come_in(client, account)
    come_in(client, account)
    assert letters_to(account.email) == [], "the first browser and the same again"
    phone = client.application.test_client()
    come_in(phone, account, PHONE)
    come_in(phone, account, PHONE)
    (letter,) = letters_to(account.email)
    assert "Safari, iPhone" in text_of(letter)
    assert "/staff/forgotten" in text_of(letter)
    assert letter["Subject"] == "Your account was opened on a new device"
    cookie = phone.get_cookie("showcase_device", path="/staff")
    assert cookie is not None
    assert (cookie.http_only, cookie.path) == (True, "/staff")
    assert db.session.query(KnownDevice).count() == 2


def test_a_shared_browser_is_known_to_each_of_its_people(client: FlaskClient) -> None:
    people = [make_account(), make_account()]
    for account in [*people, *people]:
        come_in(client, account)
    assert db.session.query(KnownDevice).count() == 2
    assert not any(letters_to(account.email) for account in people)


def test_a_device_mark_that_somebody_planted_is_not_taken_over(client: FlaskClient) -> None:
    account = make_account()
    come_in(client.application.test_client(), account)
    client.set_cookie("showcase_device", "planted", path="/staff")
    come_in(client, account)
    thief = client.application.test_client()
    thief.set_cookie("showcase_device", "planted", path="/staff")
    come_in(thief, account)
    assert len(letters_to(account.email)) == 2


def test_a_session_cookie_that_somebody_planted_opens_nothing(client: FlaskClient) -> None:
    """Fixation: the victim's sign-in must not lift the session that the attacker knows."""
    attacker = client.application.test_client()
    attacker.post("/staff/sign-in/second-step")
    sign_in(attacker)
    planted = attacker.get_cookie("showcase_staff", path="/staff")
    assert planted is not None
    client.set_cookie("showcase_staff", planted.value, path="/staff")
    victim = sign_in(client, Role.ADMINISTRATOR)
    assert attacker.get("/staff/").status_code == 303, "the planted session has ended"
    assert victim.name in client.get("/staff/").get_data(as_text=True)


def test_last_seen_is_known_to_five_minutes(client: FlaskClient) -> None:
    account = sign_in(client)
    later = clock.now() + timedelta(minutes=6)
    with clock.frozen(later):
        assert client.get("/staff/").status_code == 200
    db.session.expire_all()
    assert sessions.of_account(account)[0].seen_at == account.seen_at == later


def test_what_has_ended_is_forgotten(client: FlaskClient) -> None:
    account = make_account()
    come_in(client, account)
    come_in(client.application.test_client(), account)
    letters_to(account.email)
    with clock.frozen(clock.now() + services.DEVICES_KEPT + timedelta(days=1)):
        sweeps.sweep_all()
    assert db.session.query(SignIn).count() == 0
    assert db.session.query(KnownDevice).count() == 0


def test_a_mark_of_an_earlier_session_is_refused(client: FlaskClient) -> None:
    account = sign_in(client)
    stale = mark_of(client.get("/staff/"))
    come_in(client, account)
    answer = client.post(f"{OWN}sessions/end-others", data={"csrf_token": stale})
    assert answer.status_code == 403
    for mark in ("", "x", "ă"):
        assert client.post(f"{OWN}authenticator", data={"csrf_token": mark}).status_code == 403


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/forgotten", "/staff/sign-in/passkey"])
def test_ten_megabytes_are_too_many(path: str, client: FlaskClient) -> None:
    assert client.post(path, data={"email": "x" * 10_000_000, "password": "x"}).status_code == 413


def test_ten_megabytes_are_too_many_for_those_signed_in_too(client: FlaskClient) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    form = {"name": "x" * 10_000_000, "csrf_token": mark_of(client.get("/staff/"))}
    assert client.post("/staff/accounts/", data=form).status_code == 413


@pytest.mark.parametrize("path", ["/staff/forgotten", "/staff/sign-in/passkey", "/staff/sign-in/passkey-options"])
def test_another_site_cannot_send_these(path: str, client: FlaskClient) -> None:
    data = {"email": "a@example.org"}
    assert client.post(path, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
