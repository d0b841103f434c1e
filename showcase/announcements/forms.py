"""What an officer writes: the words in each language, and whether everybody has to know them."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from ..core.editing import EditForm, TextsField, texts_of
from ..core.i18n import lazy
from ..registration import placeholders, wording_forms
from . import wording
from .models import Announcement
from .rules import Kind


class AnnouncementForm(EditForm):
    subject = TextsField(lazy("Subject"), 200, description=lazy("One line."))
    body = TextsField(
        lazy("Text"),
        5000,
        rows=10,
        description=lazy(
            "A blank line begins a new paragraph. The gathering, its day and your signature follow by themselves."
        ),
    )
    kind = RadioField(
        lazy("Kind of announcement"),
        [InputRequired(lazy("Please choose one."))],
        choices=lambda: list(wording.kinds().items()),
        description=lazy("Whoever wishes no news gets only what is necessary to know."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for field in (self.subject, self.body):
            for line in field.form:
                found = _finding(field.short_name, line.data) if line.data and not line.errors else None
                if found is not None:
                    line.errors = [found]
                    sound = False
        return bool(sound)


def stored(found: Announcement) -> dict[str, Any]:
    """An announcement as its form takes it."""
    return {"kind": found.kind, **texts_of(found, *Announcement.FIELDS)}


def fresh() -> dict[str, Any]:
    """A new one."""
    return {"kind": Kind.NECESSARY}


def _finding(field: str, text: str) -> str | None:
    found = placeholders.finding(placeholders.ANNOUNCEMENT, field, text)
    return wording_forms.said(placeholders.ANNOUNCEMENT, found) if found is not None else None
