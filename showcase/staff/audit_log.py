"""The log of changes as it is read: narrowed down, in words, and as a table for other programs."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import selectinload

from ..core import audit
from ..core.audit import AuditEntry
from ..core.database import db
from ..registration.models import Attendee, Registration
from . import audit_names, audit_words
from .audit_names import Named

PAGE = 500  # entries that an export reads at once
_LABEL = re.compile(r"[a-z_]+:[\w.:-]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "entry", "at", "actor", "who", "verb", "deed", "subject", "about",
    "field", "old", "new", "erased", "request_id", "position", "hash",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """What the log is narrowed to; an empty value narrows nothing. Days are those of `zone`, both included."""

    who: str = ""
    thing: str = ""
    verb: str = ""
    since: str = ""
    until: str = ""
    about: str = ""  # a label such as event:3, or a registration's code

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Filters":
        return cls(**{name: values.get(name, "").replace("\0", "").strip()[:120] for name in cls.__dataclass_fields__})

    @property
    def given(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Shown:
    """A changed field in words; with `erased`, its values are gone."""

    label: str
    old: str | Markup
    new: str | Markup
    erased: bool


@dataclass(frozen=True)
class Line:
    """An entry in words."""

    entry: AuditEntry
    deed: str
    who: str
    about: Named
    changes: list[Shown]

    @property
    def is_new(self) -> bool:
        """Whether nothing was there before: then only what is there now is worth a word."""
        return not any(change.old or change.erased for change in self.changes)


def entries(filters: Filters, zone: str) -> Select[Any]:
    """The entries that filters leave."""
    query = db.select(AuditEntry).options(selectinload(AuditEntry.values))
    if filters.who:
        query = query.where(AuditEntry.actor == filters.who)
    if filters.verb:
        query = query.where(AuditEntry.verb == filters.verb)
    if filters.thing:
        query = query.where(
            db.or_(
                AuditEntry.subject == filters.thing,
                AuditEntry.subject.startswith(f"{filters.thing}:", autoescape=True),
            )
        )
    if since := _day(filters.since):
        query = query.where(AuditEntry.at >= _midnight(since, zone))
    if until := _day(filters.until):
        query = query.where(AuditEntry.at < _midnight(until + timedelta(days=1), zone))
    return query.where(_is_about(filters.about)) if filters.about else query


def lines(found: list[AuditEntry]) -> list[Line]:
    """Entries in words."""
    who = audit_names.actors({entry.actor for entry in found})
    about = audit_names.subjects({entry.subject for entry in found})
    return [_line(entry, who, about) for entry in found]


def _line(entry: AuditEntry, who: Mapping[str, str], about: Mapping[str, Named]) -> Line:
    kind, _colon, number = entry.subject.partition(":")
    thing = audit_words.things().get(kind, kind)
    changes = [
        Shown(
            audit_words.field(change.field, kind),
            audit_words.value(kind, change.field, change.old),
            audit_words.value(kind, change.field, change.new),
            change.erased,
        )
        for change in audit.readable(entry)
    ]
    named = about.get(entry.subject, Named(f"{thing} {number}" if number else ""))
    return Line(entry, audit_words.deed(entry.verb), who.get(entry.actor, entry.actor), named, changes)


def as_csv(query: Select[Any]) -> Iterator[str]:
    """A row for each changed field, for a spreadsheet; what it would take for a formula is marked as text."""
    yield "\ufeff" + _row(COLUMNS)
    for line in _all(query):
        head = (
            line.entry.id, line.entry.at.isoformat(), line.entry.actor, line.who, line.entry.verb, line.deed,
            line.entry.subject, line.about.label,
        )  # fmt: skip
        tail = line.entry.request_id, line.entry.position, line.entry.hash
        for change in audit.readable(line.entry) or [audit.Change("", None, None)]:
            values = change.field, _cell(change.old), _cell(change.new), "erased" if change.erased else ""
            yield _row((*head, *values, *tail))


def as_json_lines(query: Select[Any]) -> Iterator[str]:
    """An object for each entry; erased values are left out and said to be."""
    for line in _all(query):
        entry = line.entry
        changes = {
            change.field: {"erased": True} if change.erased else {"old": change.old, "new": change.new}
            for change in audit.readable(entry)
        }
        described = {
            "entry": entry.id,
            "at": entry.at.isoformat(),
            "actor": entry.actor,
            "who": line.who,
            "verb": entry.verb,
            "subject": entry.subject,
            "about": line.about.label,
            "changes": changes,
            "request_id": entry.request_id,
            "position": entry.position,
            "hash": entry.hash,
        }
        yield json.dumps(described, ensure_ascii=False) + "\n"


def _all(query: Select[Any]) -> Iterator[Line]:
    """Every entry, the oldest first, read page by page: a long log must not fill the memory."""
    after = 0
    while True:
        page = query.where(AuditEntry.id > after).order_by(AuditEntry.id).limit(PAGE)
        found = list(db.session.scalars(page))
        yield from lines(found)
        if len(found) < PAGE:
            return
        after = found[-1].id
        db.session.remove()


def _row(cells: tuple[Any, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_harmless(str(cell)) if cell is not None else "" for cell in cells])
    return buffer.getvalue()


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _is_about(typed: str) -> ColumnElement[bool]:
    """Entries about what somebody names; about a party, those about its people too."""
    party = db.select(Registration.id)
    kind, _colon, number = typed.partition(":")
    if kind == "registration" and number.isdecimal() and len(number) < 10:
        party = party.where(Registration.id == int(number))
    elif _LABEL.fullmatch(typed):
        return AuditEntry.subject == typed
    else:
        party = party.where(Registration.code == typed.upper())
    people = db.select(Attendee.id).where(Attendee.registration_id.in_(party))
    return db.or_(
        AuditEntry.subject == typed,
        AuditEntry.subject.in_(_labels("registration", party)),
        AuditEntry.subject.in_(_labels("attendee", people)),
    )


def _labels(kind: str, ids: Select[tuple[int]]) -> Select[tuple[str]]:
    return db.select(db.literal(f"{kind}:").concat(db.cast(ids.subquery().c[0], db.String)))
