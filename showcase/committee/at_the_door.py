"""Who escorts a guest, as the volunteer at the door reads it."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import exists

from ..checkin import door_facts
from ..checkin.door_facts import DoorFact
from ..core.i18n import gettext as _
from . import services, wording
from .models import Escort


def escorts(attendee_ids: Collection[int]) -> Mapping[int, Sequence[DoorFact]]:
    found = services.escorts_of(attendee_ids)
    return {number: [DoorFact("escort", _words(member.name, member.phone))] for number, member in found.items()}


def _words(name: str, phone: str) -> str:
    if phone:
        return _("Escorted by %(name)s, %(phone)s", name=name, phone=wording.phone(phone))
    return _("Escorted by %(name)s", name=name)


door_facts.offer(escorts, 30, lambda person, event: exists().where(Escort.attendee_id == person))
