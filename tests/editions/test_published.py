"""An edition that is being prepared shows nowhere outside the console, whoever asks."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Scope
from showcase.core.database import db, write
from showcase.editions.models import Edition
from showcase.registration.models import Event
from tests.factories import (
    make_achievement,
    make_article,
    make_edition,
    make_event,
    make_indicator,
    make_party,
    make_project,
    make_token,
    texts,
)

SECRET = "Chuyện năm sau"


@pytest.fixture
def front(app: Flask) -> Edition:
    return make_edition(slug="nam-nay", year=2023)


@pytest.fixture
def hidden(front: Edition) -> Edition:
    edition = make_edition(front.host, slug="nam-sau", year=2024, published_at=None)
    write()
    texts(edition, title=SECRET, intro=SECRET)
    db.session.commit()
    make_article(edition, slug="bai-nam-sau", title=SECRET)
    make_achievement(edition, slug="thanh-tuu-nam-sau")
    make_indicator(edition, slug="chi-tieu-nam-sau")
    make_project(edition, slug="du-an-nam-sau")
    return edition


@pytest.fixture
def event(hidden: Edition) -> Event:
    return make_event(hidden, slug="hop-mat-nam-sau")


PUBLIC = (
    *("/vi/", "/vi/achievements/", "/vi/indicators/", "/vi/projects/", "/vi/projects/map/", "/vi/articles/"),
    *("/sitemap.xml", "/feeds/vi.atom", "/vi/privacy/", "/vi/khong-co/"),
    *(f"/api/v1/{name}" for name in ("editions", "events", "achievements", "indicators", "projects")),
    *(f"/api/v1/{name}" for name in ("indicators.csv", "projects.csv", "projects.geojson", "projects.oc4ids.json")),
)


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_of_it_stands_on_a_public_page(path: str, client: FlaskClient, event: Event) -> None:
    page = client.get(path).get_data(as_text=True)
    assert "nam-sau" not in page
    assert SECRET not in page


@pytest.mark.parametrize(
    "path",
    [
        "/vi/gathering/hop-mat-nam-sau/",
        "/vi/register/hop-mat-nam-sau/",
        "/vi/gathering/",
        "/vi/register/",
        "/vi/articles/bai-nam-sau/",
        "/vi/achievements/thanh-tuu-nam-sau/",
        "/vi/indicators/chi-tieu-nam-sau/",
        "/vi/projects/du-an-nam-sau/",
        "/api/v1/events/hop-mat-nam-sau",
        *(f"/api/v1/{name}?edition=nam-sau" for name in ("achievements", "indicators", "indicators.csv", "projects")),
    ],
)
def test_its_own_addresses_lead_nowhere(path: str, client: FlaskClient, event: Event) -> None:
    assert client.get(path).status_code == 404


def test_nobody_can_register_for_it(client: FlaskClient, event: Event) -> None:
    body: dict[str, Any] = {
        "event": event.slug,
        "locale": "vi",
        "contact": {"name": "Đặng Thị Hường", "country": "US", "email": "huong@example.org"},
        "attendees": [{"name": "Đặng Thị Hường"}],
        "consents": {"processing": True},
    }
    header = {"Authorization": f"Bearer {make_token(Scope.REGISTRATIONS_WRITE)}"}
    answer = client.post(
        "/api/v1/registrations", data=json.dumps(body), headers=header, content_type="application/json"
    )
    assert answer.status_code == 422
    assert client.post(f"/vi/register/{event.slug}/", data={"name": make_party(event).contact_name}).status_code == 404


def test_the_operator_may_put_it_in_front_before_it_is_published(
    app: Flask, client: FlaskClient, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "EDITION", "nam-sau")
    assert SECRET in client.get("/vi/").get_data(as_text=True)
    assert client.get("/vi/gathering/hop-mat-nam-sau/").status_code == 200
    assert SECRET in client.get("/api/v1/editions").get_data(as_text=True)


def test_a_site_with_nothing_published_has_no_front_page(app: Flask, client: FlaskClient) -> None:
    make_edition(published_at=None)
    assert client.get("/vi/").status_code == 404
