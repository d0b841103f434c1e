"""The party's private page: what was answered, the tickets, changes, and the way out."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..core import clock, pdf, qr, throttle
from ..core.database import db, locked, write
from ..core.security import private, refuse_cross_site
from . import answers, calendar_file, documents, links, offers, people, rules, services, tickets, when
from .answer_forms import PartyAnswersForm, party_answers_form
from .forms import ChangeForm
from .models import Attendee, Registration
from .refusals import refusal_text, words_of
from .rules import Refusal, Refused, State, WaitState
from .ticket_files import Paper
from .views import blueprint


@blueprint.route("/r/<token>/", methods=["GET", "POST"])
def party(token: str) -> Response:
    if request.method != "POST":  # a HEAD too must only look
        registration = _registration(token)
        return _party_page(registration, ChangeForm(registration))
    refuse_cross_site()
    write()
    registration = _registration(token)
    form = ChangeForm(registration, request.form)
    if not form.validate():
        return _party_page(registration, form, 422)
    try:
        services.change(registration, form.changes(), clock.now())
    except Refused as refused:
        db.session.rollback()
        registration = _registration(token)
        return _party_page(registration, ChangeForm(registration), 409, words_of(refused, registration.event))
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done="changed"), 303))


@blueprint.route("/r/<token>/answers", methods=["GET", "POST"])
def party_answers(token: str) -> Response:
    """What the party says to the organisers' questions, apart from who comes: neither may hold up the other."""
    if request.method != "POST":  # who comes here by the switch of languages
        _registration(token)
        return private(redirect(url_for(".party", token=token, _anchor="answers"), 303))
    refuse_cross_site()
    write()
    registration = _registration(token)
    services.locked_event(registration.event.slug)
    locked(registration)
    refusal = _refusal_to_answer(registration)
    if refusal is not None:
        db.session.rollback()
        registration = _registration(token)
        return _party_page(registration, ChangeForm(registration), 409, refusal_text(refusal))
    form = party_answers_form(registration, answers.of(registration), request.form)
    if not form.validate():
        return _party_page(registration, ChangeForm(registration), 422, asked=form)
    answers.change(registration, form.given())
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done="answered"), 303))


@blueprint.route("/r/<token>/cancellation", methods=["GET", "POST"])
def cancellation(token: str) -> Response:
    """Asks once more: places of a whole family are given away."""
    if request.method != "POST":  # a HEAD too must only look
        return private(make_response(render_template("registration/cancellation.html", **_of(_registration(token)))))
    refuse_cross_site()
    write()
    services.cancel(_registration(token), clock.now())
    db.session.commit()
    return private(redirect(url_for(".party", token=token), 303))


@blueprint.post("/r/<token>/messages")
def send_again(token: str) -> Response:
    refuse_cross_site()
    registration = _registration(token)
    try:
        throttle.count("tickets-again", str(registration.id), 5, 3600)
    except throttle.TooMany:
        abort(429)
    write()
    sent = services.resend_tickets(_registration(token))
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done="sent" if sent else None), 303))


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>/")
def ticket(token: str, attendee_id: int) -> Response:
    """One person's ticket, to show from a phone.

    It lies in no cache, and no service worker keeps it: phones are shared, and the address lets one change the answer.
    What opens without a network is the picture that the guest saves.
    """
    pdf.get_ready_soon()
    attendee = _attendee(_registration(token), attendee_id)
    return private(
        make_response(render_template("registration/ticket.html", attendee=attendee, **_of(attendee.registration)))
    )


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>.pdf")
def ticket_pdf(token: str, attendee_id: int) -> Response:
    registration = _registration(token)
    attendee = _attendee(registration, attendee_id)
    return _pdf(
        documents.in_their_language(registration, [attendee], _paper()), f"{registration.code}-{attendee.position + 1}"
    )


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>.png")
def ticket_picture(token: str, attendee_id: int) -> Response:
    """To keep among the photographs, and to send: whoever has it has the ticket, not the party's address."""
    attendee = _attendee(_registration(token), attendee_id)
    response = Response(documents.ticket_picture(attendee), content_type="image/png")
    name = f"{attendee.registration.code}-{attendee.position + 1}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.png"'
    return private(response)


@blueprint.get("/r/<token>/tickets.pdf")
def tickets_pdf(token: str) -> Response:
    registration = _registration(token)
    if not registration.is_confirmed:
        abort(404)
    return _pdf(documents.in_their_language(registration, registration.people, _paper()), registration.code)


@blueprint.get("/r/<token>/calendar.ics")
def calendar(token: str) -> Response:
    registration = _registration(token)
    response = Response(calendar_file.calendar(registration), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{registration.event.slug}.ics"'
    return private(response)


def _party_page(
    registration: Registration,
    form: ChangeForm,
    status: int = 200,
    problem: str = "",
    asked: PartyAnswersForm | None = None,
) -> Response:
    stored = answers.of(registration)
    if registration.is_confirmed:
        pdf.get_ready_soon()
    page = render_template(
        "registration/party.html",
        form=form,
        problem=problem,
        asked=asked or party_answers_form(registration, stored),
        answers=answers.entries(registration, stored),
        may_answer=_refusal_to_answer(registration) is None,
        **_of(registration),
    )
    return private(make_response(page, status))


def _refusal_to_answer(registration: Registration) -> Refusal | None:
    if registration.state == State.CANCELLED:
        return Refusal.CANCELLED
    event = registration.event
    in_time = rules.may_change_answers(event.registration_closes_at, event.starts_at, clock.now())
    return None if in_time else Refusal.REGISTRATION_CLOSED


def _of(registration: Registration) -> dict[str, Any]:
    """What pages about a party show."""
    return {
        "registration": registration,
        "event": registration.event,
        "position": services.position_of(registration),
        **_waits_of(registration),
        "token": services.private_token(registration),
        "qr_svg": qr.svg,
        "code_of": links.code_of,
        "short_code": tickets.short_code,
        "people": people,
        "when": when,
    }


def _waits_of(registration: Registration) -> dict[str, Any]:
    """Sessions that it waits for, with its place in each queue."""
    waits = offers.of_party(registration)
    return {
        "waits": waits,
        "positions": {one.id: offers.position_of(one) for one in waits if one.state == WaitState.WAITING},
    }


def _registration(token: str) -> Registration:
    found = services.of_private_token(token)
    if found is None:
        abort(404)
    return found


def _attendee(registration: Registration, attendee_id: int) -> Attendee:
    """A ticket exists for those who come: of a confirmed party, not taken off."""
    found = next((attendee for attendee in registration.people if attendee.id == attendee_id), None)
    if found is None or registration.state != State.CONFIRMED:
        abort(404)
    return found


def _paper() -> Paper:
    """What is asked for; the postcard size if that is no paper of ours."""
    return Paper.A4 if request.args.get("paper") == Paper.A4 else Paper.A6


def _pdf(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return private(response)
