"""What every form carries that a guest sends without an account: when it was made, a mark of its own, and a trap."""

import uuid

from wtforms import HiddenField, StringField

from ..core.forms import Form, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.security import FORM_LIFETIME, age_of_timed_token, timed_token


class PublicForm(Form):
    key = HiddenField(filters=[clean])
    born = HiddenField(filters=[clean])
    website = StringField(lazy("Leave this field empty"), render_kw={"autocomplete": "off", "tabindex": "-1"})

    @property
    def mark(self) -> str:
        return str(self.key.data)


def fresh_marks(purpose: str) -> dict[str, str]:
    """The values of a form that is shown for the first time."""
    return {"key": str(uuid.uuid4()), "born": timed_token(purpose)}


def is_key(text: str) -> bool:
    """Whether a text can be the mark that one of our forms carries."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def problem_of(form: PublicForm, purpose: str) -> str:
    """What is wrong with the sheet rather than with its fields."""
    if form.website.data:
        form.website.data = ""
        return _("A hidden field was filled in, as robots do. It is empty now: please send again.")
    age, known = age_of_timed_token(purpose, form.born.data), is_key(form.mark)
    if age is None or age > FORM_LIFETIME or not known:
        marks = fresh_marks(purpose)
        form.born.data = marks["born"]
        if not known:  # a good one stays: it tells what this form has made or saved before
            form.key.data = marks["key"]
        return _("This page was open for a long time. Everything you typed is still here: please send it again.")
    return ""
