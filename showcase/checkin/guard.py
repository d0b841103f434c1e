"""Who may scan over the API: a token with the scope `checkin`, or an enrolled device."""

from flask import g

from ..accounts.guard import bearer, token
from ..accounts.rules import Scope
from ..core import keys
from ..core.database import db
from ..core.errors import Problem
from .models import Device
from .services import Scanner

DEVICE_KEY = "scd_"


def scanner() -> Scanner:
    """The scanner behind the request's bearer secret; 401 if there is none, 403 without the scope."""
    secret = bearer()
    if secret and secret.startswith(DEVICE_KEY):
        device = db.session.scalar(db.select(Device).filter_by(key_digest=keys.digest(secret), revoked_at=None))
        if device is None:
            raise Problem(401, "unauthorized", headers={"WWW-Authenticate": "Bearer"})
        g.actor = f"device:{device.id}"
        return Scanner(g.actor, device.id, device.event_id, trusted=True)
    held = token()
    if not held.has(Scope.CHECKIN):
        raise Problem(403, "scope_missing", f"This token lacks the scope {Scope.CHECKIN}.")
    return Scanner(f"token:{held.id}")
