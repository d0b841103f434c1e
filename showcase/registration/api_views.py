"""Events, registrations and attendees for other programs."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import Select

from ..accounts.guard import requires_scope, token
from ..accounts.rules import Scope
from ..core import clock, search
from ..core.api import envelope, json_body, page_of, paging, rfc3339
from ..core.database import db, write
from ..core.errors import Problem
from ..core.json_input import JsonInput
from ..core.slugs import SLUG
from ..editions.context import current_edition
from . import api_forms, events, links, merging, offers, services, signals
from .models import Attendee, Event, Merge, Question, Registration, Session, SessionWait
from .rules import Refusal, Refused, State

blueprint = Blueprint("registration_api", __name__, url_prefix="/api/v1")

CODE = re.compile(r"[0-9A-Za-z]{1,12}")
FEWEST_LETTERS = 3  # that somebody at the door must type before names show


@blueprint.get("/events")
def list_events() -> Response:
    return jsonify(page_of(events.on_show().order_by(Event.starts_at, Event.id), describe_event))


@blueprint.get("/events/<slug>")
def show_event(slug: str) -> Response:
    return jsonify(describe_event(_event(slug, events.on_show())))


@blueprint.get("/events/<slug>/questions")
def list_questions(slug: str) -> Response:
    """What the form asks now, with the keys that answers name."""
    event = _event(slug, events.on_show())
    query = db.select(Question).filter_by(event_id=event.id, asked=True).order_by(Question.position, Question.id)
    return jsonify(page_of(query, describe_question))


@blueprint.post("/events")
@requires_scope(Scope.EVENTS_WRITE)
def create_event() -> Response:
    given = api_forms.event_of(JsonInput(json_body()), None)
    write()
    edition = current_edition()
    with _refusals():
        if edition is None:
            raise Refused(Refusal.NO_EDITION)
        event = events.create_event(given, edition)
    return _committed(describe_event(event), 201)


@blueprint.patch("/events/<slug>")
@requires_scope(Scope.EVENTS_WRITE)
def change_event(slug: str) -> Response:
    body = JsonInput(json_body())
    write()
    event = _event(slug)
    with _refusals():
        event, _entry = events.change_event(event, api_forms.event_of(body, event), clock.now())
    return _committed(describe_event(event))


@blueprint.get("/registrations")
@requires_scope(Scope.REGISTRATIONS_READ)
def list_registrations() -> Response:
    merged = db.selectinload(Registration.merge).selectinload(Merge.kept)
    query = db.select(Registration).order_by(Registration.id).options(db.selectinload(Registration.waits), merged)
    if "event" in request.args:
        query = query.filter_by(event_id=_event(request.args["event"]).id)
    if "state" in request.args:
        query = query.filter_by(state=_state(request.args["state"]))
    return jsonify(page_of(query, describe_registration))


@blueprint.post("/registrations")
@requires_scope(Scope.REGISTRATIONS_WRITE)
def create_registration() -> Response:
    body = json_body()
    owner, key = f"token:{token().id}", api_forms.idempotency_key(request.headers.get("Idempotency-Key"))
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    with _refusals():
        earlier = services.earlier_answer(owner, key, digest) if key else None
        if earlier is not None:
            return jsonify(describe_registration(earlier))
        party = api_forms.party_of(JsonInput(body), _event_of_body(body))
        write()
        if key is None:
            registration, is_new = services.register(party, clock.now()), True
        else:
            registration, is_new = services.register_once(owner, key, digest, party, clock.now())
    return _committed(describe_registration(registration), 201 if is_new else 200)


@blueprint.get("/registrations/<code>")
@requires_scope(Scope.REGISTRATIONS_READ)
def show_registration(code: str) -> Response:
    return jsonify(describe_registration(_registration(code)))


@blueprint.patch("/registrations/<code>")
@requires_scope(Scope.REGISTRATIONS_WRITE)
def change_registration(code: str) -> Response:
    body = JsonInput(json_body())
    write()
    registration = _registration(code)
    with _refusals():
        if registration.state == State.CANCELLED:
            raise Refused(Refusal.CANCELLED)
        services.change(registration, api_forms.changes_of(body, registration), clock.now())
    return _committed(describe_registration(registration))


@blueprint.delete("/registrations/<code>")
@requires_scope(Scope.REGISTRATIONS_WRITE)
def cancel_registration(code: str) -> Response:
    write()
    registration = _registration(code)
    services.cancel(registration, clock.now())
    return _committed(describe_registration(registration))


@blueprint.get("/attendees")
def find_attendees() -> Response:
    """People by name. At the door nobody may leaf through the list: three letters are needed there."""
    reads_all = token().has(Scope.REGISTRATIONS_READ)
    if not reads_all and not token().has(Scope.CHECKIN):
        raise Problem(403, "scope_missing", f"This token lacks the scope {Scope.REGISTRATIONS_READ}.")
    limit, offset = paging()
    typed = request.args.get("q", "")
    query = db.select(Attendee).join(Attendee.registration).where(Attendee.dropped_at.is_(None))
    if "event" in request.args:
        query = query.where(Registration.event_id == _event(request.args["event"]).id)
    for pattern in search.like_patterns(typed):
        query = query.where(Attendee.folded.like(pattern, escape="\\"))
    if "\0" in typed or (typed and not search.words(typed)) or not (reads_all or is_telling(typed)):
        query = query.where(db.false())
    total = db.session.scalar(db.select(db.func.count()).select_from(query.subquery())) or 0
    found = db.session.scalars(
        query.order_by(Attendee.sort_given, Attendee.id).limit(limit).offset(offset).options(_WITH_PARTY)
    ).all()
    entries = signals.entries_of([attendee.id for attendee in found])
    items = [describe_attendee(attendee, entries.get(attendee.id), reads_all) for attendee in found]
    response = jsonify(envelope(items, total, limit, offset))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/attendees/<int(max=2147483647):attendee_id>/ticket")
@requires_scope(Scope.REGISTRATIONS_WRITE)
def reissue_ticket(attendee_id: int) -> Response:
    write()
    attendee = db.session.get(Attendee, attendee_id)
    if attendee is None:
        raise Problem(404, "not_found")
    with _refusals():
        services.reissue_ticket(attendee, clock.now())
    return _committed(describe_ticket(attendee), 201)


def describe_event(event: Event) -> dict[str, Any]:
    return {
        "slug": event.slug,
        "title": event.texts_of("title"),
        "starts_at": rfc3339(event.starts_at),
        "ends_at": rfc3339(event.ends_at),
        "timezone": event.timezone,
        "capacity": event.capacity,
        "taken": event.taken,
        "waiting_list": event.waiting_list,
        "access": event.access,
        "guest_kinds": event.guest_kinds,
        "registration_opens_at": rfc3339(event.registration_opens_at),
        "registration_closes_at": rfc3339(event.registration_closes_at),
        "changes_close_at": rfc3339(event.changes_close_at),
        "doors_open_at": rfc3339(event.doors_open_at),
        "doors_close_at": rfc3339(event.doors_close_at),
        "sessions": [_describe_session(session) for session in event.sessions],
        **{part.field: part.describe(event) for part in signals.event_fields},
        "demo": event.demo,
    }


def describe_question(question: Question) -> dict[str, Any]:
    return {
        "slug": question.slug,
        "per": question.per,
        "kind": question.kind,
        "required": question.required,
        "label": question.texts_of("label"),
        "help": question.texts_of("help"),
        "reason": question.texts_of("reason"),
        "kept_days": question.kept_days,
        "options": [{"key": option["key"], "label": option["words"]} for option in question.options],
    }


def describe_registration(registration: Registration) -> dict[str, Any]:
    sessions = sorted(registration.waits, key=lambda wait: (wait.session.position, wait.session_id))
    until = [one.offered_until for one in sessions if one.offered_until is not None]
    waits = {
        "position": services.position_of(registration),
        "offered_until": rfc3339(min(until, default=registration.offered_until)),
        "waiting": [_describe_wait(one) for one in sessions if one.state in offers.LIVE] or None,
        "merged_into": into.code if (into := merging.standing_of(registration)) is not registration else None,
    }
    return {
        "code": registration.code,
        "event": registration.event.slug,
        "state": registration.state,
        **{name: value for name, value in waits.items() if value is not None},
        "attendees": [
            {
                "id": attendee.id,
                "name": attendee.name,
                "sessions": [session.slug for session in attendee.sessions],
                "ticket": describe_ticket(attendee) if registration.is_confirmed else None,
            }
            for attendee in registration.people
        ],
        "manage_url": links.manage_url(registration),
    }


def describe_attendee(attendee: Attendee, entered_at: Any, with_ticket: bool) -> dict[str, Any]:
    registration = attendee.registration
    described: dict[str, Any] = {
        "id": attendee.id,
        "name": attendee.name,
        "registration": registration.code,
        "event": registration.event.slug,
        "state": registration.state,
        "entered_at": rfc3339(entered_at),
    }
    if with_ticket:
        described["ticket"] = describe_ticket(attendee) if registration.is_confirmed else None
    return described


def describe_ticket(attendee: Attendee) -> dict[str, str]:
    return {"code": links.code_of(attendee), "pdf": links.ticket_pdf_url(attendee)}


def is_telling(typed: str) -> bool:
    """Whether a search at the door says enough: three Latin letters, or a sign of a script that writes more in one."""
    letters = [letter for word in search.words(typed) for letter in word if letter.isalpha()]
    other_script = any(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return other_script or len(letters) >= FEWEST_LETTERS


def _describe_wait(one: SessionWait) -> dict[str, Any]:
    return {
        "session": one.session.slug,
        "state": one.state,
        "attendees": [attendee.id for attendee in one.people],
        "offered_until": rfc3339(one.offered_until),
    }


def _describe_session(session: Session) -> dict[str, Any]:
    return {
        "slug": session.slug,
        "title": session.texts_of("title"),
        "capacity": session.capacity,
        "taken": session.taken,
        "access": session.access,
        "guest_kinds": session.guest_kinds,
        "opens_at": rfc3339(session.opens_at),
        "closes_at": rfc3339(session.closes_at),
    }


_WITH_PARTY = db.joinedload(Attendee.registration)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn a verb's refusal into a problem document; nothing of the transaction stays."""
    try:
        yield
    except Refused as refused:
        db.session.rollback()
        raise Problem(409, refused.refusal) from None


