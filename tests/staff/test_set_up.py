"""The first run, over HTTP: who may begin, what each step stores, and that it is over once somebody has access."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyrage import x25519
from werkzeug.test import TestResponse

from showcase.accounts.models import Account
from showcase.accounts.rules import Role
from showcase.core import backup_key, outbox
from showcase.core.database import db
from showcase.core.outbox import Lane
from showcase.editions.models import Edition, Host
from showcase.staff import set_up
from tests.factories import make_account, make_edition
from tests.staff.cast import fields_of, fill, mark_of, post, sign_in

PASSWORD = "bốn chữ lạ hoàng hôn"
HOST = {
    "name-vi": "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Mẫu",
    "short_name-vi": "MTTQ Mẫu",
    "place-vi": "Thành phố Mẫu",
    "title-vi": "Xuân quê hương 2027",
    "year": "2027",
}


@pytest.fixture(autouse=True)
def no_key(app: Flask) -> Iterator[None]:
    yield
    (Path(app.config["VAR"]) / "backup-recipient").unlink(missing_ok=True)


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def administrator(visitor: FlaskClient) -> FlaskClient:
    make_edition()
    sign_in(visitor, Role.ADMINISTRATOR)
    return visitor


def begin(visitor: FlaskClient) -> TestResponse:
    return visitor.post("/staff/set-up/", data={"code": set_up.code()})


def found(model: Any) -> Any:
    db.session.expire_all()
    return db.session.scalars(db.select(model)).one()


def test_from_nothing_to_an_administrator(visitor: FlaskClient) -> None:
    assert begin(visitor).location == "/staff/set-up/host"
    assert fill(visitor, "/staff/set-up/host", **HOST).location == "/staff/set-up/administrator"
    host, edition = found(Host), found(Edition)
    assert (host.slug, edition.slug, edition.year) == ("thanh-pho-mau", "thanh-pho-mau-2027", 2027)
    answer = visitor.post(
        "/staff/set-up/administrator",
        data={"name": "Lê Thị Mai", "email": "Mai@mau.vn", "password": PASSWORD, "repeated": PASSWORD},
    )
    assert answer.location.endswith("/staff/set-up/mail")
    assert (found(Account).role, found(Account).email) == (Role.ADMINISTRATOR, "mai@mau.vn")
    assert "Does mail leave?" in visitor.get("/staff/set-up/mail").get_data(as_text=True)
    assert "Xuân quê hương 2027" in visitor.get("/vi/").get_data(as_text=True)
    home = visitor.get("/staff/").get_data(as_text=True)
    assert "/staff/set-up/mail" in home
    assert "/staff/set-up/backup-key" in home


def test_the_code_is_read_as_people_type_it(visitor: FlaskClient) -> None:
    assert visitor.post("/staff/set-up/", data={"code": set_up.code().lower().replace("-", " ")}).status_code == 303


@pytest.mark.parametrize("typed", ["", "0000-0000", "x" * 41, "ngày"])
def test_a_wrong_code_opens_nothing(typed: str, visitor: FlaskClient) -> None:
    assert visitor.post("/staff/set-up/", data={"code": typed}).status_code == 422
    assert visitor.get("/staff/set-up/host").location == "/staff/set-up/"
    assert visitor.post("/staff/set-up/host", data=HOST).location == "/staff/set-up/"
    assert visitor.post("/staff/set-up/administrator", data={}).location == "/staff/set-up/"
    assert not db.session.scalars(db.select(Host)).all()


def test_guessing_the_code_is_slowed_down(visitor: FlaskClient) -> None:
    answers = [visitor.post("/staff/set-up/", data={"code": "0000-0000"}).status_code for _ in range(25)]
    assert answers[-1] == 429
    assert begin(visitor).status_code == 429, "also with the right one"


def test_the_first_run_is_over_once_somebody_has_access(visitor: FlaskClient) -> None:
    begin(visitor)
    make_account()
    for path in ("", "host", "administrator"):
        assert visitor.get(f"/staff/set-up/{path}").location == "/staff/set-up/mail"
    data = {"name": "X", "email": "x@example.org", "password": PASSWORD, "repeated": PASSWORD}
    assert visitor.post("/staff/set-up/administrator", data=data).status_code == 303
    assert db.session.scalar(db.select(db.func.count(Account.id))) == 1
    assert set_up.where_to_begin() is None


def test_a_weak_password_is_refused_and_the_rest_stays(visitor: FlaskClient) -> None:
    make_edition()
    begin(visitor)
    data = {"name": "Lê Thị Mai", "email": "mai@mau.vn", "password": "lethimai2027", "repeated": "lethimai2027"}
    answer = visitor.post("/staff/set-up/administrator", data=data)
    assert answer.status_code == 422
    assert fields_of(answer)["email"] == "mai@mau.vn"
    assert "lethimai2027" not in answer.get_data(as_text=True)
    assert set_up.is_open()


def test_bad_words_about_the_host_are_said_beside_the_field(visitor: FlaskClient) -> None:
    begin(visitor)
    answer = fill(visitor, "/staff/set-up/host", **(HOST | {"year": "20270", "province_code": "ab", "name-vi": ""}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for name in ("year", "province_code", "name-vi"):
        assert f'id="{name}-error"' in page
    assert fields_of(answer)["title-vi"] == "Xuân quê hương 2027"


def test_the_test_message_leaves_and_the_page_says_so(administrator: FlaskClient, app: Flask) -> None:
    post(administrator, "/staff/set-up/mail", "/staff/set-up/mail")
    assert "on its way" in administrator.get("/staff/set-up/mail").get_data(as_text=True)
    while outbox.run_next(Lane.MAIL):
        pass
    assert "The message has left" in administrator.get("/staff/set-up/mail").get_data(as_text=True)
    letters = [message_from_bytes(f.read_bytes(), policy=default) for f in (app.config["VAR"] / "mail").glob("*.eml")]
    assert any("mail from the site arrives" in str(one) or "đã đến nơi" in one.as_string() for one in letters)


def test_a_new_key_is_in_force_only_when_it_has_been_written_down(administrator: FlaskClient) -> None:
    page = post(administrator, "/staff/set-up/backup-key/new", "/staff/set-up/backup-key")
    identity = re.search(r"AGE-SECRET-KEY-[A-Z0-9]+", page.get_data(as_text=True))
    assert identity is not None
    sent = fields_of(page)
    wrong = administrator.post("/staff/set-up/backup-key/written-down", data=sent | {"ending": "AAAAAA"})
    assert wrong.status_code == 422
    assert identity[0] not in wrong.get_data(as_text=True)
    assert backup_key.recipient() is None
    right = administrator.post(
        "/staff/set-up/backup-key/written-down", data=sent | {"ending": identity[0][-6:].lower()}
    )
    assert right.status_code == 303
    assert backup_key.recipient() == str(x25519.Identity.from_str(identity[0]).to_public())


def test_another_keys_ending_does_not_confirm_this_one(administrator: FlaskClient) -> None:
    made, other = backup_key.make(), backup_key.make()
    sent = {"recipient": made.recipient, "proof": other.proof, "ending": other.identity[-6:]}
    answer = post(administrator, "/staff/set-up/backup-key/written-down", data=sent)
    assert answer.status_code == 422
    assert backup_key.recipient() is None


def test_the_private_half_is_refused_and_not_shown_again(administrator: FlaskClient) -> None:
    identity = backup_key.make().identity
    answer = post(administrator, "/staff/set-up/backup-key", data={"recipient": identity})
    assert answer.status_code == 422
    assert identity not in answer.get_data(as_text=True)
    answer = post(administrator, "/staff/set-up/backup-key", data={"recipient": "age1nothing"})
    assert answer.status_code == 422


def test_what_the_operator_has_set_cannot_be_changed_here(administrator: FlaskClient, app: Flask) -> None:
    theirs, mine = backup_key.make().recipient, backup_key.make().recipient
    app.config["BACKUP_RECIPIENT"] = theirs
    try:
        page = administrator.get("/staff/set-up/backup-key")
        assert theirs in page.get_data(as_text=True)
        data = {"recipient": mine, "csrf_token": mark_of(administrator.get("/staff/host/"))}
        assert administrator.post("/staff/set-up/backup-key", data=data).status_code == 422
        assert backup_key.recipient() == theirs
    finally:
        app.config["BACKUP_RECIPIENT"] = None
    assert backup_key.recipient() is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_change_nothing(role: Role, visitor: FlaskClient) -> None:
    make_edition()
    sign_in(visitor, role)
    for path in ("mail", "backup-key", "backup-key/new", "backup-key/written-down"):
        assert post(visitor, f"/staff/set-up/{path}").status_code == 403
    assert backup_key.recipient() is None
