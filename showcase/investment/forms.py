"""The filters of the project list; its state is the address, so anything may stand in it."""

from wtforms import HiddenField, SelectField, StringField

from ..core.forms import Form, searched
from ..core.i18n import lazy


class ProjectFilters(Form):
    q = StringField(lazy("Search"), filters=[searched], render_kw={"type": "search"})
    sector = SelectField(lazy("Sector"), validate_choice=False, choices=[])
    unit = SelectField(lazy("Place"), validate_choice=False, choices=[])
    kind = SelectField(lazy("Kind"), validate_choice=False, choices=[])
    stage = SelectField(lazy("Stage"), validate_choice=False, choices=[])
    capital = SelectField(lazy("Capital"), validate_choice=False, choices=[])
    land = SelectField(lazy("Land"), validate_choice=False, choices=[])
    form = SelectField(lazy("Form of investment"), validate_choice=False, choices=[])
    view = HiddenField()
