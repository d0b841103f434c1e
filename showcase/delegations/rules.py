"""How far a coach is."""

from enum import StrEnum

MOST_SEATS = 100


class CoachState(StrEnum):
    EXPECTED = "expected"
    UNDER_WAY = "under_way"
    ARRIVED = "arrived"


def too_many(riders: int, seats: int | None) -> int:
    """How many more ride than there are seats; nobody has counted the seats: none."""
    return 0 if seats is None else max(0, riders - seats)
