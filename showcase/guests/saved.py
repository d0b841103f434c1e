"""Saved views of the guest list, and the columns that an account has chosen. Whoever calls has begun to write."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select

from ..accounts.models import Account
from ..core import audit
from ..core.database import db, insert
from ..core.i18n import lazy
from ..core.slugs import SLUG
from ..registration.models import Event
from . import choices, columns, filters
from .choices import EVENTS, Row
from .columns import Column
from .models import GuestColumns, GuestView
from .selection import Selection

VIEW, COLUMNS = "#view", "#columns"  # the keys of the rows of `beside`
MOST_VIEWS, MOST_COLUMNS = 40, 12


class TooMany(Exception):
    """The account has as many views as there may be."""


def beside(who: Account) -> list[Select[Row]]:
    """What the list needs of an account, as rows that are read beside other things."""
    nothing = db.literal("")
    own = db.case((GuestView.account_id == who.id, 1), else_=0)
    return [
        db.select(db.literal(VIEW), db.cast(GuestView.id, db.String), GuestView.name, own).where(_seen_by(who)),
        db.select(db.literal(COLUMNS), nothing, GuestColumns.keys, db.literal(0)).filter_by(account_id=who.id),
    ]


def views(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """The views that an account sees (id, name), its own first."""
    found = sorted((-number, name.casefold(), int(value), name) for key, value, name, number in rows if key == VIEW)
    return [(number, name) for _own, _folded, number, name in found]


def columns_of(rows: Sequence[Row], view: GuestView | None) -> list[Column]:
    """Those of the view that is open, else those that the account chose, else the standard ones."""
    if view is not None:
        return columns.named(view.columns)[:MOST_COLUMNS]
    chosen = next((words for key, _value, words, _number in rows if key == COLUMNS), None)
    return columns.standard() if chosen is None else columns.named(chosen.split(","))[:MOST_COLUMNS]


def chosen_by(who: Account) -> list[str]:
    """The keys of the columns that an account sees."""
    kept = db.session.get(GuestColumns, who.id)
    return [one.key for one in (columns.named(kept.keys.split(",")) if kept else columns.standard())]


def choose(who: Account, keys: Sequence[str]) -> None:
    values = {"account_id": who.id, "keys": ",".join(keys)}
    statement = insert(GuestColumns).values(values)
    kept = {"keys": statement.excluded["keys"]}
    db.session.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=kept))


def view_of(number: int, who: Account) -> GuestView | None:
    """A view that this account sees: its own, or shared."""
    return db.session.scalar(db.select(GuestView).where(GuestView.id == number, _seen_by(who)))


def is_known(selection: Selection, event: Event | None) -> bool:
    """Whether each of its filters has a value that can be chosen now."""
    wanted = {"event": EVENTS} | {key: one.choices for key, one in filters.known().items()}
    asked = dict(selection.given) | ({"event": selection.event} if selection.event else {})
    offered, _rows = choices.load({key: wanted[key] for key in asked}, event)
    return all(any(choice.value == value for choice in offered[key]) for key, value in asked.items())


def kept_args(selection: Selection) -> dict[str, str]:
    """What a view keeps: filters, not the words that were typed, which name people."""
    return {key: value for key, value in selection.args.items() if key != "q"}


def mark_of(view: GuestView) -> str:
    """Tells the filters of a view from those that it had before."""
    return hashlib.sha256(json.dumps(view.args, sort_keys=True).encode()).hexdigest()[:16]


def in_words(selection: Selection) -> list[tuple[str, str]]:
    """What the list is narrowed to: the filters' names and what is chosen; what is no longer offered stands as `?`."""
    known = filters.known()
    labels = {"event": lazy("Event")} | {key: one.label for key, one in known.items()}
    wanted = {"event": EVENTS} | {key: one.choices for key, one in known.items()}
    asked = ({"event": selection.event} if selection.event else {}) | dict(selection.given)
    own = db.select(Event).filter_by(slug=selection.event) if SLUG.fullmatch(selection.event) else None
    event = None if own is None else db.session.scalar(own)
    offered, _rows = choices.load({key: wanted[key] for key in asked}, event)
    words = {key: {choice.value: choice.words for choice in found} for key, found in offered.items()}
    return [(str(labels[key]), words[key].get(value, "?")) for key, value in asked.items()]


def create(who: Account, values: Mapping[str, Any], selection: Selection, noted: Mapping[str, Any]) -> GuestView:
    """May raise TooMany."""
    number = db.session.scalar(db.select(db.func.count()).where(GuestView.account_id == who.id)) or 0
    if number >= MOST_VIEWS:
        raise TooMany
    made = GuestView(account_id=who.id, args=kept_args(selection), **values)
    db.session.add(made)
    db.session.flush()
    audit.record("guest_view.created", made, **noted)
    return made


def change(view: GuestView, values: Mapping[str, Any], noted: Mapping[str, Any]) -> audit.AuditEntry:
    for name, value in values.items():
        setattr(view, name, value)
    db.session.flush()
    return audit.record("guest_view.changed", view, **noted)


def narrow(view: GuestView, selection: Selection) -> None:
    """Let the view have these filters."""
    before, view.args = view.args, kept_args(selection)
    db.session.flush()
    if before != view.args:
        audit.record("guest_view.changed", view, filters=(before, view.args))


def remove(view: GuestView) -> None:
    audit.record("guest_view.deleted", view, name=(view.name, None))
    db.session.delete(view)
    db.session.flush()


def _seen_by(who: Account) -> ColumnElement[bool]:
    return db.or_(GuestView.account_id == who.id, GuestView.shared.is_(True))
