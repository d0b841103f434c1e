"""What people type to sign in, to prove themselves and to choose a password."""

from typing import Any

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from ..core.forms import Form, NoControlCharacters, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from . import passwords

LONGEST = 200  # of a password: more only makes hashing slow


class EmailForm(Form):
    email = StringField(
        lazy("E-mail address"),
        [InputRequired(lazy("Please enter your e-mail address.")), Length(max=254), NoControlCharacters()],
        filters=[clean],
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "off"},
    )


class SignInForm(EmailForm):
    password = PasswordField(
        lazy("Password"),
        [InputRequired(lazy("Please enter your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    code = StringField(
        lazy("Code"),
        [InputRequired(lazy("Please enter the code.")), Length(max=40), NoControlCharacters()],
        filters=[clean],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"},
    )


class PasswordForm(Form):
    """A new password; whose it is comes with `about`, words that it must not be made of."""

    password = PasswordField(
        lazy("New password"),
        [InputRequired(lazy("Please choose a password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "new-password"},
        description=lazy("At least 10 characters. Four unusual words are easy to remember and hard to guess."),
    )
    repeated = PasswordField(
        lazy("The same once more"),
        [InputRequired(lazy("Please type the password a second time."))],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *args: Any, about: list[str], **values: Any) -> None:
        super().__init__(*args, **values)
        self._about = about

    def validate_password(self, field: Any) -> None:
        weakness = passwords.weakness(field.data, self._about)
        if weakness:
            raise ValidationError(weakness)

    def validate_repeated(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("This is not the same as above."))


class PasskeyForm(Form):
    name = StringField(
        lazy("Name of the device"),
        [InputRequired(lazy("Please give the device a name.")), Length(max=60), NoControlCharacters()],
        filters=[clean],
        description=lazy("Such as: my phone, office computer."),
        render_kw={"autocomplete": "off"},
    )
