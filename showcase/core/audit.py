"""Who changed what, and when: written in the transaction of the change, never edited.

A personal value does not lie in its entry. The entry holds a salted commitment, SHA-256 over salt and value; salt and
value lie beside it and can be erased. What the entry says stays provable, and what was erased cannot be guessed.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import g, has_request_context
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, Text, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from . import clock
from .database import UtcDateTime, db

OLD, NEW = "old", "new"
Side = str  # one of these two
COMMITMENTS = "commitments"


class Personal(NamedTuple):
    """A personal (old, new) whose field is no marked column of its subject."""

    old: Any
    new: Any


class Secret(NamedTuple):
    """An (old, new) of which nothing is kept but that it changed: as if its values had been erased at once."""

    old: Any
    new: Any


class AuditEntry(db.Model):  # type: ignore[name-defined]
    """One change. `actor` is `account:7`, `token:3`, `device:2`, `guest`, `command` or `worker`.

    `changes` maps a field to [old, new], or to {"commitments": [old's, new's]} where the values are personal.
    `position` and `hash` are given once, by the sealer (audit_chain.py).
    """

    __table_args__ = (
        CheckConstraint("(position IS NULL) = (hash IS NULL)", name="sealed_whole"),
        Index(
            "ix_audit_entry_unsealed",
            "id",
            sqlite_where=db.text("position IS NULL"),
            postgresql_where=db.text("position IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)
    actor: Mapped[str] = mapped_column(String(40), index=True)
    verb: Mapped[str] = mapped_column(String(60))  # such as `event.changed`: what, and what became of it
    subject: Mapped[str] = mapped_column(String(80), index=True)  # such as `registration:12`
    changes: Mapped[str] = mapped_column(Text, default="{}")
    request_id: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int | None] = mapped_column(unique=True)  # in the chain, from 1 without gaps
    hash: Mapped[str | None] = mapped_column(String(64))

    values: Mapped[list["AuditValue"]] = relationship()


class AuditValue(db.Model):  # type: ignore[name-defined]
    """A personal value of an entry and the salt of its commitment, until it is erased."""

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(80), primary_key=True)
    side: Mapped[Side] = mapped_column(String(3), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)  # the entry's, for erasing by it
    salt: Mapped[str] = mapped_column(String(32))
    value: Mapped[str] = mapped_column(Text)  # JSON

    @property
    def commitment(self) -> str:
        return commitment(self.salt, self.value)


class Change(NamedTuple):
    """A field of an entry as it can be read now; `erased`: its values are gone."""

    field: str
    old: Any
    new: Any
    personal: bool = False
    erased: bool = False


def record(verb: str, subject: Any, **changes: tuple[Any, Any]) -> AuditEntry:
    """Note a change beside the change itself; `changes` maps a field to (old, new).

    Columns of the subject that are marked `personal()` are kept apart by themselves; say `Personal(old, new)` for
    other personal values. What its model names `SECRET` is not kept at all.
    """
    if not isinstance(subject, str) and subject.id is None:
        db.session.flush()
    entry = AuditEntry(
        actor=actor(),
        verb=verb,
        subject=name_of(subject),
        request_id=g.get("request_id", "") if has_request_context() else "",
    )
    marked, secret = _personal_columns(subject), getattr(subject, "SECRET", ())
    noted: dict[str, Any] = {}
    for field, pair in changes.items():
        if isinstance(pair, Secret) or field in secret:
            noted[field] = {COMMITMENTS: [commitment(secrets.token_hex(16), _json(value)) for value in pair]}
        elif isinstance(pair, Personal) or field in marked:
            kept = [_keep_apart(entry, field, side, value) for side, value in zip((OLD, NEW), pair, strict=True)]
            noted[field] = {COMMITMENTS: kept}
        else:
            noted[field] = list(pair)
    entry.changes = _json(noted)
    db.session.add(entry)
    return entry


def record_all(verb: str, subjects: Sequence[str]) -> None:
    """Note the same for many records at once, such as those that a list has made; without values."""
    if subjects:
        request_id = g.get("request_id", "") if has_request_context() else ""
        common = {"actor": actor(), "verb": verb, "changes": "{}", "request_id": request_id, "at": clock.now()}
        db.session.execute(db.insert(AuditEntry), [{**common, "subject": subject} for subject in subjects])


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new) where the two differ; a field that only one of them has is None in the other."""
    fields = [*before, *(field for field in after if field not in before)]
    pairs = {field: (before.get(field), after.get(field)) for field in fields}
    return {field: (old, new) for field, (old, new) in pairs.items() if old != new}


