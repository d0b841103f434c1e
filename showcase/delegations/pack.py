"""The rehearsal's coaches and journeys: made up, made once with the event for its made-up guests."""

from datetime import timedelta

from ..committee.models import Member, Subcommittee
from ..committee.pack import party_of_rehearsal
from ..core.database import db
from ..core.shapes import Choice, Entry, Integer, ListOf, Mapping, Report, String, Truth, Use
from ..editions.parts import Scope
from ..registration.models import Attendee, Event
from .models import Coach, Journey, Ride
from .rules import CoachState

FILE = "delegations.yaml"
COACH = Mapping(
    {
        "name": String(80),
        "plate?": String(20),
        "seats?": Integer(),
        "driver?": String(200),
        "phone?": String(40),
        "origin?": String(200),
        "minutes_before?": Integer(),
        "escort?": String(200),
        "state?": Choice(*CoachState),
        "guests?": ListOf(Use("guest")),
    }
)
JOURNEY = Mapping(
    {
        "guest": Use("guest"),
        "second_name?": String(200),
        "second_phone?": String(40),
        "arrives_by?": String(200),
        "hotel?": String(200),
        "tables?": String(200),
        "needs?": String(1000),
        "escort?": String(200),
    }
)


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real people")


DELEGATIONS = Mapping(
    {"event": Use("event"), "demo": Truth(), "coaches?": ListOf(COACH), "journeys?": ListOf(JOURNEY)}, _is_made_up
)


def create_delegations(scope: Scope) -> None:
    """Arrange for an event that this load has made; never again afterwards. Guests and committee come before."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    members = db.select(Member).join(Member.subcommittee).where(Subcommittee.event_id == event.id)
    escorts = {member.name: member.id for member in db.session.scalars(members.order_by(Member.id))}
    for given in document["coaches"]:
        texts = {name: given[name] or "" for name in ("plate", "driver", "phone", "origin")}
        arrives = None
        if given["minutes_before"] is not None:
            arrives = event.starts_at - timedelta(minutes=given["minutes_before"])
        coach = Coach(
            event_id=event.id, name=given["name"], seats=given["seats"], arrives_at=arrives, demo=True, **texts
        )
        coach.departs_at = arrives - timedelta(hours=1) if arrives else None
        coach.member_id = escorts.get(given["escort"] or "")
        coach.state = given["state"] or CoachState.EXPECTED
        coach.state_at = scope.now if given["state"] else None
        db.session.add(coach)
        db.session.flush()
        for ref in given["guests"]:
            db.session.add_all(Ride(attendee_id=number, coach_id=coach.id) for number in party_of_rehearsal(scope, ref))
    for given in document["journeys"]:
        names = ("second_name", "second_phone", "arrives_by", "hotel", "tables", "needs")
        texts = {name: given[name] or "" for name in names}
        numbers = party_of_rehearsal(scope, given["guest"])
        party = db.session.scalar(db.select(Attendee.registration_id).filter_by(id=numbers[0])) if numbers else None
        if party is not None:
            db.session.add(Journey(registration_id=party, member_id=escorts.get(given["escort"] or ""), **texts))
    db.session.flush()
