"""Takes scans in: judged, committed, and judged again where two requests brought the same scan at one moment."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from ..core.database import db, writing
from ..core.together import Together
from . import claims, services
from .claims import Parcel, Scanner
from .rules import BadRow, Row
from .services import Result


def check_in(rows: Sequence[Row | BadRow], asking: Scanner, event_id: int | None) -> list[Result]:
    """Judge and commit; what is answered is stored.

    SQLite has one writer at a time: what waits for its turn in this process is done together. PostgreSQL works on many
    transactions at once and brings them to the disk together by itself.
    """
    parcel = claims.read(rows, asking, event_id)
    return _together.do(parcel) if db.engine.dialect.name == "sqlite" else _keep([parcel])[0]


def _keep(parcels: Sequence[Parcel]) -> list[list[Result]]:
    """If one of the scans arrived at this moment by another process, its verdict there stands."""
    try:
        return _kept(parcels)
    except IntegrityError:
        return _kept(parcels)


def _kept(parcels: Sequence[Parcel]) -> list[list[Result]]:
    with writing() as connection:
        return services.check_in_together(connection, parcels)


_together: Together[Parcel, list[Result]] = Together(_keep)
