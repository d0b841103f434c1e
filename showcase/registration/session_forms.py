"""What officers fill in about a part of an event."""

from typing import Any, ClassVar

from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, Optional

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Between
from ..core.i18n import lazy
from ..core.local_time import LocalTimeField, instant, wall_clock
from .access_forms import TO_SESSION, access_field, access_values, check_access, kinds_field
from .access_rules import Access
from .event_forms import FILL_IN, check_times, places
from .models import Event, Session

TIMES = ("starts_at", "ends_at", "opens_at", "closes_at", "settled_at")
COLUMNS = ("capacity", "queue", "offer_hours")
MOST_HOURS = 240
SPANS = (("starts_at", "ends_at"), ("opens_at", "closes_at"))


class SessionForm(EditForm):
    """`stored` also holds the `zone` in which its times are typed."""

    PAIRS: ClassVar = {"starts_at": "ends_at", "opens_at": "closes_at"}  # fields that stand side by side

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

    queue = BooleanField(
        lazy("When it is full, families wait for it"),
        description=lazy(
            "They come to the event all the same. Freed places are offered to the first family for whom they suffice,"
            " together, and held for it. Otherwise who wants a full session waits for the whole event."
        ),
    )
    offer_hours = IntegerField(
        lazy("Hours for which an offer is held"),
        [
            InputRequired(FILL_IN),
            Between(1, MOST_HOURS, lazy("A whole number from %(min)s to %(max)s is expected.")),
        ],
        description=lazy("Never longer than until it begins, is counted, or answers end."),
        render_kw={"min": 1, "max": MOST_HOURS, "inputmode": "numeric"},
    )
    access = access_field(TO_SESSION, lazy("A code of the event, or of this session alone, always opens it."))
    guest_kinds = kinds_field()
    opens_at = LocalTimeField(
        lazy("May be chosen from"), [Optional()], description=lazy("Left empty: as long as answers are taken.")
    )
    closes_at = LocalTimeField(lazy("May be chosen until"), [Optional()])
    settled_at = LocalTimeField(
        lazy("Counted from"),
        [Optional()],
        description=lazy(
            "From then guests cannot leave it by themselves any more, but call: the bus is booked, the table is laid."
        ),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        return check_times(self, TIMES, self._stored["zone"], SPANS) and check_access(self)

    def values(self) -> dict[str, Any]:
        times = {name: instant(self[name].data, self._stored["zone"]) for name in TIMES}
        plain = {name: self[name].data for name in COLUMNS}
        return {**times, **plain, **access_values(self)}


def new_session_values(event: Event) -> dict[str, Any]:
    return {"zone": event.timezone, "access": Access.OPEN, "guest_kinds": [], "queue": False, "offer_hours": 24}


def session_values(session: Session) -> dict[str, Any]:
    """A session as its form takes it."""
    zone = session.event.timezone
    times = {name: wall_clock(getattr(session, name), zone) for name in TIMES}
    columns = {name: getattr(session, name) for name in (*COLUMNS, "access", "guest_kinds")}
    return {"zone": zone, **columns, **times, **texts_of(session, *Session.FIELDS)}
