"""What officers fill in at the guest desk."""

from collections.abc import Callable
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core.editing import EditForm
from ..core.forms import Checkboxes, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy, ngettext
from . import columns, tags, wording
from .models import GuestTag, GuestView
from .saved import MOST_COLUMNS

FILL_IN = lazy("Please fill in this line.")


class TagForm(EditForm):
    name = StringField(
        lazy("Tag"),
        [InputRequired(FILL_IN), NoControlCharacters(), at_most(40)],
        filters=[clean],
        description=lazy("A word or two that colleagues understand, such as a delegation or what is to be settled."),
    )
    tone = RadioField(lazy("Colour"), [Optional()], choices=lambda: list(wording.tag_tones().items()), default="")

    is_taken: Callable[[str], bool] = staticmethod(lambda _name: False)  # the view knows the others

    def validate_name(self, field: Any) -> None:
        if not tags.folded(field.data):
            raise ValidationError(_("A tag needs at least one letter or figure."))
        if self.is_taken(field.data):
            raise ValidationError(_("This event has a tag of this name already."))

    def values(self) -> dict[str, Any]:
        return {"name": self.name.data, "tone": self.tone.data or ""}


def tag_values(tag: GuestTag) -> dict[str, Any]:
    """A tag as its form takes it."""
    return {"name": tag.name, "tone": tag.tone}


class NoteForm(EditForm):
    """A note on a party, or on one person of it: `people` are pairs of number and name."""

    text = TextAreaField(
        lazy("Note among officers"),
        [InputRequired(FILL_IN), NoControlCharacters(allow_newlines=True), at_most(2000)],
        filters=[clean, lambda text: text.replace("\r\n", "\n")],
        description=lazy("Facts that help to receive the guest. The guest may ask to read it; it is not edited later."),
        render_kw={"rows": 3},
    )
    about = SelectField(lazy("About whom"), [Optional()])

    def __init__(self, posted: Any, people: list[tuple[str, str]]) -> None:
        super().__init__(posted, {})
        self.about.choices = [("", _("all of them")), *people]


def _offered() -> list[tuple[str, str]]:
    return [(one.key, str(one.label)) for one in columns.offered()]


def _few(form: Any, field: Any) -> None:
    if len(field.data or ()) > MOST_COLUMNS:
        raise ValidationError(ngettext("At most %(num)d column fits.", "At most %(num)d columns fit.", MOST_COLUMNS))


class ColumnsForm(EditForm):
    columns = Checkboxes(lazy("Columns beside the name"), [_few], choices=_offered)

    def keys(self) -> list[str]:
        """In the order in which they are offered."""
        return [one.key for one in columns.named(key for key, _label in _offered() if key in (self.columns.data or ()))]


class ViewForm(ColumnsForm):
    name = StringField(
        lazy("Name of the view"), [InputRequired(FILL_IN), NoControlCharacters(), at_most(60)], filters=[clean]
    )
    shared = BooleanField(
        lazy("Share with colleagues"),
        description=lazy("Whoever sees the guest list finds it there, and may change its name, columns and filters."),
    )
    columns = Checkboxes(lazy("Columns beside the name"), [_few], choices=_offered)

    def values(self) -> dict[str, Any]:
        return {"name": self.name.data, "shared": self.shared.data, "columns": self.keys()}


def view_values(view: GuestView) -> dict[str, Any]:
    """A view as its form takes it."""
    return {"name": view.name, "shared": view.shared, "columns": [one.key for one in columns.named(view.columns)]}
