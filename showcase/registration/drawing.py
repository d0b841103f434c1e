"""Places out of those kept back: a party whose code keeps some is seated on them, and gives them back when it leaves.

The event is locked by whoever calls.
"""

from ..core.database import db
from . import places
from .models import AccessCode, Event, Hold, Registration


def available(code: AccessCode | None, people: int) -> int:
    """How many of so many people can sit on the places kept for their code."""
    return min(code.hold.places, people) if code is not None and code.hold is not None else 0


def draw(event: Event, hold: Hold, number: int) -> None:
    """Free them from the hold, for the party that takes them in the same breath."""
    _move(hold, -number)
    places.keep_back(event, -number)


def put_back(event: Event, hold: Hold, number: int) -> None:
    if places.keep_back(event, number):
        _move(hold, number)


def give_back(registration: Registration, freed: int) -> None:
    """Of the places that a party has just freed, those that came out of a hold are kept for it again."""
    use = registration.code_use
    number = min(use.drawn, freed) if use is not None else 0
    if use is None or not number:
        return
    use.drawn -= number
    if use.code.hold is not None:
        put_back(registration.event, use.code.hold, number)


def _move(hold: Hold, number: int) -> None:
    statement = db.update(Hold).where(Hold.id == hold.id, Hold.places + number >= 0)
    db.session.execute(statement.values(places=Hold.places + number).execution_options(synchronize_session=False))
    db.session.refresh(hold, ["places"])
