"""Takes scans in: judged, committed, and judged again where two requests brought the same scan at one moment."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from ..core.database import db
from . import services
from .rules import BadRow, Row
from .services import Result, Scanner


def check_in(rows: Sequence[Row | BadRow], asking: Scanner, event_id: int | None) -> list[Result]:
    """Judge and commit. If the same scan arrived at this moment by another request, its verdict stands."""
    try:
        results = services.check_in(rows, asking, event_id)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        results = services.check_in(rows, asking, event_id)
        db.session.commit()
    return results
