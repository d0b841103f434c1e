"""Families that communes name: noted once, merged where two name the same, approved into invitations or declined."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..accounts.rules import Verb
from ..core import audit, once, search
from ..core.database import db, locked
from ..core.i18n import SOURCE
from ..core.spelling import similarity
from ..editions.models import Unit
from ..editions.reach import units_within
from ..registration import contact
from ..registration.models import Event
from . import services
from .models import Invitation, Proposal, ProposalList
from .rules import Addressee, ProposalState

ALIKE = 0.7  # of two names in the same commune, from 0 to 1
MOST_LIKELY = 5  # shown for one proposal


@dataclass(frozen=True)
class Likely:
    """What may be the same family as a proposal."""

    kind: str  # proposal or invitation
    number: int
    name: str
    country: str
    unit_code: str
    said: str  # the reach of a proposal, the reference of an invitation


def propose(
    form: once.Marked, event: Event, unit_code: str, values: Mapping[str, str], who: Account, now: datetime
) -> Proposal:
    """Note a family; the same form sent again leads to what was noted first."""
    made = once.made_before(form, Proposal)
    if made is not None:
        return made
    proposal = Proposal(event_id=event.id, unit_code=unit_code, proposed_by_id=who.id, created_at=now, **values)
    proposal.folded = search.fold(proposal.name)[:500]
    db.session.add(proposal)
    db.session.flush()
    audit.record("proposal.created", proposal, unit=(None, unit_code), **{name: ("", values[name]) for name in values})
    once.remember(form, proposal)
    return proposal


def correct(proposal: Proposal, values: Mapping[str, str], noted: Mapping[str, tuple[Any, Any]]) -> audit.AuditEntry:
    for name, value in values.items():
        setattr(proposal, name, value)
    proposal.folded = search.fold(proposal.name)[:500]
    return audit.record("proposal.changed", proposal, **noted)


def within(who: Account, column: Any = Proposal.unit_code) -> ColumnElement[bool]:
    """What belongs to the units that somebody proposes for, by the column with the code of the unit."""
    codes = db.select(Unit.code).where(Unit.id.in_(units_within(who, Verb.PROPOSE)))
    found: ColumnElement[bool] = column.in_(codes)
    return found


def of_reach(who: Account, event: Event) -> Select[Any]:
    """What the units of somebody's reach have proposed, the newest first."""
    query = db.select(Proposal).filter_by(event_id=event.id).where(within(who)).order_by(Proposal.id.desc())
    return query.options(joinedload(Proposal.invitation).lazyload("*"), joinedload(Proposal.proposed_by))


def in_state(event: Event, state: ProposalState) -> Select[Any]:
    """For the province: by commune, in the order in which they came."""
    query = db.select(Proposal).filter_by(event_id=event.id, state=state).order_by(Proposal.unit_code, Proposal.id)
    return query.options(joinedload(Proposal.invitation).lazyload("*"), joinedload(Proposal.merged_into))


def counts(event: Event) -> dict[str, int]:
    query = db.select(Proposal.state, db.func.count()).filter_by(event_id=event.id).group_by(Proposal.state)
    return dict.fromkeys(ProposalState, 0) | {state: many for state, many in db.session.execute(query) if state}


def likely(event: Event, proposals: Sequence[Proposal]) -> dict[int, list[Likely]]:
    """For each proposal the others, and the invitations, that may be the same family."""
    by_words: dict[str, list[Likely]] = defaultdict(list)
    by_unit: dict[str, list[Likely]] = defaultdict(list)
    for one in _all_named(event):
        by_words[_words(one.name)].append(one)
        by_unit[one.unit_code].append(one)
    found = {}
    for proposal in proposals:
        same = [
            one
            for one in by_words[_words(proposal.name)]
            if one.unit_code == proposal.unit_code or not proposal.country or one.country in ("", proposal.country)
        ]
        near = [
            one
            for one in by_unit[proposal.unit_code]
            if similarity(search.fold(one.name), search.fold(proposal.name)) >= ALIKE
        ]
        others = {(one.kind, one.number): one for one in (*same, *near)}
        others.pop(("proposal", proposal.id), None)
        found[proposal.id] = list(others.values())[:MOST_LIKELY]
    return found


