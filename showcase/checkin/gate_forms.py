"""What officers fill in about a gate."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField
from wtforms.validators import ValidationError

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Checkboxes
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration.models import Event
from .models import Gate


class GateForm(EditForm):
    """`stored` also holds the sessions `on_offer`, slug → title."""

    name = TextsField(lazy("Name of the desk"), 200, description=lazy("As it is written on the sign above it."))
    sessions = Checkboxes(
        lazy("Only for"),
        validate_choice=False,
        description=lazy(
            "It then lets in whoever takes part in one of these, and counts for itself: for a meal, for a bus. None"
            " ticked, it lets in every ticket of the event and counts together with the other desks."
        ),
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

    def values(self, event: Event) -> dict[str, Any]:
        chosen = self.sessions.data if self.sessions else ()
        return {
            "any_time": self.any_time.data,
            "sessions": [session for session in event.sessions if session.slug in chosen],
        }


def new_gate_values(event: Event) -> dict[str, Any]:
    return {"on_offer": {session.slug: str(session.text_in("title")) for session in event.sessions}}


def gate_values(gate: Gate) -> dict[str, Any]:
    """A gate as its form takes it."""
    return {
        **new_gate_values(gate.event),
        "any_time": gate.any_time,
        "sessions": [session.slug for session in gate.sessions],
        **texts_of(gate, *Gate.FIELDS),
    }
