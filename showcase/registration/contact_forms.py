"""How a party can be reached, as it types it."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from . import contact
from .contact_changes import Contact
from .contact_fields import EmailAddress, Lettered, Telephone, country_choices
from .public_forms import PublicForm

_LINE = NoControlCharacters()
FEWEST_DIGITS, MOST_DIGITS = 8, 15  # of a telephone number as somebody dials it


def _phone(label: Any, description: Any, telephone: Telephone) -> StringField:
    return StringField(
        label,
        [Optional(), at_most(40), _LINE, telephone],
        filters=[clean],
        description=description,
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )


class ContactForm(Form):
    contact_name = StringField(
        lazy("Name of the person who answers"),
        [DataRequired(lazy("Please write your name.")), at_most(200), _LINE, Lettered()],
        filters=[clean],
        render_kw={"autocomplete": "name"},
    )
    contact_country = SelectField(
        lazy("Country where you live"),
        [InputRequired(lazy("Please choose a country."))],
        choices=country_choices,
    )
    contact_email = StringField(
        lazy("E-mail address"),
        [Optional(), at_most(254), _LINE, EmailAddress()],
        filters=[clean],
        description=lazy("A new address gets a new link to this page, and the old link is closed."),
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off"},
    )
    contact_phone = _phone(
        lazy("Telephone"),
        lazy("As you dial it at home, or with + and the country code."),
        Telephone("contact_country"),
    )
    home_phone = _phone(
        lazy("Telephone in Việt Nam"), lazy("Yours there, or a relative's. It may come later."), Telephone()
    )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not self.contact_email.data and not self.contact_phone.data and not self.contact_email.errors:
            self.contact_email.errors = [
                _("Please give an e-mail address or a telephone number, so that we can reach you.")
            ]
            return False
        return sound

    def contact(self) -> Contact:
        return Contact(
            contact_name=self.contact_name.data,
            contact_email=self.contact_email.data or None,
            contact_phone=self.contact_phone.data or None,
            home_phone=self.home_phone.data or None,
            contact_country=self.contact_country.data,
        )


class LostTicketForm(PublicForm):
    reach = StringField(
        lazy("E-mail address or telephone number"),
        [DataRequired(lazy("Please write the e-mail address or number that you gave us.")), at_most(254), _LINE],
        filters=[clean],
        description=lazy("The one that you gave us with your answer; a number with + and the country code."),
        render_kw={"autocapitalize": "off", "spellcheck": "false"},
    )

    def validate_reach(self, field: Any) -> None:
        # The noughts before a number are how it is dialled: without them, as many must be left as tell one number.
        digits = "" if "@" in field.data else self.wanted
        if contact.email_address(field.data) is None and not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
            raise ValidationError(_("This looks neither like an e-mail address nor like a telephone number."))

    @property
    def wanted(self) -> str:
        """The address as it is looked for, or the digits of the number."""
        email = contact.email_address(self.reach.data)
        return email.lower() if email else "".join(one for one in self.reach.data if "0" <= one <= "9").lstrip("0")