def merge_into_proposal(proposal: Proposal, other: Proposal, who: Account, now: datetime) -> None:
    """The same family as another proposal, which goes on for both."""
    while other.merged_into is not None:
        other = other.merged_into
    if other.id == proposal.id or not proposal.is_open:
        return
    proposal.merged_into_id, proposal.invitation_id = other.id, other.invitation_id
    followers = db.update(Proposal).filter_by(merged_into_id=proposal.id).values(merged_into_id=other.id)
    db.session.execute(followers.execution_options(synchronize_session="fetch"))
    audit.record("proposal.merged", proposal, **_settle(proposal, ProposalState.MERGED, who, now))


def merge_into_invitation(proposal: Proposal, invitation: Invitation, who: Account, now: datetime) -> None:
    """The family is invited already. Where nobody hands the card over yet, the commune that named it does."""
    if not proposal.is_open:
        return
    proposal.invitation_id = invitation.id
    if not invitation.unit_code:
        services.change(invitation, {"unit_code": proposal.unit_code}, {"unit_code": ("", proposal.unit_code)})
    audit.record("proposal.merged", proposal, **_settle(proposal, ProposalState.MERGED, who, now))
    _lead(proposal, invitation)


def decline(proposal: Proposal, reason: str, who: Account, now: datetime) -> None:
    """Not invited this time; the reason stays among officers."""
    if proposal.is_open:
        proposal.reason = reason
        settled = _settle(proposal, ProposalState.DECLINED, who, now)
        audit.record("proposal.declined", proposal, **settled, reason=("", reason))


def reopen(proposal: Proposal) -> None:
    """Take a merge or a refusal back."""
    if proposal.state in (ProposalState.MERGED, ProposalState.DECLINED):
        audit.record("proposal.reopened", proposal, state=(proposal.state, ProposalState.OPEN))
        proposal.state, proposal.merged_into_id, proposal.invitation_id = ProposalState.OPEN, None, None
        proposal.settled_at, proposal.settled_by_id, proposal.reason = None, None, ""
        if proposal.list is not None and proposal.list.approved_at is not None:
            proposal.list_id = None  # it may stand on another one


def approve(proposal: Proposal, who: Account, now: datetime) -> Invitation | None:
    """Invite the family; its commune hands the card over. None if it is settled already."""
    if not proposal.is_open:
        return None
    values = {
        "addressee": Addressee.FAMILY,
        "guest_kind": "overseas",
        "locale": SOURCE,
        "name": proposal.name,
        "country": proposal.country,
        "unit_code": proposal.unit_code,
        "home_phone": _number_in(proposal.reach),
        "note": proposal.reach,
        "demo": proposal.demo,
    }
    invitation = services.add(proposal.event, values, {"unit_code": ("", proposal.unit_code)})
    proposal.invitation_id = invitation.id
    audit.record("proposal.approved", proposal, **_settle(proposal, ProposalState.APPROVED, who, now))
    _lead(proposal, invitation)
    return invitation


def make_list(event: Event, who: Account, now: datetime) -> ProposalList | None:
    """All that is open and stands on no list yet, to be laid before the Board. None if there is nothing."""
    open_ones = _unlisted(event)
    if not open_ones:
        return None
    last = db.session.scalar(db.select(db.func.max(ProposalList.number)).filter_by(event_id=event.id)) or 0
    made = ProposalList(event_id=event.id, number=last + 1, made_at=now, made_by_id=who.id)
    db.session.add(made)
    db.session.flush()
    for proposal in open_ones:
        proposal.list_id = made.id
    audit.record("proposal_list.created", made, people=(None, len(open_ones)))
    return made


