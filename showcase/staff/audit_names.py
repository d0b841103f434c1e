"""Who did it and what it was about, by name and with a link: a page's worth at a time, one query for each kind."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from ..accounts.models import Account, ApiToken
from ..announcements.models import Announcement
from ..calls.models import Call, Callee
from ..checkin.models import Conflict, Device, Gate, Scan
from ..committee.models import Member, Subcommittee
from ..content.models import Achievement, Article, GuideEntry, Indicator, Observation
from ..contributions.models import Cause, Contribution
from ..core import numbers
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.mail import Message
from ..editions.models import Edition, Host, Office, Signer, Unit
from ..guests import doing
from ..guests.models import GuestDeed, GuestNote, GuestTag, GuestView
from ..investment.models import Project
from ..invitations.models import Invitation, Proposal, ProposalList
from ..photos.models import Photo
from ..programme.models import ProgrammeItem
from ..protocol.models import HandOver, Introduction, McCopy, RankGroup
from ..publication.models import Issue
from ..registration.models import (
    AccessCode,
    Answer,
    Attendee,
    CallTask,
    Event,
    Hold,
    Question,
    Registration,
    Session,
    SessionWait,
    UnitTask,
)
from ..release.models import Consignment
from ..seating import wording as seating_wording
from ..seating.models import SeatingPlan, SeatingTable
from ..translation.models import Term


@dataclass(frozen=True)
class Named:
    """A person or thing as a reader knows it; without a url where there is no page."""

    label: str
    url: str = ""


Resolver = Callable[[list[Any]], dict[Any, Named]]


def actors(labels: Iterable[str]) -> dict[str, str]:
    """`account:7` → a name."""
    fixed = {"guest": _("a guest"), "command": _("a command on the server"), "worker": _("the site itself")}
    names = _by_kind(labels, {"account": _accounts, "token": _tokens, "device": _devices})
    return fixed | {label: named.label for label, named in names.items()}


def subjects(labels: Iterable[str]) -> dict[str, Named]:
    """`registration:12` → what it is called and where it is seen; what is no longer there is missing."""
    return _by_kind(
        labels,
        {
            "access_code": _access_codes,
            "account": _accounts,
            "achievement": _titled(
                Achievement, "title", lambda one: url_for("staff_content.achievement", slug=one.slug)
            ),
            "answer": _answers,
            "term": _titled(Term, "name", lambda one: url_for("translation.term", slug=one.slug)),
            "article": _titled(Article, "title", lambda one: url_for("editorial.article", slug=one.slug)),
            "attendee": _attendees,
            "cause": _titled(Cause, "title", lambda one: url_for("staff_contributions.cause", slug=one.slug)),
            "conflict": _conflicts,
            "contribution": _contributions,
            "device": _devices,
            "edition": _titled(Edition, "title", lambda one: url_for("staff_editions.edition", slug=one.slug)),
            "consignment": _consignments,
            "event": _titled(Event, "title", _event_page),
            "gate": _titled(Gate, "name", lambda one: url_for("staff_events.gate", slug=one.event.slug, gate=one.slug)),
            "indicator": _titled(Indicator, "name", lambda one: url_for("staff_content.indicator", slug=one.slug)),
            "observation": _observations,
            "guide_entry": _titled(
                GuideEntry, "heading", lambda one: url_for("staff_content.guide_entry", number=one.id)
            ),
            "hand_over": _hand_overs,
            "hold": _holds,
            "introduction": _introductions,
            "host": _titled(Host, "short_name", lambda one: url_for("editions_staff.host")),
            "invitation": _invitations,
            "issue": _titled(Issue, "title", lambda one: url_for("publication.issue", slug=one.slug)),
            "mc_copy": _mc_copies,
            "member": _members,
            "rank_group": _rank_groups,
            "message": _messages,
            "office": _titled(Office, "name", lambda one: url_for("officials.office", slug=one.slug)),
            "photo": _photos,
            "programme_item": _titled(ProgrammeItem, "title", _item_page),
            "proposal": _proposals,
            "proposal_list": _proposal_lists,
            "project": _titled(Project, "name", lambda one: url_for("staff_content.project", slug=one.slug)),
            "question": _titled(Question, "label", _question_page),
            "registration": _registrations,
            "scan": _scans,
            "seating_plan": _seating_plans,
            "seating_table": _seating_tables,
            "session_wait": _session_waits,
            "session": _titled(Session, "title", lambda one: _event_page(one.event)),
            "signer": _titled(Signer, "post", lambda one: url_for("papers.signer", slug=one.slug)),
            "guest_deed": _guest_deeds,
            "guest_note": _guest_notes,
            "guest_tag": _guest_tags,
            "guest_view": _guest_views,
            "subcommittee": _subcommittees,
            "token": _tokens,
            "unit_task": _requests,
            "call_task": _calls,
            "call": _noted_calls,
            "announcement": _titled(
                Announcement,
                "subject",
                lambda one: url_for("announcements.announcement", slug=one.event.slug, number=one.id),
            ),
            "unit": _titled(Unit, "name", lambda one: url_for("staff_units.unit", code=one.code)),
        },
    )


def _consignments(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(
            f"{one.issue.text_in('title')}, {one.unit.text_in('name')}",
            url_for("release.consignment", slug=one.issue.slug, number=one.id),
        )
        for one in db.session.scalars(db.select(Consignment).where(Consignment.id.in_(ids)))
    }


def _by_kind(labels: Iterable[str], known: Mapping[str, Resolver]) -> dict[str, Named]:
    ids: dict[str, set[Any]] = defaultdict(set)
    for label in labels:
        kind, _colon, number = label.partition(":")
        if kind in known and (kind == "scan" or number.isdecimal()):
            ids[kind].add(number if kind == "scan" else int(number))
    return {
        f"{kind}:{number}": named for kind, wanted in ids.items() for number, named in known[kind](list(wanted)).items()
    }


def _of(model: Any, ids: Collection[Any]) -> list[Any]:
    return list(db.session.scalars(db.select(model).where(model.id.in_(ids))))


def _titled(model: Any, field: str, page: Callable[[Any], str]) -> Resolver:
    return lambda ids: {
        one.id: Named(str(one.text_in(field)) or getattr(one, "slug", ""), page(one)) for one in _of(model, ids)
    }


def _photos(ids: list[Any]) -> dict[Any, Named]:
    return {one.id: Named(one.name, url_for("photos.photo", slug=one.slug)) for one in _of(Photo, ids)}


def _item_page(item: ProgrammeItem) -> str:
    return url_for("staff_programme.table", slug=item.event.slug, _anchor=f"item-{item.id}")


def _event_page(event: Event) -> str:
    return url_for("staff_events.event", slug=event.slug)


def _access_codes(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(AccessCode.id, AccessCode.name, Event.slug).join(Event).where(AccessCode.id.in_(ids))
    found = db.session.execute(query)
    return {number: Named(name, url_for("staff_events.codes", slug=slug)) for number, name, slug in found}


def _holds(ids: list[Any]) -> dict[Any, Named]:
    rows = db.session.execute(db.select(Hold.id, Hold.name, Event.slug).join(Event).where(Hold.id.in_(ids)))
    return {number: Named(name, url_for("staff_events.hold", slug=slug, number=number)) for number, name, slug in rows}


def _guest_tags(ids: list[Any]) -> dict[Any, Named]:
    rows = db.session.execute(
        db.select(GuestTag.id, GuestTag.name, Event.slug).join(GuestTag.event).where(GuestTag.id.in_(ids))
    )
    return {number: Named(name, url_for("staff_guests.tag", slug=slug, number=number)) for number, name, slug in rows}


def _guest_views(ids: list[Any]) -> dict[Any, Named]:
    return {one.id: Named(one.name, url_for("staff_guests.view", number=one.id)) for one in _of(GuestView, ids)}


def _guest_notes(ids: list[Any]) -> dict[Any, Named]:
    """By the party: the note stands in its page."""
    found = {one.id: one.registration_id for one in _of(GuestNote, ids)}
    parties = _registrations(list(found.values()))
    return {number: parties[party] for number, party in found.items() if party in parties}


def _guest_deeds(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(doing.worded(one), url_for("staff_guests.deed", number=one.id)) for one in _of(GuestDeed, ids)
    }


def _subcommittees(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(Subcommittee.id, Subcommittee.name, Event.slug).join(Subcommittee.event)
    rows = db.session.execute(query.where(Subcommittee.id.in_(ids)))
    return {
        number: Named(name, url_for("committee.subcommittee", slug=slug, number=number)) for number, name, slug in rows
    }


def _members(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(Member.id, Member.name, Event.slug).join(Member.subcommittee).join(Subcommittee.event)
    return {
        number: Named(name or _("(forgotten)"), url_for("committee.member", slug=slug, number=number))
        for number, name, slug in db.session.execute(query.where(Member.id.in_(ids)))
    }


def _seating_plans(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(seating_wording.plan(one), url_for("seating.plan", slug=one.event.slug, number=one.id))
        for one in _of(SeatingPlan, ids)
    }


def _seating_tables(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(
            seating_wording.table(one),
            url_for("seating.table", slug=one.plan.event.slug, number=one.plan_id, table=one.number),
        )
        for one in _of(SeatingTable, ids)
    }


def _introductions(ids: list[Any]) -> dict[Any, Named]:
    query = (
        db.select(Introduction.id, Introduction.name, Attendee.name, Introduction.title, Event.slug)
        .join(Introduction.event)
        .outerjoin(Introduction.attendee)
        .where(Introduction.id.in_(ids))
    )
    return {
        number: Named(
            name or guest or title or _("Line %(number)d", number=number),
            url_for("protocol.line", slug=slug, number=number),
        )
        for number, name, guest, title, slug in db.session.execute(query)
    }


def _hand_overs(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(HandOver.id, HandOver.what, Event.slug).join(HandOver.event).where(HandOver.id.in_(ids))
    return {
        number: Named(what, url_for("protocol.hand_over", slug=slug, number=number))
        for number, what, slug in db.session.execute(query)
    }


def _mc_copies(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(McCopy.id, McCopy.number, Event.slug).join(McCopy.event).where(McCopy.id.in_(ids))
    return {
        row: Named(_("Copy no. %(number)d", number=number), url_for("protocol.copy", slug=slug, number=number))
        for row, number, slug in db.session.execute(query)
    }


def _rank_groups(ids: list[Any]) -> dict[Any, Named]:
    return {one.id: Named(str(one.text_in("name")) or one.slug) for one in _of(RankGroup, ids)}


def _observations(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(
            f"{one.indicator.text_in('name')}, {numbers.period(one.period)}",
            url_for("staff_content.observation", slug=one.indicator.slug, number=one.id),
        )
        for one in _of(Observation, ids)
    }


def _question_page(question: Question) -> str:
    return url_for("staff_events.question", slug=question.event.slug, question=question.slug)


def _answers(ids: list[Any]) -> dict[Any, Named]:
    """By the party: what was asked stands in the party's page."""
    found = {one.id: one.registration_id for one in _of(Answer, ids)}
    parties = _registrations(list(found.values()))
    return {number: parties[party] for number, party in found.items() if party in parties}


