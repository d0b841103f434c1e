"""Check-in for other programs and enrolled devices."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from sqlalchemy.orm import joinedload, selectinload

from ..core import audit, clock, throttle
from ..core.api import json_body, page_of, rfc3339
from ..core.database import db, write
from ..core.errors import Problem
from ..core.forms import clean, has_control_characters
from ..core.i18n import LOCALES, SOURCE
from ..core.json_input import JsonInput
from ..core.security import private
from ..registration import tickets
from ..registration.contact import countries
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import LARGEST_PARTY, Refused
from . import devices, gates, rules, services, walk_ins
from .forms import is_uuid, read_rows
from .guard import scanner
from .intake import check_in
from .models import Annulment, Conflict, Gate, Presence, Scan
from .services import Result, Scanner

blueprint = Blueprint("checkin_api", __name__, url_prefix="/api/v1/checkin")
ENROLMENTS, WINDOW = 10, 900  # tries of a network in 15 minutes


def for_scanners(view: Callable[..., Any]) -> Callable[..., Response]:
    """Let only scanners pass, and tell the view which one asks."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Response:
        return private(make_response(view(scanner(), *args, **values)))

    guarded.scope = "checkin"  # type: ignore[attr-defined]
    return guarded


@blueprint.post("/scans")
@for_scanners
def scans(asking: Scanner) -> dict[str, Any]:
    body = json_body()
    rows = read_rows(body.get("scans"))
    if rows is None:
        fault = {"field": "scans", "message": f"A list of 1 to {rules.MOST_SCANS} scans is expected."}
        raise Problem(422, "invalid", errors=[fault])
    event_id = _event(asking, body["event"]).id if body.get("event") is not None else None
    results = check_in(rows, asking, event_id)
    return {"results": [describe(result) for result in results], "server_time": rfc3339(clock.now())}


@blueprint.get("/list")
@for_scanners
def guest_list(asking: Scanner) -> dict[str, Any]:
    """Everybody of an event, with what a device needs to judge without a network."""
    event = _event(asking, request.args.get("event"))
    query = (
        db.select(Attendee)
        .join(Registration)
        .where(Registration.event_id == event.id, Attendee.dropped_at.is_(None))
        .options(joinedload(Attendee.registration))
        .order_by(Attendee.id)
    )
    presences = Presences(event.id)
    return {
        **page_of(query, presences.describe),
        "event": {
            "slug": event.slug,
            "title": event.texts_of("title"),
            "timezone": event.timezone,
            "doors_open_at": rfc3339(event.doors_open_at),
            "doors_close_at": rfc3339(event.doors_close_at),
            "gates": gates.describe(event),
        },
        "public_keys": tickets.public_keys(),
        "server_time": rfc3339(clock.now()),
    }


class Presences:
    """Who is in, read once for a page of the list."""

    def __init__(self, event_id: int) -> None:
        query = (
            db.select(Presence.attendee_id, Presence.scope, Presence.inside, Presence.entered_at)
            .join(Attendee, Attendee.id == Presence.attendee_id)
            .join(Registration)
            .where(Registration.event_id == event_id)
        )
        self.rows: dict[int, dict[str, tuple[bool, Any]]] = {}
        for attendee_id, scope, inside, entered_at in db.session.execute(query):
            self.rows.setdefault(attendee_id, {})[scope] = (inside, entered_at)

    def describe(self, person: Attendee) -> dict[str, Any]:
        counts = self.rows.get(person.id, {})
        return {
            "id": person.id,
            "name": person.name,
            "second_name": person.second_name,
            "called": person.called or person.honorific,
            "no_photo": person.no_photo,
            "registration": person.registration.code,
            "state": person.registration.state,
            "sessions": [session.slug for session in person.sessions],
            "ticket_version": person.ticket_version,
            "entered_at": rfc3339(counts.get(rules.EVENT_SCOPE, (False, None))[1]),
            "inside": [scope for scope, (inside, _) in sorted(counts.items()) if inside],
        }


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
    try:
        throttle.count("enrolment", request.remote_addr or "", ENROLMENTS, WINDOW)
    except throttle.TooMany as limit:
        raise Problem(429, "too_many", headers={"Retry-After": str(limit.seconds)}) from None
    write()
    try:
        device, key = devices.enrol(str(code), clean(name))
    except devices.NoSuchCode:
        db.session.rollback()
        raise Problem(403, "code_not_valid", "This code is wrong, used or too old. Ask for a new one.") from None
    answer = {
        "device": {"id": device.id, "name": device.name, "event": device.event.slug},
        "key": key,
        "public_keys": tickets.public_keys(),
        "revoked": devices.revoked_tickets(device.event_id),
        "server_time": rfc3339(clock.now()),
    }
    db.session.commit()
    response = jsonify(answer)
    response.status_code = 201
    return private(response)


