"""Hears in registration who does not come any more, or stands there twice, and gives the seat free."""

from collections.abc import Mapping

from ..registration import signals
from ..registration.models import Registration
from . import services


@signals.cancelled.connect
@signals.changed.connect
@signals.erased.connect
def free_seats(registration: Registration) -> None:
    services.free_seats_of(registration)


@signals.merged.connect
def free_second_seats(kept: Registration, gone: Registration, joined: Mapping[int, int]) -> None:
    """One person needs one chair: where both were seated, that of the answer which stays is kept."""
    services.free_second_seats(gone)


@signals.parted.connect
def seat_again(kept: Registration, gone: Registration, joined: Mapping[int, int]) -> None:
    services.seat_again(gone, joined)
