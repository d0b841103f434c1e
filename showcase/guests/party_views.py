"""What officers do to a party: correct it and its people, note one that telephones, cancel, erase."""

from datetime import datetime
from typing import Any

from flask import Response, abort, g, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, editing, once
from ..core.database import db, write
from ..core.forms import clean, storable
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration import desk_changes, duplicates, own_data, services
from ..registration.desk_pages import desk_page, event_of, to_event_in_front
from ..registration.duplicates import Same
from ..registration.models import Attendee, Event, Registration
from ..registration.refusals import words_of
from ..registration.rules import Change, Party, Refusal, Refused, State
from . import parts, party_facts, wording
from .parts import Action, ListAction
from .party_forms import (
    LONGEST_REASON,
    CallerForm,
    PartyForm,
    PersonForm,
    caller_form,
    faulty_reason,
    party_values,
    person_form,
    person_values,
)
from .views import blueprint

NEW = "staff_guests.new_party"
BY_PHONE = "phone"  # the channel of an answer that somebody telephones


@blueprint.get("/<code>/correction")
@requires(Verb.CHANGE_GUESTS)
def correction(code: str) -> str:
    found = _party(code)
    return _party_page(found, PartyForm.of_request(found, party_values(found)))


@blueprint.post("/<code>/correction")
@requires(Verb.CHANGE_GUESTS)
def correct(code: str) -> Response:
    write()
    found = _held(code)
    form = PartyForm.of_request(found, party_values(found))
    if form.is_accepted():
        try:
            entry = desk_changes.change_party(found, form.values(), clock.now(), form.changes())
            db.session.commit()
            return _to(".correction", code=code, saved=entry.id if entry else None)
        except Refused as refused:
            form.contact_name.errors = [words_of(refused, found.event)]
    db.session.rollback()
    return make_response(_party_page(_party(code), form), form.status)


