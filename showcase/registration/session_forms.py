"""What officers fill in about a part of an event."""

from typing import Any, ClassVar

from wtforms.validators import Optional

from ..core.editing import EditForm, TextsField, texts_of
from ..core.i18n import lazy
from ..core.local_time import LocalTimeField, instant, wall_clock
from .event_forms import check_times, places
from .models import Event, Session

TIMES = ("starts_at", "ends_at")


class SessionForm(EditForm):
    """`stored` also holds the `zone` in which its times are typed."""

    PAIRS: ClassVar = {"starts_at": "ends_at"}  # fields that stand side by side

    title = TextsField(lazy("Title"), 300, description=lazy("As families read it when they say who takes part."))
    starts_at = LocalTimeField(
        lazy("Begins"), [Optional()], description=lazy("On the event's clock. Left empty, no hour is shown.")
    )
    ends_at = LocalTimeField(lazy("Ends"), [Optional()])
    place = TextsField(
        lazy("Where it takes place"),
        200,
        required=False,
        description=lazy("If it is not the event's venue: a hall, a village, a pond."),
    )
    pickup = TextsField(
        lazy("Pick-up point"),
        300,
        rows=2,
        required=False,
        description=lazy("For visits: where the bus waits, from when, and until when it waits."),
    )
    capacity = places(
        lazy("Places"),
        lazy("If this part has fewer places than the event. Left empty, everybody who comes may take part."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and check_times(self, TIMES, self._stored["zone"], (TIMES,))

    def values(self) -> dict[str, Any]:
        times = {name: instant(self[name].data, self._stored["zone"]) for name in TIMES}
        return {**times, "capacity": self.capacity.data}


def new_session_values(event: Event) -> dict[str, Any]:
    return {"zone": event.timezone}


def session_values(session: Session) -> dict[str, Any]:
    """A session as its form takes it."""
    zone = session.event.timezone
    times = {name: wall_clock(getattr(session, name), zone) for name in TIMES}
    return {"zone": zone, "capacity": session.capacity, **times, **texts_of(session, *Session.FIELDS)}
