"""The form of the settings, made from their table."""

from typing import Any

from wtforms import BooleanField, EmailField, Field, Form, IntegerField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core import settings
from ..core.editing import EditForm
from ..core.forms import Between, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration.contact import email_address


class _EmailAddress:
    def __call__(self, form: Form, field: Field) -> None:
        found = email_address(field.data)
        if found is None:
            raise ValidationError(_("This is not an e-mail address."))
        field.data = found


def _field(setting: settings.Number | settings.Words | settings.Switch) -> Any:
    if isinstance(setting, settings.Switch):
        return BooleanField(setting.label, description=setting.help)
    if isinstance(setting, settings.Words):
        checks: list[Any] = [Optional(), NoControlCharacters(), at_most(setting.longest)]
        kind = EmailField if setting.is_email else StringField
        checks += [_EmailAddress()] if setting.is_email else []
        return kind(setting.label, checks, filters=[clean], description=setting.help)
    bounds = Between(setting.low, setting.high, lazy("From %(min)d to %(max)d."))
    missing = InputRequired(lazy("A whole number, please."))
    return IntegerField(
        setting.label,
        [missing, bounds],
        description=setting.help,
        render_kw={"inputmode": "numeric"},
    )


SettingsForm: Any = type("SettingsForm", (EditForm,), {setting.name: _field(setting) for setting in settings.ALL})


def shortened(before: dict[str, Any], after: dict[str, Any]) -> tuple[settings.Number, ...]:
    """By which settings data would now be forgotten sooner; that cannot be undone."""
    return tuple(one for one in settings.FORGETTING if after[one.name] < before[one.name])