def give_up_list(made: ProposalList) -> None:
    """The Board did not sign it: what stood on it is free for another list."""
    audit.record("proposal_list.deleted", made, people=(len(made.proposals), None))
    for proposal in made.proposals:
        proposal.list_id = None
    db.session.flush()
    db.session.delete(made)


def approve_list(made: ProposalList, signed_on: date, who: Account, now: datetime) -> int:
    """Once the Board has signed: whatever of the list is still open becomes an invitation. How many."""
    if made.approved_at is not None:
        return 0
    made.signed_on, made.approved_at, made.approved_by_id = signed_on, now, who.id
    # Each as it now is: its commune may be correcting it at this very moment.
    invited = [proposal for proposal in made.proposals if approve(locked(proposal), who, now) is not None]
    audit.record("proposal_list.approved", made, signed_on=(None, signed_on), people=(None, len(invited)))
    return len(invited)


def lists(event: Event) -> Sequence[ProposalList]:
    query = db.select(ProposalList).filter_by(event_id=event.id).order_by(ProposalList.number.desc())
    people = joinedload(ProposalList.made_by), joinedload(ProposalList.approved_by)
    return db.session.scalars(query.options(*people)).all()


def cards(who: Account, event: Event) -> Select[Any]:
    """The cards that somebody's communes hand over: those not handed yet first, by given name."""
    query = db.select(Invitation).filter_by(event_id=event.id, withdrawn_at=None)
    query = query.where(within(who, Invitation.unit_code), Invitation.unit_code != "")
    return query.order_by(Invitation.handed_on.is_not(None), Invitation.unit_code, Invitation.sort_given, Invitation.id)


def on_lists(event: Event) -> dict[int, int]:
    """How many proposals stand on each list, by its id."""
    query = db.select(Proposal.list_id, db.func.count()).filter_by(event_id=event.id).group_by(Proposal.list_id)
    return {number: many for number, many in db.session.execute(query) if number is not None}


def unlisted(event: Event) -> int:
    """How many are open and stand on no list."""
    query = db.select(db.func.count(Proposal.id)).filter_by(event_id=event.id, state=ProposalState.OPEN, list_id=None)
    return db.session.scalar(query) or 0


def _all_named(event: Event) -> list[Likely]:
    """All proposals of an event that are not merged or declined, and all its invitations."""
    wanted = Proposal.state == ProposalState.OPEN
    columns = Proposal.id, Proposal.name, Proposal.country, Proposal.unit_code, Proposal.reach
    rows = db.session.execute(db.select(*columns).filter_by(event_id=event.id).where(wanted).order_by(Proposal.id))
    found = [Likely("proposal", *row) for row in rows]
    invited = Invitation.id, Invitation.name, Invitation.country, Invitation.unit_code, Invitation.code
    rows = db.session.execute(db.select(*invited).filter_by(event_id=event.id).order_by(Invitation.id))
    return [*(Likely("invitation", *row) for row in rows), *found]


def _unlisted(event: Event) -> Sequence[Proposal]:
    return db.session.scalars(in_state(event, ProposalState.OPEN).where(Proposal.list_id.is_(None))).unique().all()


def _settle(proposal: Proposal, state: ProposalState, who: Account, now: datetime) -> dict[str, tuple[Any, Any]]:
    """Set the state, and say for the log what it was."""
    noted = {"state": (proposal.state, state)}
    proposal.state, proposal.settled_at, proposal.settled_by_id = state, now, who.id
    return noted


def _lead(proposal: Proposal, invitation: Invitation) -> None:
    """Those that were merged into a proposal come to the same invitation."""
    statement = db.update(Proposal).filter_by(merged_into_id=proposal.id).values(invitation_id=invitation.id)
    db.session.execute(statement.execution_options(synchronize_session="fetch"))


def _words(name: str) -> str:
    """A name whatever the order of its words."""
    return " ".join(sorted(search.fold(name).split()))


def _number_in(text: str) -> str | None:
    """The first telephone number within a remark."""
    found = next(iter(PhoneNumberMatcher(text, contact.HOME)), None)
    return str(format_number(found.number, PhoneNumberFormat.E164)) if found else None
