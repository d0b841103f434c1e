"""What all private pages of a party share: how they find it, what they show, and what it may change now."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, url_for

from ..core import clock, pdf, qr
from ..core.security import private
from . import answers, approval, contact, links, merging, offers, people, services, signals, tickets, when
from .models import Attendee, Registration
from .rules import Refusal, State, WaitState


def registration_of(token: str) -> Registration:
    """The party of an address. One whose answer was joined to another is led there, if both are reached the same way;
    to anybody else the page of the other is not shown: it would tell of people whom only an officer took for them."""
    found = services.of_private_token(token)
    if found is None:
        abort(404)
    standing = merging.standing_of(found)
    if standing is not found:
        abort(_to_joined(found, standing))
    return found


def _to_joined(gone: Registration, standing: Registration) -> Response:
    if contact.is_same_person(gone, standing):
        return back(standing, "joined")
    shown = {"registration": gone, "event": gone.event, "standing": standing}
    return private(make_response(render_template("registration/joined.html", **shown)))


def person_of(registration: Registration, attendee_id: int) -> Attendee:
    """One of those who come."""
    found = next((attendee for attendee in registration.people if attendee.id == attendee_id), None)
    return found or abort(404)


def page(template: str, registration: Registration, status: int = 200, **shown: Any) -> Response:
    """A private page; it lies in no cache."""
    return private(make_response(render_template(f"registration/{template}", **of(registration), **shown), status))


def party_page(registration: Registration, status: int = 200, problem: str = "") -> Response:
    """The page that all others lead back to."""
    if registration.is_confirmed:
        pdf.get_ready_soon()
    stored = answers.of(registration)
    return page(
        "party.html",
        registration,
        status,
        problem=problem,
        answers=answers.entries(registration, stored),
        most_people=services.most_people(registration),
        declined=approval.was_declined(registration),
        ways=signals.ways_of(registration, services.private_token(registration)),
    )


def back(registration: Registration, done: str | None = None, anchor: str | None = None) -> Response:
    """To the party's page, which says what has been done."""
    address = url_for(".party", token=services.private_token(registration), done=done, _anchor=anchor)
    return private(redirect(address, 303))


def refusal_to_change(registration: Registration) -> Refusal | None:
    """Why a party may not change who comes now."""
    event = registration.event
    if registration.state == State.CANCELLED:
        return Refusal.CANCELLED
    if not event.may_be_declined(clock.now()):
        return Refusal.BEGUN
    return None if event.may_be_changed(clock.now()) else Refusal.CHANGES_CLOSED


def refusal_to_decline(registration: Registration) -> Refusal | None:
    """Why a party may not take somebody off, or its whole answer back."""
    found = refusal_to_change(registration)
    return None if found == Refusal.CHANGES_CLOSED else found


def refusal_to_answer(registration: Registration) -> Refusal | None:
    if registration.state == State.CANCELLED:
        return Refusal.CANCELLED
    return None if registration.event.may_be_answered_anew(clock.now()) else Refusal.CHANGES_CLOSED


def of(registration: Registration) -> dict[str, Any]:
    """What pages about a party show."""
    return {
        "registration": registration,
        "event": registration.event,
        "position": services.position_of(registration),
        **_waits_of(registration),
        "token": services.private_token(registration),
        "may_change": refusal_to_change(registration) is None,
        "may_decline": refusal_to_decline(registration) is None,
        "may_answer": refusal_to_answer(registration) is None,
        "qr_svg": qr.svg,
        "code_of": links.code_of,
        "shown_phone": contact.shown_phone,
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
