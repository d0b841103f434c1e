"""An event with a desk and a guest; the site of the tests on a port and one browser, for phones."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Playwright

from showcase.checkin.models import Gate
from showcase.registration.models import Attendee, Event
from tests.checkin.door import make_gate, make_guest
from tests.checkin.phone import Phone, served
from tests.factories import make_event
from tests.live import launch
from tests.staff.cast import sign_in


@pytest.fixture(scope="session")
def url(app: Flask) -> Iterator[str]:
    with served(app) as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def gate(event: Event) -> Gate:
    return make_gate(event)


@pytest.fixture
def desk(gate: Gate) -> Gate:
    return gate


@pytest.fixture
def guest(event: Event) -> Attendee:
    return make_guest(event)


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """An organiser who reads English."""
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def phone(browser: Browser, url: str) -> Iterator[Phone]:
    phone = Phone(browser, url)
    yield phone
    phone.close()
