"""Doing something to many guests at once, and taking it back; whoever calls has begun to write and commits."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import joinedload, lazyload

from ..accounts.models import Account
from ..core import audit
from ..core.database import db, locked
from ..core.i18n import gettext as _
from ..registration.models import Attendee, Event, Registration
from . import deeds
from .choices import Choice, load
from .deeds import Deed, State, in_chunks
from .models import GuestDeed, GuestDeedRow

LATELY = 50  # deeds on their page


class TooLate(Exception):
    """The deed was taken back already, or its day is over."""


def chosen(words: str, event: Event | None) -> tuple[Deed, Choice] | None:
    """The deed and choice that a form names (`tag:12`); None where it offers no such thing."""
    key, _colon, value = words.partition(":")
    deed = deeds.of_key(key)
    if deed is None or (deed.of_one_event and event is None):
        return None
    offered, _rows = load({key: deed.choices}, event)
    choice = next((one for one in offered[key] if one.value == value), None)
    return None if choice is None else (deed, choice)


def those_of(ids: Iterable[int], event: Event | None) -> list[int]:
    """Of these attendees those who come, in order; where one event is meant, of that event."""
    query = db.select(Attendee.id).where(Attendee.dropped_at.is_(None)).order_by(Attendee.id)
    if event is not None:
        query = query.join(Attendee.registration).where(Registration.event_id == event.id)
    return [number for some in in_chunks(ids) for number in db.session.scalars(query.where(Attendee.id.in_(some)))]


def do(deed: Deed, choice: Choice, ids: Sequence[int], event: Event | None, who: Account) -> GuestDeed | None:
    """Do it to those of these guests who do not stand so already; None: they all do. May raise CannotDo."""
    _lock(ids)
    wanted, before = deed.wanted(choice.value), deed.now(ids, choice.value)
    changing: dict[int, State] = {number: wanted for number in ids if before[number] != wanted}
    if not changing:
        return None
    deed.put(changing, choice.value)
    made = GuestDeed(
        event_id=event.id if event else None,
        deed=deed.key,
        choice=choice.value,
        words=choice.words[:200],
        number=len(changing),
        account_id=who.id,
    )
    db.session.add(made)
    db.session.flush()
    rows = [
        {"deed_id": made.id, "attendee_id": number, "before": json.dumps(before[number]), "after": json.dumps(after)}
        for number, after in changing.items()
    ]
    db.session.execute(db.insert(GuestDeedRow), rows)
    audit.record("guest_deed.done", made, deed=(None, deed.key), guests=(None, len(changing)))
    return made


def undo(made: GuestDeed, who: Account, now: datetime) -> None:
    """Let everybody stand as before whom nobody has changed since; the rows say who. May raise TooLate or CannotDo."""
    locked(made)
    deed = deeds.of_key(made.deed)
    if deed is None or not made.may_be_undone(now):
        raise TooLate
    kept = db.select(GuestDeedRow.attendee_id, GuestDeedRow.before, GuestDeedRow.after).filter_by(deed_id=made.id)
    rows = {number: (before, after) for number, before, after in db.session.execute(kept)}
    _lock(rows)
    present = deed.now(sorted(rows), made.choice)
    still = {
        number: json.loads(before)
        for number, (before, after) in rows.items()
        if present.get(number) == json.loads(after)
    }
    if still:
        deed.put(still, made.choice)
    mark = db.update(GuestDeedRow).where(GuestDeedRow.deed_id == made.id)
    mark = mark.execution_options(synchronize_session=False)
    db.session.execute(mark.values(undone=False))
    for some in in_chunks(still):
        db.session.execute(mark.where(GuestDeedRow.attendee_id.in_(some)).values(undone=True))
    made.undone_at, made.undone_by_id = now, who.id
    db.session.flush()
    audit.record("guest_deed.undone", made, deed=(made.deed, None), guests=(len(rows), len(rows) - len(still)))


def of_number(number: int) -> GuestDeed | None:
    query = db.select(GuestDeed).filter_by(id=number)
    return db.session.scalar(query.options(joinedload(GuestDeed.account), joinedload(GuestDeed.undone_by)))


def lately() -> Sequence[GuestDeed]:
    query = db.select(GuestDeed).order_by(GuestDeed.id.desc()).limit(LATELY)
    return db.session.scalars(query.options(joinedload(GuestDeed.account), joinedload(GuestDeed.undone_by))).all()


def changed_since(made: GuestDeed, most: int = 200) -> Sequence[Attendee]:
    """Whom taking the deed back left as they are, since somebody else had changed them in the meantime."""
    query = (
        db.select(Attendee)
        .join(GuestDeedRow, GuestDeedRow.attendee_id == Attendee.id)
        .where(GuestDeedRow.deed_id == made.id, GuestDeedRow.undone.is_(False))
        .order_by(Attendee.sort_given, Attendee.id)
        .options(lazyload("*"), joinedload(Attendee.registration).lazyload("*"))
        .limit(most)
    )
    return db.session.scalars(query).all()


def number_left(made: GuestDeed) -> int:
    """How many were left as they are."""
    query = db.select(db.func.count()).where(GuestDeedRow.deed_id == made.id, GuestDeedRow.undone.is_(False))
    return db.session.scalar(query) or 0


def worded(made: GuestDeed) -> str:
    """What was done, in the reader's words."""
    deed = deeds.of_key(made.deed)
    if deed is None:
        return _("Something that is no longer offered")
    fixed: Mapping[str, str] = dict(deed.choices.fixed())
    return in_words(deed, fixed.get(made.choice, made.words))


def in_words(deed: Deed, choice: str) -> str:
    """A deed with the words of a choice."""
    return _("%(deed)s: %(choice)s", deed=str(deed.label), choice=choice)


def _lock(ids: Iterable[int]) -> None:
    """Nobody else changes these guests until the transaction ends."""
    for some in in_chunks(ids):
        query = db.select(Attendee.id).where(Attendee.id.in_(some)).order_by(Attendee.id)
        db.session.execute(query.with_for_update())
