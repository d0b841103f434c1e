"""The page about forgetting, for who answers for what guests were promised."""

import shutil
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock, forgetting
from showcase.core.database import db, write
from tests.factories import make_event, make_registration
from tests.staff.cast import sign_in


def test_it_says_what_comes_next_and_whether_somebody_looks(app: Flask, client: FlaskClient) -> None:
    shutil.rmtree(Path(app.config["VAR"]) / "mail", ignore_errors=True)  # letters of other tests would be forgotten too
    make_registration(make_event(), 2)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, Role.ADMINISTRATOR)
    page = client.get("/staff/forgetting/").get_data(as_text=True)
    assert "Nobody has looked for a day" in page
    assert "Names of those who came along" in page
    write()
    forgetting.forget_all(clock.now())
    db.session.commit()
    page = client.get("/staff/forgetting/").get_data(as_text=True)
    assert "Nobody has looked for a day" not in page
    assert "Nothing was due on the 1 day that was looked through." in page
    with clock.frozen(clock.now() + timedelta(days=130)):
        write()
        forgetting.forget_all(clock.now())
        db.session.commit()
    page = client.get("/staff/forgetting/").get_data(as_text=True)
    assert "Contacts of parties: " in page
