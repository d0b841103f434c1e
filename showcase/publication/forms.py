"""What is asked of a build."""

from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import LOCALES, lazy
from .rules import Kind


class BuildForm(Form):
    """The two hidden fields of a build button."""

    locale = StringField(validators=[AnyOf(LOCALES)])
    kind = StringField(validators=[AnyOf([kind.value for kind in Kind])])


class AnswerForm(Form):
    """Why a point of the check may stay as it is."""

    reason = TextAreaField(
        lazy("Why it may stay so"),
        [InputRequired(lazy("Please fill in this line.")), NoControlCharacters(), at_most(500)],
        filters=[clean],
        render_kw={"rows": 2},
    )
