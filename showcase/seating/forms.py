"""What officers fill in about tables."""

from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core.editing import EditForm
from ..core.forms import Between, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy, ngettext
from . import rules
from .models import SeatingPlan, SeatingTable
from .wording import KINDS

FILL_IN = lazy("Please fill in this line.")
EXPECTED = lazy("A whole number from %(min)s to %(max)s is expected.")
MOST_AT_ONCE, MOST_IN_A_ROW = 200, 30


def _number(label: Any, fewest: int, most: int, description: Any = "", required: bool = True) -> IntegerField:
    return IntegerField(
        label,
        [InputRequired(FILL_IN) if required else Optional(), Between(fewest, most, EXPECTED)],
        description=description,
        render_kw={"min": fewest, "max": most, "inputmode": "numeric"},
    )


def _kind() -> SelectField:
    return SelectField(
        lazy("For whom"), [InputRequired()], choices=lambda: [(kind.value, str(word)) for kind, word in KINDS.items()]
    )


class TablesForm(EditForm):
    """Tables by the dozen."""

    how_many = _number(lazy("How many tables"), 1, MOST_AT_ONCE)
    capacity = _number(lazy("Seats at each"), 1, rules.LARGEST_TABLE)
    first = _number(lazy("Numbers from"), 1, rules.HIGHEST_NUMBER)
    kind = _kind()
    per_row = _number(
        lazy("Tables in a row"),
        1,
        MOST_IN_A_ROW,
        lazy("As they stand in the room, seen from the stage. Each table can be put elsewhere afterwards."),
    )
    PAIRS = {"how_many": "capacity", "first": "per_row"}
    taken: list[int] = []  # numbers that are borne already
    there = 0  # tables there are

    def validate_first(self, field: Any) -> None:
        if self.taken:
            numbers = ", ".join(map(str, self.taken))
            raise ValidationError(
                ngettext(
                    "There is a table with this number already: %(numbers)s",
                    "There are tables with these numbers already: %(numbers)s",
                    len(self.taken),
                    numbers=numbers,
                )
            )

    def validate_how_many(self, field: Any) -> None:
        if isinstance(field.data, int) and self.there + field.data > rules.MOST_TABLES:
            raise ValidationError(_("A plan holds at most %(most)d tables.", most=rules.MOST_TABLES))

    @property
    def numbers(self) -> range:
        """The numbers that are asked for, as far as they are numbers."""
        first, many = self.first.data, self.how_many.data
        if not isinstance(first, int) or not isinstance(many, int) or not 0 < many <= MOST_AT_ONCE:
            return range(0)
        return range(first, first + many) if 0 < first <= rules.HIGHEST_NUMBER else range(0)

    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("how_many", "capacity", "first", "kind", "per_row")}


class TableForm(EditForm):
    number = _number(lazy("Number"), 1, rules.HIGHEST_NUMBER)
    name = StringField(
        lazy("Name of the table"),
        [Optional(), NoControlCharacters(), at_most(80)],
        filters=[clean],
        description=lazy(
            "Stands beside the number. A delegation whose name holds these words is seated here; no guests' names."
        ),
    )
    kind = _kind()
    capacity = _number(lazy("Seats"), 1, rules.LARGEST_TABLE)
    held = _number(
        lazy("Of these kept back"),
        0,
        rules.LARGEST_TABLE,
        lazy("For people whose names you learn later. Nobody else is seated on them."),
    )
    row = _number(lazy("Row, from the stage"), 1, 99, required=False)
    column = _number(lazy("Place in the row, from the left"), 1, 99, required=False)
    note = TextAreaField(
        lazy("Remark"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(500)],
        filters=[clean],
        description=lazy(
            "For who serves, such as: served first, finished before noon. It is printed; no guests' names."
        ),
        render_kw={"rows": 2},
    )
    PAIRS = {"capacity": "held", "row": "column"}
    taken: list[int] = []
    fewest = 0  # people who sit here

    def validate_number(self, field: Any) -> None:
        if field.data in self.taken:
            raise ValidationError(_("Another table has this number."))

    def validate_capacity(self, field: Any) -> None:
        held = self.held.data if isinstance(self.held.data, int) else 0
        if isinstance(field.data, int) and field.data < self.fewest + held:
            if held > field.data:
                raise ValidationError(_("No more seats can be kept back than there are."))
            raise ValidationError(
                ngettext(
                    "%(num)d person sits here. Seat this person elsewhere first, or leave more seats.",
                    "%(num)d people sit here. Seat some of them elsewhere first, or leave more seats.",
                    self.fewest,
                )
            )

    def validate_column(self, field: Any) -> None:
        if (field.data is None) != (self.row.data is None):
            raise ValidationError(_("Please give both the row and the place, or neither."))

    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in TABLE_FIELDS}


TABLE_FIELDS = ("number", "name", "kind", "capacity", "held", "row", "column", "note")


def table_values(table: SeatingTable) -> dict[str, Any]:
    return {name: getattr(table, name) for name in TABLE_FIELDS}


class PlanForm(EditForm):
    aisle = _number(
        lazy("The aisle runs after table"),
        1,
        99,
        lazy(
            "Counted in a row from the left. Wheelchairs are seated beside it. Left empty: every table can be reached."
        ),
        required=False,
    )
    monk_titles = TextAreaField(
        lazy("Titles of monks and nuns"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(1000)],
        filters=[clean],
        description=lazy("Between commas. Whoever bears one of them is seated at a table of their own."),
        render_kw={"rows": 3},
    )

    def values(self) -> dict[str, Any]:
        return {"aisle": self.aisle.data, "monk_titles": self.monk_titles.data}


def plan_values(plan: SeatingPlan) -> dict[str, Any]:
    return {"aisle": plan.aisle, "monk_titles": plan.monk_titles}
