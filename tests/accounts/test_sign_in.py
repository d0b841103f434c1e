"""Signing in and out: slowed guessing, a fresh session, targets that stay here, links that work once."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts import sample, services
from showcase.accounts.models import SignIn
from showcase.accounts.rules import Role
from showcase.accounts.sample import no_known_passwords
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.starting import NotReady, refuse_if_not_ready
from tests.factories import PASSWORD, make_account
from tests.staff.cast import mark_of, sign_in


def test_the_page_is_private_and_bears_no_cookie(client: FlaskClient) -> None:
    response = client.get("/staff/sign-in")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert client.head("/staff/sign-in").status_code == 200


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(client: FlaskClient) -> None:
    response = client.get("/staff/guests/?q=x")
    assert response.location == "/staff/sign-in?next=/staff/guests/?q%3Dx"
    account = make_account()
    data = {"email": f" {account.email.upper()} ", "password": PASSWORD, "next": "/staff/guests/?q=x"}
    assert client.post("/staff/sign-in", data=data).location == "/staff/guests/?q=x"


@pytest.mark.parametrize("email", ["nobody@example.org", "known"])
def test_a_wrong_e_mail_and_a_wrong_password_look_the_same(email: str, client: FlaskClient) -> None:
    account = make_account()
    response = client.post(
        "/staff/sign-in",
        data={"email": account.email if email == "known" else email, "password": "x"},
        headers={"Accept-Language": "en"},
    )
    assert response.status_code == 422
    assert "E-mail address or password is not right" in response.get_data(as_text=True)


def test_guessing_is_slowed_down(client: FlaskClient) -> None:
    account = make_account()
    statuses = [
        client.post("/staff/sign-in", data={"email": account.email, "password": "guess"}).status_code for _ in range(11)
    ]
    assert statuses == [422] * 10 + [429]
    right = client.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD})
    assert right.status_code == 429
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert client.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD}).status_code == 303


def test_a_session_begins_anew_at_sign_in(client: FlaskClient) -> None:
    sign_in(client)
    before = client.get_cookie("showcase_staff", path="/staff")
    mark = mark_of(client.get("/staff/"))
    sign_in(client)
    after = client.get_cookie("showcase_staff", path="/staff")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert mark_of(client.get("/staff/")) != mark
    assert after.http_only
    assert after.path == "/staff"


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "/\t/example.org",
    ],
)
def test_no_target_leads_away(target: str, client: FlaskClient) -> None:
    account = make_account()
    response = client.post("/staff/sign-in", data={"email": account.email, "password": PASSWORD, "next": target})
    assert response.location == "/staff/"


def test_another_site_cannot_sign_one_in(client: FlaskClient) -> None:
    account = make_account()
    data = {"email": account.email, "password": PASSWORD}
    assert client.post("/staff/sign-in", data=data, headers={"Origin": "https://example.org"}).status_code == 403
    assert client.post("/staff/sign-in", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_signing_out_ends_the_session_everywhere(client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get_cookie("showcase_staff", path="/staff")
    assert cookie is not None
    mark = mark_of(client.get("/staff/"))
    assert client.post("/staff/sign-out").status_code == 403
    assert client.post("/staff/sign-out", data={"csrf_token": mark}).status_code == 303
    assert db.session.query(SignIn).count() == 0
    client.set_cookie("showcase_staff", cookie.value, path="/staff")
    assert client.get("/staff/").status_code == 303


def test_a_session_ends_after_twelve_hours(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/staff/").status_code == 200
    with clock.frozen(clock.now() + timedelta(hours=13)):
        assert client.get("/staff/").status_code == 303


def test_a_closed_account_is_out_at_once(client: FlaskClient) -> None:
    account = sign_in(client)
    write()
    account.closed = True
    db.session.commit()
    assert client.get("/staff/").status_code == 303


def test_a_link_signs_in_once_and_not_by_being_looked_at(client: FlaskClient) -> None:
    account = make_account(Role.GATE)
    write()
    address = f"/staff/links/{services.one_time_link(account)}"
    db.session.commit()
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert client.post(address).location == "/staff/my-account/password"
    assert client.get("/staff/").status_code == 200
    assert client.post(address).status_code == 410


def test_a_link_is_good_for_three_days(client: FlaskClient) -> None:
    account = make_account()
    write()
    address = f"/staff/links/{services.one_time_link(account)}"
    db.session.commit()
    with clock.frozen(clock.now() + timedelta(days=3, minutes=1)):
        assert client.post(address).status_code == 410


def test_the_sign_in_page_speaks_vietnamese(client: FlaskClient) -> None:
    page = client.get("/staff/sign-in", headers={"Accept-Language": "vi"}).get_data(as_text=True)
    assert re.search(r"<h1>Đăng nhập trang làm việc</h1>", page)


def test_in_earnest_the_site_does_not_start_with_known_passwords(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    sample.create_missing(None)
    db.session.commit()
    assert no_known_passwords() is None, "a sample may be looked at"
    monkeypatch.setitem(app.config, "PRODUCTION", True)
    with pytest.raises(NotReady, match="6 sample accounts with known passwords"):
        refuse_if_not_ready()
    closed = app.test_cli_runner().invoke(args=["account", "close", "--sample"])
    assert closed.output.count("closed ") == 6
    refuse_if_not_ready()


def test_a_sample_account_with_a_password_of_its_own_is_no_danger(app: Flask) -> None:
    account = make_account(demo=True)
    write()
    services.choose_password(account, "a-hash")
    db.session.commit()
    assert not account.demo


def test_serving_in_earnest_exits_with_three_and_one_line(tmp_path: Path) -> None:
    environment = {**os.environ, "SHOWCASE_VAR": str(tmp_path), "SHOWCASE_BASE_URL": "http://localhost"}

    def showcase(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "showcase.cli", *arguments]
        return subprocess.run(command, env={**environment, **more}, capture_output=True, text=True, timeout=60)

    assert showcase("migrate").returncode == 0
    script = "from showcase.app import create_app as c; from showcase.accounts import sample as s; "
    script += "from showcase.core.database import db, write; a = c(); a.app_context().push(); "
    script += "write(); s.create_missing(None); db.session.commit()"
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=60)
    refused = showcase("serve", "--port", "1", SHOWCASE_BASE_URL="https://example.org")
    assert refused.returncode == 3
    assert refused.stderr.count("\n") == 1
    assert "showcase account close --sample" in refused.stderr
