"""The rehearsal's run of show: made once with its event; afterwards it is the officers'."""

from datetime import datetime

from ..committee.models import Member, Subcommittee
from ..committee.pack import guest_of_rehearsal
from ..core import clock
from ..core.database import db
from ..core.shapes import Choice, Clock, Entry, Integer, ListOf, Mapping, Report, String, Texts, Trust, Truth, Use
from ..editions.models import Office
from ..editions.parts import Scope, write_texts
from ..editions.rules import in_office
from ..registration.models import Event
from .models import Appearance, Duty, ProgrammeItem
from .rules import LONGEST, Moment

FILE = "programme.yaml"
PERSON = Mapping({"guest?": Use("guest"), "office?": String(120), "name?": String(300)})
DUTY = Mapping(
    {
        "subcommittee": String(120),
        "member?": String(200),
        "item?": Integer(),  # its place among the items, from 1
        "moment?": Choice(*Moment, default=Moment.BEFORE.value),
        "minutes?": Integer(),
        "at?": Clock(),
        "what": String(1000),
    }
)


def _minutes_fit(entry: Entry, report: Report) -> None:
    if not 0 <= (entry["minutes"] or 0) <= LONGEST:
        report.fault(entry.place, f"expected minutes from 0 to {LONGEST}")


ITEM = Mapping(
    {
        "minutes": Integer(),
        "at?": Clock(),
        "public?": Truth(),
        "title": Texts(),
        "note?": Texts(),
        "place?": Texts(),
        "mc?": Texts(),
        "session?": String(120),
        "what?": String(5000),
        "charged?": ListOf(String(200)),
        "people?": ListOf(PERSON),
        **{f"{name}?": String(500) for name in ("slide", "music", "prop")},
    },
    _minutes_fit,
)


def _is_made_up(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder names no real people")
    for duty in entry["duties"]:
        if duty["item"] is not None and not 0 < duty["item"] <= len(entry["items"]):
            report.fault(duty.place, f"expected the number of an item, from 1 to {len(entry['items'])}")


PROGRAMME = Mapping(
    {"texts?": Trust(), "event": Use("event"), "demo": Truth(), "items": ListOf(ITEM), "duties?": ListOf(DUTY)},
    _is_made_up,
)


def create_programme(scope: Scope) -> None:
    """Items and duties of an event that this load has made; its committee and guests come before."""
    assert scope.folder
    document = scope.folder.files.get(FILE)
    if document is None or f"event {document['event']}" not in scope.created:
        return
    event = db.session.scalars(db.select(Event).filter_by(slug=document["event"])).one()
    committee = {one.name: one for one in db.session.scalars(db.select(Subcommittee).filter_by(event_id=event.id))}
    members = {one.name: one for part in committee.values() for one in part.members}
    items = [_item(event, position, given, members, scope) for position, given in enumerate(document["items"])]
    for given in document["duties"]:
        part, member = committee.get(given["subcommittee"]), members.get(given["member"] or "")
        duty = Duty(
            event_id=event.id,
            subcommittee_id=part.id if part else None,
            member_id=member.id if member else None,
            item_id=items[given["item"] - 1].id if given["item"] else None,
            moment=given["moment"],
            minutes=given["minutes"] or 0,
            at=_on_the_day(event, given["at"]),
            what=given["what"],
        )
        db.session.add(duty)
    db.session.flush()


def _item(event: Event, position: int, given: Entry, members: dict[str, Member], scope: Scope) -> ProgrammeItem:
    session = next((one.id for one in event.sessions if one.slug == given["session"]), None)
    item = ProgrammeItem(
        event_id=event.id,
        position=position,
        minutes=given["minutes"],
        fixed_at=_on_the_day(event, given["at"]),
        public=given["public"],
        session_id=session,
        **{name: given[name] or "" for name in ("what", "slide", "music", "prop")},
    )
    for name in ProgrammeItem.FIELDS:
        write_texts(item, name, given[name])
    item.members = [members[name] for name in given["charged"] if name in members]
    db.session.add(item)
    for place, person in enumerate(given["people"]):
        if (appearance := _appearance(event, person, scope)) is not None:
            appearance.position = place
            item.appearances.append(appearance)
    db.session.flush()
    return item


def _appearance(event: Event, person: Entry, scope: Scope) -> Appearance | None:
    if person["guest"]:
        number = guest_of_rehearsal(scope, person["guest"])
        return Appearance(attendee_id=number) if number else None
    if person["office"]:
        query = db.select(Office).filter_by(host_id=event.edition.host_id, slug=person["office"])
        office = db.session.scalar(query)
        holder = in_office(office.officials, clock.in_zone(event.starts_at, event.timezone).date()) if office else None
        return Appearance(official_id=holder.id) if holder else None
    return Appearance(name=person["name"]) if person["name"] else None


def _on_the_day(event: Event, at: str | None) -> datetime | None:
    if not at:
        return None
    hour, minute = map(int, at.split(":")[:2])
    return clock.at_local(clock.in_zone(event.starts_at, event.timezone).date(), hour, minute, event.timezone)
