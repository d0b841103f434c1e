"""An event's gates: as the API tells and takes them, and the one that every event has."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import selectinload

from ..core import audit, ordering, slugs
from ..core.api import rfc3339
from ..core.copies import twin
from ..core.database import db
from ..core.i18n import LOCALES, SOURCE
from ..core.json_input import JsonInput
from ..registration import signals
from ..registration.events import Noted
from ..registration.models import Event, Session
from ..registration.rules import Refusal, Refused
from ..registration.signals import EventField
from . import rules
from .models import Device, Gate, Presence, Scan, new_pin
from .rules import EntryRule, GateKind

MOST_GATES = 50
_NAMES = {"vi": "Bàn đón tiếp", "en": "Reception desk"}


def of_event(event: Event) -> Sequence[Gate]:
    query = db.select(Gate).filter_by(event_id=event.id).order_by(Gate.position, Gate.id)
    return db.session.scalars(query.options(selectinload(Gate.sessions))).all()


def describe(event: Event) -> list[dict[str, Any]]:
    return [_described(gate) for gate in of_event(event)]


def for_devices(event: Event) -> list[dict[str, Any]]:
    """As a phone is told of them: with what each counts in, and the version of its PIN, never the PIN."""
    return [{**_described(gate), "scope": scope_of(gate), "pin_version": gate.pin_version} for gate in of_event(event)]


def scope_of(gate: Gate) -> str:
    return rules.scope_of(gate.id, [session.slug for session in gate.sessions])


def renew_pin(gate: Gate) -> None:
    """Another PIN: whoever knew the old one opens nothing more by it."""
    before = gate.pin
    while gate.pin == before:
        gate.pin = new_pin()
    gate.pin_version += 1
    audit.record("gate.pin_renewed", gate, pin_version=(gate.pin_version - 1, gate.pin_version))


def faults(event: Event | None, value: Any, sessions: Collection[str]) -> list[tuple[str, str]]:
    """What is wrong with the gates of a request: (field, message) pairs."""
    found: list[dict[str, str]] = []
    seen: set[str] = set()
    for one in JsonInput({"gates": value}, faults=found).objects("gates", 0, MOST_GATES):
        slug = one.text("slug", 120, required=True)
        if slug and not slugs.SLUG.fullmatch(slug):
            one.fault("slug", "Small letters a to z, digits and single hyphens are expected.")
        elif slug in seen:
            one.fault("slug", "This slug is named twice.")
        seen.add(slug or "")
        if isinstance(one.raw("name"), str):
            one.text("name", 200)
        else:
            one.localised("name", 200)
        one.choices("sessions", sessions)
        one.flag("any_time")
        one.choice("kind", tuple(GateKind))
        one.choice("entries", tuple(EntryRule))
        one.integer("entries_limit", 1, rules.MOST_ENTRIES)
        opens_at, closes_at = one.time("opens_at"), one.time("closes_at")
        if opens_at and closes_at and opens_at >= closes_at:
            one.fault("closes_at", "It closes after it opens.")
    return [(fault["field"], fault["message"]) for fault in found]


def store(event: Event, value: list[dict[str, Any]] | None) -> None:
    """Make an event's gates those of a request; without any it has one. A gate that has scanned cannot be removed."""
    existing = {gate.slug: gate for gate in of_event(event)}
    if not value:
        if not existing:
            _make(event, f"{event.slug}-gate", _NAMES)
        return
    named = [str(one["slug"]).strip() for one in value]
    for slug in existing.keys() - set(named):
        _remove(existing[slug])
    for position, (slug, one) in enumerate(zip(named, value, strict=True)):
        gate = existing.get(slug) or _make(event, slug, _names(one, slug))
        before = _settled(gate)
        if one.get("name"):
            for code, text in _names(one, slug).items():
                gate.set_text("name", code, text)
        if one.get("sessions") is not None:
            gate.sessions = [session for session in event.sessions if session.slug in one["sessions"]]
        for name in ("any_time", "kind", "entries", "entries_limit"):
            if one.get(name) is not None:
                setattr(gate, name, one[name])
        for name in {"opens_at", "closes_at"} & one.keys():
            setattr(gate, name, JsonInput(one).time(name))
        gate.position = position
        changes = audit.differences(before, _settled(gate))
        if changes:
            audit.record("gate.changed", gate, **changes)
    db.session.flush()


