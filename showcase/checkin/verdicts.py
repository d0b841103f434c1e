"""What the door page shows of a scan, made from what was kept, so that a reload shows the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import joinedload, selectinload

from ..core import clock, search
from ..core.database import db
from ..core.i18n import gettext as _
from ..registration.models import Attendee, Registration, Session
from . import door_facts, greetings, rules, wording
from .door_facts import DoorFact
from .gates import scope_of
from .models import Annulment, Conflict, Gate, Presence, Scan
from .rules import Reason, Verdict

FEWEST_LETTERS = 3
MOST_FOUND = 12


@dataclass(frozen=True)
class Member:
    """Somebody of the same party, and whether they are in."""

    person: Attendee
    inside: bool


@dataclass(frozen=True)
class Shown:
    """A verdict as it fills the screen."""

    kind: str
    word: str
    scan: Scan | None = None
    person: Attendee | None = None
    say: str = ""
    facts: tuple[str, ...] = ()
    reason: str = ""
    first: str = ""
    turned: tuple[str, str] = ("", "")
    party: tuple[Member, ...] = ()
    may_force: bool = False
    may_annul: bool = False
    conflict: Conflict | None = None


def unreadable() -> Shown:
    """For what could not even be kept as a scan."""
    return Shown(
        wording.STOP,
        wording.word_of(wording.STOP, None),
        reason=wording.sentence_of(Reason.MALFORMED),
        turned=greetings.to_help_desk(None),
    )


def shown(scan: Scan, zone: str) -> Shown:
    person = _person(scan)
    reason = Reason(scan.reason) if scan.reason else None
    admitted, leaving = scan.verdict == Verdict.ADMITTED, scan.direction == rules.EXIT
    kind = wording.kind_of(admitted, reason)
    annulled = db.session.get(Annulment, scan.id) is not None
    party = _party(person, scan.scope) if person else ()
    told = door_facts.facts_of([person.id]).get(person.id, []) if person and admitted and not leaving else []
    towards = next((fact.towards for fact in told if fact.towards), "")
    may_annul = admitted and not annulled and clock.now() - scan.received_at <= rules.ANNUL_WITHIN
    if annulled:
        kind, word = wording.LOOK, _("Taken back")
    else:
        word = wording.word_of(kind, reason, leaving and admitted)
    return Shown(
        kind=kind,
        word=word,
        scan=scan,
        person=person,
        say=greetings.welcome(person, towards) if person and admitted and not leaving and not annulled else "",
        facts=_facts(person, party, told, admitted) if person else (),
        reason=wording.sentence_of(reason) if reason else "",
        first=_first(scan, zone),
        turned=("", "") if admitted else greetings.to_help_desk(person),
        party=tuple(member for member in party if person is None or member.person.id != person.id),
        may_force=person is not None and not admitted and not leaving,
        may_annul=may_annul,
        conflict=db.session.scalar(db.select(Conflict).filter_by(scan_id=scan.id, settled_at=None)),
    )


def found_by_name(gate: Gate, query: str) -> list[Member]:
    """Guests of the gate's event whose names begin like the words asked for; nobody until three letters."""
    if sum(letter.isalpha() for letter in search.fold(query)) < FEWEST_LETTERS:
        return []
    people = (
        db.select(Attendee)
        .join(Registration)
        .where(
            Registration.event_id == gate.event_id,
            Attendee.dropped_at.is_(None),
            *(Attendee.folded.like(pattern, escape="\\") for pattern in search.like_patterns(query)),
        )
        .options(joinedload(Attendee.registration).selectinload(Registration.attendees))
        .order_by(Attendee.sort_given, Attendee.id)
        .limit(MOST_FOUND)
    )
    found = db.session.scalars(people).all()
    inside = _inside([person.id for person in found], scope_of(gate))
    return [Member(person, person.id in inside) for person in found]


def arrivals(gate: Gate) -> tuple[int, int]:
    """How many are inside by this gate's count, and how many are expected."""
    expected = db.select(db.func.count(Attendee.id)).join(Registration)
    expected = expected.where(
        Registration.event_id == gate.event_id, Registration.state == "confirmed", Attendee.dropped_at.is_(None)
    )
    if gate.sessions:
        expected = expected.where(Attendee.sessions.any(Session.id.in_([session.id for session in gate.sessions])))
    inside = (
        db.select(db.func.count(Presence.id))
        .join(Attendee, Attendee.id == Presence.attendee_id)
        .join(Registration)
        .where(Registration.event_id == gate.event_id, Presence.scope == scope_of(gate), Presence.inside.is_(True))
    )
    return db.session.scalar(inside) or 0, db.session.scalar(expected) or 0


def _person(scan: Scan) -> Attendee | None:
    if scan.attendee_id is None or scan.reason == Reason.OTHER_EVENT:
        return None
    return db.session.get(
        Attendee,
        scan.attendee_id,
        options=[joinedload(Attendee.registration).selectinload(Registration.attendees)],
    )


def _party(person: Attendee, scope: str) -> tuple[Member, ...]:
    people = [one for one in person.registration.attendees if one.dropped_at is None]
    inside = _inside([one.id for one in people], scope)
    return tuple(Member(one, one.id in inside) for one in people)


def _inside(ids: list[int], scope: str) -> set[int]:
    query = db.select(Presence.attendee_id).where(
        Presence.attendee_id.in_(ids), Presence.scope == scope, Presence.inside.is_(True)
    )
    return set(db.session.scalars(query)) if ids else set()


def _facts(person: Attendee, party: tuple[Member, ...], told: Sequence[DoorFact], admitted: bool) -> tuple[str, ...]:
    """What the volunteer should know of whoever stands here; of sessions and seats only once they may come in."""
    facts = []
    if len(party) > 1:
        inside = sum(member.inside for member in party)
        facts.append(_("Party of %(all)d, %(inside)d inside", all=len(party), inside=inside))
    facts += [fact.text for fact in told]
    if admitted:
        facts += [str(session.text_in("title")) for session in person.sessions]
    if person.access:
        facts.append(person.access)
    if person.no_photo:
        facts.append(_("No separate photos, please"))
    return tuple(facts)


def _first(scan: Scan, zone: str) -> str:
    """When and where the entry was made that stands against this scan."""
    if scan.first_scan_id is None:
        return ""
    first = db.session.get(Scan, scan.first_scan_id, options=[selectinload(Scan.gate)])
    if first is None:
        return ""
    at = clock.in_zone(first.at, zone)
    time = at.strftime("%H:%M:%S" if at.date() == clock.in_zone(clock.now(), zone).date() else "%H:%M:%S %d/%m/%Y")
    gate = first.gate.text_in("name") if first.gate else ""
    return _("Entered at %(time)s, %(gate)s", time=time, gate=gate)
