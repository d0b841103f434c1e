"""How a phone becomes a device over the API, and opens a desk by its PIN."""

import hmac
from typing import Any

from flask import Response, jsonify, request

from ..core import throttle
from ..core.api import json_body
from ..core.database import db, write
from ..core.errors import Problem
from ..core.forms import clean, has_control_characters
from ..core.security import private
from . import devices, rules
from .api_views import blueprint, gate_of
from .claims import Scanner
from .guard import devices_only, for_scanners

WRONG_TRIES, WINDOW = 10, 900  # of a network at codes, of a phone at PINs; in so many seconds


@blueprint.post("/devices")
def enrol() -> Response:
    """Turn a phone into a device by a code that staff give out."""
    body = json_body()
    code, name = body.get("code"), body.get("name") or ""
    faults = []
    if not isinstance(code, str) or not 1 <= len(code) <= 40:
        faults.append({"field": "code", "message": "An enrolment code is expected."})
    if not isinstance(name, str) or len(clean(name)) > 80 or has_control_characters(name):
        faults.append({"field": "name", "message": "A name of at most 80 letters is expected."})
    if faults:
        raise Problem(422, "invalid", errors=faults)
    _slow_down("enrolment", request.remote_addr or "")
    write()
    try:
        device, key = devices.enrol(str(code), clean(name))
    except devices.NoSuchCode:
        db.session.rollback()
        raise Problem(403, "code_not_valid", "This code is wrong, used up or too old. Ask for a new one.") from None
    answer = devices.described(device, key)
    throttle.forget("enrolment", request.remote_addr or "")  # thirty volunteers may share the venue's network
    db.session.commit()
    response = jsonify(answer)
    response.status_code = 201
    return private(response)


@blueprint.post("/gates/<slug>/opening")
@for_scanners
def opening(asking: Scanner, slug: str) -> dict[str, Any]:
    """Whether a volunteer knows the PIN of the desk that their phone is to work at."""
    devices_only(asking)
    given = json_body().get("pin")
    if not isinstance(given, str) or len(given) > 40:
        raise Problem(422, "invalid", errors=[{"field": "pin", "message": "The six digits of the desk are expected."}])
    gate = gate_of(slug, asking)
    pin, answer = gate.pin, {"gate": gate.slug, "pin_version": gate.pin_version}
    _slow_down("pin", asking.label)
    if not hmac.compare_digest(rules.digits_of(given).encode(), pin.encode()):
        raise Problem(403, "pin_wrong", "These are not the six digits of this desk.")
    write()
    throttle.forget("pin", asking.label)
    db.session.commit()
    return answer


def _slow_down(purpose: str, who: str) -> None:
    try:
        throttle.count(purpose, who, WRONG_TRIES, WINDOW)
    except throttle.TooMany as limit:
        raise Problem(429, "too_many", headers={"Retry-After": str(limit.seconds)}) from None
