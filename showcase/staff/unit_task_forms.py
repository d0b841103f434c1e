"""The answer to what a guest asks of a commune."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired

from ..core.editing import EditForm
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import lazy


class AnswerForm(EditForm):
    answer = TextAreaField(
        lazy("Your answer"),
        [DataRequired(lazy("Please write what the guest is to read.")), at_most(4000), NoControlCharacters(True)],
        filters=[clean],
    )
