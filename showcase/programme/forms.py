"""What officers fill in about the items of a run of show; times are typed on the event's own clock."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

from wtforms import BooleanField, Field, FormField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional
from wtforms.widgets import TextInput

from ..committee.models import Member
from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Between, Checkboxes, Form, NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from ..core.local_time import LocalTimeField, instant, wall_clock
from ..registration.event_forms import check_times
from .models import Duty, ProgrammeItem
from .rules import LONGEST, MOST_LATE, Moment

FILL_IN = lazy("Please fill in this line.")
MINUTES = lazy("A whole number from %(min)s to %(max)s is expected.")
LONGEST_TITLE, LONGEST_TEXT = 300, 10_000
NUMBERS = ("subcommittee_id", "member_id", "item_id")  # what a duty belongs to
_CLOCK = re.compile(r"(\d{1,2})\s*(?:h|:|\.|giờ|g)?\s*(\d{2})?\s*(?:phút|p)?")


class ClockField(Field):
    """A time of day as officers write it: 8:05, 8h05, 0805, 8 giờ. `data`: a time, or None."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = clean(str(valuelist[0])) if valuelist else ""
        if not text:
            return
        found = _CLOCK.fullmatch(text.casefold())
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise ValueError(_("A time is expected, such as 8:05."))
        self.data = time(hour, minute)

    def _value(self) -> str:
        if self.data is not None:
            return str(self.data.strftime("%H:%M"))
        return str(self.raw_data[0]) if self.raw_data else ""


def minutes_field(label: Any, required: bool = True, description: Any = "") -> IntegerField:
    return IntegerField(
        label,
        [InputRequired(FILL_IN) if required else Optional(), Between(0, LONGEST, MINUTES)],
        description=description,
        widget=TextInput(),  # arrows go from line to line, as in a spreadsheet
        render_kw={"inputmode": "numeric"},
    )


def line(label: Any, longest: int, description: Any = "", required: bool = False) -> StringField:
    return StringField(
        label,
        [DataRequired(FILL_IN) if required else Optional(), NoControlCharacters(), at_most(longest)],
        filters=[clean],
        description=description,
    )


def words(label: Any, longest: int, rows: int, description: Any = "", required: bool = False) -> TextAreaField:
    return TextAreaField(
        label,
        [DataRequired(FILL_IN) if required else Optional(), NoControlCharacters(allow_newlines=True), at_most(longest)],
        filters=[clean, lambda text: text.replace("\r\n", "\n")],
        description=description,
        render_kw={"rows": rows},
    )


class NewItemFields(Form):
    """The last line of the table; empty, it adds nothing."""

    title = line(lazy("New item"), LONGEST_TITLE)
    minutes = minutes_field(lazy("Minutes of the new item"), required=False)
    fixed = ClockField(lazy("Fixed time of the new item"), [Optional()])


class TableForm(EditForm):
    """All items in one table, saved at once. Its rows are made for the items of the page: see `table_form`."""

    after = HiddenField()  # the item behind which the new one comes; empty: at the end
    shift_from = SelectField(lazy("From this item on"), validate_choice=False)
    shift_by = IntegerField(
        lazy("By how many minutes"),
        [Optional(), Between(-LONGEST, LONGEST, MINUTES)],
        description=lazy("15 is later, −15 is earlier."),
        render_kw={"inputmode": "text"},
    )
    new = FormField(NewItemFields)

    def rows(self) -> dict[int, Any]:
        """Item id → its line."""
        return {int(field.short_name[1:]): field for field in self if re.fullmatch(r"i\d+", field.short_name)}


def table_form(posted: Any, items: Sequence[ProgrammeItem], zone: str) -> TableForm:
    """The form of these items. What was sent has the lines of its own page: those that came later are not in it."""
    if posted is not None:
        items = [one for one in items if f"i{one.id}-title" in posted]
    numbers = {item.id: number for number, item in enumerate(items, 1)}
    # By their ids and not in their order: what is sent again after a move must read the same.
    fields = {f"i{number}": FormField(_line_of(numbers[number])) for number in sorted(numbers)}
    stored = {f"i{item.id}": line_values(item, zone) for item in items}
    form = type("TableOfItems", (TableForm,), fields)(posted, stored)
    form.shift_from.choices = [(str(item.id), str(item.text_in("title", SOURCE))) for item in items]
    return form


@cache
def _line_of(number: int) -> type[Form]:
    fields = {
        "title": line(lazy("Title of item %(number)d", number=number), LONGEST_TITLE, required=True),
        "minutes": minutes_field(lazy("Minutes of item %(number)d", number=number)),
        "fixed": ClockField(lazy("Fixed time of item %(number)d", number=number), [Optional()]),
    }
    return type("Line", (Form,), fields)


def line_values(item: ProgrammeItem, zone: str) -> dict[str, Any]:
    at = wall_clock(item.fixed_at, zone)
    return {"title": item.texts_of("title").get(SOURCE, ""), "minutes": item.minutes, "fixed": at and at.time()}


