"""A record made after the model of another: its columns and texts, so that what a model gains is taken over too."""

from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy import inspect

from .database import UtcDateTime
from .i18n import SOURCE
from .localised import Localised, Origin, TextState


def twin(record: Any, **changes: Any) -> Any:
    """A new, unstored record that says what `record` says but for its key and `changes`."""
    model = type(record)
    columns = {name: deepcopy(getattr(record, name)) for name in _columns(model)}
    copy = model(**{**columns, **changes})
    if isinstance(record, Localised):
        # The source language first: a translation remembers what it was made from.
        for (field, code), row in sorted(record.texts.items(), key=lambda item: item[0][1] != SOURCE):
            copy.set_text(field, code, row.text, Origin(row.origin), TextState(row.state))
    return copy


def instants_of(record: Any) -> dict[str, datetime]:
    """The instants that a record names, by column; those that are not set are left out."""
    mapper = inspect(type(record))
    found = {
        name: getattr(record, name)
        for name in _columns(type(record))
        if isinstance(mapper.columns[name].type, UtcDateTime)
    }
    return {name: at for name, at in found.items() if at is not None}


def _columns(model: Any) -> list[str]:
    mapper = inspect(model)
    return [attribute.key for attribute in mapper.column_attrs if not attribute.columns[0].primary_key]
