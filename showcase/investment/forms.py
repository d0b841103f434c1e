"""The filters of the project list; its state is the address, so anything may stand in it."""

from wtforms import HiddenField, SelectField, StringField

from ..core.forms import Form, clean
from ..core.i18n import lazy

LONGEST_SEARCH = 100


def _search_text(text: str | None) -> str:
    """What was typed, without signs nobody types and no longer than anybody types."""
    return "".join(c if c.isprintable() else " " for c in clean(text))[:LONGEST_SEARCH].strip()


class ProjectFilters(Form):
    q = StringField(lazy("Search"), filters=[_search_text], render_kw={"type": "search"})
    sector = SelectField(lazy("Sector"), validate_choice=False, choices=[])
    unit = SelectField(lazy("Place"), validate_choice=False, choices=[])
    kind = SelectField(lazy("Kind"), validate_choice=False, choices=[])
    view = HiddenField()
