"""The list of introduction as the door ticks it: who is here, whom to call for the rest, and what the MC has of it."""

from dataclasses import dataclass

from ..committee.models import Escort, Member
from ..core.database import db
from ..core.i18n import SOURCE, use_locale
from ..protocol import copies
from ..protocol.lines import Order
from ..registration.models import Attendee, Event, Registration
from .counts import HAS_COME, IS_EXPECTED


@dataclass(frozen=True)
class Line:
    """One of those to be introduced; without an escort there is nobody to call. `instead`: whose seats they fill."""

    name: str
    office: str
    is_here: bool
    escort: str = ""
    phone: str = ""
    instead: tuple[str, ...] = ()
    is_cancelled: bool = False


@dataclass(frozen=True)
class Introduced:
    """`is_ordered`: the lines are protocol's; else they are the guests of honour by name, of whom no order is kept yet.

    `sent_at`: the minute of the last copy that went to the MC; `changed`: how many lines are otherwise by now.
    """

    lines: tuple[Line, ...]
    is_ordered: bool = False
    sent_at: str = ""
    changed: int = 0


def of_event(event: Event) -> Introduced:
    order = Order(event)
    if not order.lines:
        return Introduced(_guests_of_honour(event))
    last = copies.last_of(event)
    with use_locale(SOURCE):
        changed = len(copies.marks_since(last, order)) + len(copies.gone_since(last, order))
    lines = tuple(
        Line(
            one.person.named or one.person.title,
            one.person.title if one.person.named else "",
            one.is_present,
            one.escort.name if one.escort else "",
            one.escort.phone if one.escort else "",
            tuple(one.in_place_of),
            one.is_cancelled,
        )
        for one in order.lines
    )
    return Introduced(lines, True, copies.made_at(last, event.timezone) if last else "", changed)


def _guests_of_honour(event: Event) -> tuple[Line, ...]:
    query = (
        db.select(Attendee.honorific, Attendee.name, Attendee.office, HAS_COME, Member.name, Member.phone)
        .join(Registration)
        .outerjoin(Escort, Escort.attendee_id == Attendee.id)
        .outerjoin(Member, Member.id == Escort.member_id)
        .where(Registration.event_id == event.id, IS_EXPECTED, Attendee.vip.is_(True))
        .order_by(Attendee.sort_given, Attendee.id)
    )
    return tuple(
        Line(f"{honorific} {name}".strip(), office, bool(came), escort or "", phone or "")
        for honorific, name, office, came, escort, phone in db.session.execute(query)
    )
