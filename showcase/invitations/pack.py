"""The rehearsal's invitations and proposals: made up, made once with the event, removed with the made-up guests."""

from datetime import timedelta

from ..core import clock
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.shapes import Choice, Entry, Integer, ListOf, Mapping, Report, String, Truth, Use
from ..editions.parts import Scope
from ..registration.models import Attendee, Event
from ..registration.rules import GUEST_KINDS
from . import services
from .models import Invitation, Proposal
from .rules import Addressee, Companion, Reply

FILE = "invitations.yaml"
COUNTRY = String(2, "[A-Z]{2}", "a country such as VN")
INVITATION = Mapping(
    {
        "addressee": Choice(*Addressee),
        "guest_kind?": Choice(*GUEST_KINDS, default="overseas"),
        "locale": Choice(*LOCALES),
        "name": String(200),
        "honorific?": String(40),
        "called?": String(20),
        "office?": String(200),
        "companion?": Choice(*Companion),
        "country?": COUNTRY,
        "email?": String(254, r"[^@\s]+@(example\.org|[\w.-]+\.example)", "an address at example.org"),
        "phone?": String(40),
        "unit?": Use("unit"),
        "sent_days_ago?": Integer(),
        "reply?": Choice(*Reply),
        "guest?": Use("guest"),
    }
)
PROPOSAL = Mapping(
    {"name": String(200), "country": COUNTRY, "reach": String(200), "unit": Use("unit"), "days_ago?": Integer()}
)


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real guests")


INVITATIONS = Mapping(
    {
        "event": Use("event"),
        "demo": Truth(),
        "invitations?": ListOf(INVITATION),
        "proposals?": ListOf(PROPOSAL),
    },
    _is_made_up,
)


def create_invitations(scope: Scope) -> None:
    """Invite for an event that this load has made, the rehearsal's guests among others; never again afterwards."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    for given in document["invitations"]:
        db.session.add(_invitation(event, given, scope))
    for given in document["proposals"]:
        proposed = scope.now - timedelta(days=given["days_ago"] or 0)
        columns = {name: given[name] for name in ("name", "country", "reach")}
        proposal = Proposal(event_id=event.id, unit_code=given["unit"], created_at=proposed, demo=True, **columns)
        proposal.folded = services.findable(proposal.name, None)["folded"]
        db.session.add(proposal)
    db.session.flush()


def _invitation(event: Event, given: Entry, scope: Scope) -> Invitation:
    texts = {name: given[name] for name in ("addressee", "guest_kind", "locale", "name", "honorific", "called")}
    sent = scope.now - timedelta(days=given["sent_days_ago"]) if given["sent_days_ago"] is not None else None
    invitation = Invitation(
        event_id=event.id,
        event=event,
        code=services.new_codes(1)[0],
        **texts,
        office=given["office"],
        companion=given["companion"] or "",
        country=given["country"],
        email=given["email"] or None,
        phone=given["phone"] or None,
        unit_code=given["unit"] or "",
        sent_at=sent,
        reply=given["reply"] or None,
        replied_at=clock.now() if given["reply"] else None,
        registration_id=_registration(given["guest"], scope) if given["guest"] else None,
        demo=True,
    )
    services.find_by_name(invitation)
    return invitation


def _registration(ref: str, scope: Scope) -> int | None:
    """The answer of a rehearsal guest."""
    assert scope.folder
    people = next(one["attendees"] for one in scope.folder.files["guests.yaml"]["guests"] if one["ref"] == ref)
    number = next((attendee_id for attendee_id, given in scope.guests if given is people[0]), None)
    return db.session.scalar(db.select(Attendee.registration_id).filter_by(id=number)) if number else None
