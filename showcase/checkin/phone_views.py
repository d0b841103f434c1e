"""Phones at the door in the console: codes that set them up, how each fares, and locking one out."""

from datetime import timedelta

from flask import Response, abort, current_app, g, jsonify, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, once, qr
from ..core.database import db, write
from ..core.errors import Problem
from ..core.file_answers import pdf_answer
from ..core.forms import clean, has_control_characters
from ..core.i18n import LOCALES
from ..core.i18n import gettext as _
from ..core.security import private
from . import devices, gates, phones, sheets
from .models import Device, EnrolmentCode
from .phone_forms import CodeForm, new_code_values
from .staff_views import blueprint

SOON = timedelta(minutes=10)  # whoever sits at a browser sets it up at once


@blueprint.get("/phones", endpoint="phones")
@requires(Verb.MANAGE_DOOR)
def phones_list() -> str:
    return _page(CodeForm(None, new_code_values(phones.near_events())))


@blueprint.post("/phones/codes")
@requires(Verb.MANAGE_DOOR)
def phone_codes() -> Response:
    """A code for some phones."""
    write()
    form = CodeForm(request.form, new_code_values(phones.near_events()))
    if (made := once.made_before(form, EnrolmentCode)) is None:
        if not form.is_accepted() or form.chosen is None:
            db.session.rollback()
            return make_response(_page(form), form.status)
        made = devices.make_code(form.chosen, form.phones.data, form.ends_at)
        once.remember(form, made)
    db.session.commit()
    return make_response(redirect(url_for(".phone_code", code_id=made.id), 303))


@blueprint.get("/phones/codes/<int(max=2147483647):code_id>")
@requires(Verb.MANAGE_DOOR)
def phone_code(code_id: int) -> str:
    """The square code, large: volunteers scan it off the screen or off the instruction sheet."""
    row = _code(code_id)
    g.timezone = row.event.timezone
    code = phones.shown_code(row)
    square = qr.svg(enrolment_address(row), _("Square code that sets a phone up")) if code else ""
    names = {code: LOCALES[code].name for code in sheets.LANGUAGES}
    return render_template("checkin/phone_code.html", row=row, code=code, square=square, names=names)


@blueprint.get("/phones/codes/<int(max=2147483647):code_id>/instruction-<any(vi, en):language>.pdf")
@requires(Verb.MANAGE_DOOR)
def phone_sheet(code_id: int, language: str) -> Response:
    """The volunteers' instruction with the square code, to be printed."""
    row = _code(code_id)
    if devices.code_of(row) is None:
        abort(404)
    door = f"{current_app.config['BASE_URL']}{url_for('door_app.start')}"
    return private(
        pdf_answer(sheets.instruction(row, enrolment_address(row), door, language), f"{row.event.slug}-{language}.pdf")
    )


@blueprint.post("/phones/codes/<int(max=2147483647):code_id>/revocation")
@requires(Verb.MANAGE_DOOR)
def phone_code_revocation(code_id: int) -> Response:
    write()
    devices.revoke_code(_code(code_id))
    db.session.commit()
    return make_response(redirect(url_for(".phones"), 303))


@blueprint.post("/phones/<int(max=2147483647):device_id>/revocation")
@requires(Verb.MANAGE_DOOR)
def phone_revocation(device_id: int) -> Response:
    write()
    devices.revoke(_device(device_id))
    db.session.commit()
    return make_response(redirect(url_for(".phones"), 303))


@blueprint.post("/phones/<int(max=2147483647):device_id>/exceeding")
@requires(Verb.MANAGE_DOOR)
def phone_exceeding(device_id: int) -> Response:
    """Whether it may let walk-ins in above the number of places: `allowed` 1 or 0."""
    write()
    devices.allow_exceeding(_device(device_id), request.form.get("allowed") == "1")
    db.session.commit()
    return make_response(redirect(url_for(".phones", _anchor=f"phone-{device_id}"), 303))


@blueprint.post("/phones/own")
@requires(Verb.CHECK_IN)
def own_phone() -> Response:
    """Make the browser that somebody of the staff sits at a device, in one press.

    A script is answered with all that a phone gets, and with the PINs of the desks; a plain form leads to the door
    with a code for this one browser.
    """
    write()
    slug, name = request.form.get("event", ""), clean(request.form.get("name", ""))
    event = next((one for one in phones.near_events() if one.slug == slug or not slug), None)
    if event is None:
        raise Problem(404, "unknown_event")
    if len(name) > 80 or has_control_characters(name):
        fault = {"field": "name", "message": "A name of at most 80 letters is expected."}
        raise Problem(422, "invalid", errors=[fault])
    if "text/html" in request.headers.get("Accept", ""):
        row = devices.make_code(event, 1, clock.now() + SOON)
        db.session.commit()
        return make_response(redirect(enrolment_address(row), 303))
    device, key = devices.enrol_own(event, name)
    pins = {gate.slug: gate.pin for gate in gates.of_event(event)}
    answer = devices.described(device, key)
    answer["gates"] = [{**gate, "pin": pins[gate["slug"]]} for gate in answer["gates"]]
    db.session.commit()
    response = jsonify(answer)
    response.status_code = 201
    return private(response)


def enrolment_address(row: EnrolmentCode) -> str:
    """Where a phone is set up. The code stands behind the # sign: no server and no log sees it."""
    return f"{current_app.config['BASE_URL']}{url_for('door_app.start')}#enrol={devices.code_of(row) or ''}"


def _page(form: CodeForm) -> str:
    events = phones.near_events()
    return render_template(
        "checkin/phones.html",
        form=form,
        events=events,
        codes=phones.codes_in_force(events),
        phones=phones.of_events(events),
    )


def _code(code_id: int) -> EnrolmentCode:
    return db.session.get(EnrolmentCode, code_id) or abort(404)


def _device(device_id: int) -> Device:
    return db.session.get(Device, device_id) or abort(404)
