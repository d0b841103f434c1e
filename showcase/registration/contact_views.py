"""How a party is reached, on its private page, and the way back for who has lost that page."""

from dataclasses import asdict

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..core import clock, keys, throttle
from ..core.database import db, write
from ..core.security import private, refuse_cross_site
from . import contact_changes, lost_tickets, services
from .contact_forms import ContactForm, LostTicketForm
from .private_pages import back, page, party_page, refusal_to_decline, registration_of
from .public_forms import fresh_marks, problem_of
from .refusals import refusal_text
from .views import blueprint

FORM = "lost-ticket-form"  # what a form's birth mark is for
ASKED_AN_HOUR = 20  # from one network
SENT_AN_HOUR = 3  # to one address; who asks more often gets the same answer and no more mail


@blueprint.route("/r/<token>/contact", methods=["GET", "POST"])
def change_contact(token: str) -> Response:
    """Until the gathering begins: whoever counts and cooks does not mind."""
    if request.method != "POST":  # a HEAD too must only look
        registration = registration_of(token)
        if refusal_to_decline(registration) is not None:
            return back(registration)
        return page("contact.html", registration, form=ContactForm(data=asdict(contact_changes.of(registration))))
    refuse_cross_site()
    write()
    registration = registration_of(token)
    services.hold(registration)
    registration = registration_of(token)  # the link may have died meanwhile
    if (refusal := refusal_to_decline(registration)) is not None:
        db.session.rollback()
        return party_page(registration_of(token), 409, refusal_text(refusal))
    form = ContactForm(request.form)
    if not form.validate():
        return page("contact.html", registration, 422, form=form)
    contact_changes.change(registration, form.contact(), clock.now())
    db.session.commit()
    return back(registration, "contact", "contact")


@blueprint.route("/lost-ticket/", methods=["GET", "POST"])
def lost_ticket() -> Response:
    """Answers known and unknown alike; the worker looks who it is."""
    if request.method != "POST":
        return _lost_page(LostTicketForm(data=fresh_marks(FORM)))
    refuse_cross_site()
    form = LostTicketForm(request.form)
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return _lost_page(form, 422, problem)
    try:
        throttle.count("lost-ticket-network", request.remote_addr or "", ASKED_AN_HOUR, 3600)
    except throttle.TooMany:
        abort(429)
    try:
        throttle.count("lost-ticket", keys.digest(form.wanted), SENT_AN_HOUR, 3600)
    except throttle.TooMany:
        pass
    else:
        write()
        lost_tickets.ask(form.wanted)
        db.session.commit()
    return private(redirect(url_for(".lost_ticket", done="asked"), 303))


def _lost_page(form: LostTicketForm, status: int = 200, problem: str = "") -> Response:
    return private(make_response(render_template("registration/lost_ticket.html", form=form, problem=problem), status))
