"""What the communes propose, for the province: merged, declined, laid before the Standing Board, approved."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content.communes import Directory
from ..core import clock
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from ..core.i18n import country_name, lazy
from ..core.localised import load_texts
from ..core.paging import pages_of
from ..editions import papers
from ..registration.event_pages import event_of, locked_event_of
from ..registration.models import Event
from . import proposal_papers, proposal_wording, proposals
from .invitation_pages import InvitationPage, blueprint, invitations_page, offer
from .models import Invitation, Proposal, ProposalList
from .proposal_forms import DeclineForm, MergeForm, SignedForm
from .rules import ProposalState

HERE = "staff_invitations.proposal_desk"
ON_A_PAGE = 50
offer(InvitationPage(lazy("Proposals of communes"), HERE, 20))


@blueprint.get("/<slug>/proposals/")
@requires(Verb.INVITE)
def proposal_desk(slug: str) -> str:
    return _desk_page(event_of(slug))


@blueprint.get("/<slug>/proposals/<int(max=2147483647):number>/")
@requires(Verb.INVITE)
def proposal_on_desk(slug: str, number: int) -> str:
    return _proposal_page(event_of(slug), number)


@blueprint.post("/<slug>/proposals/<int(max=2147483647):number>/approval")
@requires(Verb.INVITE)
def approve_proposal(slug: str, number: int) -> Response:
    found = _locked(slug, number)
    proposals.approve(found, signed_in(), clock.now())
    return _done(slug, found)


@blueprint.post("/<slug>/proposals/<int(max=2147483647):number>/refusal")
@requires(Verb.INVITE)
def decline_proposal(slug: str, number: int) -> Response:
    found = _locked(slug, number)
    form = DeclineForm(request.form)
    if not form.validate():
        db.session.rollback()
        return make_response(_proposal_page(event_of(slug), number, decline=form), 422)
    proposals.decline(found, form.reason.data or "", signed_in(), clock.now())
    return _done(slug, found)


@blueprint.post("/<slug>/proposals/<int(max=2147483647):number>/merge")
@requires(Verb.INVITE)
def merge_proposal(slug: str, number: int) -> Response:
    found = _locked(slug, number)
    form = _merge_form(found, request.form)
    if not form.validate():
        db.session.rollback()
        return make_response(_proposal_page(event_of(slug), number, merge=form), 422)
    kind, _colon, other = str(form.same.data).partition(":")
    if kind == "invitation":
        invitation = db.session.get_one(Invitation, int(other))
        proposals.merge_into_invitation(found, invitation, signed_in(), clock.now())
    else:
        proposals.merge_into_proposal(found, db.session.get_one(Proposal, int(other)), signed_in(), clock.now())
    return _done(slug, found)


@blueprint.post("/<slug>/proposals/<int(max=2147483647):number>/reopening")
@requires(Verb.INVITE)
def reopen_proposal(slug: str, number: int) -> Response:
    found = _locked(slug, number)
    proposals.reopen(found)
    db.session.commit()
    return make_response(redirect(url_for(".proposal_on_desk", slug=slug, number=number), 303))


@blueprint.post("/<slug>/proposals/lists/")
@requires(Verb.INVITE)
def make_list(slug: str) -> Response:
    write()
    made = proposals.make_list(locked_event_of(slug), signed_in(), clock.now())
    db.session.commit()
    anchor = f"list-{made.number}" if made else None
    return make_response(redirect(url_for(".proposal_desk", slug=slug, _anchor=anchor), 303))


@blueprint.get("/<slug>/proposals/lists/<int(max=2147483647):number>.pdf")
@requires(Verb.INVITE)
def list_paper(slug: str, number: int) -> Response:
    event = event_of(slug)
    signers = papers.signers_of(event.edition.host)
    signer = next((one for one in signers if one.slug == request.args.get("signer")), signers[0] if signers else None)
    content = proposal_papers.list_of_proposals(_list(event, number), signer)
    return pdf_answer(content, f"proposals-{number}.pdf")


@blueprint.post("/<slug>/proposals/lists/<int(max=2147483647):number>/approval")
@requires(Verb.INVITE)
def approve_list(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    form = SignedForm(request.form, zone=event.timezone)
    if not form.validate():
        db.session.rollback()
        return make_response(_desk_page(event_of(slug), faulty=number, form=form), 422)
    made = _list(event, number)
    if made.approved_at is None:
        proposals.approve_list(made, form.signed_on.data, signed_in(), clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".proposal_desk", slug=slug, approved=number), 303))


@blueprint.post("/<slug>/proposals/lists/<int(max=2147483647):number>/removal")
@requires(Verb.INVITE)
def give_up_list(slug: str, number: int) -> Response:
    write()
    made = _list(locked_event_of(slug), number)
    if made.approved_at is not None:
        abort(409)
    proposals.give_up_list(made)
    db.session.commit()
    return make_response(redirect(url_for(".proposal_desk", slug=slug), 303))


def _locked(slug: str, number: int) -> Proposal:
    """The proposal, for whoever settles it; the event is locked too, so that two never settle the same family."""
    write()
    return locked(_proposal(locked_event_of(slug), number))


def _proposal(event: Event, number: int) -> Proposal:
    return db.session.scalar(db.select(Proposal).filter_by(event_id=event.id, id=number)) or abort(404)


def _list(event: Event, number: int) -> ProposalList:
    return db.session.scalar(db.select(ProposalList).filter_by(event_id=event.id, number=number)) or abort(404)


def _done(slug: str, settled: Proposal) -> Response:
    """Keep it, and on to what waits next; else back to the desk."""
    db.session.commit()
    query = proposals.in_state(settled.event, ProposalState.OPEN)
    further = query.where(
        db.or_(
            Proposal.unit_code > settled.unit_code,
            db.and_(Proposal.unit_code == settled.unit_code, Proposal.id > settled.id),
        )
    )
    upcoming = db.session.scalar(further.with_only_columns(Proposal.id).limit(1))
    if upcoming is None or "from-desk" in request.form:
        return make_response(redirect(url_for(".proposal_desk", slug=slug, settled=settled.id), 303))
    return make_response(redirect(url_for(".proposal_on_desk", slug=slug, number=upcoming, settled=settled.id), 303))


def _merge_form(proposal: Proposal, sent: Any = None) -> MergeForm:
    form = MergeForm(sent)
    found = proposals.likely(proposal.event, [proposal])[proposal.id]
    form.same.choices = [(f"{one.kind}:{one.number}", one.name) for one in found]
    return form


def _desk_page(event: Event, faulty: int = 0, form: SignedForm | None = None) -> str:
    asked = request.args.get("state", ProposalState.OPEN)
    state = ProposalState(asked) if asked in list(ProposalState) else ProposalState.OPEN
    counts = proposals.counts(event)
    page = pages_of(counts[state], ON_A_PAGE)
    query = proposals.in_state(event, state).limit(ON_A_PAGE).offset(page.part.start)
    found = list(db.session.scalars(query))
    is_open = state == ProposalState.OPEN
    lists = proposals.lists(event)
    return invitations_page(
        "invitations/staff/proposal_desk.html",
        event,
        HERE,
        **_words(event),
        state=state,
        counts=counts,
        found=found,
        likely=proposals.likely(event, found) if is_open else {},
        lists=lists,
        on_list=proposals.on_lists(event),
        unlisted=proposals.unlisted(event),
        page=page,
        page_address=lambda number: url_for(HERE, slug=event.slug, state=state, page=number),
        faulty=faulty,
        form=form,
        settled=_settled(event),
        approved=next((one for one in lists if one.number == request.args.get("approved", type=int)), None),
    )


def _proposal_page(
    event: Event, number: int, decline: DeclineForm | None = None, merge: MergeForm | None = None
) -> str:
    proposal = _proposal(event, number)
    found = proposals.likely(event, [proposal])[proposal.id] if proposal.is_open else []
    return invitations_page(
        "invitations/staff/proposal_on_desk.html",
        event,
        HERE,
        **_words(event),
        above=True,
        proposal=proposal,
        likely=found,
        decline=decline or DeclineForm(),
        merge=merge or MergeForm(),
        settled=_settled(event),
    )


def _settled(event: Event) -> Proposal | None:
    """What was settled right before this page."""
    number = request.args.get("settled", type=int)
    if number is None or not 0 < number < 2**31:
        return None
    return db.session.scalar(db.select(Proposal).filter_by(event_id=event.id, id=number))


def _words(event: Event) -> Mapping[str, Any]:
    directory = Directory(event.edition)
    load_texts(*directory.units)
    return {
        "units": {unit.code: str(unit.text_in("name")) for unit in directory.units},
        "states": proposal_wording.states(),
        "tones": proposal_wording.TONES,
        "country_name": country_name,
    }
