"""Who may scan over the API: a token with the scope `checkin`, or an enrolled device."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, make_response, request

from ..accounts.guard import bearer, token
from ..accounts.rules import Scope
from ..core import clock, keys
from ..core.database import reading
from ..core.errors import Problem
from ..core.security import private
from . import records, rules, sightings
from .claims import Scanner

DEVICE_KEY = "scd_"
TAKEN_LATE = {"checkin_api.scans", "checkin_api.annulment"}  # of phones, long after the event: without names


def for_scanners(view: Callable[..., Any]) -> Callable[..., Response]:
    """Let only scanners pass, and tell the view which one asks. A phone reads no name long after the event."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Response:
        asking = scanner()
        if request.endpoint not in TAKEN_LATE and not asking.may_read_names(clock.now()):
            raise Problem(403, "event_over", "The event is over. What was scanned is still taken; names are not told.")
        response = private(make_response(view(asking, *args, **values)))
        _note_sighting(asking)
        return response

    guarded.scope = "checkin"  # type: ignore[attr-defined]
    return guarded


def devices_only(asking: Scanner) -> None:
    """Who stands at the door decides; a program that may only check in does not."""
    if asking.device_id is None:
        raise Problem(403, "device_only", "An enrolled device does this.")


def scanner() -> Scanner:
    """The scanner behind the request's bearer secret; 401 if there is none, 403 without the scope."""
    secret = bearer()
    if secret and secret.startswith(DEVICE_KEY):
        with reading() as connection:
            device = records.device_of(connection, keys.digest(secret))
        if device is None:
            raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
        g.actor, g.device = f"device:{device.id}", device
        g.sighting = sightings.of(device)
        until = device.ends_at + rules.NAMES_END
        return Scanner(g.actor, device.id, device.event_id, trusted=True, names_until=until)
    held = token()
    if not held.has(Scope.CHECKIN):
        raise Problem(403, "scope_missing", f"This token lacks the scope {Scope.CHECKIN}.")
    return Scanner(f"token:{held.id}")


def _note_sighting(asking: Scanner) -> None:
    """Keep what an enrolled phone told of itself, once its request is done."""
    if asking.device_id and g.get("sighting"):
        sightings.keep(asking.device_id, g.sighting)
