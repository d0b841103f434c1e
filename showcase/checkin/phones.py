"""The phones of an event's door as staff see them from afar: who is there, how fresh its list is, what looks wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..core import clock
from ..core.database import db
from ..registration.models import Event
from . import devices
from .models import Device, EnrolmentCode, Scan

RECENT = timedelta(days=2)  # an event's door can be arranged and used until then
OLD_LIST = timedelta(minutes=30)  # at the door; an older list misses who answered since
SILENT = timedelta(minutes=10)


@dataclass(frozen=True)
class Phone:
    device: Device
    scans: int
    told_twice: bool = False  # two scans bear one number of its own count: its key is on two phones

    @property
    def doubtful(self) -> bool:
        return self.told_twice or self.device.other_instance_at is not None

    @property
    def silent(self) -> bool:
        """Whether scans may be waiting on it that nobody hears of."""
        seen = self.device.last_seen_at
        return bool(self.device.waiting) and seen is not None and clock.now() - seen > SILENT

    @property
    def list_is_old(self) -> bool:
        fetched = self.device.list_from
        return fetched is not None and clock.now() - fetched > OLD_LIST


def near_events() -> Sequence[Event]:
    """Events at whose door something may still happen, the next one first."""
    query = db.select(Event).where(Event.ends_at > clock.now() - RECENT).order_by(Event.starts_at, Event.id)
    return db.session.scalars(query).all()


def of_events(events: Sequence[Event]) -> list[Phone]:
    """The enrolled phones, those that are locked out last, the newest first."""
    ids = [event.id for event in events]
    query = db.select(Device).where(Device.event_id.in_(ids))
    enrolled = db.session.scalars(query.order_by(Device.revoked_at.is_not(None), Device.id.desc())).all()
    scans = {device: number for device, number in _scans(ids)}  # noqa: C416 - rows are no pairs to mypy
    twice = _told_twice(ids)
    return [Phone(device, scans.get(device.id, 0), device.id in twice) for device in enrolled]


def codes_in_force(events: Sequence[Event]) -> list[EnrolmentCode]:
    query = db.select(EnrolmentCode).where(
        EnrolmentCode.event_id.in_([event.id for event in events]),
        EnrolmentCode.revoked_at.is_(None),
        EnrolmentCode.uses_left > 0,
        EnrolmentCode.expires_at > clock.now(),
    )
    return list(db.session.scalars(query.order_by(EnrolmentCode.id.desc())))


def shown_code(row: EnrolmentCode) -> str | None:
    """A code in two halves, as it is read out and typed."""
    code = devices.code_of(row)
    return f"{code[:5]} {code[5:]}" if code else None


def _scans(events: Sequence[int]) -> Sequence[tuple[int, int]]:
    query = db.select(Scan.device_id, db.func.count()).where(Scan.event_id.in_(events), Scan.device_id.is_not(None))
    return [(device, number) for device, number in db.session.execute(query.group_by(Scan.device_id)) if device]


def _told_twice(events: Sequence[int]) -> set[int]:
    query = (
        db.select(Scan.device_id)
        .where(Scan.event_id.in_(events), Scan.device_id.is_not(None), Scan.device_seq.is_not(None))
        .group_by(Scan.device_id, Scan.device_seq)
        .having(db.func.count() > 1)
    )
    return {device for device in db.session.scalars(query.distinct()) if device is not None}
