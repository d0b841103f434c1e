"""What the help desk does over the API: walk-ins, a party that waits, a name to be mended, the code on a photograph."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import joinedload

from ..core import clock
from ..core.api import envelope, json_body
from ..core.database import db, write
from ..core.errors import Problem
from ..core.i18n import LOCALES, SOURCE
from ..core.json_input import JsonInput
from ..registration import contact
from ..registration import services as registration_services
from ..registration.models import Attendee, Registration
from ..registration.rules import LARGEST_PARTY, Change, Person, Refused
from . import photos, walk_ins
from .api_views import blueprint, gate_of, items_of
from .claims import Scanner
from .forms import LARGEST_ID, is_uuid
from .guard import devices_only, for_scanners
from .models import Device
from .scan_answers import described
from .walk_ins import Comers

LONGEST = {"name": 200, "second_name": 200, "called": 20, "honorific": 40}


@blueprint.get("/parties")
@for_scanners
def parties(asking: Scanner) -> dict[str, Any]:
    """The party of an attendee as in the list: for a guest whom the phone's list does not know yet."""
    number = request.args.get("attendee", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 11 and int(number) <= LARGEST_ID
    if not is_number:
        fault = {"field": "attendee", "message": "The number of an attendee is expected."}
        raise Problem(422, "invalid", errors=[fault])
    return _party(person_of(int(number), asking).registration)


@blueprint.post("/parties/<string:code>/place")
@for_scanners
def place(asking: Scanner, code: str) -> dict[str, Any]:
    """Confirm a party of the waiting list that stands at the door; `above` though the places are taken."""
    body = JsonInput(json_body())
    above = body.flag("above")
    body.finish()
    devices_only(asking)
    _may_exceed(asking, above)
    write()
    found = db.session.scalar(db.select(Registration).filter_by(code=code.upper()[:12].replace("\0", "")))
    if found is None or asking.event_id not in (None, found.event_id):
        raise Problem(404, "not_found")
    with _refusals():
        walk_ins.give_place(found, above=above)
        answer = _party(found)
    db.session.commit()
    return answer


@blueprint.get("/places")
@for_scanners
def places(asking: Scanner) -> dict[str, Any]:
    """How many walk-ins find places at a gate, and how many people wait for some."""
    gate = gate_of(request.args.get("gate"), asking)
    room = walk_ins.room_at(gate)
    return {"gate": gate.slug, "left": room.left, "waiting": room.waiting, "may_exceed": _has_right(asking)}


@blueprint.post("/walk-ins")
@for_scanners
def walk_in(asking: Scanner) -> Response:
    """Register and admit guests at the door; `id` is the client's UUID, as with a scan."""
    body = JsonInput(json_body())
    request_id, slug, above = body.raw("id"), body.text("gate", 120, required=True), body.flag("above")
    if not is_uuid(request_id):
        body.fault("id", "A UUID is expected.")
    comers = _comers(body)
    body.finish()
    assert comers is not None
    _may_exceed(asking, above)
    write()
    gate = gate_of(slug, asking)
    with _refusals():
        registration, results = walk_ins.receive(request_id.lower(), gate, comers, asking, above=above)
    told = {"registration": registration.code, "results": described(results), "items": _party(registration)["items"]}
    replayed = all(result.replay for result in results)
    db.session.commit()
    response = jsonify(told)
    response.status_code = 200 if replayed else 201
    return response


@blueprint.patch("/attendees/<int(max=2147483647):attendee_id>")
@for_scanners
def mend(asking: Scanner, attendee_id: int) -> dict[str, Any]:
    """Write a name as its bearer says it, or how they wish to be called. The ticket stays good."""
    devices_only(asking)
    body = JsonInput(json_body())
    given = {name: body.text(name, most, required=name == "name") for name, most in LONGEST.items() if name in body}
    if not given:
        body.fault("name", "This field is required.")
    if (name := given.get("name")) and not contact.has_a_letter(name):
        body.fault("name", "A name has a letter.")
    body.finish()
    write()
    person = person_of(attendee_id, asking)
    details = {field: value or "" for field, value in given.items() if field != "name"}
    correct = Change(person.id, given.get("name") or person.name, details=details)
    with _refusals():
        registration_services.change(person.registration, [correct], clock.now(), notify=False, at_any_time=True)
    answer = items_of([person])[0]
    db.session.commit()
    return answer


@blueprint.post("/photo")
@for_scanners
def photo(asking: Scanner) -> dict[str, Any]:
    """The code on a photograph of a ticket, null if there is none; the picture is not kept."""
    sent = request.files.get("photo")
    return {"code": photos.code_in(sent.stream if sent else request.stream)}


def person_of(attendee_id: int, asking: Scanner) -> Attendee:
    """Somebody who comes to the scanner's event; 404 for anybody else."""
    query = db.select(Attendee).filter_by(id=attendee_id, dropped_at=None)
    person = db.session.scalar(query.options(joinedload(Attendee.registration)))
    if person is None or asking.event_id not in (None, person.registration.event_id):
        raise Problem(404, "not_found")
    return person


def _comers(body: JsonInput) -> Comers | None:
    """The party at the door; None after a fault."""
    country = body.choice("country", contact.countries()) or contact.HOME
    locale = body.choice("locale", LOCALES) or SOURCE
    people = [_person(one) for one in body.objects("attendees", 1, LARGEST_PARTY)]
    typed = body.text("phone", 40)
    phone = contact.phone_number(typed, country) if typed else None
    if typed and phone is None:
        body.fault("phone", "A telephone number is expected.")
    asked = body.object("consents")  # left out, whoever sends it has asked, as programs do since the beginning
    consents = {
        "processing": asked.flag("processing", "consents" not in body),
        "contact_later": asked.flag("contact_later"),
    }
    if not consents["processing"]:
        asked.fault("processing", "Nobody is noted who does not agree to it.")
    known = tuple(person for person in people if person is not None)
    if not known or len(known) < len(people):
        return None
    return Comers(known, country, locale, phone, consents)


def _person(body: JsonInput) -> Person | None:
    texts: dict[str, Any] = {
        name: body.text(name, most, required=name == "name") or "" for name, most in LONGEST.items()
    }
    no_photo = body.flag("no_photo")
    if texts["name"] and not contact.has_a_letter(texts["name"]):
        body.fault("name", "A name has a letter.")
    return Person(**texts, no_photo=no_photo) if texts["name"] else None


def _party(registration: Registration) -> dict[str, Any]:
    people = registration.people
    return envelope(items_of(people), len(people), max(1, len(people)), 0)


def _has_right(asking: Scanner) -> bool:
    device = db.session.get(Device, asking.device_id) if asking.device_id else None
    return device is not None and device.may_exceed


def _may_exceed(asking: Scanner, above: bool) -> None:
    if above and not _has_right(asking):
        raise Problem(403, "may_not_exceed", "This device may not let people in above the number of places.")


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn a refusal into a problem document; nothing of the transaction stays."""
    try:
        yield
    except Refused as refused:
        db.session.rollback()
        raise Problem(409, refused.refusal) from None
