"""The officers' list: what is promised to what, what is due, and sums that rank nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.models import Account
from ..core import search
from ..core.database import db
from ..editions.models import Host
from .models import Cause, Contribution
from .rules import OPEN, Kind, State


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; empty: everything. `view` is due, mine, or empty."""

    state: str = ""
    kind: str = ""
    cause: str = ""
    view: str = ""
    name: str = ""


@dataclass(frozen=True)
class Total:
    """Of one purpose and kind: how many promises stand, and how many have been received; money by currency."""

    cause: Cause
    kind: str
    promised: int
    received: int
    sums: tuple[tuple[str, int, int], ...]  # currency, promised, received


def found(host: Host, asked: Asked, who: Account, today: date) -> Select[tuple[Contribution]]:
    """What is due first, then the newest; never by how much it is."""
    where: list[ColumnElement[bool]] = [Contribution.host_id == host.id]
    if asked.state:
        where.append(Contribution.state == asked.state)
    if asked.kind:
        where.append(Contribution.kind == asked.kind)
    if asked.cause:
        where.append(Contribution.cause_id.in_(db.select(Cause.id).filter_by(host_id=host.id, slug=asked.cause)))
    if asked.view == "due":
        where.append(_is_due(today))
    if asked.view == "mine":
        where += [Contribution.officer_id == who.id, Contribution.state.in_(OPEN)]
    where += [Contribution.folded.like(pattern, escape="\\") for pattern in search.like_patterns(asked.name)]
    order = db.case((_is_due(today), 0), else_=1), db.case((_is_due(today), Contribution.due_on))
    return (
        db.select(Contribution)
        .where(*where)
        .options(lazyload("*"), joinedload(Contribution.cause).lazyload("*"), joinedload(Contribution.officer))
        .order_by(*order, Contribution.promised_at.desc(), Contribution.id.desc())
    )


def number_due(host: Host, today: date) -> int:
    query = db.select(db.func.count(Contribution.id)).where(Contribution.host_id == host.id, _is_due(today))
    return db.session.scalar(query) or 0


def totals(host: Host, causes: Sequence[Cause]) -> list[Total]:
    """By purpose and kind, in the order of the purposes; what was taken back does not count."""
    received = db.case((Contribution.received_on.is_not(None), 1), else_=0)
    counted = (
        db.select(Contribution.cause_id, Contribution.kind, db.func.count(), db.func.sum(received))
        .where(Contribution.host_id == host.id, Contribution.state != State.WITHDRAWN)
        .group_by(Contribution.cause_id, Contribution.kind)
    )
    promised_money = (
        db.select(
            Contribution.cause_id, Contribution.kind, Contribution.currency, db.func.sum(Contribution.amount), db.null()
        )
        .where(Contribution.host_id == host.id, Contribution.state != State.WITHDRAWN, Contribution.amount.is_not(None))
        .group_by(Contribution.cause_id, Contribution.kind, Contribution.currency)
    )
    received_money = (
        db.select(
            Contribution.cause_id,
            Contribution.kind,
            Contribution.received_currency,
            db.null(),
            db.func.sum(Contribution.received_amount),
        )
        .where(Contribution.host_id == host.id, Contribution.received_amount.is_not(None))
        .group_by(Contribution.cause_id, Contribution.kind, Contribution.received_currency)
    )
    sums: dict[tuple[int, str], dict[str, list[int]]] = {}
    rows: list[Any] = [*db.session.execute(promised_money), *db.session.execute(received_money)]
    for cause_id, kind, currency, promised, got in rows:
        pair = sums.setdefault((cause_id, kind), {}).setdefault(currency, [0, 0])
        pair[0] += int(promised or 0)
        pair[1] += int(got or 0)
    numbers = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in db.session.execute(counted)}
    return [
        Total(
            cause,
            kind,
            *numbers[cause.id, kind],
            tuple((one, pair[0], pair[1]) for one, pair in sorted(sums.get((cause.id, kind), {}).items())),
        )
        for cause in causes
        for kind in Kind
        if (cause.id, kind) in numbers
    ]


def _is_due(today: date) -> ColumnElement[bool]:
    return db.and_(Contribution.state.in_(OPEN), Contribution.due_on <= today)
