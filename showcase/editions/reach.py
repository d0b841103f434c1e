"""How far somebody reaches in the tree of units: records are asked for within reach, never loaded and then judged."""

from typing import Any

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import aliased

from ..accounts import guard
from ..accounts.models import Account
from ..accounts.rules import Verb, reach
from ..core.database import db
from .models import Unit


def units_within(who: Account, verb: Verb) -> Select[Any]:
    """The ids of the units to whose records this account may do the verb."""
    found = reach(who.role_name, verb, who.unit_code)
    if found.is_everywhere:
        return db.select(Unit.id)
    # Codes outlive names and parents: every row of the code counts, and what lies below any of them.
    own = db.select(Unit.id).where(Unit.code == (found.unit or "")).cte(recursive=True)
    below = aliased(Unit)
    return db.select(own.union(db.select(below.id).join(own, below.parent_id == own.c.id)).c.id)


def unit_within(code: str, verb: Verb) -> Unit:
    """The unit of an address for who is signed in: 404 if there is none, 403 and a line in the log if out of reach."""
    who = guard.signed_in()
    latest = db.select(Unit).where(Unit.code == code).order_by(Unit.valid_from.desc().nulls_last()).limit(1)
    unit = db.session.scalar(latest.where(Unit.id.in_(units_within(who, verb))))
    if unit is None and db.session.scalar(latest.with_only_columns(Unit.id)) is not None:
        guard.refuse(verb, unit=code)
    return unit or abort(404)
