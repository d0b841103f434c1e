"""The party's private page: what was answered, the tickets, changes, and the way out."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..core import clock, pdf, throttle
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from ..core.security import private, refuse_cross_site
from . import answers, calendar_file, documents, services
from .answer_forms import party_answers_form
from .models import Attendee, Registration
from .private_pages import back, of, page, party_page, refusal_to_answer, refusal_to_decline, registration_of
from .refusals import refusal_text
from .rules import Refusal, State
from .ticket_files import Paper
from .views import blueprint


@blueprint.get("/r/<token>/")
def party(token: str) -> Response:
    return party_page(registration_of(token))


@blueprint.route("/r/<token>/answers", methods=["GET", "POST"])
def party_answers(token: str) -> Response:
    """What the party says to the organisers' questions, apart from who comes: neither may hold up the other."""
    if request.method != "POST":  # a HEAD too must only look
        registration = registration_of(token)
        if refusal_to_answer(registration) is not None:
            return back(registration, anchor="answers")
        return page("answers.html", registration, asked=party_answers_form(registration, answers.of(registration)))
    refuse_cross_site()
    write()
    registration = registration_of(token)
    services.locked_event(registration.event.slug)
    locked(registration)
    refusal = refusal_to_answer(registration)
    if refusal is not None:
        db.session.rollback()
        return party_page(registration_of(token), 409, refusal_text(refusal))
    form = party_answers_form(registration, answers.of(registration), request.form)
    if not form.validate():
        return page("answers.html", registration, 422, asked=form)
    answers.change(registration, form.given())
    db.session.commit()
    return back(registration, "answered", "answers")


@blueprint.route("/r/<token>/cancellation", methods=["GET", "POST"])
def cancellation(token: str) -> Response:
    """Asks once more: places of a whole family are given away."""
    if request.method != "POST":  # a HEAD too must only look
        registration = registration_of(token)
        begun = refusal_to_decline(registration) == Refusal.BEGUN
        return back(registration) if begun else page("cancellation.html", registration)
    refuse_cross_site()
    write()
    registration = registration_of(token)
    if refusal_to_decline(registration) == Refusal.BEGUN:
        db.session.rollback()
        return party_page(registration_of(token), 409, refusal_text(Refusal.BEGUN))
    services.cancel(registration, clock.now())
    db.session.commit()
    return back(registration)


@blueprint.post("/r/<token>/messages")
def send_again(token: str) -> Response:
    refuse_cross_site()
    registration = registration_of(token)
    try:
        throttle.count("tickets-again", str(registration.id), 5, 3600)
    except throttle.TooMany:
        abort(429)
    write()
    sent = services.resend_tickets(registration_of(token))
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done="sent" if sent else None), 303))


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>/")
def ticket(token: str, attendee_id: int) -> Response:
    """One person's ticket, to show from a phone.

    It lies in no cache, and no service worker keeps it: phones are shared, and the address lets one change the answer.
    What opens without a network is the picture that the guest saves.
    """
    pdf.get_ready_soon()
    attendee = _attendee(registration_of(token), attendee_id)
    return private(
        make_response(render_template("registration/ticket.html", attendee=attendee, **of(attendee.registration)))
    )


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>.pdf")
def ticket_pdf(token: str, attendee_id: int) -> Response:
    registration = registration_of(token)
    attendee = _attendee(registration, attendee_id)
    return _pdf(
        documents.in_their_language(registration, [attendee], _paper()), f"{registration.code}-{attendee.position + 1}"
    )


@blueprint.get("/r/<token>/tickets/<int(max=2147483647):attendee_id>.png")
def ticket_picture(token: str, attendee_id: int) -> Response:
    """To keep among the photographs, and to send: whoever has it has the ticket, not the party's address."""
    attendee = _attendee(registration_of(token), attendee_id)
    response = Response(documents.ticket_picture(attendee), content_type="image/png")
    name = f"{attendee.registration.code}-{attendee.position + 1}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.png"'
    return private(response)


@blueprint.get("/r/<token>/tickets.pdf")
def tickets_pdf(token: str) -> Response:
    registration = registration_of(token)
    if not registration.is_confirmed:
        abort(404)
    return _pdf(documents.in_their_language(registration, registration.people, _paper()), registration.code)


@blueprint.get("/r/<token>/calendar.ics")
def calendar(token: str) -> Response:
    registration = registration_of(token)
    response = Response(calendar_file.calendar(registration), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{registration.event.slug}.ics"'
    return private(response)


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
    return private(pdf_answer(content, f"{name}.pdf"))
