"""What translators and editors fill in about a term."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from ..core.localised import Origin, TextState
from ..editions.parts import without_own_breaks
from .models import KINDS_OF_TERM, Term
from .rules import forms_of, joined

LONGEST_NAME, LONGEST_FORMS = 300, 600


class TermForm(EditForm):
    approves = False  # whether whoever writes a name answers for it

    kind = SelectField(lazy("Kind"), choices=[])
    name = TextsField(lazy("Right name"), LONGEST_NAME, description=lazy("As it is to be written in running text."))
    also = TextsField(
        lazy("Also right"),
        LONGEST_FORMS,
        required=False,
        description=lazy("Other forms that texts may use, apart by semicolons: short names, plurals."),
    )
    forbidden = TextsField(
        lazy("Wrong forms"),
        LONGEST_FORMS,
        required=False,
        description=lazy("Forms that are written and not right, apart by semicolons. Translators are warned."),
    )
    note = TextAreaField(
        lazy("Note for translators"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(1000)],
        filters=[clean],
        render_kw={"rows": 3},
    )
    source = StringField(
        lazy("Source"),
        [Optional(), NoControlCharacters(), at_most(500)],
        filters=[clean],
        description=lazy("Where the names can be read: a decision, a list, the office itself."),
    )

    def __init__(self, posted: Any, stored: Any) -> None:
        super().__init__(posted, stored)
        self.kind.choices = [(code, _(label)) for code, label in KINDS_OF_TERM.items()]

    def write_to(self, record: Term) -> None:
        """Who may not approve leaves names that nobody has read over."""
        stored = {code: without_own_breaks(text) for code, text in record.texts_of("name").items()}
        for code, text in self.name.data.items():
            if text != stored.get(code, ""):
                is_read = self.approves or code == SOURCE
                state = TextState.APPROVED if is_read else TextState.UNREVIEWED
                record.set_text("name", code, text, Origin.HUMAN, state)
        record.kind, record.note, record.source = self.kind.data, self.note.data or "", self.source.data or ""
        for column in ("also", "forbidden"):
            lines = {code: joined(forms_of(line or "")) for code, line in self[column].data.items()}
            setattr(record, column, {code: line for code, line in lines.items() if line})


class ApprovingTermForm(TermForm):
    """The same for those who answer for translations."""

    approves = True
    reviewed = BooleanField(lazy("I have read all its names over"))

    def write_to(self, record: Term) -> None:
        super().write_to(record)
        if self.reviewed.data:
            for code, row in ((code, row) for (_name, code), row in record.texts.items() if row.text):
                record.set_text("name", code, row.text, Origin(row.origin), TextState.APPROVED)


def term_values(term: Term) -> dict[str, Any]:
    names = {code: without_own_breaks(text) for code, text in texts_of(term, "name")["name"].items()}
    rows = [row for row in term.texts.values() if row.text]
    return {
        "name": names,
        **{column: getattr(term, column) for column in ("kind", "also", "forbidden", "note", "source")},
        "reviewed": bool(rows) and all(row.state == TextState.APPROVED for row in rows),
    }
