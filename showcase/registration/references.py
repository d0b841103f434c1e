"""Whatever points at a person or an answer, whichever feature keeps it, pointed at another, and back again.

A row that the other has already, such as the same tag, stays where it is.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Column, Table
from sqlalchemy.exc import IntegrityError

from ..core.database import db
from .models import Attendee, Registration

# Among a table's arguments: its rows follow from others, which say by themselves whose they are.
DERIVED = {"info": {"is_derived": True}}
# The same of a table that says how one row stood before: it is never pointed at another.
STAYS = {"info": {"stays": True}}


class Pointer(NamedTuple):
    """A row, by the columns of its key as they now are, and the column that pointed elsewhere."""

    table: str
    key: dict[str, Any]
    column: str


def redirect(model: type[Registration | Attendee], old: int, new: int, leave: Collection[str]) -> list[Pointer]:
    """Point what points at one at the other; tables named in `leave` are the caller's. Answers what was pointed."""
    db.session.flush()
    moved: list[Pointer] = []
    for table in db.metadata.sorted_tables:
        if table.name not in leave and not {"is_derived", "stays"} & {*table.info}:
            for column in _pointing(table, model):
                moved += _redirect(table, column, old, new)
    db.session.expire_all()
    return moved


def point_back(moved: Collection[Pointer], old: int, new: int) -> None:
    """Undo it, of what has not been pointed anywhere else since."""
    db.session.flush()
    for pointer in moved:
        table = db.metadata.tables.get(pointer.table)
        if table is not None:
            _point(table, table.c[pointer.column], pointer.key, new, old)
    db.session.expire_all()


def _pointing(table: Table, model: type[Registration | Attendee]) -> list[Column[Any]]:
    target = model.__table__.c.id
    return [column for column in table.columns for key in column.foreign_keys if key.column is target]


def _redirect(table: Table, column: Column[Any], old: int, new: int) -> list[Pointer]:
    keys = list(table.primary_key.columns)
    found = db.session.execute(db.select(*keys).where(column == old).order_by(*keys)).mappings().all()
    moved = []
    for row in found:
        key = {one.name: row[one] for one in keys}
        if _point(table, column, key, old, new):
            moved.append(Pointer(table.name, key | ({column.name: new} if column.primary_key else {}), column.name))
    return moved


def _point(table: Table, column: Column[Any], key: Mapping[str, Any], old: int, new: int) -> bool:
    """Whether the row pointed at the old one and may point at the new one."""
    which = [table.c[name] == value for name, value in key.items()]
    try:
        with db.session.begin_nested():
            statement = db.update(table).where(*which, column == old).values({column.name: new})
            return bool(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
    except IntegrityError:
        return False
