"""Makes two answers of the same people one, and two again.

The people of the answer that goes either are the same as somebody of the one that stays, or come over to it with their
cards. Nothing of what goes is deleted: it is cancelled, and its rows stay, so that the two can be parted again exactly
as they were. What has changed since then stays as it is, and is told.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import joinedload

from ..accounts.models import Account
from ..core import audit, mail, sealed
from ..core.database import db, write
from ..core.search import searchable
from . import consents, drawing, merge_rules, offers, places, references, services, signals
from .merge_rules import Choices, MergeRefusal, MergeRefused, Side, Standing
from .models import Answer, Attendee, Merge, MergedPerson, Registration, Session, SessionWait
from .rules import State, WaitState

SEAL = "merge"  # the purpose of the seal
MOST = 50  # merges on a list
CHANNEL = "staff"  # of consents that follow from it
# Tables that point at answers or people, and are not simply pointed elsewhere.
_OWN = {
    "attendee",
    "answer",
    "booking",
    "consent",
    "distinct_pair",
    "idempotency_key",
    "merge",
    "sensitive_answer",
    "session_wait",
}
_OF_PEOPLE = {*_OWN, "waiting_person"}


@dataclass(frozen=True)
class Left:
    """What stays as it is when two answers are parted, for somebody has changed it since."""

    who: str
    field: str


def of_gone(registration: Registration) -> Merge | None:
    """By which merge an answer went, if it has."""
    return db.session.scalar(db.select(Merge).filter_by(gone_id=registration.id, undone_at=None))


def of_kept(registration: Registration) -> list[Merge]:
    """The merges that stand of which an answer came, the newest first."""
    query = db.select(Merge).filter_by(kept_id=registration.id, undone_at=None).order_by(Merge.id.desc())
    return list(db.session.scalars(query))


def latest() -> list[Merge]:
    """The merges that stand, the newest first."""
    query = db.select(Merge).filter_by(undone_at=None).order_by(Merge.id.desc()).limit(MOST)
    alone = (joinedload(one, innerjoin=True).lazyload("*") for one in (Merge.kept, Merge.gone))
    return list(db.session.scalars(query.options(*alone)))


def all_of(registration: Registration) -> list[Registration]:
    """An answer and those that have gone into it, directly or not."""
    found, new = [registration], [registration]
    while new:
        new = [merge.gone for one in new for merge in of_kept(one)]
        found += new
    return found


def standing_of(registration: Registration) -> Registration:
    """The answer in which this one stands now: itself, unless it was joined to another."""
    while registration.state == State.CANCELLED and (merge := registration.merge) is not None:
        registration = merge.kept
    return registration


def refusal(kept: Registration, gone: Registration) -> MergeRefusal | None:
    """Why they stay two, if anything is in the way; asked of both at once."""
    numbers = [kept.id, gone.id]
    people = {person.id: party.id for party in (kept, gone) for person in party.attendees}
    entered = {people[number] for number in signals.entries_of(list(people))}
    waits = db.select(SessionWait.registration_id).where(
        SessionWait.registration_id.in_(numbers), SessionWait.state == WaitState.OFFERED
    )
    offered = set(db.session.scalars(waits))
    merged = set(
        db.session.scalars(db.select(Merge.gone_id).where(Merge.gone_id.in_(numbers), Merge.undone_at.is_(None)))
    )
    first, second = (
        Standing(
            number=one.id,
            event=one.event_id,
            state=one.state,
            entered=one.id in entered,
            offered=one.offered_until is not None or one.id in offered,
            merged=one.id in merged,
            forgotten=not one.contact_name,
        )
        for one in (kept, gone)
    )
    return merge_rules.refusal_to_merge(first, second)


def between(one: Registration, other: Registration) -> Merge | None:
    """The merge that stands of these two, whichever of them went."""
    numbers = [one.id, other.id]
    query = db.select(Merge).where(Merge.undone_at.is_(None), Merge.gone_id.in_(numbers), Merge.kept_id.in_(numbers))
    return db.session.scalar(query)


def suggested_pairs(kept: Registration, gone: Registration) -> dict[int, int]:
    """Who very likely is who; two who have both come in are two."""
    entered = signals.entries_of([one.id for one in (*kept.people, *gone.people)])
    found = merge_rules.same_people(_names_of(kept), _names_of(gone))
    return {number: other for number, other in found.items() if not (number in entered and other in entered)}


def _names_of(party: Registration) -> dict[int, list[str]]:
    """Of each: the name at home, and all names together."""
    return {one.id: [searchable(one.name), one.folded] for one in party.people}


def merge(
    kept: Registration, gone: Registration, choices: Choices, who: Account, now: datetime, *, notify: bool = True
) -> tuple[Merge, bool]:
    """Join one answer to another: the merge, and whether it is new. Raises MergeRefused."""
    _hold(kept, gone)
    if (done := between(kept, gone)) is not None:
        return done, False
    if (refused := refusal(kept, gone)) is not None:
        raise MergeRefused(refused)
    _look_at_people(kept, gone, choices)
    event, before = kept.event, places.needs_of_people(kept.event, _seated(kept, gone))
    is_seated = {one.id: one.is_confirmed for one in (kept, gone)}
    notes = _Notes()
    record = Merge(kept=kept, gone=gone, made_at=now, made_by_id=who.id)
    db.session.add(record)
    db.session.flush()
    waits = {one.id: _wait_values(one) for party in (kept, gone) for one in offers.of_party(party)}
    agreed, addresses = _agreed(kept, gone), {one.id: one.contact_email for one in (kept, gone)}
    _choose_for_party(kept, gone, choices, notes)
    _join_people(kept, gone, choices, notes, now)
    _join_answers(kept, gone, choices, notes)
    _move_waits(kept, gone, choices.pairs)
    _join_states(kept, gone, notes, now)
    db.session.flush()
    moved = references.redirect(Registration, gone.id, kept.id, _OWN)
    for old, new in choices.pairs.items():
        moved += references.redirect(Attendee, old, new, _OF_PEOPLE)
        db.session.add(MergedPerson(attendee_id=old, into_id=new, merge_id=record.id))
    offers.forget(gone, now)
    offers.forget(kept, now)
    for party in (kept, gone):
        for wait in offers.of_party(party):
            notes.note_wait(wait, waits.get(wait.id, _NO_WAIT))
    _settle_places(kept, before, is_seated, len(choices.pairs))
    agreed_before = consents.standing(kept)
    consents.say(kept, agreed, kept.locale, now, CHANNEL)
    db.session.flush()
    notes.close()
    stricter = {purpose: [old, agreed[purpose]] for purpose, old in agreed_before.items() if agreed[purpose] != old}
    stored = {"changes": notes.changes, "moved": moved, "consents": stricter}
    record.sealed = sealed.seal(SEAL, "before", json.dumps(stored))
    _note(kept, gone, notes)
    signals.merged.send(kept, gone=gone, joined=dict(choices.pairs))
    signals.changed.send(kept)
    if notify:
        services.write_to(kept, "registration-changed")
        _tell_old_addresses(kept, gone, addresses)
    services.promote_waiting(event, now)
    return record, True


def part(record: Merge, who: Account, now: datetime, *, notify: bool = True) -> list[Left]:
    """Make two answers of one again, exactly as they were; answers what has changed since, and stays as it now is.

    Raises MergeRefused. A second time changes nothing.
    """
    kept, gone = record.kept, record.gone
    _hold(kept, gone)
    db.session.refresh(record)
    if record.undone_at is not None:
        return []
    _may_be_parted(record)
    event, before = kept.event, places.needs_of_people(kept.event, _seated(kept, gone))
    stored = json.loads(sealed.unseal(SEAL, "before", record.sealed) or "{}")
    joined = {one.attendee_id: one.into_id for one in record.people}
    left = _came_since(record, joined)
    moved = [references.Pointer(*one) for one in stored["moved"]]
    of_people = [one for one in moved if _points_at(one, Attendee)]
    for old, new in joined.items():
        references.point_back(of_people, old, new)
    references.point_back([one for one in moved if _points_at(one, Registration)], gone.id, kept.id)
    db.session.execute(db.delete(MergedPerson).filter_by(merge_id=record.id))
    db.session.flush()
    left += _restore(stored["changes"])
    record.undone_at, record.undone_by_id, record.sealed = now, who.id, ""
    kept.changed_at = gone.changed_at = now
    db.session.flush()
    db.session.expire_all()
    after = places.needs_of_people(event, _seated(kept, gone))
    if not _exchange(event, before, after):
        raise MergeRefused(MergeRefusal.NO_ROOM)
    agreed = consents.standing(kept)
    said = {purpose: old for purpose, (old, new) in stored["consents"].items() if agreed.get(purpose) == new}
    consents.say(kept, said, kept.locale, now, CHANNEL)
    audit.record("registration.parted", kept, reference=(gone.code, None))
    audit.record("registration.parted", gone, reference=(kept.code, None))
    db.session.flush()
    signals.parted.send(kept, gone=gone, joined=joined)
    signals.changed.send(kept)
    signals.changed.send(gone)
    if notify:
        for party in (kept, gone):
            services.write_to(party, "registration-changed")
    services.promote_waiting(event, now)
    return left


def may_be_parted(record: Merge) -> MergeRefusal | None:
    try:
        _may_be_parted(record)
    except MergeRefused as refused:
        return refused.refusal
    return None


def changed_since(record: Merge) -> list[Left]:
    """What would stay as it is now."""
    stored = json.loads(sealed.unseal(SEAL, "before", record.sealed) or '{"changes": []}')
    joined = {one.attendee_id: one.into_id for one in record.people}
    return _came_since(record, joined) + [
        Left(_called(subject), field)
        for kind, number, field, _old, new in stored["changes"]
        if (subject := _subject(kind, number)) is not None and _value(subject, field) != new
    ]


class _Notes:
    """What was changed in which record: kind, number, field, before and after, as JSON takes it."""

    def __init__(self) -> None:
        self.changes: list[list[Any]] = []
        self._open: list[tuple[Any, str, Any]] = []

    def set(self, subject: Any, field: str, value: Any) -> None:
        before = _value(subject, field)
        if before != value:
            _put(subject, field, value)
            self._open.append((subject, field, before))

    def note_wait(self, wait: SessionWait, before: Mapping[str, Any]) -> None:
        for field, value in before.items():
            if value != _value(wait, field):
                self._open.append((wait, field, value))

    def close(self) -> None:
        """Once everything is flushed, as it is stored."""
        for subject, field, before in self._open:
            after = _value(subject, field)
            if before != after:
                self.changes.append([subject.__tablename__, subject.id, field, before, after])


_UNSAID = {"waiting_since", "registration_id", "position", "dropped_at"}  # in the log: they follow from the rest
_KINDS: dict[str, type[Any]] = {model.__tablename__: model for model in (Registration, Attendee, Answer, SessionWait)}
_WAIT = ("state", "since", "settled_at", "people")
_NO_WAIT = {"state": str(WaitState.ENDED), "people": []}  # of one that the merge has made: it ends with it


def _subject(kind: str, number: int) -> Any:
    return db.session.get(_KINDS[kind], number)


def _value(subject: Any, field: str) -> Any:
    """A field as JSON takes it; sessions and the people of a wait are numbers."""
    value = getattr(subject, field)
    if isinstance(value, list):
        return sorted(one.id for one in value)
    return value.isoformat() if isinstance(value, datetime) else value


def _put(subject: Any, field: str, value: Any) -> None:
    if field in ("sessions", "people"):
        model = Session if field == "sessions" else Attendee
        value = list(db.session.scalars(db.select(model).where(model.id.in_(value)).order_by(model.id)))
    elif field == "kept":
        subject.keep(value, subject.question.is_sensitive)
        return
    elif value is not None and (field.endswith("_at") or field in ("since", "waiting_since", "offered_until")):
        value = datetime.fromisoformat(value) if isinstance(value, str) else value
    setattr(subject, field, value)
    if field in ("name", "second_name") and isinstance(subject, Attendee):
        services.set_name(subject, subject.name)
    if field == "contact_name":
        subject.contact_folded = services.folded_contact(value)


def _hold(kept: Registration, gone: Registration) -> None:
    write()
    for one in sorted((kept, gone), key=lambda party: (party.event_id, party.id)):
        services.hold(one)
    db.session.expire_all()


def _look_at_people(kept: Registration, gone: Registration, choices: Choices) -> None:
    ours, theirs = ({one.id: one for one in party.people} for party in (kept, gone))
    if not choices.are_sound(ours, theirs):
        raise MergeRefused(MergeRefusal.CHANGED)
    entered = signals.entries_of([*ours, *theirs])
    twice = [theirs[old].name for old, new in choices.pairs.items() if old in entered and new in entered]
    if twice:
        raise MergeRefused(MergeRefusal.BOTH_ENTERED, twice)
    number = len(ours) + len(theirs) - len(choices.pairs)
    most = max(services.most_people(kept), services.most_people(gone))
    if number > most and number > max(len(ours), len(theirs)):
        raise MergeRefused(MergeRefusal.TOO_LARGE)


def _choose_for_party(kept: Registration, gone: Registration, choices: Choices, notes: _Notes) -> None:
    for field in merge_rules.PARTY_FIELDS:
        ours, theirs = getattr(kept, field), getattr(gone, field)
        side = choices.party.get(field) or merge_rules.usual_side(field, ours, theirs)
        notes.set(kept, field, merge_rules.joined_value(side, ours, theirs))
    notes.set(kept, "invited", kept.invited or gone.invited)


def _join_people(kept: Registration, gone: Registration, choices: Choices, notes: _Notes, now: datetime) -> None:
    ours = {one.id: one for one in kept.people}
    last = max((one.position for one in kept.attendees), default=0)
    for person in gone.people:
        other = ours.get(choices.pairs.get(person.id, 0))
        if other is None:
            last += 1
            notes.set(person, "registration_id", kept.id)
            notes.set(person, "position", last)
            continue
        for field in merge_rules.PERSON_FIELDS:
            mine, theirs = _value(other, field), _value(person, field)
            side = choices.people.get((person.id, field)) or merge_rules.usual_side(field, mine, theirs)
            notes.set(other, field, merge_rules.joined_value(side, mine, theirs))
        for field in merge_rules.STRICTER:
            notes.set(other, field, getattr(other, field) or getattr(person, field))
        notes.set(person, "sessions", [])
        notes.set(person, "dropped_at", now.isoformat())
    db.session.flush()
    db.session.expire(kept, ["attendees"])
    db.session.expire(gone, ["attendees"])


def _join_answers(kept: Registration, gone: Registration, choices: Choices, notes: _Notes) -> None:
    query = db.select(Answer).where(Answer.registration_id.in_([kept.id, gone.id])).order_by(Answer.id)
    found = db.session.scalars(query).all()
    ours = {(one.question_id, one.attendee_id): one for one in found if one.registration_id == kept.id}
    for answer in found:
        if answer.registration_id != gone.id:
            continue
        about = answer.attendee_id
        other = ours.get((answer.question_id, choices.pairs.get(about, about) if about else None))
        if about in choices.pairs or about is None:
            if other is not None:
                side = choices.answers.get((answer.question_id, about)) or (
                    Side.GONE if answer.kept and not other.kept else Side.KEPT
                )
                if side == Side.GONE:
                    notes.set(other, "kept", answer.kept)
                continue
            if about is not None:
                notes.set(answer, "attendee_id", choices.pairs[about])
        elif (person := db.session.get(Attendee, about)) is None or person.registration_id != kept.id:
            continue  # of somebody who had been taken off
        notes.set(answer, "registration_id", kept.id)
    db.session.flush()


def _move_waits(kept: Registration, gone: Registration, pairs: Mapping[int, int]) -> None:
    """Who waits for a session goes on waiting, from the same moment on."""
    for wait in offers.of_party(gone):
        if wait.state != WaitState.WAITING:
            continue
        people = [db.session.get_one(Attendee, pairs.get(one.id, one.id)) for one in wait.people]
        people = [one for one in people if wait.session_id not in {session.id for session in one.sessions}]
        if people:
            found = offers.wait(kept, wait.session, people, wait.since)
            found.since = min(found.since, wait.since)


def _join_states(kept: Registration, gone: Registration, notes: _Notes, now: datetime) -> None:
    since = [one.waiting_since for one in (kept, gone) if one.waiting_since is not None]
    state = merge_rules.state_of_both(kept.state, gone.state)
    notes.set(kept, "state", str(state))
    notes.set(kept, "waiting_since", min(since).isoformat() if state == State.WAITLISTED and since else None)
    notes.set(gone, "state", str(State.CANCELLED))
    notes.set(gone, "waiting_since", None)
    kept.changed_at = gone.changed_at = now


def _settle_places(kept: Registration, before: Any, is_seated: Mapping[int, bool], joined: int) -> None:
    after = services.needs_of(kept) if kept.is_confirmed else {}
    if not _exchange(kept.event, before, after):
        raise MergeRefused(MergeRefusal.NO_ROOM)
    if all(is_seated.values()):
        drawing.give_back(kept, joined)


def _exchange(event: Any, before: Any, after: Any) -> bool:
    """Free what is no longer needed, and take what is needed more; False if it is not there."""
    changes = {where: after.get(where, 0) - before.get(where, 0) for where in {*before, *after}}
    less = {where: -places for where, places in changes.items() if places < 0}
    more = {where: places for where, places in changes.items() if places > 0}
    if less:
        places.release(event, less)
    return not more or places.take(event, more)


def _seated(*parties: Registration) -> list[list[Session]]:
    return [person.sessions for party in parties if party.is_confirmed for person in party.people]


def _agreed(kept: Registration, gone: Registration) -> dict[str, bool]:
    wrote = [any(one.diet or one.access for one in party.people) for party in (kept, gone)]
    return merge_rules.consents_of_both(consents.standing(kept), consents.standing(gone), wrote[0], wrote[1])


def _tell_old_addresses(kept: Registration, gone: Registration, addresses: Mapping[int, str | None]) -> None:
    """Whoever was written to before and no longer is hears that much."""
    for party in (kept, gone):
        address = addresses[party.id]
        is_new = kept.contact_email is None or (address or "").lower() != kept.contact_email.lower()
        if address and is_new and not party.demo:
            mail.post(services.MOVED, party.id, address, party.locale)


def _note(kept: Registration, gone: Registration, notes: _Notes) -> None:
    slugs = {session.id: session.slug for session in kept.event.sessions}
    changed: dict[tuple[str, int], dict[str, tuple[Any, Any]]] = {}
    for kind, number, field, old, new in notes.changes:
        if field == "sessions":
            old, new = ([slugs[one] for one in value] for value in (old, new))
        if field not in _UNSAID:
            changed.setdefault((kind, number), {})[field] = (old, new)
    party = changed.get(("registration", kept.id), {})
    audit.record("registration.merged", kept, reference=(None, gone.code), **party)
    audit.record("registration.merged", gone, reference=(None, kept.code))
    for person in kept.people:
        if values := changed.get(("attendee", person.id)):
            audit.record("attendee.changed", person, **values)


def _may_be_parted(record: Merge) -> None:
    if of_gone(record.kept) is not None or _newest_of(record.kept) != record.id:
        raise MergeRefused(MergeRefusal.LATER_MERGE)
    if not record.sealed or not record.gone.contact_name or not record.kept.contact_name:
        raise MergeRefused(MergeRefusal.FORGOTTEN)


def _newest_of(kept: Registration) -> int | None:
    return next((one.id for one in of_kept(kept)), None)


def _restore(changes: Iterable[list[Any]]) -> list[Left]:
    left = []
    for kind, number, field, old, new in reversed(list(changes)):
        subject = _subject(kind, number)
        if subject is None:
            continue
        if _value(subject, field) == new:
            _put(subject, field, old)
            db.session.flush()
        else:
            left.append(Left(_called(subject), field))
    return left


def _came_since(record: Merge, joined: Mapping[int, int]) -> list[Left]:
    """Those who stood in both answers and have come in since: whom the entry is of nobody can tell."""
    entered = signals.entries_of(list(joined.values()))
    since = [number for number, at in entered.items() if at > record.made_at]
    people = db.session.scalars(db.select(Attendee).where(Attendee.id.in_(since)).order_by(Attendee.id))
    return [Left(one.name, "entered_at") for one in people]


def _wait_values(wait: SessionWait) -> dict[str, Any]:
    return {field: _value(wait, field) for field in _WAIT}


def _called(subject: Any) -> str:
    if isinstance(subject, Attendee):
        return subject.name
    if isinstance(subject, Answer):
        person = db.session.get(Attendee, subject.attendee_id) if subject.attendee_id else None
        return person.name if person else _called(db.session.get_one(Registration, subject.registration_id))
    return subject.code if isinstance(subject, Registration) else str(subject.registration.code)


def _points_at(pointer: references.Pointer, model: type[Registration | Attendee]) -> bool:
    column = db.metadata.tables[pointer.table].c[pointer.column]
    return any(key.column.table is model.__table__ for key in column.foreign_keys)
