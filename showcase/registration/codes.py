"""Codes that let in: found by what was typed, used up by the database, given back, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..core import audit, keys
from ..core.database import db
from . import access_rules
from .access_rules import CodeFault, CodeRefused
from .models import AccessCode, Event

PURPOSE = "access-code"


def text_of(code: AccessCode) -> str:
    """The code as it is printed: K7QM-2R9X."""
    plain = keys.short_code(PURPOSE, code.id, code.version)
    return f"{plain[:4]}-{plain[4:]}"


def found(event: Event, typed: str) -> AccessCode | None:
    """The event's code that was typed, good or no longer so."""
    for number in keys.short_code_numbers(PURPOSE, typed):
        code = db.session.get(AccessCode, number)
        if code is not None and code.event_id == event.id and keys.short_code_is(PURPOSE, code.id, code.version, typed):
            return code
    return None


def presented(event: Event, typed: str, now: datetime) -> AccessCode | None:
    """The good code that was typed; None if nothing was. Raises CodeRefused."""
    if not typed:
        return None
    code = found(event, typed)
    fault = CodeFault.UNKNOWN if code is None else fault_of(code, now)
    if fault is not None:
        raise CodeRefused(fault)
    return code


def fault_of(code: AccessCode, now: datetime) -> CodeFault | None:
    return access_rules.fault_of_code(
        withdrawn=code.withdrawn_at is not None,
        valid_until=code.valid_until,
        uses=code.uses,
        used=code.used,
        now=now,
    )


def use(code: AccessCode, now: datetime) -> None:
    """Count an answer; the database decides whether one was left. Raises CodeRefused."""
    good = db.and_(
        AccessCode.id == code.id,
        AccessCode.withdrawn_at.is_(None),
        db.or_(AccessCode.valid_until.is_(None), AccessCode.valid_until > now),
        db.or_(AccessCode.uses.is_(None), AccessCode.used < AccessCode.uses),
    )
    statement = db.update(AccessCode).where(good).values(used=AccessCode.used + 1)
    counted = db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.refresh(code)
    if not counted.rowcount:  # type: ignore[attr-defined]
        raise CodeRefused(fault_of(code, now) or CodeFault.USED)


def give_back(code: AccessCode) -> None:
    """A party that takes its answer back may use its code again."""
    statement = db.update(AccessCode).where(AccessCode.id == code.id, AccessCode.used > 0)
    db.session.execute(statement.values(used=AccessCode.used - 1).execution_options(synchronize_session=False))
    db.session.refresh(code, ["used"])


def exist_for(event: Event) -> bool:
    """Whether anybody may have a code that still lets in."""
    live = db.select(AccessCode.id).filter_by(event_id=event.id, withdrawn_at=None)
    return db.session.scalar(live.limit(1)) is not None


def number_of(event: Event) -> int:
    return db.session.scalar(db.select(db.func.count(AccessCode.id)).filter_by(event_id=event.id)) or 0


def of_event(event: Event, part: slice = slice(0, None)) -> Sequence[AccessCode]:
    """The newest first; all, or a part of them."""
    query = db.select(AccessCode).filter_by(event_id=event.id).order_by(AccessCode.id.desc())
    together = db.joinedload(AccessCode.session), db.joinedload(AccessCode.hold)
    query = query.offset(part.start).limit(None if part.stop is None else part.stop - part.start)
    return db.session.scalars(query.options(*together)).all()


def make(
    event: Event, number: int, values: Mapping[str, Any], noted: Mapping[str, tuple[Any, Any]]
) -> list[AccessCode]:
    """So many codes alike; the log notes them as one deed, at the first of them."""
    made = [AccessCode(event_id=event.id, **values) for _ in range(number)]
    db.session.add_all(made)
    db.session.flush()
    audit.record("access_code.created", made[0], **noted)
    return made


def withdraw(code: AccessCode, now: datetime) -> None:
    """Nobody answers with it from now on; who has, stays. A second time changes nothing."""
    if code.withdrawn_at is None:
        code.withdrawn_at = now
        db.session.flush()
        audit.record("access_code.withdrawn", code, name=(code.name, None), used=(code.used, None))
