"""What officers fill in about a coach, about how a delegation comes, and the list of its people."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core.editing import EditForm
from ..core.forms import Between, Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.local_time import LocalTimeField, instant, wall_clock
from ..registration import contact
from . import wording
from .models import Coach, Journey
from .rules import MOST_SEATS

FILL_IN = lazy("Please fill in this line.")
LONGEST_PASTE = 80_000  # characters


def _line(label: Any, characters: int, description: Any = "", required: bool = False, **more: Any) -> StringField:
    first = InputRequired(FILL_IN) if required else Optional()
    return StringField(
        label, [first, NoControlCharacters(), at_most(characters)], filters=[clean], description=description, **more
    )


def _text(label: Any, characters: int, description: Any = "") -> TextAreaField:
    rules = [Optional(), NoControlCharacters(allow_newlines=True), at_most(characters)]
    return TextAreaField(label, rules, filters=[clean], description=description, render_kw={"rows": 3})


def _phone(label: Any) -> StringField:
    return _line(label, 40, render_kw={"inputmode": "tel", "autocomplete": "off"})


class _WithPeople(EditForm):
    """`stored` also holds the `zone` in which times are typed and the `members` who may escort: (number, name)."""

    member = SelectField(lazy("Escort or interpreter"), description=lazy("A member of the committee."))

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, stored)
        members = [SelectChoice(str(number), name) for number, name in stored["members"]]
        self.member.choices = [SelectChoice("", _("nobody yet")), *members]

    def _number(self, field: Any) -> str:
        return (contact.phone_number(field.data, contact.HOME) or "") if field.data else ""

    def _check_number(self, field: Any) -> None:
        if field.data and contact.phone_number(field.data, contact.HOME) is None:
            raise ValidationError(_("This does not look like a telephone number. Is there a digit missing?"))

    def _member(self) -> int | None:
        return int(self.member.data) if self.member.data else None

    def _instant(self, field: Any) -> Any:
        return instant(field.data, self._stored["zone"])


class CoachForm(_WithPeople):
    name = _line(
        lazy("What the coach is called"), 80, lazy("As everybody knows it: Xe 1, Xe đoàn Phnom Penh."), required=True
    )
    plate = _line(lazy("Number plate"), 20)
    seats = IntegerField(
        lazy("Seats for guests"),
        [Optional(), Between(1, MOST_SEATS, lazy("A whole number from %(min)s to %(max)s is expected."))],
        render_kw={"min": 1, "max": MOST_SEATS, "inputmode": "numeric"},
    )
    driver = _line(lazy("Driver"), 200)
    phone = _phone(lazy("Driver’s telephone"))
    origin = _line(lazy("From where"), 200, lazy("The place where people get on: a hotel, a border gate."))
    departs_at = LocalTimeField(lazy("Leaves"), [Optional()])
    arrives_at = LocalTimeField(lazy("Arrives at the gathering"), [Optional()])
    note = _text(lazy("Note"), 1000)

    def validate_phone(self, field: Any) -> None:
        self._check_number(field)

    def validate_arrives_at(self, field: Any) -> None:
        if field.data and self.departs_at.data and field.data <= self.departs_at.data:
            raise ValidationError(_("It arrives after it has left."))

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("name", "plate", "seats", "driver", "origin", "note")}
        times = {name: self._instant(self[name]) for name in ("departs_at", "arrives_at")}
        return {**plain, **times, "phone": self._number(self.phone), "member_id": self._member()}


class JourneyForm(_WithPeople):
    second_name = _line(lazy("Second contact"), 200, lazy("Who answers when the leader does not."))
    second_phone = _phone(lazy("Telephone of the second contact"))
    arrives_by = _line(lazy("Comes to Việt Nam by"), 200, lazy("The flight, or the border gate."))
    arrives_at = LocalTimeField(lazy("Arrives in Việt Nam"), [Optional()])
    hotel = _line(lazy("Hotel"), 200)
    tables = _line(lazy("Wish for tables"), 200, lazy("Such as: together, near the stage."))
    needs = _text(lazy("What they need"), 1000)
    note = _text(lazy("Note"), 1000, lazy("Among officers; the delegation may ask to read it."))

    def validate_second_phone(self, field: Any) -> None:
        self._check_number(field)

    def values(self) -> dict[str, Any]:
        names = ("second_name", "arrives_by", "hotel", "tables", "needs", "note")
        plain = {name: self[name].data for name in names}
        numbers = {"second_phone": self._number(self.second_phone)}
        return {**plain, **numbers, "arrives_at": self._instant(self.arrives_at), "member_id": self._member()}


class PasteForm(Form):
    text = TextAreaField(
        lazy("One person on each line"),
        [InputRequired(lazy("Please paste the list first.")), at_most(LONGEST_PASTE)],
        description=lazy(
            "The name, then, if you like, an age or a telephone number. Columns of a spreadsheet come as they are."
        ),
        render_kw={"rows": 14, "spellcheck": "false"},
    )


def coach_values(coach: Coach | None, zone: str, members: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """A coach as its form takes it."""
    around = {"zone": zone, "members": members}
    if coach is None:
        return {**around, "member": ""}
    plain = {name: getattr(coach, name) for name in ("name", "plate", "seats", "driver", "origin", "note")}
    times = {name: wall_clock(getattr(coach, name), zone) for name in ("departs_at", "arrives_at")}
    return {**around, **plain, **times, "phone": wording.phone(coach.phone), "member": str(coach.member_id or "")}


def journey_values(journey: Journey | None, zone: str, members: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """How a delegation comes, as its form takes it."""
    around = {"zone": zone, "members": members}
    if journey is None:
        return {**around, "member": ""}
    names = ("second_name", "arrives_by", "hotel", "tables", "needs", "note")
    plain = {name: getattr(journey, name) for name in names}
    known = {"second_phone": wording.phone(journey.second_phone), "member": str(journey.member_id or "")}
    return {**around, **plain, **known, "arrives_at": wall_clock(journey.arrives_at, zone)}
