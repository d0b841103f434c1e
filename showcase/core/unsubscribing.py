"""Ends mail that nobody has asked for with one press, as RFC 8058 wants it: an address of its own for each reader.

A feature that sends such mail registers what its readers can end, and puts `address_of()` into `Composed.unsubscribe`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from . import keys
from .addresses import absolute_url
from .database import db, write
from .security import private

blueprint = Blueprint("unsubscribing", __name__, url_prefix="/<locale:locale>/unsubscribe")
ONE_CLICK = "One-Click"


@dataclass(frozen=True)
class Subscription:
    """Mail that a reader gets: `what` names it to them (a lazy text), `end` ends it, in the present transaction."""

    what: Any
    is_ended: bool
    end: Callable[[], object]


Find = Callable[[int], Subscription | None]
_kinds: dict[str, Find] = {}


def subscribes(kind: str) -> Callable[[Find], Find]:
    """Register what finds a subscription of a kind by its number."""

    def register(find: Find) -> Find:
        _kinds[kind] = find
        return find

    return register


def address_of(kind: str, number: int, locale: str) -> str:
    """Where its reader ends a subscription: no page asks for anything else, so the address is a secret."""
    token = keys.link_token(_purpose(kind), number, 1)
    return absolute_url("unsubscribing.unsubscribe", locale=locale, kind=kind, token=token)


@blueprint.route("/<kind>/<token>/", methods=["GET", "POST"])
def unsubscribe(kind: str, token: str) -> Response:
    """Asks; a POST ends it, also one that a mail program sends by itself: its secret is all the leave it needs."""
    if request.method != "POST":  # programs that look at every link of a mail must not end anything
        found = _subscription(kind, token)
        return private(make_response(render_template("core/unsubscribe.html", what=found.what, ended=found.is_ended)))
    write()
    found = _subscription(kind, token)
    if not found.is_ended:
        found.end()
    db.session.commit()
    if request.form.get("List-Unsubscribe") == ONE_CLICK:
        return private(Response("", content_type="text/plain; charset=utf-8"))
    return private(redirect(url_for(".unsubscribe", kind=kind, token=token), 303))


def _subscription(kind: str, token: str) -> Subscription:
    find = _kinds.get(kind)
    return (keys.owner_of_link(_purpose(kind), token, find) if find else None) or abort(404)


def _purpose(kind: str) -> str:
    return f"unsubscribe-{kind}"
