"""Answers that are to be approved: one touch each, or many at once; letters leave when all of it is stored."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import clock
from ..core.database import db, write
from ..core.forms import clean, storable
from ..core.i18n import country_name
from ..core.query_pages import page_address, page_of
from ..registration import approval, desk_changes, services
from ..registration.desk_pages import desk_page, event_of, to_event_in_front
from ..registration.models import Event, Registration
from ..registration.rules import Refused, State
from . import parts, party_facts, wording
from .party_forms import LONGEST_REASON, faulty_reason

blueprint = Blueprint("staff_approvals", __name__, url_prefix="/staff/approvals")

HERE = "staff_approvals.approvals_of"
CHOSEN = "chosen"  # in the place of a reference: all that are ticked
TOLD = ("approved", "waiting", "full", "declined")


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def approvals() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.SEE_GUESTS)
def approvals_of(slug: str) -> str:
    return _page(event_of(slug))


@blueprint.post("/<slug>/")
@requires(Verb.CHANGE_GUESTS)
def decide(slug: str) -> Response:
    """Approve or decline the one that was touched, or all that are ticked; what was decided before stays."""
    write()
    event = services.locked_event(event_of(slug).slug)
    declines = "decline" in request.form
    reason = clean(request.form.get("reason", ""))
    if declines and faulty_reason(reason):
        db.session.rollback()
        return make_response(_page(event_of(slug), storable(reason), request.form.getlist("party")), 422)
    told = Counter(_decide(registration, declines, reason) for registration in _meant(event))
    db.session.commit()
    said: dict[str, Any] = dict(told)
    return make_response(redirect(url_for(".approvals_of", slug=slug, **said), 303))


@blueprint.post("/<slug>/<code>/reopening")
@requires(Verb.CHANGE_GUESTS)
def reopen(slug: str, code: str) -> Response:
    write()
    event, found = event_of(slug), party_facts.registration_of(code)
    if found is None or found.event_id != event.id:
        abort(404)
    approval.reopen(found, clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".approvals_of", slug=slug, _anchor=f"party-{found.code}"), 303))


def _meant(event: Event) -> list[Registration]:
    """In the order in which they asked, so that whoever asked first is seated first."""
    touched = request.form.get("decline") or request.form.get("approve", "")
    codes = request.form.getlist("party") if touched == CHOSEN else [touched]
    wanted = Registration.code.in_([code.replace("\0", "") for code in codes])
    return list(db.session.scalars(approval.to_decide(event).where(wanted)))


def _decide(registration: Registration, declines: bool, reason: str) -> str:
    """What became of it, as `TOLD` names it."""
    if declines:
        approval.decline(registration, signed_in(), reason, clock.now())
        return "declined"
    try:
        approval.approve(registration, signed_in(), clock.now())
    except Refused:
        return "full"
    return "approved" if registration.state == State.CONFIRMED else "waiting"


def _page(event: Event, reason: str = "", ticked: list[str] | None = None) -> str:
    parties, people = approval.numbers_of(event)
    return desk_page(
        "guests/approvals.html",
        event,
        HERE,
        waiting=page_of(approval.to_decide(event)),
        parties=parties,
        people=people,
        declined=approval.declined_of(event),
        kinds=wording.kinds(),
        country_name=country_name,
        reason=reason,
        too_long=bool(reason),
        ticked=ticked or [],
        longest=LONGEST_REASON,
        told={name: request.args.get(name, 0, int) for name in TOLD},
        page_address=page_address,
    )


def _address(registration: Registration) -> str | None:
    is_open = registration.state == State.PENDING
    return url_for(HERE, slug=registration.event.slug, _anchor=f"party-{registration.code}") if is_open else None


@parts.part("decision", 5)
def decision(registration: Registration) -> str:
    """On a party's page: that it is to be decided, or what was decided and by whom."""
    found = approval.decision_of(registration)
    called_off = desk_changes.reason_of(registration)
    if found is None and registration.state != State.PENDING and not called_off:
        return ""
    return render_template(
        "guests/_decision.html", decision=found, address=_address(registration), called_off=called_off
    )
