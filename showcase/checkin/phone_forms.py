"""What officers fill in to let volunteers set up their phones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, Optional

from ..core import clock, settings
from ..core.editing import EditForm
from ..core.forms import Between
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.local_time import LocalTimeField, instant
from ..registration.event_forms import FILL_IN
from ..registration.models import Event
from . import rules
from .devices import MOST_PHONES


class CodeForm(EditForm):
    """`stored` also holds the `events` that a code may be for."""

    event = SelectField(lazy("Event"), coerce=str, validate_choice=False)
    phones = IntegerField(
        lazy("Number of phones"),
        [InputRequired(FILL_IN), Between(1, MOST_PHONES, lazy("A whole number from %(min)s to %(max)s is expected."))],
        description=lazy("So many can be set up by the one square code."),
        render_kw={"min": 1, "max": MOST_PHONES, "inputmode": "numeric"},
    )
    until = LocalTimeField(lazy("Until"), [Optional()])

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, stored)
        self.event.choices = [(str(event.id), str(event.text_in("title"))) for event in stored["events"]]
        self.until.description = _(
            "On the event's clock. Left empty, %(hours)d hours from now.", hours=settings.PHONE_CODE.value
        )

    @property
    def chosen(self) -> Event | None:
        return next((event for event in self._stored["events"] if str(event.id) == self.event.data), None)

    @property
    def ends_at(self) -> datetime | None:
        return instant(self.until.data, self.chosen.timezone) if self.chosen else None

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if self.chosen is None:
            self.event.errors = [_("Not a valid choice.")]
            return False
        try:
            until = self.ends_at
        except ValueError:
            self.until.errors = [_("There is no such time on that day: the clocks are put forward.")]
            return False
        if until is not None and until <= clock.now():
            self.until.errors = [_("This time has passed.")]
        elif until is not None and until > self.chosen.ends_at + rules.NAMES_END:
            self.until.errors = [_("Two hours after the event no phone needs its list any more.")]
        return not self.until.errors


def new_code_values(events: Sequence[Event]) -> dict[str, Any]:
    return {"events": events, "event": str(events[0].id) if events else "", "phones": 6}