def nearest(at: time | None, planned: datetime, zone: str) -> datetime | None:
    """The instant with this time of day that lies nearest to the planned one; None: no time, or one that is skipped."""
    local = wall_clock(planned, zone)
    if at is None or local is None:
        return None
    days = (datetime.combine(local.date() + timedelta(days=step), at) for step in (-1, 0, 1))
    try:
        return instant(min(days, key=lambda day: abs(day - local)), zone)
    except ValueError:
        return None


class ItemForm(EditForm):
    """One item with all it says. `charged` are chosen among those of the event's sub-committees."""

    PAIRS = {"minutes": "fixed_at"}

    title = TextsField(
        lazy("Title"), LONGEST_TITLE, description=lazy("As the guests read it, where they see the item.")
    )
    minutes = minutes_field(lazy("Minutes"))
    fixed_at = LocalTimeField(
        lazy("Fixed time"), [Optional()], description=lazy("Left empty, it follows the item before it.")
    )
    public = BooleanField(
        lazy("Guests see it"),
        description=lazy("In the programme on the site and on paper: title, line below, place and who speaks."),
    )
    note = TextsField(lazy("Line below the title"), 300, required=False)
    place = TextsField(lazy("Where"), 200, required=False)
    session_id = SelectField(lazy("Belongs to the session"), [Optional()])
    what = words(lazy("What happens"), 5000, 3, lazy("On and behind the stage. Staff read it, guests do not."))
    charged = Checkboxes(lazy("In charge"))
    in_charge = line(lazy("Others in charge"), 300, lazy("Whoever is in no sub-committee; parted by commas."))
    mc = TextsField(
        lazy("Text for the MC"),
        LONGEST_TEXT,
        rows=8,
        required=False,
        description=lazy("Word for word. An MC reads about 130 words a minute."),
    )
    slide = line(lazy("Slides and film"), 500)
    music = line(lazy("Music and sound"), 500)
    prop = line(lazy("Props and flowers"), 500)

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and check_times(self, ("fixed_at",), self._stored["zone"], ())

    def write_to_item(self, item: ProgrammeItem) -> None:
        """All but the members."""
        for name in ("minutes", "public", "what", "in_charge", "slide", "music", "prop"):
            setattr(item, name, self[name].data)
        item.fixed_at = instant(self.fixed_at.data, self._stored["zone"])
        item.session_id = int(self.session_id.data) if self.session_id.data else None
        for name, texts in self.texts().items():
            item.set_texts(name, texts)


def item_values(item: ProgrammeItem, zone: str, charged: Iterable[Member] = ()) -> dict[str, Any]:
    """An item as its form takes it, with the members who answer for it."""
    plain = {name: getattr(item, name) for name in ("minutes", "public", "what", "in_charge", "slide", "music", "prop")}
    return {
        "zone": zone,
        **plain,
        "fixed_at": wall_clock(item.fixed_at, zone),
        "session_id": "" if item.session_id is None else str(item.session_id),
        "charged": [str(one.id) for one in charged],
        **texts_of(item, *ProgrammeItem.FIELDS),
    }


class DutyForm(EditForm):
    """A duty: of whom, when, what."""

    subcommittee_id = SelectField(lazy("Sub-committee"), [Optional()])
    member_id = SelectField(lazy("Who"), [Optional()])
    who = line(lazy("Somebody else"), 200, lazy("Whoever is in no sub-committee."))
    phone = line(lazy("Telephone"), 40)
    item_id = SelectField(lazy("Belongs to the item"), [Optional()], description=lazy("It then moves with the item."))
    moment = SelectField(lazy("Reckoned from"))
    minutes = minutes_field(
        lazy("Minutes"), description=lazy("So many minutes before it begins, after it begins or after it ends.")
    )
    at = LocalTimeField(lazy("Day and hour"), [Optional()], description=lazy("Of a duty that belongs to no item."))
    what = words(lazy("What is to be done"), 1000, 3, required=True)

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and check_times(self, ("at",), self._stored["zone"], ())

    def write_to_duty(self, duty: Duty) -> None:
        for name in ("who", "phone", "moment", "minutes", "what"):
            setattr(duty, name, self[name].data)
        for name in NUMBERS:
            setattr(duty, name, int(self[name].data) if self[name].data else None)
        duty.at = instant(self.at.data, self._stored["zone"])


MOMENTS = {
    Moment.BEFORE: lazy("before it begins"),
    Moment.DURING: lazy("while it runs"),
    Moment.AFTER: lazy("after it ends"),
}


def duty_values(duty: Duty | None, zone: str, **given: str) -> dict[str, Any]:
    """A duty as its form takes it; of a new one, what is `given`."""
    if duty is None:
        return {"zone": zone, "moment": Moment.BEFORE.value, "minutes": 15, **given}
    numbers = {name: getattr(duty, name) for name in NUMBERS}
    return {
        "zone": zone,
        **{name: "" if number is None else str(number) for name, number in numbers.items()},
        **{name: getattr(duty, name) for name in ("who", "phone", "moment", "minutes", "what")},
        "at": wall_clock(duty.at, zone),
    }


class DelayForm(Form):
    minutes = IntegerField(
        lazy("Minutes late"),
        [InputRequired(FILL_IN), Between(0, MOST_LATE, MINUTES)],
        render_kw={"min": 0, "max": MOST_LATE, "inputmode": "numeric"},
    )
