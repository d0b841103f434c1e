"""What the law asks an imprint to say, as an editor fills it in."""

from collections.abc import Mapping
from typing import Any

from wtforms import StringField
from wtforms.validators import Optional

from ..core.editing import EditForm, TextsField
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import LOCALES, lazy

# In each language; the others are written once, as the papers have them.
WORDED = ("publisher", "responsible", "editors", "format", "price_line")
PLAIN = ("licence_number", "licence_date", "licence_authority", "printer", "print_run", "printed", "deposited")


def _line(label: Any, description: Any = "") -> StringField:
    return StringField(
        label, [Optional(), NoControlCharacters(), at_most(300)], filters=[clean], description=description
    )


class ImprintForm(EditForm):
    """All lines may stay empty: the page then says that they are not settled, and nobody prints it."""

    publisher = TextsField(lazy("Published by"), 300, required=False)
    responsible = TextsField(
        lazy("Responsible for publication and content"), 300, required=False, description=lazy("Name and office.")
    )
    editors = TextsField(lazy("Editors, layout, proof-reading"), 300, required=False)
    licence_number = _line(lazy("Number of the licence"))
    licence_date = _line(lazy("Date of the licence, as printed in the imprint"), lazy("Such as 05/01/2024."))
    licence_authority = _line(lazy("Granted by"))
    printer = _line(lazy("Printing house and its address"))
    print_run = _line(lazy("Copies printed"))
    format = TextsField(
        lazy("Pages and format"), 300, required=False, description=lazy("Such as: 32 pages, A4, saddle-stitched.")
    )
    printed = _line(lazy("Printed"), lazy("Such as: in xong tháng 1/2024."))
    deposited = _line(lazy("Deposited"), lazy("Such as: nộp lưu chiểu tháng 1/2024."))
    price_line = TextsField(lazy("Instead of a price"), 300, required=False)

    def imprint(self) -> dict[str, Any]:
        texts = self.texts()
        worded = {name: {code: text for code, text in texts[name].items() if text} for name in WORDED}
        return {**worded, **{name: self[name].data or "" for name in PLAIN}}


def imprint_values(imprint: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an imprint, as its form takes it. A line that was written once stands in the source language."""
    values: dict[str, Any] = {name: str(imprint.get(name) or "") for name in PLAIN}
    for name in WORDED:
        said = imprint.get(name) or {}
        texts = said if isinstance(said, dict) else {"vi": str(said)}
        values[name] = {code: texts.get(code, "") for code in LOCALES}
    return values
