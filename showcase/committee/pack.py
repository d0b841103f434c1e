"""The rehearsal's committee: made up, made once with the event, removed with the made-up guests."""

from typing import Any

from ..core.database import db
from ..core.shapes import Entry, ListOf, Mapping, Report, String, Truth, Use
from ..editions.parts import Scope
from ..registration.models import Attendee, Event
from .models import Escort, Member, Subcommittee

FILE = "committee.yaml"
MEMBER = Mapping(
    {
        "name": String(200),
        "office?": String(200),
        "phone?": String(40),
        "head?": Truth(),
        "duty?": String(1000),
        "escorts?": ListOf(Use("guest")),
    }
)
SUBCOMMITTEE = Mapping({"name": String(120), "duty?": String(2000), "members?": ListOf(MEMBER)})


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real people")


COMMITTEE = Mapping({"event": Use("event"), "demo": Truth(), "subcommittees?": ListOf(SUBCOMMITTEE)}, _is_made_up)


def create_committee(scope: Scope) -> None:
    """Name who works at an event that this load has made; never again afterwards. Guests come before."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    for position, given in enumerate(document["subcommittees"]):
        part = Subcommittee(
            event_id=event.id, position=position, name=given["name"], duty=given["duty"] or "", demo=True
        )
        db.session.add(part)
        for place, one in enumerate(given["members"]):
            texts = {name: one[name] or "" for name in ("name", "office", "phone", "duty")}
            member = Member(position=place, is_head=bool(one["head"]), **texts)
            part.members.append(member)
            db.session.flush()
            for ref in one["escorts"]:
                if (guest := guest_of_rehearsal(scope, ref)) is not None:
                    db.session.add(Escort(attendee_id=guest, member_id=member.id))
    db.session.flush()


def guest_of_rehearsal(scope: Scope, ref: str, name: str = "") -> int | None:
    """The person of that name of a rehearsal guest's answer, or its first one."""
    people = _answer(scope, ref)
    wanted = next((person for person in people if person["name"] == name), people[0])
    number = next((attendee_id for attendee_id, given in scope.guests if given is wanted), None)
    return db.session.scalar(db.select(Attendee.id).filter_by(id=number)) if number else None


def party_of_rehearsal(scope: Scope, ref: str) -> list[int]:
    """Everybody of a rehearsal guest's answer."""
    people = _answer(scope, ref)
    return [number for number, given in scope.guests if any(given is person for person in people)]


def _answer(scope: Scope, ref: str) -> list[Any]:
    assert scope.folder
    guests = scope.folder.files["guests.yaml"]["guests"]
    people: list[Any] = next(one["attendees"] for one in guests if one["ref"] == ref)
    return people
