"""What a phone tells of itself beside each request, so that staff see from afar how it fares.

It says so in headers: X-Door-Waiting, how many scans it still has to send; X-Door-List-Age, the seconds since it
fetched its list; X-Door-Version, which release of the door it runs; X-Door-Instance, a UUID made when it was enrolled,
by which one key on two phones is noticed. Whatever cannot be read counts as not said.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request

from ..core import clock
from ..core.database import db, write
from .forms import is_uuid
from .models import Device
from .records import DeviceRecord

SELDOM = timedelta(seconds=15)  # a busy phone is noted no oftener
_NUMBER = re.compile(r"[0-9]{1,8}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z.+_-]{1,40}", re.ASCII)


@dataclass(frozen=True)
class Told:
    waiting: int | None = None
    list_age: int | None = None  # seconds
    version: str = ""
    instance: str = ""


def told() -> Told:
    """What this request's headers say."""
    headers = request.environ  # as the server gives them: each scan asks for these four
    version, instance = headers.get("HTTP_X_DOOR_VERSION", ""), headers.get("HTTP_X_DOOR_INSTANCE", "").lower()
    return Told(
        _number(headers.get("HTTP_X_DOOR_WAITING", "")),
        _number(headers.get("HTTP_X_DOOR_LIST_AGE", "")),
        version if _VERSION.fullmatch(version) else "",
        instance if is_uuid(instance) else "",
    )


def changes(device: DeviceRecord, said: Told, now: datetime) -> dict[str, object]:
    """What is to be noted of a phone; nothing if it was noted a moment ago and says nothing new that matters."""
    is_other = bool(said.instance and device.instance and said.instance != device.instance)
    is_new = (said.instance and not device.instance) or said.version not in ("", device.app_version)
    all_sent = said.waiting == 0 and device.waiting
    alarm = is_other and (device.other_instance_at is None or now - device.other_instance_at > SELDOM)
    recent = device.last_seen_at is not None and now - device.last_seen_at < SELDOM
    if recent and not (is_new or all_sent or alarm):
        return {}
    noted: dict[str, object] = {"last_seen_at": now}
    if is_other:
        return {**noted, "other_instance_at": now}  # what it tells is not of the phone that staff know
    if said.waiting is not None:
        noted["waiting"] = said.waiting
    if said.list_age is not None:
        noted["list_from"] = now - timedelta(seconds=said.list_age)
    if said.version:
        noted["app_version"] = said.version
    if said.instance:
        noted["instance"] = said.instance
    return noted


def keep(device_id: int, noted: dict[str, object]) -> None:
    """Note it, after the request's own work, in a transaction of its own."""
    write()
    db.session.execute(db.update(Device).where(Device.id == device_id).values(noted))
    db.session.commit()


def of(device: DeviceRecord) -> dict[str, object]:
    return changes(device, told(), clock.now())


def _number(value: str) -> int | None:
    return int(value) if _NUMBER.fullmatch(value) else None
