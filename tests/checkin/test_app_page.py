"""The door's page as it leaves the site: open to everybody, the same for everybody, and without anybody's data."""

import base64
import hashlib
import io
import json
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.i18n import LOCALES
from tests.checkin.door import make_gate, make_guest
from tests.factories import make_event
from tests.pages import faults_of
from tests.staff.cast import sign_in


def test_it_is_the_same_for_everybody_and_knows_nobody(client: FlaskClient) -> None:
    event = make_event()
    gate, guest = make_gate(event), make_guest(event)
    stranger = client.get("/staff/checkin/", headers={"Accept-Language": "vi"})
    assert (stranger.status_code, stranger.headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in stranger.headers
    assert "Cookie" not in stranger.headers["Vary"]
    sign_in(client, Role.GATE)
    page = client.get("/staff/checkin/", headers={"Accept-Language": "vi"})
    assert page.data == stranger.data
    for secret in (guest.name, str(event.text_in("title")), event.slug, gate.slug):
        assert secret not in page.get_data(as_text=True)


@pytest.mark.parametrize("locale", LOCALES)
def test_it_speaks_each_language_soundly(client: FlaskClient, locale: str) -> None:
    page = client.get(f"/staff/checkin/{locale}/")
    text = page.get_data(as_text=True)
    assert f'<html lang="{locale}">' in text
    assert not faults_of(text)
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)", text)


def test_without_javascript_it_leads_to_the_plain_pages(client: FlaskClient) -> None:
    page = client.get("/staff/checkin/en/").get_data(as_text=True)
    assert 'href="/staff/checkin/gates/"' in page
    assert client.get("/staff/checkin/gates/").location.endswith("/staff/sign-in?next=/staff/checkin/gates/")


def test_its_worker_keeps_all_that_the_page_needs(client: FlaskClient) -> None:
    answer = client.get("/staff/checkin/worker.js")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-store")
    assert "Set-Cookie" not in answer.headers
    kept = dict(json.loads(re.search(r"^const KEPT = (.*);$", answer.get_data(as_text=True), re.MULTILINE)[1]))  # type: ignore[index]
    for address, integrity in kept.items():
        body = client.get(address).data
        assert integrity == "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode(), address
    needed = re.findall(r'"(/assets/[^"]+)"', client.get("/staff/checkin/vi/").get_data(as_text=True))
    assert set(needed) <= kept.keys()
    for part in ("/staff/checkin/km/", "device/device.js", "reading/decoder.wasm.js", "zxing_reader.wasm", "khmer"):
        assert any(part in address for address in kept), part


def test_it_can_be_put_on_the_home_screen(client: FlaskClient) -> None:
    facts = client.get("/staff/checkin/km/manifest.webmanifest").json
    assert facts["start_url"] == facts["scope"] == "/staff/checkin/"
    assert facts["display"] == "standalone"
    assert facts["lang"] == "km"
    for icon in facts["icons"]:
        body = client.get(icon["src"]).data
        if icon["type"] == "image/png":
            assert icon["sizes"] == "{}x{}".format(*Image.open(io.BytesIO(body)).size)
    assert "maskable" in [icon.get("purpose") for icon in facts["icons"]]


def test_staff_who_are_signed_in_are_offered_the_door_by_one_press(client: FlaskClient) -> None:
    over = make_event(starts_at=clock.now() - timedelta(days=3), ends_at=clock.now() - timedelta(hours=3))
    event = make_event()
    assert client.get("/staff/checkin/phones/own").status_code == 303
    sign_in(client, Role.GATE)
    told = client.get("/staff/checkin/phones/own")
    assert "no-store" in told.headers["Cache-Control"]
    assert [one["slug"] for one in told.json["events"]] == [event.slug] != [over.slug]
    sent = {"event": event.slug, "name": told.json["name"]}
    address = "/staff/checkin/phones/own"
    assert client.post(address, data=sent).status_code == 403
    made = client.post(address, data=sent, headers={"X-CSRF-Token": told.json["mark"]})
    assert (made.status_code, made.json["device"]["event"]) == (201, event.slug)
