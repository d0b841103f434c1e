"""What officers fill in about a gate."""

from collections.abc import Mapping
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Between, Checkboxes
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.local_time import LocalTimeField, instant, wall_clock
from ..registration.event_forms import FILL_IN, check_times
from ..registration.models import Event
from .models import Gate
from .rules import MOST_ENTRIES, EntryRule, GateKind

TIMES = ("opens_at", "closes_at")
COLUMNS = ("kind", "any_time", "entries", "entries_limit")
KINDS = {
    GateKind.RECEPTION: lazy("Reception desk: guests come in here"),
    GateKind.HELP_DESK: lazy("Help desk: for guests who cannot pass at once"),
    GateKind.WAY_OUT: lazy("Way out: who is scanned here goes out"),
}
ENTRIES = {
    EntryRule.REENTRY: lazy("Again and again: who has gone out may come back"),
    EntryRule.ONCE: lazy("Once, and not again after going out"),
    EntryRule.PER_DAY: lazy("So many times a day, as for meals; nobody has to be scanned going out"),
}


class GateForm(EditForm):
    """`stored` also holds the sessions `on_offer`, slug → title, and the `zone` in which its times are typed."""

    PAIRS: ClassVar = {"opens_at": "closes_at"}  # fields that stand side by side

    name = TextsField(lazy("Name of the desk"), 200, description=lazy("As it is written on the sign above it."))
    kind = RadioField(
        lazy("What it is for"),
        [InputRequired(FILL_IN)],
        choices=lambda: [(str(kind), str(words)) for kind, words in KINDS.items()],
    )
    sessions = Checkboxes(
        lazy("Only for"),
        validate_choice=False,
        description=lazy(
            "It then lets in whoever takes part in one of these, and counts for itself: for a meal, for a bus. None"
            " ticked, it lets in every ticket of the event and counts together with the other desks."
        ),
    )
    entries = RadioField(
        lazy("Each guest may come in here"),
        [InputRequired(FILL_IN)],
        choices=lambda: [(str(rule), str(words)) for rule, words in ENTRIES.items()],
        description=lazy("Desks that count together see each other's entries."),
    )
    entries_limit = IntegerField(
        lazy("Times a day"),
        [InputRequired(FILL_IN), Between(1, MOST_ENTRIES, lazy("A whole number from %(min)s to %(max)s is expected."))],
        description=lazy("Where the rule is so many times a day. A day ends at midnight where the event takes place."),
        render_kw={"min": 1, "max": MOST_ENTRIES, "inputmode": "numeric"},
    )
    opens_at = LocalTimeField(
        lazy("Opens"), [Optional()], description=lazy("On the event's clock. Left empty, with the doors.")
    )
    closes_at = LocalTimeField(
        lazy("Closes"), [Optional()], description=lazy("Nobody is let in here afterwards. Left empty, with the doors.")
    )
    any_time = BooleanField(
        lazy("Lets in at any time"),
        description=lazy("The hours of the doors do not bind it: for a rehearsal, for helpers who come early."),
    )

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, stored)
        self.sessions.choices = list(stored["on_offer"].items())
        if not stored["on_offer"]:
            del self.sessions

    def validate_sessions(self, field: Any) -> None:
        if not set(field.data) <= self._stored["on_offer"].keys():
            raise ValidationError(_("Not a valid choice."))

    def validate_any_time(self, field: Any) -> None:
        if field.data and (self.opens_at.data or self.closes_at.data):
            raise ValidationError(_("A desk that lets in at any time has no hours of its own. Please empty them."))

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and check_times(self, TIMES, self._stored["zone"], (TIMES,))

    def values(self, event: Event) -> dict[str, Any]:
        chosen = self.sessions.data if self.sessions else ()
        return {
            **{name: self[name].data for name in COLUMNS},
            **{name: instant(self[name].data, self._stored["zone"]) for name in TIMES},
            "sessions": [session for session in event.sessions if session.slug in chosen],
        }


def new_gate_values(event: Event) -> dict[str, Any]:
    return {
        "on_offer": {session.slug: str(session.text_in("title")) for session in event.sessions},
        "zone": event.timezone,
        "kind": GateKind.RECEPTION,
        "entries": EntryRule.REENTRY,
        "entries_limit": 1,
    }


def gate_values(gate: Gate) -> dict[str, Any]:
    """A gate as its form takes it."""
    return {
        **new_gate_values(gate.event),
        **{name: getattr(gate, name) for name in COLUMNS},
        **{name: wall_clock(getattr(gate, name), gate.event.timezone) for name in TIMES},
        "sessions": [session.slug for session in gate.sessions],
        **texts_of(gate, *Gate.FIELDS),
    }
