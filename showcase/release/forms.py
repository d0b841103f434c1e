"""What officers fill in about an issue's way to its readers."""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, FileField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core import uploads
from ..core.forms import Between, Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from . import proof_files, wording
from .proof_files import ProofFile
from .rules import DEPOSIT_DAYS, Step

FILL_IN = lazy("Please fill in this line.")
CHOOSE_DAY = lazy("Please choose a day.")
MOST_COPIES, MOST_DAYS = 1_000_000, 90
PLACES = 6
_WHOLE = lazy("A whole number from %(min)s to %(max)s is expected.")
_NUMBER = {"inputmode": "numeric", "min": 0}


def _line(label: Any, most: int, required: bool = True, description: Any = "") -> StringField:
    needs = [InputRequired(FILL_IN)] if required else [Optional()]
    return StringField(label, [*needs, NoControlCharacters(), at_most(most)], filters=[clean], description=description)


def _copies(label: Any) -> IntegerField:
    return IntegerField(label, [InputRequired(FILL_IN), Between(0, MOST_COPIES, _WHOLE)], render_kw=_NUMBER)


class StepForm(Form):
    """A step that is done. What a step adds to the imprint stands in `IMPRINT`."""

    IMPRINT: tuple[str, ...] = ()

    done_on = DateField(lazy("Done on"), [InputRequired(CHOOSE_DAY)])
    note = TextAreaField(
        lazy("Note"),
        [Optional(), NoControlCharacters(), at_most(500)],
        filters=[clean],
        description=lazy("Number of the receipt, who brought it, what was said."),
        render_kw={"rows": 2},
    )

    def imprint(self) -> dict[str, str]:
        return {name: str(self[name].data or "") for name in self.IMPRINT}

    def refuse(self, sentence: str) -> None:
        self.done_on.errors = [*self.done_on.errors, sentence]


class GrantedForm(StepForm):
    IMPRINT = ("licence_number", "licence_authority", "licence_date")

    licence_number = _line(lazy("Number of the licence"), 80, description=lazy("As it stands on the paper."))
    licence_authority = _line(lazy("Granted by"), 200)
    licence_date = _line(
        lazy("Date of the licence, as printed in the imprint"), 40, description=lazy("Such as 05/01/2024.")
    )


def step_form(step: Step, posted: Any, imprint: Mapping[str, Any], today: Any) -> StepForm:
    """The form of a step, with what the imprint says already."""
    kind = GrantedForm if step is Step.GRANTED else StepForm
    return kind(posted, data={"done_on": today, **{name: imprint.get(name) or "" for name in kind.IMPRINT}})


class DepositForm(Form):
    """Where copies are deposited: up to six places, and how long to wait."""

    days = IntegerField(
        lazy("Days between deposit and release"),
        [InputRequired(FILL_IN), Between(DEPOSIT_DAYS, MOST_DAYS, _WHOLE)],
        render_kw={"inputmode": "numeric"},
        description=lazy("The law says ten at least."),
    )

    def places(self) -> list[dict[str, Any]]:
        rows = ((self[f"name_{row}"].data, self[f"copies_{row}"].data) for row in range(PLACES))
        return [{"name": name, "copies": copies} for name, copies in rows if name]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        for row in range(PLACES):
            if self[f"name_{row}"].data and not self[f"copies_{row}"].data and not self[f"copies_{row}"].errors:
                self[f"copies_{row}"].errors = [_("How many copies go there?")]
                valid = False
        return valid

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"name_{row}"], self[f"copies_{row}"]) for row in range(PLACES)]


for _row in range(PLACES):
    setattr(DepositForm, f"name_{_row}", _line(lazy("Place"), 200, required=False))
    setattr(
        DepositForm,
        f"copies_{_row}",
        IntegerField(lazy("Copies"), [Optional(), Between(1, 100, _WHOLE)], render_kw={"inputmode": "numeric"}),
    )


class ProofForm(Form):
    sheets = _line(lazy("Which sheets"), 120, description=lazy("Such as: cover, pages 1–8."))
    signer = _line(lazy("Signed by"), 200, description=lazy("Name and office, as under the signature."))
    signed_on = DateField(lazy("Signed on"), [InputRequired(CHOOSE_DAY)])
    file = FileField(lazy("Scan or photograph"), description=lazy("PDF, JPEG or PNG, at most 10 MB."))
    made: ProofFile

    def validate_signed_on(self, field: Any) -> None:
        if field.data and field.data > self._today:
            raise ValidationError(_("This day has not come yet."))

    def validate_file(self, field: Any) -> None:
        try:
            self.made = proof_files.read(field.data or None)
        except uploads.Refused as refused:
            raise ValidationError(refused.sentence) from refused
        except proof_files.NoDocument as broken:
            raise ValidationError(
                _("This PDF cannot be opened. Please scan it once more, without a password.")
            ) from broken
        finally:
            if field.data:
                field.data.close()

    def __init__(self, posted: Any, today: Any) -> None:
        self._today = today
        super().__init__(posted, data={"signed_on": today})


class PlanForm(Form):
    """So many copies in a language for each of the units."""

    locale = SelectField(lazy("Language"))
    copies = _copies(lazy("Copies for each"))
    whom = SelectField(
        lazy("For"), choices=lambda: [SelectChoice(value, label) for value, label in wording.unit_levels().items()]
    )

    def __init__(self, posted: Any, languages: Mapping[str, str]) -> None:
        super().__init__(posted)
        self.locale.choices = [SelectChoice(code, name) for code, name in languages.items()]


class CopiesForm(Form):
    """Copies that were sent or came, and the day."""

    copies = _copies(lazy("Copies"))
    day = DateField(lazy("Day"), [InputRequired(CHOOSE_DAY)])
    note = TextAreaField(
        lazy("Note"), [Optional(), NoControlCharacters(), at_most(500)], filters=[clean], render_kw={"rows": 2}
    )

    def __init__(self, posted: Any, today: Any, copies: int | None = None) -> None:
        self._today = today
        super().__init__(posted, data={"day": today, "copies": copies})

    def validate_day(self, field: Any) -> None:
        if field.data and field.data > self._today:
            raise ValidationError(_("This day has not come yet."))
