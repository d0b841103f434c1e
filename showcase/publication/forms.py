"""What is asked of a build."""

from wtforms import SelectField

from ..core.forms import Form
from ..core.i18n import LOCALES, OFFERED
from .rules import Kind


class BuildForm(Form):
    locale = SelectField(choices=[(code, LOCALES[code].name) for code in OFFERED])
    kind = SelectField(choices=[(kind.value, kind.value) for kind in Kind], default=Kind.SCREEN.value)
