"""Who gets how far, asked of every address by really sent requests, and the table in docs/policy.md that says so."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts import services, sessions
from showcase.accounts.models import Account
from showcase.accounts.rules import Method, Role, Scope, Verb, is_unit_bound, may
from showcase.checkin import devices
from showcase.config import ROOT
from showcase.core.database import db, write
from tests.factories import make_event, save

PAGE: Path = ROOT / "docs/policy.md"
BEGIN, END = "<!-- From here on written by bin/policy -->", "<!-- Up to here -->"
MARK = "the session's mark"
YES, NO, SIGN_IN, NO_TOKEN = "yes", "–", "sign in", "401"
SIGNED_OUT, DEVICE = "signed out", "device"
ROLES = [role.value for role in Role]
BEARERS = ["no token", *(scope.value for scope in Scope), DEVICE]

# Addresses of the console and the API that are open without a right; why they may be.
OPEN = {
    "accounts.sign_in": "the way in",
    "accounts.sign_out": "ends the own session; asks for the form's mark itself",
    "accounts.one_time_link": "by the secret in the address, once",
    "accounts.forgotten": "the same answer for everybody",
    "accounts.second_step": "by a session that waits for it",
    "accounts.passkey": "by a signature of a passkey",
    "accounts.passkey_options": "what a passkey is asked; slowed down",
    "staff_set_up.begin": "by the code from the server's output, while nobody has access",
    "staff_set_up.host": "by the code from the server's output, while nobody has access",
    "staff_set_up.administrator": "by the code from the server's output, while nobody has access",
    "door_app.start": "the door's page without data; a phone's key opens the rest",
    "door_app.start_in": "the same in a language",
    "door_app.manifest": "what a phone shows on its home screen",
    "door_app.worker": "the script that keeps that page on a phone",
    "checkin_api.enrol": "by a code that is good once",
}
_GUARDED = ("/staff/", "/api/v1/registrations", "/api/v1/attendees", "/api/v1/checkin/")
_CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
METHODS = _CHANGES | {"GET"}


@dataclass(frozen=True)
class Way:
    """One method of one address."""

    method: str
    rule: str
    endpoint: str
    right: str  # the verb or the scope that the guard names; empty: none

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.rule

    def address(self, **values: str) -> str:
        """With these values, or with some that name nothing."""

        def filled(found: re.Match[str]) -> str:
            kind, choices, name = found[1] or "", found[2] or "", found[3]
            stand_in = {
                "uuid": "00000000-0000-4000-8000-000000000000",
                "int": "999",
                "locale": "vi",
                "any": choices.split(",")[0].strip(" '\""),
            }
            return values.get(name, stand_in.get(kind, "none"))

        return re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>", filled, self.rule)


def ways(app: Flask) -> list[Way]:
    """Every method of every address, in the order of the addresses."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        right = getattr(view, "verb", None) or getattr(view, "scope", None) or ""
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        found += [Way(method, rule.rule, rule.endpoint, str(right)) for method in methods]
    return sorted(found, key=lambda way: (way.rule, way.method))


def is_console(way: Way) -> bool:
    return way.rule.startswith("/staff/") and way.endpoint not in OPEN


def is_guarded_api(way: Way) -> bool:
    if way.endpoint in OPEN or not way.rule.startswith("/api/"):
        return False
    return bool(way.right) or way.rule.startswith(_GUARDED) or way.method in _CHANGES


def is_open(way: Way) -> bool:
    return not is_console(way) and not is_guarded_api(way)


def outcome(response: TestResponse) -> str:
    """How far a request got: what a page then says of the record it names is the page's own matter."""
    assert response.status_code < 500, (response.request.method, response.request.path, response.status)
    if response.status_code == 303 and response.location.startswith("/staff/sign-in"):
        return SIGN_IN
    return {401: NO_TOKEN, 403: NO}.get(response.status_code, YES)


Send = Callable[..., TestResponse]


def as_role(client: FlaskClient, role: str) -> Send:
    """Sends as somebody with this role; each request in a session of its own, since some end it."""
    account = make_somebody(role)

    def send(way: Way, **values: str) -> TestResponse:
        enter(client, account)
        return client.open(way.address(**values), method=way.method, data=_form(way))

    return send


def signed_out(client: FlaskClient) -> Send:
    return lambda way: client.open(way.address(), method=way.method, data=_form(way))


def with_bearer(client: FlaskClient, bearer: str) -> Send:
    headers = {}
    if bearer == DEVICE:
        headers["Authorization"] = f"Bearer {_device_key()}"
    elif bearer in list(Scope):
        write()
        headers["Authorization"] = f"Bearer {services.create_token(bearer, [Scope(bearer)])}"
        db.session.commit()
    return lambda way: client.open(
        way.address(), method=way.method, headers=headers, json={} if way.method in _CHANGES else None
    )


def make_somebody(role: str) -> Account:
    """An account without a password, since none is typed here."""
    unit = "001" if is_unit_bound(Role(role)) else None
    return save(Account(email=f"{role}@example.org", name=role, role=role, unit_code=unit))


def enter(client: FlaskClient, account: Account) -> None:
    write()
    secret, _sign_in = sessions.begin(db.session.merge(account), Method.PASSWORD, "")
    db.session.commit()
    with client.session_transaction(path="/staff/") as session:
        session["token"], session["csrf"] = secret, MARK


def _form(way: Way) -> dict[str, str] | None:
    return {"csrf_token": MARK} if way.method in _CHANGES else None


def rendered(app: Flask, seen: dict[str, dict[tuple[str, str], str]]) -> str:
    """The written part of the page: the rights of the roles, then who got how far."""
    every = ways(app)
    console, api = [way for way in every if is_console(way)], [way for way in every if is_guarded_api(way)]
    parts = [
        "## Rights of the roles",
        _table(["right", *ROLES], [[f"`{verb}`", *(_granted(role, verb) for role in Role)] for verb in Verb]),
        "## The console",
        _table(
            ["method", "address", "right", SIGNED_OUT, *ROLES],
            [[*_head(way), *(seen[who][way.key] for who in (SIGNED_OUT, *ROLES))] for way in console],
        ),
        "## The API",
        _table(
            ["method", "address", "scope", *BEARERS],
            [[*_head(way), *(seen[who][way.key] for who in BEARERS)] for way in api],
        ),
        "## Open without a right",
        _table(
            ["method", "address", "why"],
            [[*_head(way)[:2], OPEN.get(way.endpoint, "public")] for way in every if is_open(way)],
        ),
    ]
    return "\n\n".join(parts)


def written() -> str:
    """The part of the page that bin/policy wrote."""
    return PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip()


def rewrite(text: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def column(name: str) -> dict[tuple[str, str], str]:
    """What the page says of one kind of visitor: method and address → how far."""
    found: dict[tuple[str, str], str] = {}
    heads: list[str] = []
    for line in written().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| method"):
            heads = cells
        elif line.startswith("| ") and name in heads and cells[0] in METHODS:
            found[cells[0], cells[1].strip("`")] = cells[heads.index(name)]
        elif line.startswith("#"):
            heads = []
    return found


def _granted(role: Role, verb: Verb) -> str:
    if not may(role, verb):
        return NO
    return "own unit" if is_unit_bound(role) else YES


def _head(way: Way) -> list[str]:
    return [way.method, f"`{way.rule}`", f"`{way.right}`" if way.right else ""]


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _device_key() -> str:
    event = make_event()
    write()
    _device, key = devices.enrol(devices.enrolment_code(event), "phone")
    db.session.commit()
    return key
