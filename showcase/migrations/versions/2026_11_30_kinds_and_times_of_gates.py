"""kinds and times of gates."""

import json
import secrets
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "40fda462317c"
down_revision = "1c198b4be4d5"
GATE = sa.table("gate", sa.column("id"), sa.column("pin"))
CODE = sa.table(
    "enrolment_code", sa.column("expires_at"), sa.column("used_at"), sa.column("uses_left"), sa.column("made_at")
)
SCAN = sa.table(
    "scan",
    sa.column("id"),
    sa.column("event_id"),
    sa.column("attendee_id"),
    sa.column("scope"),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("verdict"),
    sa.column("direction"),
)
ANNULMENT = sa.table("annulment", sa.column("scan_id"))
EVENT = sa.table("event", sa.column("id"), sa.column("timezone"))
MERGED = sa.table("merged_person", sa.column("attendee_id"), sa.column("into_id"))
PRESENCE = sa.table("presence", sa.column("attendee_id"), sa.column("scope"), sa.column("entries"))


def upgrade() -> None:
    # In place: triggers guard the scans, so their table must not be copied.
    _add("annulment", "client_at", sa.String(64), "")
    _add("device", "may_exceed", sa.Boolean(), sa.false())
    _add("device", "last_seen_at", sa.DateTime(timezone=True))
    _add("device", "list_from", sa.DateTime(timezone=True))
    _add("device", "waiting", sa.Integer())
    _add("device", "app_version", sa.String(40), "")
    _add("device", "instance", sa.String(36), "")
    _add("device", "other_instance_at", sa.DateTime(timezone=True))
    _add("enrolment_code", "salt", sa.String(22), "")
    _add("enrolment_code", "phones", sa.Integer(), "1")
    _add("enrolment_code", "uses_left", sa.Integer(), "1")
    _add("enrolment_code", "made_at", sa.DateTime(timezone=True), "2024-01-01 00:00:00")
    _add("enrolment_code", "revoked_at", sa.DateTime(timezone=True))
    op.execute(CODE.update().values(made_at=CODE.c.expires_at))
    op.execute(CODE.update().where(CODE.c.used_at.is_not(None)).values(uses_left=0))
    op.drop_column("enrolment_code", "used_at")
    _add("gate", "kind", sa.String(12), "reception")
    _add("gate", "opens_at", sa.DateTime(timezone=True))
    _add("gate", "closes_at", sa.DateTime(timezone=True))
    _add("gate", "entries", sa.String(8), "reentry")
    _add("gate", "entries_limit", sa.Integer(), "1")
    _add("gate", "pin", sa.String(6), "")
    _add("gate", "pin_version", sa.Integer(), "1")
    for gate_id in op.get_bind().scalars(sa.select(GATE.c.id)).all():
        op.execute(GATE.update().where(GATE.c.id == gate_id).values(pin=f"{secrets.randbelow(1_000_000):06}"))
    _add("scan", "shown", sa.String(8))
    _add("scan", "shown_reason", sa.String(24))
    _add("presence", "entries", sa.JSON(), "{}")
    _count_entries()


def downgrade() -> None:
    op.drop_column("presence", "entries")
    for name in ("shown_reason", "shown"):
        op.drop_column("scan", name)
    for name in ("pin_version", "pin", "entries_limit", "entries", "closes_at", "opens_at", "kind"):
        op.drop_column("gate", name)
    op.add_column("enrolment_code", sa.Column("used_at", sa.DateTime(timezone=True)))
    op.execute(CODE.update().where(CODE.c.uses_left < 1).values(used_at=CODE.c.made_at))
    for name in ("revoked_at", "made_at", "uses_left", "phones", "salt"):
        op.drop_column("enrolment_code", name)
    for name in ("other_instance_at", "instance", "app_version", "waiting", "list_from", "last_seen_at", "may_exceed"):
        op.drop_column("device", name)
    op.drop_column("annulment", "client_at")


def _add(table: str, name: str, kind: Any, default: Any = None) -> None:
    op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))


def _count_entries() -> None:
    """What the counts of those who came in already hold: entries by local day of the event."""
    bind = op.get_bind()
    zones = {event_id: zone for event_id, zone in bind.execute(sa.select(EVENT.c.id, EVENT.c.timezone))}  # noqa: C416
    merged = bind.execute(sa.select(MERGED.c.attendee_id, MERGED.c.into_id)).all()
    who: dict[int, int] = {row.attendee_id: row.into_id for row in merged}
    entries: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    stands = SCAN.c.id.not_in(sa.select(ANNULMENT.c.scan_id))
    admitted = sa.select(SCAN.c.event_id, SCAN.c.attendee_id, SCAN.c.scope, SCAN.c.at).where(
        stands, SCAN.c.verdict == "admitted", SCAN.c.direction == "entry", SCAN.c.attendee_id.is_not(None)
    )
    for event_id, attendee_id, scope, at in bind.execute(admitted):
        if event_id in zones:
            day = _utc(at).astimezone(ZoneInfo(zones[event_id])).date().isoformat()
            entries[who.get(attendee_id, attendee_id), scope][day] += 1
    for (attendee_id, scope), days in entries.items():
        here = sa.and_(PRESENCE.c.attendee_id == attendee_id, PRESENCE.c.scope == scope)
        value = (
            sa.cast(sa.literal(json.dumps(days)), sa.JSON) if bind.dialect.name == "postgresql" else json.dumps(days)
        )
        op.execute(PRESENCE.update().where(here).values(entries=value))


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
