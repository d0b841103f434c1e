"""What officers send and choose when they import a list."""

import json
from typing import Any

from flask import request
from wtforms import HiddenField

from ..core.forms import Form
from ..core.i18n import lazy
from ..core.sheets import SheetField
from .import_columns import Column, Mapping

_NOTHING = "-"


class UploadForm(Form):
    list = SheetField(
        lazy("The list"),
        description=lazy("An Excel workbook (.xlsx) or CSV, at most 5 MB and 5,000 rows. The first sheet is read."),
    )


class ConfirmForm(Form):
    """What is confirmed: this list with these columns (core/once.py tells a retry by its mark)."""

    key = HiddenField()
    columns = HiddenField()

    @property
    def mark(self) -> str:
        return str(self.key.data or "")[:60]

    @property
    def sent(self) -> dict[str, str]:
        return {"columns": str(self.columns.data)}


def columns_of_address(width: int) -> Mapping | None:
    """What the selects of the page say (`column-0` and so on); None: nothing was chosen yet."""
    chosen = [request.args.get(f"column-{place}") for place in range(width)]
    return None if all(one is None for one in chosen) else tuple(_column(one) for one in chosen)


def written(columns: Mapping) -> str:
    """A mapping in one line, as the confirmation carries it."""
    return json.dumps([column or _NOTHING for column in columns])


def read(text: Any, width: int) -> Mapping:
    """The same read again; what is no mapping of that many columns maps nothing."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        found = []
    found = found if isinstance(found, list) else []
    return tuple(_column(found[place] if place < len(found) else None) for place in range(width))


def _column(name: Any) -> Column | None:
    return Column(name) if isinstance(name, str) and name in list(Column) else None
