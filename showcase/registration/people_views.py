"""The people of a party, one small page for each thing: correct, add, give the place to somebody else, take off."""

from collections.abc import Callable

from flask import Response, request

from ..core import clock, once
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..core.security import refuse_cross_site
from . import answers, consents, services
from .models import Attendee, Registration
from .people_forms import CorrectionForm, SuccessorForm, correction_values, joining_form
from .private_pages import (
    back,
    page,
    party_page,
    person_of,
    refusal_to_change,
    refusal_to_decline,
    registration_of,
)
from .public_forms import fresh_marks, problem_of
from .refusals import refusal_text, words_of
from .rules import Change, Person, Refusal, Refused
from .views import blueprint

FORM = "person-form"  # what a form's birth mark is for


@blueprint.route("/r/<token>/people/<int(max=2147483647):attendee_id>/", methods=["GET", "POST"])
def person(token: str, attendee_id: int) -> Response:
    """Correct somebody: it is the same person, so the ticket stays good."""
    registration = _begun(token)
    attendee = person_of(registration, attendee_id)
    if (refused := _refused(registration, refusal_to_change)) is not None:
        return refused
    agreed = consents.standing(registration)
    form = CorrectionForm(registration, agreed, request.form or None, data=correction_values(attendee))
    if request.method != "POST" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return page("person.html", registration, status, form=form, attendee=attendee)
    try:
        services.change(registration, [form.change(attendee)], clock.now())
    except Refused as refusal:
        problem = _no_room(refusal, registration)
        db.session.rollback()
        registration = registration_of(token)
        attendee = person_of(registration, attendee_id)
        return page("person.html", registration, 409, form=form, attendee=attendee, problem=problem)
    consents.say(registration, form.agreements(), locale(), clock.now())
    db.session.commit()
    return back(registration, "changed", "people")


@blueprint.route("/r/<token>/people/new", methods=["GET", "POST"])
def add_person(token: str) -> Response:
    """Somebody more, while there is room: the others keep their places whatever comes of it."""
    registration = _begun(token)
    if (refused := _refused(registration, _refusal_to_add)) is not None:
        return refused
    agreed = consents.standing(registration)
    form_class = joining_form(registration.event)
    if request.method != "POST":
        return page("new_person.html", registration, form=form_class(registration, agreed, data=fresh_marks(FORM)))
    form = form_class(registration, agreed, request.form)
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return page("new_person.html", registration, 422, form=form, problem=problem)
    if once.made_before(form, Attendee) is not None:
        db.session.rollback()
        return back(registration_of(token), "added", "people")
    newcomer = form.person()
    try:
        attendee = services.change(registration, [], clock.now(), joining=[newcomer])[0]
    except Refused as refusal:
        problem = _no_room(refusal, registration)
        db.session.rollback()
        return page("new_person.html", registration_of(token), 409, form=form, problem=problem)
    answers.note_of(registration, attendee, newcomer.answers)
    consents.say(registration, form.agreements(), locale(), clock.now())
    once.remember(form, attendee)
    db.session.commit()
    return back(registration, "added", "people")


@blueprint.route("/r/<token>/people/<int(max=2147483647):attendee_id>/transfer", methods=["GET", "POST"])
def transfer(token: str, attendee_id: int) -> Response:
    """Somebody else comes instead: another person, so the old ticket is void and there is a new one."""
    registration = _begun(token)
    attendee = next((one for one in registration.attendees if one.id == attendee_id), None)
    if attendee is None or (attendee.dropped_at is not None and request.method != "POST"):
        attendee = person_of(registration, attendee_id)  # 404
    if (refused := _refused(registration, refusal_to_change)) is not None:
        return refused
    if request.method != "POST":
        return page(
            "transfer.html",
            registration,
            form=SuccessorForm(consents.standing(registration), data=fresh_marks(FORM)),
            attendee=attendee,
        )
    form = SuccessorForm(consents.standing(registration), request.form)
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return page("transfer.html", registration, 422, form=form, attendee=attendee, problem=problem)
    if once.made_before(form, Attendee) is not None or attendee.dropped_at is not None:
        db.session.rollback()
        return back(registration_of(token), "transferred", "people")
    successor = Person(
        name=form.name.data,
        age_band=form.age_band.data or None,
        honorific=form.honorific.data,
        called=form.called.data,
        second_name=form.second_name.data,
    )
    new = services.change(registration, [Change(attendee_id, drop=True, successor=successor)], clock.now())
    consents.say(registration, form.agreements(), locale(), clock.now())
    once.remember(form, new[0])
    db.session.commit()
    return back(registration, "transferred", "people")


@blueprint.route("/r/<token>/people/<int(max=2147483647):attendee_id>/removal", methods=["GET", "POST"])
def remove_person(token: str, attendee_id: int) -> Response:
    """Asks once more: a ticket is void for ever."""
    registration = _begun(token)
    if request.method == "POST" and any(one.id == attendee_id and one.dropped_at for one in registration.attendees):
        db.session.rollback()  # pressed twice
        return back(registration_of(token), "removed", "people")
    attendee = person_of(registration, attendee_id)
    if (refused := _refused(registration, refusal_to_decline)) is not None:
        return refused
    if request.method != "POST":
        return page("person_removal.html", registration, attendee=attendee)
    services.change(registration, [Change(attendee_id, drop=True)], clock.now())
    db.session.commit()
    return back(registration, "removed", "people")


def _begun(token: str) -> Registration:
    """The party; where something is sent, in a transaction that writes, as it is once its event is locked."""
    if request.method == "POST":
        refuse_cross_site()
        write()
        services.hold(registration_of(token))
    return registration_of(token)


def _refused(registration: Registration, refusal_of: Callable[[Registration], Refusal | None]) -> Response | None:
    """What to answer instead, if it may not be done now: the party's page, which says whom to call."""
    refusal = refusal_of(registration)
    if refusal is None:
        return None
    if request.method != "POST":
        return back(registration)
    return party_page(registration, 409, refusal_text(refusal))


def _refusal_to_add(registration: Registration) -> Refusal | None:
    is_large = len(registration.people) >= services.most_people(registration)
    return refusal_to_change(registration) or (Refusal.PARTY_TOO_LARGE if is_large else None)


def _no_room(refused: Refused, registration: Registration) -> str:
    if refused.refusal == Refusal.FULL:
        return _("There is no room for this. Please call us: we will find a way. All places you have stay yours.")
    return words_of(refused, registration.event)
