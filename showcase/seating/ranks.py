"""The order of introduction, by which guests of honour are seated and listed."""

from ..protocol import lines
from ..registration.models import Event


def ranks_of(event: Event) -> dict[int, int]:
    """Attendee id → place in the order of introduction, of those who stand in it."""
    return {line.attendee.id: line.place for line in lines.of_event(event) if line.attendee is not None}
