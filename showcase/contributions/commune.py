"""Works that givers abroad made possible, on the page of the commune where they stand; and the way to the form."""

from dataclasses import dataclass

from ..content.commune_parts import part_of_commune
from ..content.communes import Place
from ..content.home import Part
from ..core.caching import while_unchanged
from ..core.database import db
from ..editions.context import current_edition
from ..editions.models import Edition
from ..registration import when
from . import services
from .models import Cause, Contribution

MOST = 12


@dataclass(frozen=True)
class Known:
    """Whether the host gathers for anything, and the communes in which works stand that may be told."""

    gathers: bool
    communes: frozenset[str]


@part_of_commune("contributions")
def works_of(edition: Edition, place: Place) -> Part | None:
    """Asked once for all communes after a change: most of them have no work, and their pages are many."""
    known = _known()
    code = place.unit.code
    found = services.told_in(edition, MOST, [code]) if code in known.communes else ()
    if not found and not known.gathers:
        return None
    return Part(
        "contributions/_commune.html",
        [*found, *(gift.cause for gift in found)],
        {"works": found, "gathers": known.gathers, "code": code, "spelled": when.spelled},
    )


@while_unchanged
def _known() -> Known:
    edition = current_edition()
    if edition is None:
        return Known(False, frozenset())
    told = db.select(Contribution.unit_code).where(Contribution.edition_id == edition.id, services.IS_TOLD)
    gathers = db.select(db.literal("*")).where(db.exists().where(Cause.host_id == edition.host_id, Cause.is_open))
    codes = set(db.session.scalars(told.union(gathers)))
    return Known("*" in codes, frozenset(codes - {"*", ""}))
