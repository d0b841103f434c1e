"""What people type to sign in."""

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from ..core.forms import Form, NoControlCharacters, clean
from ..core.i18n import lazy


class SignInForm(Form):
    email = StringField(
        lazy("E-mail address"),
        [InputRequired(lazy("Please enter your e-mail address.")), Length(max=254), NoControlCharacters()],
        filters=[clean],
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "off"},
    )
    password = PasswordField(
        lazy("Password"),
        [InputRequired(lazy("Please enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