def _committed(body: Any, status: int = 200) -> Response:
    db.session.commit()
    response = jsonify(body)
    response.status_code = status
    return response


def _event(slug: str, among: Select[Any] | None = None) -> Event:
    """The event of a slug, among those of the public or (None) among all; 404 if there is none."""
    query = db.select(Event) if among is None else among
    found = db.session.scalar(query.where(Event.slug == slug)) if SLUG.fullmatch(slug) else None
    if found is None:
        raise Problem(404, "not_found", "There is no such event.")
    return found


def _event_of_body(body: dict[str, Any]) -> Event:
    slug = body.get("event")
    found = None
    if isinstance(slug, str) and SLUG.fullmatch(slug):
        found = db.session.scalar(events.on_show().where(Event.slug == slug))
    if found is None:
        fault = {"field": "event", "message": "There is no such event."}
        raise Problem(422, "invalid", "Some fields are not in order.", errors=[fault])
    return found


def _registration(code: str) -> Registration:
    found = None
    if CODE.fullmatch(code):
        found = db.session.scalar(db.select(Registration).filter_by(code=code.upper()))
    if found is None:
        raise Problem(404, "not_found", "There is no such registration.")
    return found


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError:
        fault = {"field": "state", "message": "This value is not known here."}
        raise Problem(422, "invalid", errors=[fault]) from None
