"""How forms read names, e-mail addresses and telephone numbers of people, and let a country be chosen."""

from typing import Any

from wtforms import SelectChoice
from wtforms.validators import ValidationError

from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..core.search import fold
from . import contact


class Lettered:
    """A name has a letter of some script."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not contact.has_a_letter(field.data):
            raise ValidationError(_("Please write the name in letters."))


class EmailAddress:
    """An address, put into its usual form."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data:
            found = contact.email_address(field.data)
            if found is None:
                raise ValidationError(_("This does not look like an e-mail address. Is there a letter missing?"))
            field.data = found


class Telephone:
    """A number as it is dialled in a country (at home, if none is said), or in that which another field of the form
    says; put into E.164."""

    def __init__(self, field: str | None = None, *, country: str = contact.HOME) -> None:
        self.field, self.country = field, country

    def __call__(self, form: Any, field: Any) -> None:
        if field.data:
            found = contact.phone_number(field.data, form[self.field].data if self.field else self.country)
            if found is None:
                raise ValidationError(_("This does not look like a telephone number. Is there a digit missing?"))
            field.data = found


def country_choices(none: str = "–") -> list[SelectChoice]:
    """Where most of the guests live stands first; `none` is what stands for no country."""
    names = contact.country_names(locale())
    usual, others = _("Where most of our people live"), _("All countries")
    rest = sorted((code for code in names if code not in contact.USUAL_COUNTRIES), key=lambda code: fold(names[code]))
    return [
        SelectChoice("", none),
        *(SelectChoice(code, names[code], optgroup=usual) for code in contact.USUAL_COUNTRIES),
        *(SelectChoice(code, names[code], optgroup=others) for code in rest),
    ]
