"""What administrators fill in about an account."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import lazyload
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from ..accounts import wording
from ..accounts.rules import Role, is_unit_bound
from ..core.database import db
from ..core.forms import Form, NoControlCharacters, clean
from ..core.i18n import LOCALES, lazy
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..editions.models import Unit


# The bases stand in the order in which the page shows their fields: faults are listed in that order too.
class _Named(Form):
    name = StringField(
        lazy("Full name"),
        [InputRequired(lazy("Please enter the name.")), Length(max=120), NoControlCharacters()],
        filters=[clean],
        render_kw={"autocomplete": "off"},
    )


class _Invited(_Named):
    email = StringField(
        lazy("E-mail address"),
        [InputRequired(lazy("Please enter the e-mail address.")), Length(max=254), NoControlCharacters()],
        filters=[clean],
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "off"},
    )
    locale = SelectField(
        lazy("Language of the mail"), choices=[SelectChoice(code, LOCALES[code].name) for code in LOCALES]
    )

    def validate_email(self, field: Any) -> None:
        try:
            validate_email(field.data, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValidationError(_("This is not an e-mail address. It looks like name@example.org.")) from error


class AccountForm(_Named):
    role = RadioField(lazy("Role"), choices=lambda: [SelectChoice(*role) for role in wording.roles().items()])
    unit = SelectField(
        lazy("Unit"),
        choices=lambda: _units(),
        description=lazy("For reporters: they see their own unit and those below it, and no other."),
    )

    def validate_unit(self, field: Any) -> None:
        if self.role.data in list(Role) and is_unit_bound(Role(self.role.data)) and not field.data:
            raise ValidationError(_("A reporter needs a unit."))

    @property
    def chosen_role(self) -> Role:
        return Role(self.role.data)

    @property
    def unit_code(self) -> str | None:
        """Only where it bounds something: a forgotten choice must not look like a right."""
        return (self.unit.data or None) if is_unit_bound(self.chosen_role) else None


class InvitationForm(_Invited, AccountForm):
    pass


def _units() -> list[SelectChoice]:
    """No unit, then each district with its communes."""
    units = db.session.scalars(db.select(Unit).options(lazyload("*")).order_by(Unit.code, Unit.id)).all()
    load_texts(*units)
    names = {unit.id: str(unit.text_in("name")) for unit in units}
    choices = [
        SelectChoice(
            unit.code,
            names[unit.id],
            optgroup=names.get(unit.parent_id or 0) if unit.level == "commune" else names[unit.id],
        )
        for unit in units
    ]
    return [SelectChoice("", _("No unit")), *sorted(choices, key=lambda one: (one.optgroup or "", one.value))]
