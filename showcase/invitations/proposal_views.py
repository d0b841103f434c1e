"""A commune proposes families, sees what became of them, and hands the cards over."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for

from ..accounts.guard import refuse, requires, signed_in
from ..accounts.models import Account
from ..accounts.rules import Verb
from ..content.communes import Directory
from ..core import clock, editing
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from ..core.i18n import country_name
from ..core.localised import load_texts
from ..core.paging import pages_of
from ..editions.context import current_edition
from ..editions.models import Unit
from ..editions.reach import units_within
from ..registration import events
from ..registration.models import Event
from . import addressing, proposal_papers, proposal_wording, proposals, services
from .models import Invitation, Proposal
from .proposal_forms import ProposalForm, ReceiptForm, proposal_form, proposal_values

blueprint = Blueprint("staff_proposals", __name__, url_prefix="/staff/proposals")
ON_A_PAGE = 50


@blueprint.get("/", endpoint="proposals")
@requires(Verb.PROPOSE)
def proposals_list() -> str:
    event, communes = _around()
    return _page(event, communes, proposal_form(communes)(None, {}))


@blueprint.post("/")
@requires(Verb.PROPOSE)
def propose() -> Response:
    write()
    event, communes = _around()
    if event is None or not communes:
        abort(409)
    form = proposal_form(communes)(request.form, {})
    if not form.is_accepted():
        db.session.rollback()
        event, communes = _around()
        return make_response(_page(event, communes, form), form.status)
    unit_code = form.unit_code.data if "unit_code" in form else communes[0].code
    proposal = proposals.propose(form, event, unit_code, form.values(), signed_in(), clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".proposals", noted=proposal.id), 303))


@blueprint.get("/<int(max=2147483647):number>/")
@requires(Verb.PROPOSE)
def proposal(number: int) -> str:
    found = _within_reach(number)
    return _proposal_page(found, ProposalForm.of_request(found, proposal_values(found)))


@blueprint.post("/<int(max=2147483647):number>/")
@requires(Verb.PROPOSE)
def change_proposal(number: int) -> Response:
    """Corrected as long as the province has not settled it."""
    write()
    found = locked(_within_reach(number))
    form = ProposalForm.of_request(found, proposal_values(found))
    if not found.is_open or not form.is_accepted():
        is_settled = not found.is_open
        db.session.rollback()
        return make_response(_proposal_page(_within_reach(number), form), 409 if is_settled else form.status)
    entry = proposals.correct(found, form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".proposal", number=number, saved=entry.id), 303))


@blueprint.get("/cards/")
@requires(Verb.PROPOSE)
def cards() -> str:
    return _cards_page()


@blueprint.post("/cards/<code>/handed")
@requires(Verb.PROPOSE)
def note_handed(code: str) -> Response:
    write()
    event, _communes = _around()
    invitation = locked(_card_within_reach(event, code))
    form = ReceiptForm(request.form, zone=invitation.event.timezone)
    if not form.validate():
        db.session.rollback()
        return make_response(_cards_page(faulty=code, form=form), 422)
    services.note_handed(invitation, form.handed_on.data)
    db.session.commit()
    return make_response(redirect(url_for(".cards", handed=invitation.id, _anchor=f"card-{code}"), 303))


@blueprint.get("/cards/receipts.pdf")
@requires(Verb.PROPOSE)
def receipts() -> Response:
    event, _communes = _around()
    if event is None:
        abort(404)
    found = list(db.session.scalars(proposals.cards(signed_in(), event)))
    return pdf_answer(proposal_papers.receipts(event, found), "receipts.pdf")


def _around() -> tuple[Event | None, list[Unit]]:
    """The next event, and the communes of its year for which somebody may propose, texts loaded."""
    event = events.next_event(clock.now(), current_edition())
    if event is None:
        return None, []
    g.timezone = event.timezone
    return event, _communes_of(signed_in(), event)


def _communes_of(who: Account, event: Event) -> list[Unit]:
    codes = set(db.session.scalars(db.select(Unit.code).where(Unit.id.in_(units_within(who, Verb.PROPOSE)))))
    communes = [unit for _above, group in Directory(event.edition).groups for unit in group if unit.code in codes]
    load_texts(event, *communes)
    return communes


def _within_reach(number: int) -> Proposal:
    """404 if there is none, 403 and a line in the log if it is another unit's."""
    query = db.select(Proposal).where(Proposal.id == number)
    found = db.session.scalar(query.where(proposals.within(signed_in())))
    if found is None and (code := db.session.scalar(query.with_only_columns(Proposal.unit_code))) is not None:
        refuse(Verb.PROPOSE, unit=code)
    return found or abort(404)


def _card_within_reach(event: Event | None, code: str) -> Invitation:
    if event is None or not (code.isascii() and code.isalnum() and len(code) <= 12):
        abort(404)
    query = db.select(Invitation).filter_by(event_id=event.id, code=code)
    found = db.session.scalar(query.where(proposals.within(signed_in(), Invitation.unit_code)))
    if found is None and (unit := db.session.scalar(query.with_only_columns(Invitation.unit_code))) is not None:
        refuse(Verb.PROPOSE, unit=unit)
    return found or abort(404)


def _page(event: Event | None, communes: list[Unit], form: ProposalForm) -> str:
    found: list[Proposal] = []
    page = pages_of(0, ON_A_PAGE)
    noted = None
    if event is not None:
        query = proposals.of_reach(signed_in(), event)
        total = db.session.scalar(db.select(db.func.count()).select_from(query.order_by(None).subquery())) or 0
        page = pages_of(total, ON_A_PAGE)
        found = list(db.session.scalars(query.limit(ON_A_PAGE).offset(page.part.start)))
        noted = next((one for one in found if one.id == request.args.get("noted", type=int)), None)
    return render_template(
        "invitations/staff/proposals.html",
        **_words(),
        event=event,
        communes={unit.code: str(unit.text_in("name")) for unit in communes},
        form=form,
        found=found,
        noted=noted,
        page=page,
    )


def _proposal_page(found: Proposal, form: ProposalForm) -> str:
    return render_template(
        "invitations/staff/proposal.html",
        **_words(),
        proposal=found,
        form=form,
        change=editing.saved_change(found),
    )


def _cards_page(faulty: str = "", form: ReceiptForm | None = None) -> str:
    event, communes = _around()
    found: list[Invitation] = []
    page = pages_of(0, ON_A_PAGE)
    if event is not None:
        query = proposals.cards(signed_in(), event)
        total = db.session.scalar(db.select(db.func.count()).select_from(query.order_by(None).subquery())) or 0
        page = pages_of(total, ON_A_PAGE)
        found = list(db.session.scalars(query.limit(ON_A_PAGE).offset(page.part.start)))
    return render_template(
        "invitations/staff/cards.html",
        **_words(),
        event=event,
        communes={unit.code: str(unit.text_in("name")) for unit in communes},
        cards=found,
        page=page,
        faulty=faulty,
        form=form,
        today=clock.in_zone(clock.now(), event.timezone).date() if event else None,
        handed=request.args.get("handed", type=int),
    )


def _words() -> dict[str, Any]:
    return {
        "states": proposal_wording.states(),
        "tones": proposal_wording.TONES,
        "country_name": country_name,
        "guests": addressing.guests,
        "page_address": lambda number: url_for(request.endpoint or "", page=number),
    }
