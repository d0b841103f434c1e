"""The guests of an event as a device holds them, to judge without a network."""

from collections.abc import Collection, Sequence
from typing import Any

from ..core.api import rfc3339
from ..core.database import db
from ..registration import tickets
from ..registration.models import Attendee, MergedPerson
from . import door_facts, greetings, namesakes, rules
from .door_facts import DoorFact
from .models import Presence


def items_of(people: Sequence[Attendee]) -> list[dict[str, Any]]:
    """These people as the list tells them; what a volunteer reads and says, in the present language."""
    if not people:
        return []
    numbers = [person.id for person in people]
    presences, told, same = Presences(numbers), door_facts.facts_of(numbers), namesakes.apart(people)
    return [
        presences.describe(person) | _in_words(person, told.get(person.id, ())) | {"apart": same.get(person.id)}
        for person in people
    ]


def _in_words(person: Attendee, facts: Sequence[DoorFact]) -> dict[str, Any]:
    """What the volunteer reads and says."""
    towards = next((fact.towards for fact in facts if fact.towards), "")
    return {"facts": [fact.describe() for fact in facts], "welcome": greetings.welcome(person, towards)}


class Presences:
    """Who is in, read once for a page of the list."""

    def __init__(self, people: Collection[int]) -> None:
        columns = (Presence.attendee_id, Presence.scope, Presence.inside, Presence.entered_at, Presence.entries)
        query = db.select(*columns).where(Presence.attendee_id.in_(people)).order_by(Presence.id)
        self.rows: dict[int, dict[str, tuple[bool, Any, dict[str, int]]]] = {}
        for attendee_id, scope, inside, entered_at, entries in db.session.execute(query):
            self.rows.setdefault(attendee_id, {})[scope] = (inside, entered_at, entries)
        self.cards: dict[int, list[dict[str, int]]] = {}
        other = (
            db.select(MergedPerson.into_id, Attendee.id, Attendee.ticket_version)
            .join(Attendee, Attendee.id == MergedPerson.attendee_id)
            .where(MergedPerson.into_id.in_(people))
            .order_by(Attendee.id)
        )
        for into, card, version in db.session.execute(other):
            self.cards.setdefault(into, []).append({"id": card, "ticket_version": version})

    def describe(self, person: Attendee) -> dict[str, Any]:
        counts = self.rows.get(person.id, {})
        return {
            "id": person.id,
            "name": person.name,
            "second_name": person.second_name,
            "called": person.called or person.honorific,
            "no_photo": person.no_photo,
            "registration": person.registration.code,
            "state": person.registration.state,
            "locale": person.registration.locale,  # what is turned to a guest is in their language
            "sessions": [session.slug for session in person.sessions],
            "ticket_version": person.ticket_version,
            "short_digest": tickets.short_code_digest(person.id, person.ticket_version),
            "other_cards": self.cards.get(person.id, []),
            "entered_at": rfc3339(counts.get(rules.EVENT_SCOPE, (False, None, {}))[1]),
            "inside": [scope for scope, (inside, _, _) in sorted(counts.items()) if inside],
            "entries": {scope: entries for scope, (_, _, entries) in sorted(counts.items()) if entries},
        }
