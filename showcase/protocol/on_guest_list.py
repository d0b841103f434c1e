"""The order of introduction on the guest list and on a party's page: place, escort, and who is a guest of honour."""

from collections.abc import Mapping, Sequence

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement

from ..committee import services as committee
from ..committee import wording as committee_words
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..guests import columns, filters, parts
from ..guests.choices import Choices
from ..registration.models import Attendee, Event, Registration
from .lines import of_event
from .models import Introduction

YES, NO = "yes", "no"


def _places(people: Sequence[Attendee]) -> Mapping[int, columns.Cell]:
    """Each guest's line, event by event; those who stand in none are left out."""
    numbers = [person.id for person in people]
    named = db.or_(Introduction.attendee_id.in_(numbers), Introduction.invitation_id.is_not(None))
    events = db.select(Introduction.event_id).where(
        Introduction.event_id.in_({person.registration.event_id for person in people}),
        db.or_(named, Introduction.substitute_id.in_(numbers)),
    )
    wanted = set(numbers)
    found = {}
    for event in db.session.scalars(db.select(Event).where(Event.id.in_(events)).order_by(Event.id)):
        for line in of_event(event):
            if line.attendee is not None and line.attendee.id in wanted:
                url = url_for("protocol.order", slug=event.slug, _anchor=f"line-{line.number}")
                found[line.attendee.id] = columns.Cell(str(line.place), url)
    return found


def _in_a_line(value: str) -> ColumnElement[bool]:
    stands = db.exists().where(
        db.or_(Introduction.attendee_id == Attendee.id, Introduction.substitute_id == Attendee.id)
    )
    return {YES: stands, NO: db.not_(stands)}.get(value, db.false())


columns.offer(columns.Column("introduction", lazy("Order of introduction"), _places, 60, is_number=True))
filters.offer(
    filters.Filter(
        "introduced",
        lazy("Introduced"),
        Choices(fixed=lambda: [(YES, _("in the order of introduction")), (NO, _("not in it"))]),
        _in_a_line,
        60,
    )
)


@parts.part("protocol", 40)
def of_party(registration: Registration) -> str | Markup:
    """Who of a party is a guest of honour, who escorts them, and where they stand in the order."""
    people = registration.people
    if not registration.is_confirmed or not people:
        return ""
    return Markup(  # noqa: S704 - a template of ours, which escapes
        render_template(
            "protocol/_of_party.html",
            registration=registration,
            people=people,
            escorts=committee.escorts_of(person.id for person in people),
            phone=committee_words.phone,
            places=_places(people),
        )
    )