def _session_waits(ids: list[Any]) -> dict[Any, Named]:
    """By the party: for which session, its page says."""
    found = {one.id: one.registration_id for one in _of(SessionWait, ids)}
    parties = _registrations(list(found.values()))
    return {number: parties[party] for number, party in found.items() if party in parties}


def _accounts(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(one.name or one.email, url_for("staff_accounts.account", account_id=one.id))
        for one in _of(Account, ids)
    }


def _tokens(ids: list[Any]) -> dict[Any, Named]:
    return {one.id: Named(_("program %(name)s", name=one.name)) for one in _of(ApiToken, ids)}


def _devices(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(_("phone %(name)s", name=one.name or one.id), url_for("checkin.phones"))
        for one in _of(Device, ids)
    }


def _registrations(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(Registration.id, Registration.contact_name, Registration.code)
    rows = db.session.execute(query.where(Registration.id.in_(ids)))
    return {number: _party(name, code) for number, name, code in rows}


def _invitations(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(Invitation.id, Invitation.name, Invitation.code, Event.slug).join(Invitation.event)
    return {
        number: Named(name or code, url_for("staff_invitations.invitation", slug=slug, code=code))
        for number, name, code, slug in db.session.execute(query.where(Invitation.id.in_(ids)))
    }


def _proposals(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(Proposal.id, Proposal.name, Event.slug).join(Proposal.event).where(Proposal.id.in_(ids))
    return {
        number: Named(name or _("(forgotten)"), url_for("staff_invitations.proposal_on_desk", slug=slug, number=number))
        for number, name, slug in db.session.execute(query)
    }


def _proposal_lists(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(ProposalList.id, ProposalList.number, Event.slug).join(ProposalList.event)
    return {
        row: Named(_("List no. %(number)d", number=number), url_for("staff_invitations.proposal_desk", slug=slug))
        for row, number, slug in db.session.execute(query.where(ProposalList.id.in_(ids)))
    }


def _attendees(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(Attendee.id, Attendee.name, Registration.code).join(Attendee.registration)
    rows = db.session.execute(query.where(Attendee.id.in_(ids)))
    return {number: _party(name, code) for number, name, code in rows}


def _party(name: str, code: str) -> Named:
    return Named(f"{name} · {code}" if name else code, url_for("staff_guests.registration", code=code))


def _messages(ids: list[Any]) -> dict[Any, Named]:
    about = {one.id: one.subject_id for one in _of(Message, ids) if one.kind.startswith("registration")}
    parties = _registrations(list(about.values()))
    return {number: parties[party] for number, party in about.items() if party in parties}


def _requests(ids: list[Any]) -> dict[Any, Named]:
    return {
        one.id: Named(one.name or one.unit_code, url_for("staff_requests.unit_task", number=one.id))
        for one in _of(UnitTask, ids)
    }


def _calls(ids: list[Any]) -> dict[Any, Named]:
    about = {one.id: one.registration_id for one in _of(CallTask, ids)}
    parties = _registrations(list(about.values()))
    return {number: parties[party] for number, party in about.items() if party in parties}


def _noted_calls(ids: list[Any]) -> dict[Any, Named]:
    query = db.select(Call.id, Callee.invitation_id, Callee.registration_id).join(Call.callee).where(Call.id.in_(ids))
    about = [(number, invitation, party) for number, invitation, party in db.session.execute(query)]
    invitations = _invitations([invitation for _number, invitation, _party in about if invitation])
    parties = _registrations([party for _number, _invitation, party in about if party])
    found = {number: invitations.get(invitation) or parties.get(party) for number, invitation, party in about}
    return {number: named for number, named in found.items() if named is not None}


def _scans(ids: list[Any]) -> dict[Any, Named]:
    return _through_people({one.id: one.attendee_id for one in _of(Scan, ids)})


def _contributions(ids: list[Any]) -> dict[Any, Named]:
    rows = db.session.execute(db.select(Contribution.id, Contribution.code).where(Contribution.id.in_(ids)))
    return {number: Named(code, url_for("staff_contributions.contribution", number=number)) for number, code in rows}


def _conflicts(ids: list[Any]) -> dict[Any, Named]:
    return _through_people({one.id: one.attendee_id for one in _of(Conflict, ids)})


def _through_people(whose: Mapping[Any, int | None]) -> dict[Any, Named]:
    people = _attendees([person for person in whose.values() if person])
    return {number: people[person] for number, person in whose.items() if person in people}
