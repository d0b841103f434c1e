"""Guards of views: who is asking, and whether they may."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, abort, g, make_response, redirect, request, session, url_for

from ..core.errors import Problem
from ..core.security import private, require_csrf
from . import services
from .models import Account, ApiToken
from .rules import Scope, Verb, may

SAFE = {"GET", "HEAD", "OPTIONS"}


def account() -> Account | None:
    """The signed-in account of this request, looked up once."""
    if "account" not in g:
        g.account = services.signed_in(session.get("token")) if request.path.startswith("/staff") else None
        if g.account is not None:
            g.actor = f"account:{g.account.id}"
    found: Account | None = g.account
    return found


def requires(verb: Verb) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Let only accounts pass that may do `verb`; check the form's mark; keep the page out of caches."""

    def guard(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Response:
            who = account()
            if who is None:
                return private(_to_sign_in())
            if not may(who.role_name, verb, who.unit_code):
                abort(403)
            if request.method not in SAFE:
                require_csrf()
            return private(make_response(view(*args, **values)))

        guarded.verb = verb  # type: ignore[attr-defined]
        return guarded

    return guard


def requires_scope(scope: Scope) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Let only API tokens pass that hold `scope`: 401 without a good token, 403 without the scope."""

    def guard(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Response:
            if not token().has(scope):
                raise Problem(403, "scope_missing", f"This token lacks the scope {scope}.")
            return private(make_response(view(*args, **values)))

        guarded.scope = scope  # type: ignore[attr-defined]
        return guarded

    return guard


def bearer() -> str | None:
    """The secret of the Authorization header."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None


def token() -> ApiToken:
    """The API token of this request; 401 if there is none."""
    if "token" not in g:
        secret = bearer()
        found = services.token_of(secret) if secret else None
        if found is None:
            raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
        g.token, g.actor = found, f"token:{found.id}"
    held: ApiToken = g.token
    return held


def _to_sign_in() -> Response:
    target = request.full_path.rstrip("?") if request.method in SAFE else None
    return make_response(redirect(url_for("accounts.sign_in", next=target), 303))
