"""What people fill in about the reverse calendar: numbers of days, and who has done a step when."""

from typing import Any

from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, ValidationError

from ..core.editing import EditForm
from ..core.forms import Between, Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..editions.models import CalendarStep, Edition
from ..editions.reverse_calendar import BY_KEY, MOST_DAYS, STEPS
from ..registration import deadlines


class DaysForm(EditForm):
    """The numbers of days of all steps. Fields are added by `days_form`."""

    def give_to(self, edition: Edition) -> None:
        for step in STEPS:
            days, before = self[step.key].data, self._stored[step.key]
            if days != before:
                deadlines.record_of(edition, step.key).days = None if days == step.days else days


def days_form() -> type[DaysForm]:
    names = deadlines.names()
    problem = _("A whole number from 0 to %(most)d is expected.", most=MOST_DAYS)
    fields: dict[str, Any] = {
        step.key: IntegerField(
            names[step.key],
            [InputRequired(lazy("Please fill in this line.")), Between(0, MOST_DAYS, problem)],
            description=_counted(step.key, names),
        )
        for step in STEPS
    }
    return type("Days", (DaysForm,), fields)


def _counted(key: str, names: Any) -> str:
    step = BY_KEY[key]
    anchor = names[step.before]
    counted = _("Working days before: %(anchor)s.") if step.working else _("Days before: %(anchor)s.")
    before = counted % {"anchor": anchor}
    why = _("The law says so.") if step.by_law else _("Custom, to be confirmed with the host.")
    return f"{before} {why}"


class DoneForm(Form):
    done_on = DateField(lazy("Done on"), [InputRequired(lazy("Please choose a day."))])
    done_by = StringField(
        lazy("Done by"),
        [InputRequired(lazy("Please fill in this line.")), NoControlCharacters(), at_most(120)],
        filters=[clean],
    )

    def __init__(self, *args: Any, today: Any = None, **values: Any) -> None:
        super().__init__(*args, **values)
        self._today = today

    def validate_done_on(self, field: Any) -> None:
        if field.data and self._today and field.data > self._today:
            raise ValidationError(_("This day has not come yet."))

    def give_to(self, record: CalendarStep) -> dict[str, tuple[Any, Any]]:
        """Store it; what has changed, for the audit."""
        before = (record.done_on, record.done_by)
        record.done_on, record.done_by = self.done_on.data, self.done_by.data
        return {"done_on": (before[0], record.done_on), "done_by": (before[1], record.done_by)}
