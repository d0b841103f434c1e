"""What guests read of the run of show: on the page of the gathering, in their calendar and on the sheet they get."""

from ..core import clock
from ..registration import signals
from ..registration.models import Event
from ..registration.signals import ProgrammeLine
from . import plan


def lines_of(event: Event) -> list[ProgrammeLine]:
    """The items that guests see, in the page's language; who speaks is named unless it is a guest."""
    items = plan.items_of(event)
    times = {one.key: one for one in plan.timed(event, items)}
    shown = [item for item in items if item.public]
    people = plan.appearing(shown)
    return [
        ProgrammeLine(
            starts_at=clock.in_zone(times[item.id].starts, event.timezone),
            ends_at=clock.in_zone(times[item.id].ends, event.timezone),
            title=item.text_in("title"),
            note=item.text_in("note"),
            place=item.text_in("place"),
            people=[str(person) for person in people.get(item.id, []) if person.may_be_named],
        )
        for item in shown
    ]


signals.programme_sources.append(lines_of)
