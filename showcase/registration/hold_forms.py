"""What officers fill in about places kept back."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ..core.editing import EditForm
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import lazy
from .event_forms import FILL_IN, places
from .models import Hold


class HoldForm(EditForm):
    name = StringField(
        lazy("For whom"),
        [InputRequired(FILL_IN), NoControlCharacters(), at_most(120)],
        filters=[clean],
        description=lazy("A delegation, the guests of honour, the monks' table. Only officers read it."),
    )
    places = places(
        lazy("How many places"),
        lazy("So many fewer are given to families that answer."),
        fewest=1,
        required=True,
    )
    note = TextAreaField(
        lazy("Remark"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(2000)],
        filters=[clean],
        description=lazy("Until when they are kept, who decides about them. No guests' names: this is not forgotten."),
        render_kw={"rows": 3},
    )

    def values(self) -> dict[str, Any]:
        return {"name": self.name.data, "places": self.places.data, "note": self.note.data}


def hold_values(hold: Hold) -> dict[str, Any]:
    """Places kept back as their form takes them."""
    return {"name": hold.name, "places": hold.places, "note": hold.note}