@blueprint.get("/<code>/people/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def person(code: str, number: int) -> str:
    found = _party(code)
    attendee = _person_of(found, number)
    return _person_page(found, _form_of(found)(None, person_values(attendee)), attendee)


@blueprint.post("/<code>/people/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def correct_person(code: str, number: int) -> Response:
    """Correct somebody: the card stays good. Who may choose a session, and until when, does not bind officers."""
    write()
    found = _held(code)
    attendee = _person_of(found, number)
    form = _form_of(found)(request.form, person_values(attendee))
    if form.is_accepted():
        change = Change(number, form.name.data, form.chosen(), details=form.details())
        try:
            services.change(found, [change], clock.now(), notify="notify" in request.form, at_any_time=True)
            db.session.commit()
            return _to(".registration", code=code, corrected=1, _anchor="party")
        except Refused as refused:
            form.sessions.errors = [_refused(refused, found)]
    db.session.rollback()
    found = _party(code)
    return make_response(_person_page(found, form, _person_of(found, number)), form.status)


@blueprint.get("/<code>/people/new")
@requires(Verb.CHANGE_GUESTS)
def new_person(code: str) -> str:
    found = _party(code)
    return _person_page(found, _form_of(found)(None, {}))


@blueprint.post("/<code>/people/new")
@requires(Verb.CHANGE_GUESTS)
def add_person(code: str) -> Response:
    write()
    found = _held(code)
    form = _form_of(found)(request.form, {})
    if once.made_before(form, Attendee) is not None:
        db.session.rollback()
        return _to(".registration", code=code, _anchor="party")
    if form.is_accepted():
        notify = "notify" in request.form
        try:
            new = services.change(found, [], clock.now(), joining=[form.person()], notify=notify, at_any_time=True)[0]
            new.office, new.vip = form.office.data, form.vip.data
            once.remember(form, new)
            db.session.commit()
            return _to(".registration", code=code, corrected=1, _anchor="party")
        except Refused as refused:
            form.name.errors = [_refused(refused, found)]
    db.session.rollback()
    return make_response(_person_page(_party(code), form), form.status)


@blueprint.get("/<code>/people/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def removal(code: str, number: int) -> str:
    found = _party(code)
    attendee = _person_of(found, number)
    last = len(found.people) == 1
    said = _("The place becomes free and the card is no longer good. The others keep theirs.")
    return _question(
        found,
        _("%(name)s does not come", name=attendee.name),
        [_("Nobody else is in this party: its whole answer is taken back.") if last else said],
        _("Take this person off"),
    )


@blueprint.post("/<code>/people/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def remove_person(code: str, number: int) -> Response:
    """Pressed twice, nobody else is taken off."""
    write()
    found = _held(code)
    if any(one.id == number for one in found.people) and found.state != State.CANCELLED:
        notify = "notify" in request.form
        services.change(found, [Change(number, drop=True)], clock.now(), notify=notify, at_any_time=True)
        db.session.commit()
    return _to(".registration", code=code, corrected=1, _anchor="party")


@blueprint.get("/<code>/cancellation")
@requires(Verb.CHANGE_GUESTS)
def cancellation(code: str) -> str:
    return _cancellation_page(_party(code))


@blueprint.post("/<code>/cancellation")
@requires(Verb.CHANGE_GUESTS)
def cancel(code: str) -> Response:
    """The family has called, or cannot be received; why is noted among officers."""
    write()
    found = _held(code)
    reason = clean(request.form.get("reason", ""))
    if faulty_reason(reason):
        db.session.rollback()
        return make_response(_cancellation_page(_party(code), storable(reason), faulty=True), 422)
    desk_changes.cancel(found, reason, clock.now(), notify="notify" in request.form)
    db.session.commit()
    return _to(".registration", code=code)


@blueprint.get("/<code>/deletion")
@requires(Verb.CHANGE_GUESTS)
def deletion(code: str) -> str:
    """Says what goes and what stays."""
    return _deletion_page(_party(code), first=True)


@blueprint.post("/<code>/deletion")
@requires(Verb.CHANGE_GUESTS)
def delete(code: str) -> Response:
    """Asked for twice: whoever has read what goes types the reference as well. It cannot be undone."""
    write()
    found = _held(code)
    typed = clean(request.form.get("reference", "")).upper()
    if typed != found.code:
        db.session.rollback()
        return make_response(_deletion_page(_party(code), first=False, wrong=bool(typed)), 422 if typed else 200)
    own_data.erase(found, clock.now())
    db.session.commit()
    return _to(".guests", deleted=1)


@blueprint.get("/new/")
@requires(Verb.CHANGE_GUESTS)
def new_party_in_front() -> Response:
    return to_event_in_front(NEW)


@blueprint.get("/new/<slug>/")
@requires(Verb.CHANGE_GUESTS)
def new_party(slug: str) -> str:
    event = event_of(slug)
    return _caller_page(event, caller_form(event)(None, {"locale": "vi", "guest_kind": "overseas"}))


@blueprint.post("/new/<slug>/")
@requires(Verb.CHANGE_GUESTS)
def note_party(slug: str) -> Response:
    """Note who telephones, once; the time of answers does not bind officers, the places do."""
    write()
    event = services.locked_event(event_of(slug).slug)
    form = caller_form(event)(request.form, {"locale": "vi", "guest_kind": "overseas"})
    if (made := once.made_before(form, Registration)) is not None:
        return _to(".registration", code=made.code)
    if form.is_accepted():
        party = _party_of(form, slug)
        known = {} if "told" in request.form else duplicates.already(event, party)
        if known:
            db.session.rollback()
            return make_response(
                _caller_page(event_of(slug), form, known={form.people()[n].name: same for n, same in known.items()}),
                409,
            )
        try:
            registration = services.register(party, clock.now(), at_any_time=True)
            once.remember(form, registration)
            db.session.commit()
            return _to(".registration", code=registration.code, noted=1)
        except Refused as refused:
            form.names.errors = [_refused(refused, event_of(slug))]
    db.session.rollback()
    return make_response(_caller_page(event_of(slug), form), form.status)


def _party_of(form: CallerForm, slug: str) -> Party:
    people = tuple(form.people())
    return Party(
        event=slug,
        locale=form.locale.data,
        contact_name=people[0].name,
        contact_country=form.contact_country.data,
        contact_email=form.contact_email.data or None,
        contact_phone=form.contact_phone.data or None,
        home_phone=form.home_phone.data or None,
        people=people,
        consents=form.consents(),
        channel=BY_PHONE,
        guest_kind=form.guest_kind.data,
        note=form.note.data,
    )


def _party(code: str) -> Registration:
    found = party_facts.registration_of(code)
    if found is None:
        abort(404)
    g.timezone = found.event.timezone
    return found


def _held(code: str) -> Registration:
    """The same for whoever changes it, as it is once its event is locked."""
    found = _party(code)
    services.hold(found)
    return found


def _person_of(registration: Registration, number: int) -> Attendee:
    return next((one for one in registration.people if one.id == number), None) or abort(404)


def _form_of(registration: Registration) -> type[PersonForm]:
    return person_form(registration.event, registration.contact_country)


def _refused(refused: Refused, about: Any) -> str:
    if refused.refusal == Refusal.FULL:
        return _("There is no room for this. Make room, or give free what is kept back.")
    return words_of(refused, about.event if isinstance(about, Registration) else about)


def _to(endpoint: str, **values: Any) -> Response:
    return make_response(redirect(url_for(endpoint, **values), 303))


def _party_page(registration: Registration, form: PartyForm) -> str:
    change = editing.saved_change(registration)
    return render_template("guests/correction.html", registration=registration, form=form, change=change)


def _person_page(registration: Registration, form: PersonForm, attendee: Attendee | None = None) -> str:
    return render_template("guests/person.html", registration=registration, form=form, attendee=attendee)


def _question(registration: Registration, title: str, paragraphs: list[str], label: str) -> str:
    return render_template(
        "guests/question.html", registration=registration, heading=title, paragraphs=paragraphs, label=label
    )


def _cancellation_page(registration: Registration, reason: str = "", faulty: bool = False) -> str:
    return render_template(
        "guests/cancellation.html", registration=registration, reason=reason, faulty=faulty, longest=LONGEST_REASON
    )


def _deletion_page(registration: Registration, first: bool, wrong: bool = False) -> str:
    return render_template(
        "guests/deletion.html",
        registration=registration,
        first=first,
        wrong=wrong,
        scans=len(party_facts.scans_of(registration)),
        entered=_entered(registration),
        begun=not registration.event.may_be_declined(_now()),
    )


def _caller_page(event: Event, form: CallerForm, known: dict[str, Same] | None = None) -> str:
    return desk_page(
        "guests/new_party.html", event, NEW, form=form, known=known or {}, reasons=wording.duplicate_reasons()
    )


def _entered(registration: Registration) -> int:
    return sum(1 for one in party_facts.presences(registration.attendees).values() if one.entered_at)


def _now() -> datetime:
    return clock.now()


def _standing(endpoint: str, **more: Any) -> Any:
    """The address of a deed that is done to parties that have not been taken back."""

    def address(registration: Registration) -> str | None:
        is_there = registration.state != State.CANCELLED and registration.contact_name
        return url_for(endpoint, code=registration.code, **more) if is_there else None

    return address


parts.offer_action(Action(lazy("Correct"), _standing("staff_guests.correction"), Verb.CHANGE_GUESTS, 10))
parts.offer_action(Action(lazy("Add a person"), _standing("staff_guests.new_person"), Verb.CHANGE_GUESTS, 20))
parts.offer_action(Action(lazy("Take the answer back"), _standing("staff_guests.cancellation"), Verb.CHANGE_GUESTS, 80))
parts.offer_action(
    Action(
        lazy("Erase"),
        lambda one: url_for("staff_guests.deletion", code=one.code) if one.contact_name else None,
        Verb.CHANGE_GUESTS,
        90,
    )
)
parts.offer_list_action(
    ListAction(
        lazy("Note somebody by telephone"),
        lambda selection: (
            url_for(NEW, slug=selection.event) if selection.event else url_for("staff_guests.new_party_in_front")
        ),
        Verb.CHANGE_GUESTS,
        10,
    )
)
