"""Addresses that nobody links to: broken letters, endless words and marks of other scripts, at every public door."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule, UnicodeConverter

from showcase.core import discovery
from showcase.core.database import db
from showcase.core.i18n import LOCALES
from showcase.packs import services as packs

SAMPLE = Path(__file__).parents[2] / "editions/tra-vinh-2023"
NOT_PUBLIC = ("/staff", "/api/v1/registrations", "/api/v1/attendees", "/api/v1/checkin")
TAG = "\"'><x-seen onclick=1>"
# Names that some page reads from its address, and one that none does.
NAMES = ("q", "page", "ids", "place", "unit", "sector", "kind", "view", "stage", "topic", "limit", "v", "nothing")

odd_text = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [TAG, "\x00", "‮dlrow", "ộ" * 10_000, "../../etc/passwd", "%", "-1", "99999999999999999999", "½", "NaN"]
    ),
    st.sampled_from(["nhi long", "ធ្វើ", "Đ", "a" * 10_000]),
)
odd_bytes = st.one_of(
    odd_text.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=40),
    st.just(b"\xed\xa0\x80\xff\xfe"),  # a lone surrogate, and bytes that are no letters
)
queries = st.lists(st.tuples(st.sampled_from(NAMES), odd_bytes), max_size=4)


def public_rules(app: Flask) -> list[Rule]:
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return sorted((rule for rule in rules if not rule.rule.startswith(NOT_PUBLIC)), key=lambda rule: rule.rule)


@pytest.fixture
def sample(app: Flask) -> dict[str, list[str]]:
    """The sample edition, and the values that its own pages have in their addresses."""
    assert packs.load(SAMPLE, datetime(2026, 11, 24, tzinfo=UTC)).findings == []
    db.session.commit()
    known: dict[str, list[str]] = {"locale": list(LOCALES)}
    with app.test_request_context():
        for page in (page for source in discovery._sources for page in source()):
            for name, value in page[1].items():
                known.setdefault(name, []).append(str(value))
    return known


def ask(client: FlaskClient, path: str, query: str) -> None:
    """No failure, and nothing that was asked stands on the page as it was written."""
    answer = client.get(path, query_string=query)
    assert answer.status_code < 500, (path[:200], query[:200])
    assert "Set-Cookie" not in answer.headers
    if answer.mimetype in ("text/html", "application/xml", "application/atom+xml"):
        assert "<x-seen" not in answer.get_data(as_text=True)


def try_addresses(app: Flask, client: FlaskClient, sample: dict[str, list[str]], times: int) -> None:
    """The same questions each time: a change is judged by what it does, not by what was drawn."""
    rules = public_rules(app)
    assert len(rules) > 40

    @settings(
        max_examples=times, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True
    )
    @given(st.data())
    def anything(data: Any) -> None:
        rule = data.draw(st.sampled_from(rules))
        parts = {}
        for name in sorted(rule.arguments):
            well_known = st.sampled_from(sample[name]) if name in sample else st.just("x")
            chosen = data.draw(st.one_of(well_known, odd_bytes) if name != "locale" else well_known)
            parts[name] = chosen if isinstance(chosen, str) else quote_from_bytes(chosen, safe="")
        path = "".join(part if not is_dynamic else parts[part] for is_dynamic, part in rule._trace if part != "|")
        query = "&".join(f"{name}={quote_from_bytes(value, safe='')}" for name, value in data.draw(queries))
        ask(client, path, query)

    anything()


def test_no_address_holds_a_sign_that_a_database_refuses(app: Flask) -> None:
    """PostgreSQL cannot be asked for a text with NUL; SQLite can, so this holds on both."""
    named = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.arguments]
    assert len(named) > 100
    adapter = app.url_map.bind("localhost")
    values = {"locale": "vi"}
    for rule in named:
        words = [name for name in rule.arguments if isinstance(rule._converters[name], UnicodeConverter)]
        path = "".join(
            values.get(part, "\x00") if is_dynamic else part for is_dynamic, part in rule._trace if part != "|"
        )
        if words:
            with pytest.raises(NotFound):
                adapter.match(path, method="GET")


def test_no_address_is_too_strange(app: Flask, client: FlaskClient, sample: dict[str, list[str]]) -> None:
    try_addresses(app, client, sample, 150)


@pytest.mark.full
def test_no_address_of_many_is_too_strange(app: Flask, client: FlaskClient, sample: dict[str, list[str]]) -> None:
    try_addresses(app, client, sample, 2500)


@pytest.mark.full
def test_the_open_part_of_the_api_keeps_its_description(app: Flask, sample: dict[str, list[str]]) -> None:
    """What is asked within the description and beside it gets an answer that the description knows, never a failure."""
    description = discovery.description()
    gets = {path: item["get"] for path, item in description["paths"].items() if "get" in item}
    open_paths = {path: {"get": get} for path, get in gets.items() if not path.startswith(NOT_PUBLIC)}
    assert len(open_paths) > 5
    configuration = SchemathesisConfig.from_dict({"generation": {"max-examples": 60, "database": "none"}})
    schema = schemathesis.openapi.from_dict({**description, "paths": open_paths}, config=configuration)
    schema.app = app
    for operation in schema.get_all_operations():

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(operation.ok().as_strategy())
        def asked(case: Any) -> None:
            answer = case.call()
            assert answer.status_code < 500, case.as_curl_command()

        asked()
