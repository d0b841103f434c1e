"""Gates in an edition folder: made once, with their event; afterwards the organisers rule."""

import uuid
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ..core import slugs
from ..core.database import db
from ..core.shapes import Entry, Shape, non_empty
from ..editions.parts import Part, Scope, read_texts, write_texts
from ..registration.models import Event
from ..registration.pack import GATE, instant_of, written_time
from . import services
from .claims import Scanner
from .models import Gate
from .rules import BY_SEARCH, EntryRule, GateKind, Row

_COLUMNS = ("kind", "any_time", "entries", "entries_limit")  # called alike in the file
_ALIKE = ("slug", "name", *_COLUMNS)
_TIMES = {"opens_at": "opens", "closes_at": "closes"}


class GatePart(Part):
    kind, file, path, model = "gate", "events.yaml", "gates", Gate
    inside = "events"
    fields: dict[str, Shape] = {key: shape for key, shape in GATE.fields.items() if key != "name"}

    def entries(self, scope: Scope) -> list[Entry]:
        assert scope.folder
        found = []
        for event in scope.folder.entries(self.file, self.inside):
            for gate in event["gates"]:
                entry = Entry({**gate, "event": event["slug"], "sessions": sorted(gate["sessions"])})
                entry.place = gate.place
                found.append(entry)
        return found

    def find(self, scope: Scope, entry: Entry) -> Gate | None:
        return db.session.scalar(self._owned(scope).where(Gate.slug == entry["slug"]))

    def records(self, scope: Scope) -> list[Gate]:
        return list(db.session.scalars(self._owned(scope).order_by(Gate.event_id, Gate.position, Gate.id)))

    def make(self, scope: Scope, entry: Entry) -> Gate:
        event = db.session.scalars(db.select(Event).filter_by(slug=entry["event"])).one()
        return Gate(event=event, slug=slugs.take("gate", entry["slug"]))

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        """Times of the event's day become instants."""
        event = db.session.scalars(db.select(Event).filter_by(slug=entry["event"])).one()
        day, zone = _day_of(event)
        resolved = Entry({name: entry[name] for name in (*_ALIKE, "event", "sessions")})
        resolved["entries_limit"] = entry["entries_limit"] or 1
        for column, name in _TIMES.items():
            resolved[column] = instant_of(entry[name], day, zone)
        return resolved

    def write(self, scope: Scope, record: Gate, entry: Entry) -> None:
        write_texts(record, "name", entry["name"])
        for column in (*_COLUMNS, *_TIMES):
            setattr(record, column, entry[column])
        record.sessions = [s for s in record.event.sessions if s.slug in entry["sessions"]]

    def read(self, scope: Scope, record: Gate) -> Entry:
        return Entry(
            {
                "event": record.event.slug,
                "slug": record.slug,
                "name": read_texts(record, "name"),
                "sessions": sorted(session.slug for session in record.sessions),
                **{column: getattr(record, column) for column in (*_COLUMNS, *_TIMES)},
            }
        )

    def export(self, scope: Scope, record: Gate) -> dict[str, Any]:
        entry, (day, zone) = self.read(scope, record), _day_of(record.event)
        for column, name in _TIMES.items():
            entry[name] = written_time(entry[column], day, zone)
        if record.entries != EntryRule.PER_DAY:
            entry["entries_limit"] = None
        for name, usual in (("kind", GateKind.RECEPTION), ("entries", EntryRule.REENTRY)):
            entry[name] = entry[name] if entry[name] != usual else ""
        written = non_empty(entry, dict.fromkeys(["slug", *self.record_shape().fields]))
        return {**written, "inside": record.event.slug}

    def _owned(self, scope: Scope) -> Any:
        return db.select(Gate).join(Event).where(Event.edition_id == scope.edition.id)


def check_in_guests(scope: Scope) -> None:
    """Let the rehearsal guests who are to be inside pass their gates."""
    rows = []
    for attendee_id, given in scope.guests:
        if given["checked_in"]["gate"]:
            at = scope.now - timedelta(minutes=given["checked_in"]["minutes_ago"])
            rows.append(
                Row(
                    id=str(uuid.uuid4()),
                    gate=given["checked_in"]["gate"],
                    at=at,
                    client_at=at.isoformat(),
                    attendee=attendee_id,
                    via=BY_SEARCH,
                    offline=True,
                )
            )
    if rows:
        services.check_in(rows, Scanner("sample", trusted=True))


def _day_of(event: Event) -> tuple[date, ZoneInfo]:
    zone = ZoneInfo(event.timezone)
    return event.starts_at.astimezone(zone).date(), zone


PARTS: tuple[Part, ...] = (GatePart(),)