@blueprint.post("/scans/<string:scan_id>/annulment")
@for_scanners
def annulment(asking: Scanner, scan_id: str) -> Response:
    """Take back a scan made by mistake: within minutes, by whoever made it."""
    write()
    scan = db.session.get(Scan, scan_id.lower()) if is_uuid(scan_id) else None
    if scan is None or asking.event_id not in (None, scan.event_id):
        raise Problem(404, "not_found")
    if scan.scanned_by != asking.label:
        raise Problem(403, "other_device", "Only the device that scanned may take it back.")
    row = db.session.get(Annulment, scan.id)
    status = 200
    if row is None:
        if clock.now() - scan.received_at > rules.ANNUL_WITHIN:
            raise Problem(409, "too_late", "A scan can be taken back for 15 minutes.")
        row, status = services.annul(scan, asking), 201
        audit.record("scan.annulled", f"scan:{scan.id}")
    answer = {"id": scan.id, "annulled_at": rfc3339(row.at)}
    db.session.commit()
    response = jsonify(answer)
    response.status_code = status
    return response


@blueprint.post("/walk-ins")
@for_scanners
def walk_in(asking: Scanner) -> Response:
    """Register and admit guests at the door; `id` is the client's UUID, as with a scan."""
    body = JsonInput(json_body())
    request_id, slug = body.raw("id"), body.text("gate", 120, required=True)
    if not is_uuid(request_id):
        body.fault("id", "A UUID is expected.")
    country = body.choice("country", countries()) or "VN"
    locale = body.choice("locale", LOCALES) or SOURCE
    names = [one.text("name", 200, required=True) for one in body.objects("attendees", 1, LARGEST_PARTY)]
    body.finish()
    write()
    gate = db.session.scalar(db.select(Gate).filter_by(slug=slug).options(joinedload(Gate.event)))
    if gate is None or asking.event_id not in (None, gate.event_id):
        raise Problem(404, "unknown_gate")
    try:
        registration, results = walk_ins.receive(
            request_id.lower(), gate, [name for name in names if name], country, locale, asking
        )
    except Refused as refused:
        db.session.rollback()
        raise Problem(409, refused.refusal) from None
    answer = {"registration": registration.code, "results": [describe(result) for result in results]}
    replayed = all(result.replay for result in results)
    db.session.commit()
    response = jsonify(answer)
    response.status_code = 200 if replayed else 201
    return response


def describe(result: Result) -> dict[str, Any]:
    """A result as the contract words it: what does not apply is left out."""
    answer: dict[str, Any] = {"id": result.id, "verdict": result.verdict}
    if result.reason:
        answer["reason"] = result.reason
    if result.attendee:
        answer["attendee"] = {"id": result.attendee.id, "name": result.attendee.name}
    if result.first:
        answer["first"] = describe_first(result.first)
    if result.forced:
        answer["forced"] = True
    if result.conflict:
        answer["conflict"] = describe_conflict(result.conflict)
    if result.replay:
        answer["replay"] = True
    return answer


def describe_first(scan: Scan) -> dict[str, Any]:
    return {
        "at": rfc3339(scan.at),
        "gate": scan.gate.slug if scan.gate else None,
        "device": scan.device.name if scan.device else scan.scanned_by,
    }


def describe_conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "id": conflict.id,
        "reason": conflict.reason,
        "attendee": conflict.attendee_id,
        "scan": conflict.scan_id,
        "other_scan": conflict.other_scan_id,
        "opened_at": rfc3339(conflict.opened_at),
        "settled_at": rfc3339(conflict.settled_at),
        "note": conflict.note,
    }


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
