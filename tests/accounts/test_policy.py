"""What docs/policy.md says of every address and every kind of visitor is what really happens.

`bin/policy` sends the same requests and writes the table anew.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role, Verb, may
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from tests.accounts.policy import (
    BEARERS,
    MARK,
    NO,
    NO_TOKEN,
    OPEN,
    ROLES,
    SIGN_IN,
    SIGNED_OUT,
    Send,
    Way,
    as_role,
    column,
    enter,
    is_console,
    is_guarded_api,
    is_open,
    make_somebody,
    outcome,
    rendered,
    rewrite,
    signed_out,
    ways,
    with_bearer,
    written,
)
from tests.factories import make_event

Seen = dict[tuple[str, str], str]
SAYS = {
    "unknown": "docs/policy.md has no row for {ways}. Guard it with @requires(Verb…) or @requires_scope(Scope…), or, "
    "if it must be open, name it with the reason in OPEN (tests/accounts/policy.py). Then run bin/policy, read what it "
    "wrote and commit it.",
    "gone": "docs/policy.md names {ways}, which is there no more. Run bin/policy and commit what it writes.",
    "other": "{who} gets elsewhere than docs/policy.md says: {ways}. If that is meant, run bin/policy, read the "
    "difference as a change of rights, and commit it.",
}


@pytest.fixture(scope="module")
def seen(request: pytest.FixtureRequest, app: Flask) -> Iterator[dict[str, Seen]]:
    """What each visitor has met; written into the page at the end, if asked for."""
    met: dict[str, Seen] = {}
    yield met
    if request.config.getoption("--write-policy"):
        rewrite(rendered(app, met))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_as_far_as_the_table_says(
    role: str, app: Flask, client: FlaskClient, seen: dict[str, Seen], request: pytest.FixtureRequest
) -> None:
    seen[role] = met = walk(app, as_role(client, role), is_console)
    compare(role, met, request)
    for way in filter(is_console, ways(app)):
        assert (met[way.key] != NO) == may(Role(role), Verb(way.right)), way


@pytest.mark.parametrize("role", ROLES[1:])
def test_who_is_refused_changes_nothing_and_is_noted(role: str, app: Flask, client: FlaskClient) -> None:
    make_event()
    account = make_somebody(role)
    enter(client, account)
    refused = [way for way in ways(app) if is_console(way) and not may(Role(role), Verb(way.right))]
    before = stored()
    for way in refused:
        response = client.open(way.address(), method=way.method, data={"csrf_token": MARK, "name": "taken over"})
        assert response.status_code == 403, way
    assert stored() == before
    noted = db.session.scalars(db.select(AuditEntry).filter_by(verb="access.refused")).all()
    assert [entry.actor for entry in noted] == [f"account:{account.id}"] * len(refused)


def test_who_is_not_signed_in_is_led_to_the_sign_in(
    app: Flask, client: FlaskClient, seen: dict[str, Seen], request: pytest.FixtureRequest
) -> None:
    seen[SIGNED_OUT] = met = walk(app, signed_out(client), is_console)
    compare(SIGNED_OUT, met, request)
    assert set(met.values()) == {SIGN_IN}


@pytest.mark.parametrize("bearer", BEARERS)
def test_a_token_opens_what_its_scope_names(
    bearer: str, app: Flask, client: FlaskClient, seen: dict[str, Seen], request: pytest.FixtureRequest
) -> None:
    seen[bearer] = met = walk(app, with_bearer(client, bearer), is_guarded_api)
    compare(bearer, met, request)
    if bearer == BEARERS[0]:
        assert set(met.values()) == {NO_TOKEN}


def test_what_is_open_is_open_by_name_or_public(app: Flask, client: FlaskClient) -> None:
    send = signed_out(client)
    for way in filter(is_open, ways(app)):
        # Steps of signing in, come upon out of turn, lead back to its beginning.
        elsewhere = {NO, NO_TOKEN} if way.endpoint in OPEN else {NO, NO_TOKEN, SIGN_IN}
        assert outcome(send(way)) not in elsewhere, way


def test_the_page_says_what_the_rules_say_today(app: Flask, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--write-policy"):
        pytest.skip("it is being written")
    every = {name: column(name) for name in (SIGNED_OUT, *ROLES, *BEARERS)}
    known = set().union(*every.values())
    fresh = [way for way in ways(app) if not is_open(way) and way.key not in known]
    assert not fresh, SAYS["unknown"].format(ways=named(fresh))
    assert written() == rendered(app, every), "The rights of a role or an open address have changed: run bin/policy."


def test_every_reason_for_an_open_address_is_needed(app: Flask) -> None:
    assert {way.endpoint for way in ways(app)} >= OPEN.keys()


def stored() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the log, and but when an account or session was last seen."""
    db.session.rollback()
    kept = [table for table in db.metadata.sorted_tables if table.name not in {"audit_entry", "sign_in", "account"}]
    return {table.name: [tuple(row) for row in db.session.execute(db.select(table))] for table in kept}


def walk(app: Flask, send: Send, chosen: object) -> Seen:
    return {way.key: outcome(send(way)) for way in ways(app) if chosen(way)}  # type: ignore[operator]


def compare(who: str, met: Seen, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--write-policy"):
        return
    says = column(who)
    unknown, gone = met.keys() - says.keys(), says.keys() - met.keys()
    assert not unknown, SAYS["unknown"].format(ways=listed(unknown))
    assert not gone, SAYS["gone"].format(ways=listed(gone))
    other = {key for key in met if met[key] != says[key]}
    assert not other, SAYS["other"].format(who=who, ways=listed(other))


def listed(keys: set[tuple[str, str]]) -> str:
    return ", ".join(f"{method} {rule}" for method, rule in sorted(keys))


def named(found: list[Way]) -> str:
    return listed({way.key for way in found})