def add(event: Event, texts: Mapping[str, Mapping[str, str]], values: Mapping[str, Any], noted: Noted) -> Gate:
    """A new gate after the others. The event is locked by whoever calls, here and below."""
    slug = slugs.free("gate", f"{event.slug} {texts['name'][SOURCE]}")
    position = max((gate.position for gate in of_event(event)), default=-1) + 1
    gate = Gate(event_id=event.id, slug=slugs.take("gate", slug), position=position)
    _set(gate, texts, values)
    db.session.add(gate)
    db.session.flush()
    audit.record("gate.created", gate, **noted)
    return gate


def change(
    gate: Gate, texts: Mapping[str, Mapping[str, str]], values: Mapping[str, Any], noted: Noted
) -> audit.AuditEntry:
    """Change a gate. Once it has scanned it goes on counting as it did; raises Refused."""
    if bool(gate.sessions) != bool(values["sessions"]) and has_scanned(gate):
        raise Refused(Refusal.GATE_USED)
    _set(gate, texts, values)
    db.session.flush()
    return audit.record("gate.changed", gate, **noted)


def move(gate: Gate, step: ordering.Step) -> None:
    moved = ordering.move(of_event(gate.event), gate, step)
    if moved:
        audit.record("gate.moved", gate, place=moved)


def close(gate: Gate, now: datetime) -> None:
    """Admit nobody here from now on; a second time changes nothing."""
    if gate.closed_at is None:
        gate.closed_at = now
        audit.record("gate.closed", gate, closed_at=(None, now))


def reopen(gate: Gate) -> None:
    if gate.closed_at is not None:
        audit.record("gate.reopened", gate, closed_at=(gate.closed_at, None))
        gate.closed_at = None


def remove(gate: Gate) -> None:
    """Take a gate away that has not scanned, and is not the only one. Raises Refused."""
    if refusal := why_it_stays(gate):
        raise Refused(refusal)
    _remove(gate)


def why_it_stays(gate: Gate) -> Refusal | None:
    """Why a gate cannot be taken away, if anything stands against it."""
    if has_scanned(gate):
        return Refusal.GATE_USED
    return Refusal.LAST_GATE if len(of_event(gate.event)) == 1 else None


def has_scanned(gate: Gate) -> bool:
    return db.session.scalar(db.select(Scan.id).filter_by(gate_id=gate.id).limit(1)) is not None


def scans_of(event: Event) -> dict[int, int]:
    """Gate id → how many scans it has made, of those that have."""
    query = db.select(Scan.gate_id, db.func.count()).filter_by(event_id=event.id).group_by(Scan.gate_id)
    return {gate_id: number for gate_id, number in db.session.execute(query) if gate_id is not None}


def phones_at(gate: Gate) -> Sequence[Device]:
    """The phones that have scanned here and may still scan."""
    used = db.select(Scan.device_id).where(Scan.gate_id == gate.id, Scan.device_id.is_not(None))
    query = db.select(Device).where(Device.id.in_(used), Device.revoked_at.is_(None)).order_by(Device.name, Device.id)
    return db.session.scalars(query).all()


def give_up(event: Event) -> None:
    """Take an event's gates away because it is deleted; what was scanned at them, or for it, holds them."""
    if db.session.scalar(db.select(Scan.id).filter_by(event_id=event.id).limit(1)):
        raise Refused(Refusal.GATE_USED)
    for gate in of_event(event):
        _remove(gate)


