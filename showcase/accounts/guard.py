"""Guards of views: who is asking, and whether they may."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from flask import Response, abort, current_app, g, make_response, redirect, request, session, url_for

from ..core import audit, clock
from ..core.database import db, write
from ..core.errors import Problem
from ..core.security import private, require_csrf
from . import services, sessions
from .models import Account, ApiToken, SignIn
from .rules import FRESH, Scope, Verb, may, needs_second_factor

SAFE = {"GET", "HEAD", "OPTIONS"}


def account() -> Account | None:
    """The signed-in account of this request, looked up once."""
    found = sign_in()
    return found.account if found else None


def signed_in() -> Account:
    """The same in a view that a guard has let somebody into."""
    found = account()
    assert found is not None
    return found


def sign_in() -> SignIn | None:
    """The session of this request."""
    if "sign_in" not in g:
        g.sign_in = sessions.of(session.get("token")) if request.path.startswith("/staff") else None
        if g.sign_in is not None:
            g.actor = f"account:{g.sign_in.account_id}"
    found: SignIn | None = g.sign_in
    return found


def requires(verb: Verb, fresh: bool = False, unsecured: bool = False) -> Callable[..., Any]:
    """Let only accounts pass that may do `verb`; check the form's mark; keep the page out of caches.

    fresh: the sign-in must be recent. unsecured: open also to those who have yet to set up a second factor.
    """

    def guard(view: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Response:
            present = sign_in()
            if present is None:
                return private(to_sign_in())
            who = present.account
            if not may(who.role_name, verb):
                refuse(verb)
            if request.method not in SAFE:
                require_csrf()
            if not unsecured and lacks_second_factor(who):
                return private(make_response(redirect(url_for("accounts_own.my_account"), 303)))
            if fresh and clock.now() - present.created_at > FRESH:
                return private(to_sign_in(again="1"))
            sessions.touch(present)
            return private(make_response(view(*args, **values)))

        guarded.verb = verb  # type: ignore[attr-defined]
        return guarded

    return guard


def lacks_second_factor(who: Account) -> bool:
    """Whether somebody must set up a second factor before anything else: only where the site is in earnest."""
    return bool(current_app.config["PRODUCTION"]) and needs_second_factor(who.role_name) and not who.has_second_factor


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


def to_sign_in(again: str | None = None) -> Response:
    """To the sign-in, and back here if coming here changes nothing."""
    target = request.full_path.rstrip("?") if request.method in SAFE else None
    return make_response(redirect(url_for("accounts.sign_in", next=target, again=again), 303))


def refuse(verb: Verb, unit: str | None = None) -> NoReturn:
    """403, and a line in the log of changes: somebody tried what their role, or their unit, may not do."""
    write()
    page, tried = f"page:{request.endpoint}"[:80], {"method": (None, request.method), "right": (None, verb.value)}
    audit.record("access.refused", page, **tried, **({"unit": (None, unit)} if unit else {}))
    db.session.commit()
    abort(403)
