"""What officers fill in to make codes that let in."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Optional

from ..core import clock
from ..core.editing import EditForm
from ..core.forms import Between, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.local_time import LocalTimeField, instant
from .access_forms import KINDS
from .event_forms import FILL_IN, check_times, places
from .models import Event, Hold
from .rules import GUEST_KINDS

MOST_AT_ONCE = 500


class CodeForm(EditForm):
    """Codes alike; `code_form` gives it the event's sessions and holds to choose from."""

    name = StringField(
        lazy("For whom"),
        [InputRequired(FILL_IN), NoControlCharacters(), at_most(120)],
        filters=[clean],
        description=lazy("A delegation, the press, the monks' table. Only officers read it; no guests' names, please."),
    )
    number = places(
        lazy("How many codes"), lazy("One for each letter; or a single one that many may use."), fewest=1, required=True
    )
    uses = places(
        lazy("Answers to a code"),
        lazy("How many parties may answer with the same code. Left empty: any number."),
        fewest=1,
    )
    opens = SelectField(
        lazy("Opens"), description=lazy("A code for one session opens the event too, and no other session.")
    )
    guest_kind = SelectField(
        lazy("Who answers with it counts as"),
        choices=lambda: [("", _("as they come")), *((kind, str(KINDS[kind])) for kind in GUEST_KINDS)],
    )
    hold = SelectField(
        lazy("Seated on places kept back for"),
        description=lazy("So long as some of them are left; what a party needs more comes from the free ones."),
    )
    valid_until = LocalTimeField(
        lazy("Good until"), [Optional()], description=lazy("On the event's clock. Left empty: as long as answers are.")
    )

    def validate_number(self, field: Any) -> None:
        Between(1, MOST_AT_ONCE, lazy("At most %(max)d codes are made at once."))(self, field)

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if not check_times(self, ("valid_until",), self._stored["zone"], ()):
            return False
        until = instant(self.valid_until.data, self._stored["zone"])
        if until is not None and until <= clock.now():
            self.valid_until.errors = [_("This moment is already past.")]
            return False
        return True

    def values(self) -> dict[str, Any]:
        """Of each code; choices are of the event's own, so their numbers are."""
        return {
            "name": self.name.data,
            "uses": self.uses.data,
            "session_id": int(self.opens.data) if self.opens.data else None,
            "guest_kind": self.guest_kind.data or None,
            "hold_id": int(self.hold.data) if self.hold.data else None,
            "valid_until": instant(self.valid_until.data, self._stored["zone"]),
        }


def code_form(event: Event, holds: Sequence[Hold], posted: Any = None) -> CodeForm:
    sessions = [(str(session.id), str(session.text_in("title"))) for session in event.sessions]
    fields = {
        "opens": _instead(CodeForm.opens, [("", _("the event and all its sessions")), *sessions]),
        "hold": _instead(CodeForm.hold, [("", _("no places kept back")), *((str(h.id), h.name) for h in holds)]),
    }
    stored = {"zone": event.timezone, "number": 1, "uses": 1, "opens": "", "hold": "", "guest_kind": ""}
    form: CodeForm = type("CodeFormOfEvent", (CodeForm,), fields)(posted, stored)
    return form


def _instead(placeholder: Any, choices: list[tuple[str, str]]) -> Any:
    """The same field with its choices, in its place among the others."""
    field = SelectField(*placeholder.args, **placeholder.kwargs, choices=lambda: choices)
    field.creation_counter = placeholder.creation_counter
    return field