def carry_over(
    last: Event,
    event: Event,
    slug_of: Callable[[str], str],
    later: Callable[[object], Mapping[str, object]] = lambda gate: {},
) -> None:
    """Give an event the gates of another; `slug_of` finds them a slug that never named any, `later` their times.

    Each gets a PIN of its own: last year's volunteers know the old ones.
    """
    for gate in of_event(last):
        anew = {"closed_at": None, "pin": new_pin(), "pin_version": 1}
        slug = slugs.take("gate", slug_of(gate.slug))
        copy = twin(gate, **{**later(gate), **anew, "event_id": event.id, "slug": slug})
        wanted = {session.slug for session in gate.sessions}
        copy.sessions = [session for session in event.sessions if session.slug in wanted]
        db.session.add(copy)


def entries(attendee_ids: Collection[int]) -> Mapping[int, datetime]:
    """When attendees entered the event."""
    query = db.select(Presence.attendee_id, Presence.entered_at).where(
        Presence.attendee_id.in_(attendee_ids),
        Presence.scope == rules.EVENT_SCOPE,
        Presence.entered_at.is_not(None),
    )
    return {attendee_id: at for attendee_id, at in db.session.execute(query) if at is not None}


def _described(gate: Gate) -> dict[str, Any]:
    return {
        "slug": gate.slug,
        "name": gate.texts_of("name"),
        "sessions": [session.slug for session in gate.sessions],
        "kind": gate.kind,
        "entries": gate.entries,
        "entries_limit": gate.entries_limit,
        "any_time": gate.any_time,
        "opens_at": rfc3339(gate.opens_at),
        "closes_at": rfc3339(gate.closes_at),
        "closed_at": rfc3339(gate.closed_at),
    }


def _make(event: Event, slug: str, names: Mapping[str, str]) -> Gate:
    try:
        slugs.take("gate", slug)
    except slugs.SlugTaken:
        raise Refused(Refusal.SLUG_TAKEN) from None
    gate = Gate(event_id=event.id, slug=slug)
    for code, text in names.items():
        gate.set_text("name", code, text)
    db.session.add(gate)
    db.session.flush()
    audit.record("gate.created", gate, **audit.differences({}, _settled(gate)))
    return gate


def _remove(gate: Gate) -> None:
    if has_scanned(gate):
        raise Refused(Refusal.GATE_USED)
    audit.record("gate.deleted", gate, **audit.differences(_settled(gate), {}))
    db.session.delete(gate)
    db.session.flush()


def _set(gate: Gate, texts: Mapping[str, Mapping[str, str]], values: Mapping[str, Any]) -> None:
    for field, given in texts.items():
        gate.set_texts(field, given)
    for name, value in values.items():
        setattr(gate, name, value)


def _settled(gate: Gate) -> dict[str, Any]:
    """What is decided about a gate, as the log notes it."""
    return {
        "slug": gate.slug,
        "sessions": [session.slug for session in gate.sessions],
        "any_time": bool(gate.any_time),
        "kind": str(gate.kind or GateKind.RECEPTION),
        "entries": str(gate.entries or EntryRule.REENTRY),
        "entries_limit": gate.entries_limit or 1,
        "opens_at": gate.opens_at,
        "closes_at": gate.closes_at,
        **{f"name-{code}": text for code, text in gate.texts_of("name").items()},
    }


def _names(one: dict[str, Any], slug: str) -> dict[str, str]:
    name = one.get("name") or slug
    texts = {SOURCE: name} if isinstance(name, str) else name
    return {code: text.strip() for code, text in texts.items() if code in LOCALES}


def only_for(session: Session) -> list[str]:
    """The names of the gates that admit to this session alone; without it they would admit every ticket."""
    return [str(gate.text_in("name")) for gate in of_event(session.event) if gate.sessions == [session]]


signals.event_fields.append(EventField("gates", faults, store, describe, give_up))
signals.entry_sources.append(entries)
signals.session_servants.append(only_for)
