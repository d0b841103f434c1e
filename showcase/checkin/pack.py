"""Gates in an edition folder: made once, with their event; afterwards the organisers rule."""

import uuid
from datetime import timedelta
from typing import Any

from ..core import slugs
from ..core.database import db
from ..core.shapes import Entry, Shape
from ..editions.parts import Part, Scope, read_texts, write_texts
from ..registration.models import Event
from ..registration.pack import GATE
from . import services
from .models import Gate
from .rules import BY_SEARCH, Row
from .services import Scanner


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

    def write(self, scope: Scope, record: Gate, entry: Entry) -> None:
        write_texts(record, "name", entry["name"])
        record.any_time = entry["any_time"]
        record.sessions = [s for s in record.event.sessions if s.slug in entry["sessions"]]

    def read(self, scope: Scope, record: Gate) -> Entry:
        return Entry(
            {
                "event": record.event.slug,
                "slug": record.slug,
                "name": read_texts(record, "name"),
                "any_time": record.any_time,
                "sessions": sorted(session.slug for session in record.sessions),
            }
        )

    def export(self, scope: Scope, record: Gate) -> dict[str, Any]:
        entry = super().export(scope, record)
        return {**entry, "inside": record.event.slug}

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


PARTS: tuple[Part, ...] = (GatePart(),)
