"""What every answer carries, and what no answer does."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.routing import IntegerConverter

from showcase.core import security
from tests.factories import make_edition, make_event


@pytest.mark.parametrize("path", ["/", "/vi/", "/en/nowhere/", "/staff/sign-in", "/healthz", "/api/v1/nowhere"])
def test_every_answer_is_strict(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    assert "default-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("strict-origin-when-cross-origin", "same-origin")
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Request-Id"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/%0d%0aLocation:x\r\n",
        "javascript:alert(1)",
        "",
        None,
        "staff/",
        "http:evil",
        "/staff\\..\\x",
    ],
)
def test_no_redirect_leaves_the_site(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert security.local_target(target, "accounts.sign_in") == "/staff/sign-in"


@pytest.mark.parametrize("path", ["/vi", "/vi/projects", "/vi/projects?q=a%20b", "/staff"])
def test_a_missing_slash_is_added_without_naming_a_host(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    whole, _, query = path.partition("?")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{whole}/" + (f"?{query}" if query else "")


def test_a_local_target_is_kept(app: Flask) -> None:
    with app.test_request_context():
        assert security.local_target("/staff/guests/?q=a%20b", "accounts.sign_in") == "/staff/guests/?q=a%20b"


@pytest.mark.parametrize(
    ("accepts", "home"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "/vi/"),
        ("en-US,en;q=0.9", "/en/"),
        ("de-DE,de;q=0.9", "/en/"),
        ("fr;q=0.3,vi;q=0.2", "/fr/"),
        (None, "/vi/"),
    ],
)
def test_the_front_door_leads_to_the_visitors_language(client: FlaskClient, accepts: str | None, home: str) -> None:
    answer = client.get("/", headers={"Accept-Language": accepts} if accepts else {})
    assert (answer.status_code, answer.location) == (302, home)
    assert answer.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in answer.headers


def test_the_front_door_leads_to_no_language_that_the_edition_does_not_offer(client: FlaskClient) -> None:
    make_edition(locales=["vi", "en"])
    assert client.get("/", headers={"Accept-Language": "fr;q=0.3,vi;q=0.2"}).location == "/vi/"


def test_the_host_header_leads_nowhere(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.location.startswith("/")


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [("/vi/khong-co/", "vi", "Không có trang này"), ("/en/nowhere/", "en", "not"), ("/xx/", "en", "not")],
)
def test_a_lost_page_helps_in_the_visitors_language(client: FlaskClient, path: str, language: str, words: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    assert f'<html lang="{language}"' in page
    assert words in page


def test_an_unexpected_fault_shows_a_page_and_no_detail(app: Flask, client: FlaskClient, monkeypatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "health.healthz", fail)
    answer = client.get("/healthz", headers={"Accept-Language": "vi"})
    assert answer.status_code == 500
    assert "secret detail" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "endpoint"), [("/healthz", "health.healthz"), ("/api/v1/events", "registration_api.list_events")]
)
def test_a_database_without_room_is_a_reason_to_come_back(
    app: Flask, client: FlaskClient, monkeypatch, path: str, endpoint: str
) -> None:
    def fail() -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setitem(app.view_functions, endpoint, fail)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "INSERT" not in answer.get_data(as_text=True)


def test_the_api_answers_problems_as_documents(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["code"] == "not_found"


def test_health_asks_nobody_and_readiness_everybody(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (200, {"status": "ok", "database": True, "storage": True})


def test_not_ready_without_a_state_folder(app: Flask, client: FlaskClient, monkeypatch, tmp_path) -> None:
    monkeypatch.setitem(app.config, "VAR", tmp_path / "gone")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["storage"]) == (503, False)


def test_the_log_names_the_rule_and_not_the_visitors_address(client: FlaskClient, capsys) -> None:
    client.get("/vi/r/a-secret-token/?q=huong")
    client.get("/staff/links/a-secret-link")
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    assert {line["status"] for line in lines if line["event"] == "request"}
    assert "a-secret" not in written
    assert "huong" not in written


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused(client: FlaskClient, site: str) -> None:
    answer = client.post("/staff/sign-in", data={"email": "a", "password": "b"}, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    answer = client.post("/staff/sign-in", data={"email": "a"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_numbers_in_addresses_fit_their_columns(app: Flask) -> None:
    """A longer one would reach the database and fail there."""
    for rule in app.url_map.iter_rules():
        for converter in rule._converters.values():
            if isinstance(converter, IntegerConverter):
                assert converter.max == 2**31 - 1, rule


def test_a_form_of_ten_megabytes_is_too_large(client: FlaskClient) -> None:
    event = make_event()
    for path, field in (("/staff/sign-in", "email"), (f"/vi/register/{event.slug}/", "note")):
        answer = client.post(path, data={field: "x" * 10_000_000})
        assert answer.status_code == 413, path
        assert len(answer.data) < 50_000, "and it is not shown again"
