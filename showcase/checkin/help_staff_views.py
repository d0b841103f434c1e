"""The help desk in any browser: guests who are in no list, a name to be mended, a place for who waits."""

from typing import Any
from uuid import uuid4

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..core import clock
from ..core.database import db, write
from ..core.search import searchable
from ..registration import services as registration_services
from ..registration.models import Attendee, Registration
from ..registration.refusals import words_of
from ..registration.rules import Change, Refusal, Refused, State
from . import verdicts, walk_ins
from .claims import Scanner
from .help_forms import FIELDS, MendForm, WalkInForm, mend_values
from .models import Gate
from .staff_views import blueprint, gate_of


@blueprint.get("/gates/<slug>/walk-in")
@requires(Verb.CHECK_IN)
def walk_in(slug: str) -> Response:
    return _walk_in_page(gate_of(slug), WalkInForm(data={"names": request.args.get("q", "")[:200]}))


@blueprint.post("/gates/<slug>/walk-in")
@requires(Verb.CHECK_IN)
def note_walk_in(slug: str) -> Response:
    """Note and let in, once however often the button is pressed. Who has a name of the list is asked about first."""
    write()
    gate = gate_of(slug)
    form = WalkInForm(request.form)
    if not form.validate():
        db.session.rollback()
        return _walk_in_page(gate_of(slug), form, 422)
    known = [] if request.form.get("told") else _of_these_names(gate, form)
    if known and not walk_ins.is_repeat(form.request_id()):
        db.session.rollback()
        return _walk_in_page(gate_of(slug), form, 409, known=_of_these_names(gate_of(slug), form))
    above = request.form.get("above") == "y" and _may_exceed()
    scanner = Scanner(f"account:{signed_in().id}", trusted=True)
    try:
        _registration, results = walk_ins.receive(form.request_id(), gate, form.comers(), scanner, above=above)
    except Refused as refused:
        db.session.rollback()
        if refused.refusal == Refusal.GATE_CLOSED:
            return make_response(redirect(url_for(".door", closed=slug), 303))
        return _walk_in_page(gate_of(slug), form, 409, full=True)
    scan_id = results[0].id
    db.session.commit()
    return make_response(redirect(url_for(".door_verdict", slug=slug, scan_id=scan_id), 303))


@blueprint.get("/gates/<slug>/guests/<int(max=2147483647):number>/")
@requires(Verb.CHECK_IN)
def guest(slug: str, number: int) -> Response:
    """What the help desk may do for a guest: the name, the badge, a place."""
    gate = gate_of(slug)
    person = guest_of(gate, number)
    return _guest_page(gate, person, MendForm(None, mend_values(person)))


@blueprint.post("/gates/<slug>/guests/<int(max=2147483647):number>/")
@requires(Verb.CHECK_IN)
def mend_guest(slug: str, number: int) -> Response:
    """The name as its bearer says it; the ticket stays good."""
    write()
    person = guest_of(gate_of(slug), number)
    form = MendForm(request.form, mend_values(person))
    if form.is_accepted():
        details = {field: form[field].data for field in FIELDS if field != "name"}
        correct = Change(number, form.name.data, details=details)
        try:
            registration_services.change(person.registration, [correct], clock.now(), notify=False, at_any_time=True)
            db.session.commit()
            return make_response(redirect(url_for(".guest", slug=slug, number=number, saved=1), 303))
        except Refused as refused:
            form.name.errors = [words_of(refused, person.registration.event)]
    db.session.rollback()
    gate = gate_of(slug)
    return _guest_page(gate, guest_of(gate, number), form, form.status)


@blueprint.post("/gates/<slug>/guests/<int(max=2147483647):number>/place")
@requires(Verb.CHECK_IN)
def give_place(slug: str, number: int) -> Response:
    """Places for the party of a guest that waits and stands here."""
    write()
    person = guest_of(gate_of(slug), number)
    above = request.form.get("above") == "y" and _may_exceed()
    try:
        walk_ins.give_place(person.registration, above=above)
        db.session.commit()
        return make_response(redirect(url_for(".guest", slug=slug, number=number), 303))
    except Refused as refused:
        db.session.rollback()
        gate, full = gate_of(slug), refused.refusal == Refusal.FULL
        person = guest_of(gate, number)
        return _guest_page(gate, person, MendForm(None, mend_values(person)), 409, full=full)


def guest_of(gate: Gate, number: int) -> Attendee:
    """Somebody who comes to the gate's event."""
    query = (
        db.select(Attendee)
        .join(Registration)
        .where(Attendee.id == number, Registration.event_id == gate.event_id, Attendee.dropped_at.is_(None))
        .options(joinedload(Attendee.registration).selectinload(Registration.attendees))
    )
    return db.session.scalar(query) or abort(404)


def _of_these_names(gate: Gate, form: WalkInForm) -> list[Attendee]:
    """Who of the event has the very names that were typed, whatever the marks."""
    names = {searchable(person.name) for person in form.comers().people}
    query = (
        db.select(Attendee)
        .join(Registration)
        .where(Registration.event_id == gate.event_id, Attendee.dropped_at.is_(None), Attendee.folded.in_(names))
        .where(Registration.state != State.CANCELLED)
        .options(joinedload(Attendee.registration).selectinload(Registration.attendees))
        .order_by(Attendee.sort_given, Attendee.id)
        .limit(verdicts.MOST_FOUND)
    )
    return list(db.session.scalars(query))


def _may_exceed() -> bool:
    return may(signed_in().role_name, Verb.MANAGE_DOOR)


def _walk_in_page(
    gate: Gate, form: WalkInForm, status: int = 200, *, full: bool = False, known: list[Attendee] | None = None
) -> Response:
    if not form.id.data:
        form.id.data = str(uuid4())
    told = bool(request.form.get("told")) or bool(known)
    return _page(gate, "checkin/walk_in.html", status, form=form, full=full, known=known or [], told=told, new_id=uuid4)


def _guest_page(gate: Gate, person: Attendee, form: MendForm, status: int = 200, *, full: bool = False) -> Response:
    return _page(gate, "checkin/guest.html", status, person=person, form=form, full=full)


def _page(gate: Gate, template: str, status: int, **values: Any) -> Response:
    inside, expected = verdicts.arrivals(gate)
    page = render_template(
        template,
        gate=gate,
        inside=inside,
        expected=expected,
        leaving=False,
        room=walk_ins.room_at(gate),
        may_exceed=_may_exceed(),
        saved=bool(request.args.get("saved")) and request.method == "GET",
        states=State,
        **values,
    )
    return make_response(page, status)
