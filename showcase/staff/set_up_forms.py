"""What is asked at the first run."""

from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from ..accounts.forms import PasswordForm
from ..core import backup_key
from ..core.editing import TextsField
from ..core.forms import Between, Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..editions.forms import HostForm
from ..registration import contact


class CodeForm(Form):
    code = StringField(
        lazy("Code"),
        [InputRequired(lazy("Please enter the code.")), Length(max=40), NoControlCharacters()],
        filters=[clean],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
        description=lazy("It stands in the output of the server: “showcase serve”, or “showcase set-up-code”."),
    )


class FirstHostForm(HostForm):
    province_code = StringField(
        lazy("Code of the province"),
        [Optional(), Regexp(r"\d{2}", message=lazy("Two digits, such as 46."))],
        filters=[clean],
        description=lazy("Two digits, as in the list of administrative units of the General Statistics Office."),
        render_kw={"inputmode": "numeric"},
    )
    title = TextsField(
        lazy("Name of the first gathering's edition"),
        200,
        description=lazy("Such as “Homeland spring 2027”. It can be changed later."),
    )
    year = IntegerField(
        lazy("Year"),
        [
            InputRequired(lazy("Please fill in this line.")),
            Between(2000, 2100, lazy("A year such as 2027, please.")),
        ],
    )


class AdministratorForm(PasswordForm):
    name = StringField(
        lazy("Full name"),
        [InputRequired(lazy("Please enter the name.")), at_most(120), NoControlCharacters()],
        filters=[clean],
        render_kw={"autocomplete": "name"},
    )
    email = StringField(
        lazy("E-mail address"),
        [InputRequired(lazy("Please enter your e-mail address.")), at_most(254), NoControlCharacters()],
        filters=[clean],
        description=lazy("Your own office address: you sign in with it, and it gets the test message."),
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "off"},
    )

    def validate_email(self, field: Any) -> None:
        if contact.email_address(field.data) is None:
            raise ValidationError(_("This is not an e-mail address. It looks like name@example.org."))


class RecipientForm(Form):
    recipient = StringField(
        lazy("Public key"),
        [InputRequired(lazy("Please fill in this line.")), at_most(100), NoControlCharacters()],
        filters=[clean],
        description=lazy("Begins with “age1”. Whoever holds its private half can open the backups, and nobody else."),
        render_kw={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"},
    )

    def validate_recipient(self, field: Any) -> None:
        if field.data.upper().startswith("AGE-SECRET-KEY-"):
            field.data = ""  # it must not come back in the page
            raise ValidationError(_("This is the private half: never type it here. The public one begins with “age1”."))
        if not backup_key.is_recipient(field.data):
            raise ValidationError(_("This is no public key of age. Please copy it whole; it begins with “age1”."))


class WrittenDownForm(Form):
    """That the private half of a new key has been written down."""

    ending = StringField(
        lazy("The last six letters of the private key"),
        [InputRequired(lazy("Please fill in this line.")), at_most(100)],
        filters=[clean],
        description=lazy("From your paper or password store, so that we know that it is there."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    recipient = StringField()
    proof = StringField()

    def validate_ending(self, field: Any) -> None:
        if not backup_key.was_written_down(self.recipient.data or "", field.data, self.proof.data or ""):
            raise ValidationError(_("These are not the last six letters of the key that was shown."))