def erase(*subjects: Any, fields: Collection[str] = ()) -> None:
    """Erase the personal values in all entries about these records; with `fields`, of those fields alone."""
    _erase([name_of(subject) for subject in subjects], fields)


def erase_all(model: Any, ids: Select[tuple[int]], fields: Collection[str] = ()) -> None:
    """The same for every record of a model whose number the query answers."""
    number = ids.subquery().c[0]
    _erase(db.select(db.literal(f"{model.__tablename__}:").concat(db.cast(number, String))), fields)


def entry_of(subject: Any, number: int | None, last: bool = False) -> AuditEntry | None:
    """The entry of that number if it is about the subject; with `last`, if nothing about it came later."""
    if number is None or not 0 < number < 2**31:  # no row has more, and a database may refuse to look
        return None
    query = db.select(AuditEntry).filter_by(subject=name_of(subject)).order_by(AuditEntry.id.desc()).limit(1)
    found = db.session.scalar(query if last else query.filter_by(id=number))
    return found if found is not None and found.id == number else None


def changes_of(entry: AuditEntry) -> dict[str, tuple[Any, Any]]:
    """Field → (old, new), as JSON gives them back; what was erased is left out."""
    return {change.field: (change.old, change.new) for change in readable(entry) if not change.erased}


def readable(entry: AuditEntry) -> list[Change]:
    """All fields of an entry, with the personal values that are still there."""
    kept = {(value.field, value.side): json.loads(value.value) for value in entry.values}
    found = []
    for field, noted in json.loads(entry.changes).items():
        if isinstance(noted, list):
            found.append(Change(field, *noted))
        else:
            sides = (field, OLD), (field, NEW)
            old, new = (kept.get(side) for side in sides)
            found.append(Change(field, old, new, personal=True, erased=not all(side in kept for side in sides)))
    return found


def commitments_of(changes: Mapping[str, Any]) -> dict[tuple[str, Side], str]:
    """(field, side) → commitment, of an entry's loaded changes."""
    return {
        (field, side): digest
        for field, noted in changes.items()
        if isinstance(noted, dict)
        for side, digest in zip((OLD, NEW), noted[COMMITMENTS], strict=True)
    }


def commitment(salt: str, value: str) -> str:
    # As JSON, so that no other salt and value read the same.
    return hashlib.sha256(json.dumps([salt, value]).encode()).hexdigest()


def name_of(subject: Any) -> str:
    """How a record is called in the log, such as `registration:12`."""
    return subject if isinstance(subject, str) else f"{subject.__tablename__}:{subject.id}"


def actor() -> str:
    return str(g.get("actor", "guest" if has_request_context() else "command"))


def _personal_columns(subject: Any) -> set[str]:
    if isinstance(subject, str):
        return set()
    return {name for name, column in inspect(type(subject)).columns.items() if "purpose" in column.info}


def _keep_apart(entry: AuditEntry, field: str, side: Side, value: Any) -> str:
    kept = AuditValue(field=field, side=side, subject=entry.subject, salt=secrets.token_hex(16), value=_json(value))
    entry.values.append(kept)
    return kept.commitment


def _erase(names: Iterable[str] | Select[tuple[str]], fields: Collection[str]) -> None:
    statement = db.delete(AuditValue).where(AuditValue.subject.in_(names))
    if fields:
        statement = statement.where(AuditValue.field.in_(fields))
    db.session.execute(statement.execution_options(synchronize_session=False))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
