"""A pasted list of people becomes members of a delegation: who is there already is not added again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..core.search import searchable
from ..registration import delegation_lists, services
from ..registration.delegation_lists import Line
from ..registration.models import Registration

MOST_LINES = 500


@dataclass(frozen=True)
class Taken:
    """What became of a list. `kept`: the text of the lines that could not be taken in, to be mended."""

    added: int
    there: int  # were in the delegation already
    broken: Sequence[Line]
    beyond: Sequence[Line]  # for whom there is no room in one delegation
    kept: str


def take_in(registration: Registration, text: str, now: datetime) -> Taken:
    """Add whoever can be read and is not there yet. Raises Refused where the gathering has no room for them."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = delegation_lists.read(text, registration.contact_country)
    known = {searchable(person.name) for person in registration.people}
    sound, broken, there = [], [], 0
    for line in lines:
        if line.faults:
            broken.append(line)
        elif searchable(line.name) in known or line.same_as is not None:
            there += 1
        else:
            sound.append(line)
    room = max(0, services.most_people(registration) - len(registration.people))
    taken, beyond = sound[:room], sound[room:]
    if taken:
        people = [line.person(_sessions(registration)) for line in taken]
        services.change(registration, [], now, joining=people)
    left = sorted([*broken, *beyond], key=lambda line: line.number)
    return Taken(len(taken), there, broken, beyond, "\n".join(raw[line.number - 1] for line in left))


def _sessions(registration: Registration) -> tuple[str, ...]:
    """What all of the delegation take part in; newcomers do as well."""
    taken = [{session.slug for session in person.sessions} for person in registration.people]
    return tuple(sorted(set.intersection(*taken))) if taken else ()
