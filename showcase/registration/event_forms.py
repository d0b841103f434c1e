"""What officers fill in about an event; times are typed on the event's own clock."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Optional, Regexp, ValidationError

from ..core import slugs
from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Between, NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy, marked
from ..core.i18n import gettext as _
from ..core.local_time import LocalTimeField, instant, wall_clock
from . import rules
from .access_forms import TO_EVENT, access_field, access_values, check_access, chosen_kinds, kinds_field
from .models import Event
from .rules import INSTANTS, MOST_PLACES, EventInput

FILL_IN = lazy("Please fill in this line.")
ASKED = ("access", "guest_kinds", "approve_kinds", "approve_by")
COLUMNS = (*INSTANTS, "timezone", "capacity", "waiting_list", "call_by")

marked("Not a valid integer value.")  # WTForms says it


def places(label: Any, description: Any, fewest: int = 0, required: bool = False) -> IntegerField:
    """A field for a number of places; left empty it is None."""
    return IntegerField(
        label,
        [
            InputRequired(FILL_IN) if required else Optional(),
            Between(fewest, MOST_PLACES, lazy("A whole number from %(min)s to %(max)s is expected.")),
        ],
        description=description,
        render_kw={"min": fewest, "max": MOST_PLACES, "inputmode": "numeric"},
    )


def address(description: Any) -> StringField:
    """A field for a slug, chosen once: codes that are printed lead to it."""
    return StringField(
        lazy("Name in addresses"),
        [
            Optional(),
            at_most(80),
            Regexp(rf"^{slugs.SLUG.pattern}\Z", message=lazy("Small letters a to z, digits and single hyphens.")),
        ],
        filters=[clean],
        description=description,
        render_kw={"autocapitalize": "off", "spellcheck": "false"},
    )


class EventForm(EditForm):
    title = TextsField(lazy("Title"), 300, description=lazy("Stands on the invitation, the tickets and the page."))
    starts_at = LocalTimeField(lazy("Begins"), [InputRequired(FILL_IN)])
    ends_at = LocalTimeField(lazy("Ends"), [InputRequired(FILL_IN)])
    timezone = StringField(
        lazy("Time zone"),
        [InputRequired(FILL_IN), NoControlCharacters(), at_most(40)],
        filters=[clean],
        description=lazy("Where the event takes place, such as Asia/Ho_Chi_Minh. All times of this page are in it."),
    )
    venue = TextsField(lazy("Venue"), 200, required=False, description=lazy("The hall or house, by its name."))
    address = TextsField(
        lazy("Address"), 300, rows=2, required=False, description=lazy("As one tells it to a taxi driver.")
    )
    intro = TextsField(
        lazy("Words of welcome"),
        1000,
        rows=4,
        required=False,
        description=lazy("Two or three sentences at the top of the page: who invites, and to what."),
    )
    programme = TextsField(
        lazy("Programme"),
        10_000,
        rows=8,
        required=False,
        description=lazy(
            "A line that begins with a hyphen is a point of the list. Left empty, the page lists the sessions."
        ),
    )
    capacity = places(
        lazy("Places"),
        lazy("How many people fit, those kept back included. Left empty, there is no limit."),
    )
    waiting_list = BooleanField(
        lazy("When all places are taken, names are noted and called back"),
        description=lazy("A freed place goes to the first family that fits. Otherwise a late answer is refused."),
    )
    call_by = DateField(
        lazy("We call them by"),
        [Optional()],
        description=lazy(
            "If you would rather call those who wait and seat them by hand: families then read this day, and no place"
            " is given by itself."
        ),
    )
    access = access_field(
        TO_EVENT, lazy("Codes are made on their own page; a good one always opens the event. Staff register anybody.")
    )
    guest_kinds = kinds_field()
    approve_kinds = kinds_field(
        lazy("We approve answers of these kinds"),
        lazy(
            "They hold no place until an officer has approved them. The invited, and who has a code, come without it."
        ),
    )
    approve_by = DateField(
        lazy("We decide by"),
        [Optional()],
        description=lazy("Families whose answer is to be approved read this day."),
    )
    registration_opens_at = LocalTimeField(
        lazy("Answers are taken from"), [Optional()], description=lazy("Left empty: from now on.")
    )
    registration_closes_at = LocalTimeField(
        lazy("Answers are taken until"), [Optional()], description=lazy("Left empty: as long as there are places.")
    )
    changes_close_at = LocalTimeField(
        lazy("Parties may change until"),
        [Optional()],
        description=lazy("Afterwards their page is read-only and says whom to call. Left empty: until it begins."),
    )
    doors_open_at = LocalTimeField(
        lazy("Doors open"), [Optional()], description=lazy("Tickets are let in from then. Left empty: at any time.")
    )
    doors_close_at = LocalTimeField(lazy("Doors close"), [Optional()], description=lazy("Left empty: at any time."))

    def validate_timezone(self, field: Any) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("This time zone is not known. An example: Asia/Ho_Chi_Minh"))

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        return check_times(self, INSTANTS, self.timezone.data, rules.SPANS) and check_access(self)

    def given(self, slug: str) -> EventInput:
        """What the form sets."""
        instants = {name: instant(self[name].data, self.timezone.data) for name in INSTANTS}
        plain = {name: self[name].data for name in COLUMNS if name not in INSTANTS}
        approval = {"approve_kinds": chosen_kinds(self.approve_kinds.data), "approve_by": self.approve_by.data}
        return EventInput(slug, instants | plain | access_values(self) | approval, self.texts())


class NewEventForm(EventForm):
    slug = address(
        lazy(
            "Left empty, it is made from the title. It can never be changed and never be used again: printed codes"
            " lead to it."
        )
    )

    def validate_slug(self, field: Any) -> None:
        if field.data and slugs.is_taken("event", field.data):
            raise ValidationError(_("This name is, or once was, that of another event."))

    def chosen_slug(self) -> str:
        return self.slug.data or slugs.free("event", self.title.data[SOURCE])


def event_values(event: Event) -> dict[str, Any]:
    """An event as its form takes it."""
    columns = {name: getattr(event, name) for name in (*COLUMNS, *ASKED)}
    times = {name: wall_clock(columns[name], event.timezone) for name in INSTANTS}
    return {**columns, **times, **texts_of(event, *Event.FIELDS)}


def check_times(form: Any, names: tuple[str, ...], zone: str, spans: tuple[tuple[str, str], ...]) -> bool:
    """Say beside the field what cannot be: a time that the clocks skip, an end before its beginning."""
    found: dict[str, datetime | None] = {}
    for name in names:
        try:
            found[name] = instant(form[name].data, zone)
        except ValueError:
            form[name].errors = [_("There is no such time on that day: the clocks are put forward.")]
    for first, last in rules.backwards(found.get, spans):
        form[last].errors = [_("This lies before “%(beginning)s”.", beginning=form[first].label.text)]
    return not any(form[name].errors for name in names)
