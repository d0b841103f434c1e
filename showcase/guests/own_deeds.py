"""What the guest list itself does to many at once: tags, and whom protocol receives. Column and filter of the tags."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select

from ..core.database import db, insert
from ..core.forms import number_of
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration.models import Attendee, Event
from . import columns, filters, tags
from .choices import Choices
from .columns import Cell, Column, Tag
from .deeds import Deed, State, in_chunks, offer
from .filters import Filter
from .models import GuestTag, tagging
from .own_filters import NO, YES

NO_TAG = "none"


def _tags_of(event: Event | None) -> Select[tuple[object, object, object]] | None:
    if event is None:
        return None
    return db.select(GuestTag.id, GuestTag.name, db.literal(0)).where(GuestTag.event_id == event.id)


def _carriers(value: str) -> Select[tuple[int]]:
    return db.select(tagging.c.attendee_id).where(tagging.c.tag_id == number_of(value))


def _found_by(value: str) -> Select[tuple[int]] | None:
    return None if value == NO_TAG else _carriers(value)


def _carries(value: str) -> ColumnElement[bool]:
    own = db.exists().where(tagging.c.attendee_id == Attendee.id)
    return db.not_(own) if value == NO_TAG else own.where(tagging.c.tag_id == number_of(value))


def _cells(people: Sequence[Attendee]) -> Mapping[int, Cell]:
    return {
        number: Cell(", ".join(tag.name for tag in carried), tags=tuple(Tag(tag.name, tag.tone) for tag in carried))
        for number, carried in tags.carried_by([person.id for person in people]).items()
    }


def _how_tagged(ids: Sequence[int], choice: str) -> Mapping[int, State]:
    query = _carriers(choice)
    carrying: set[int] = set()
    for some in in_chunks(ids):
        carrying.update(db.session.scalars(query.where(tagging.c.attendee_id.in_(some))))
    return {number: number in carrying for number in ids}


def _tag(states: Mapping[int, State], choice: str) -> None:
    tag_id = number_of(choice)
    for some in in_chunks(number for number, state in states.items() if state):
        rows = [{"tag_id": tag_id, "attendee_id": number} for number in some]
        db.session.execute(insert(tagging).on_conflict_do_nothing(), rows)
    for some in in_chunks(number for number, state in states.items() if not state):
        db.session.execute(
            db.delete(tagging).where(tagging.c.tag_id == tag_id, tagging.c.attendee_id.in_(some)),
        )


def _is_vip(ids: Sequence[int], _choice: str) -> Mapping[int, State]:
    query = db.select(Attendee.id).where(Attendee.vip.is_(True))
    honoured: set[int] = set()
    for some in in_chunks(ids):
        honoured.update(db.session.scalars(query.where(Attendee.id.in_(some))))
    return {number: number in honoured for number in ids}


def _honour(states: Mapping[int, State], _choice: str) -> None:
    for state in (True, False):
        for some in in_chunks(number for number, wanted in states.items() if wanted is state):
            statement: Any = db.update(Attendee).where(Attendee.id.in_(some)).values(vip=state)
            db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.expire_all()


TAGS = Choices(stored=_tags_of)
FILTER_TAGS = Choices(lambda: [(NO_TAG, _("without a tag"))], _tags_of)
VIP = Choices(lambda: [(YES, _("guest of honour")), (NO, _("guest as all others"))])

columns.offer(Column("tags", lazy("Tags"), _cells, 50, is_standard=True))
filters.offer(Filter("tag", lazy("Tag"), FILTER_TAGS, _carries, 55, of_one_event=True, ids=_found_by))
offer(Deed("tag", lazy("Add the tag"), TAGS, _how_tagged, lambda _choice: True, _tag, 10, of_one_event=True))
offer(Deed("untag", lazy("Take off the tag"), TAGS, _how_tagged, lambda _choice: False, _tag, 20, of_one_event=True))
offer(Deed("vip", lazy("Receive as"), VIP, _is_vip, lambda choice: choice == YES, _honour, 30))
