"""Check-in for other programs and enrolled devices."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from sqlalchemy.orm import joinedload, selectinload

from ..core import audit, clock
from ..core.api import json_body, page_after, page_of, rfc3339, server_time
from ..core.database import db, write
from ..core.errors import Problem
from ..core.i18n import LOCALES, locale, use_locale
from ..core.slugs import SLUG
from ..registration import tickets
from ..registration.models import Attendee, Event, Registration
from . import devices, door_groups, gates, group_scans, guest_list, rules, services
from .claims import Scanner
from .forms import instant, is_uuid, read_rows
from .guard import for_scanners
from .intake import check_in
from .models import Annulment, Conflict, Gate, Scan
from .scan_answers import describe_conflict, described

blueprint = Blueprint("checkin_api", __name__, url_prefix="/api/v1/checkin")


@blueprint.post("/scans")
@for_scanners
def scans(asking: Scanner) -> dict[str, Any]:
    body = json_body()
    rows = read_rows(body.get("scans"))
    if rows is None:
        fault = {"field": "scans", "message": f"A list of 1 to {rules.MOST_SCANS} scans is expected."}
        raise Problem(422, "invalid", errors=[fault])
    event_id = _event_id(asking, body.get("event"))
    results = described(check_in(rows, asking, event_id))
    group_scans.tell(rows, results, asking)
    return {"results": results, "server_time": server_time()}


@blueprint.get("/list")
@for_scanners
def everybody(asking: Scanner) -> Response:
    """Everybody of an event, with what a device needs to judge without a network; no phone gets it long after it."""
    event = event_asked_for(asking)
    query = (
        db.select(Attendee)
        .join(Registration)
        .where(Registration.event_id == event.id, Attendee.dropped_at.is_(None))
        .options(joinedload(Attendee.registration))
    )
    page = page_after(query, Attendee.id)
    page["items"] = items_of(page["items"])
    first = not ("after" in request.args or "offset" in request.args)
    answer = {**page, **(_beside(event) if first else {}), **of_event(event)}
    response = jsonify({**answer, "server_time": server_time()})
    response.set_etag(hashlib.sha256(json.dumps(answer).encode()).hexdigest()[:20])  # the time is no change
    response.make_conditional(request)
    return response


def event_asked_for(asking: Scanner) -> Event:
    return _event(asking, request.args.get("event"))


def of_event(event: Event) -> dict[str, Any]:
    """What stands beside guests: the event with its gates, and the keys of its tickets."""
    return {
        "event": {
            "id": event.id,  # as tickets name it
            "slug": event.slug,
            "title": event.texts_of("title"),
            "timezone": event.timezone,
            "ends_at": rfc3339(event.ends_at),
            "doors_open_at": rfc3339(event.doors_open_at),
            "doors_close_at": rfc3339(event.doors_close_at),
            "sessions": [{"slug": one.slug, "title": one.texts_of("title")} for one in event.sessions],
            "gates": gates.for_devices(event),
        },
        "public_keys": tickets.public_keys(),
    }


def items_of(people: Sequence[Attendee]) -> list[dict[str, Any]]:
    """People as the list tells them, in the language that was asked for."""
    with use_locale(_locale()):
        return guest_list.items_of(people)


def _beside(event: Event) -> dict[str, Any]:
    """What stands on the first page alone."""
    return {"groups": door_groups.described(event), "gone": devices.gone(event.id)}


@blueprint.get("/conflicts")
@for_scanners
def conflicts(asking: Scanner) -> dict[str, Any]:
    """Cases for staff, the open ones first."""
    query = db.select(Conflict).order_by(Conflict.settled_at.is_not(None), Conflict.id)
    if asking.event_id or request.args.get("event") is not None:
        query = query.where(Conflict.event_id == _event(asking, request.args.get("event")).id)
    if request.args.get("open") == "true":
        query = query.where(Conflict.settled_at.is_(None))
    return page_of(query, describe_conflict)


@blueprint.post("/scans/<string:scan_id>/annulment")
@for_scanners
def annulment(asking: Scanner, scan_id: str) -> Response:
    """Take back a scan made by mistake: within minutes, by whoever made it.

    A phone that was without a network says by `at` when it was done: its own clock then tells how long after the scan.
    """
    taken_back_at, client_at = _told_instant()
    write()
    held = {"key_share": True}  # by whoever takes it back first; a second request waits, and finds it done
    scan = db.session.get(Scan, scan_id.lower(), with_for_update=held) if is_uuid(scan_id) else None
    if scan is None or asking.event_id not in (None, scan.event_id):
        raise Problem(404, "not_found")
    if scan.scanned_by != asking.label:
        raise Problem(403, "other_device", "Only the device that scanned may take it back.")
    row = db.session.get(Annulment, scan.id)
    status = 200
    if row is None:
        scanned_at = instant(scan.client_at)
        if not rules.may_annul(scan.received_at, clock.now(), scanned_at and scanned_at[0], taken_back_at):
            raise Problem(409, "too_late", "A scan can be taken back for 15 minutes.")
        row, status = services.annul(scan, asking, client_at), 201
        audit.record("scan.annulled", f"scan:{scan.id}", **({"client_at": ("", client_at)} if client_at else {}))
    answer = {"id": scan.id, "annulled_at": rfc3339(row.at)}
    db.session.commit()
    response = jsonify(answer)
    response.status_code = status
    return response


def _told_instant() -> tuple[datetime | None, str]:
    """The `at` of a body that may be missing altogether, read and as it came; 422 if it cannot be read."""
    told = json_body().get("at") if request.get_data(cache=True) not in (b"", b"null") else None
    if told is None:
        return None, ""
    read = instant(told)
    if read is None:
        raise Problem(422, "invalid", errors=[{"field": "at", "message": "A time in RFC 3339 is expected."}])
    return read


def _locale() -> str:
    """The language asked for by `?locale=`, else the one of the request."""
    asked = request.args.get("locale")
    if asked is None:
        return locale()
    if asked not in LOCALES:
        raise Problem(422, "invalid", errors=[{"field": "locale", "message": "This language is not offered."}])
    return asked


def gate_of(slug: Any, asking: Scanner) -> Gate:
    """A gate of the scanner's event; 404 for anything else."""
    found = None
    if isinstance(slug, str) and SLUG.fullmatch(slug):
        found = db.session.scalar(db.select(Gate).filter_by(slug=slug).options(joinedload(Gate.event)))
    if found is None or asking.event_id not in (None, found.event_id):
        raise Problem(404, "unknown_gate")
    return found


def _event_id(asking: Scanner, slug: Any) -> int | None:
    """The number of the event that a client says it serves; a phone that names its own needs no look-up."""
    if slug is None:
        return None
    return asking.event_id if "device" in g and slug == g.device.event else _event(asking, slug).id


def _event(asking: Scanner, slug: Any) -> Event:
    """The event asked for, or the device's own; 404 for another, 422 for none."""
    if slug is None and asking.event_id:
        return db.session.get_one(Event, asking.event_id)
    if not isinstance(slug, str) or not slug:
        raise Problem(422, "invalid", errors=[{"field": "event", "message": "The slug of an event is expected."}])
    plain = slug.encode("utf-8", "ignore").decode().replace("\0", "")
    event = db.session.scalar(db.select(Event).filter_by(slug=plain).options(selectinload(Event.sessions)))
    if event is None or asking.event_id not in (None, event.id):
        raise Problem(404, "unknown_event")
    return event
