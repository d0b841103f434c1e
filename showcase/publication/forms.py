"""What is asked of a build."""

from wtforms import StringField
from wtforms.validators import AnyOf

from ..core.forms import Form
from ..core.i18n import LOCALES
from .rules import Kind


class BuildForm(Form):
    """The two hidden fields of a build button."""

    locale = StringField(validators=[AnyOf(LOCALES)])
    kind = StringField(validators=[AnyOf([kind.value for kind in Kind])])
