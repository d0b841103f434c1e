"""How the Fronts of the units can be reached: what each keeps of its own, and what guests read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import joinedload, lazyload

from ..core.database import db
from ..core.localised import load_texts
from .models import Edition, Unit, UnitContact


@dataclass(frozen=True)
class Listed:
    """A unit and how its Front can be reached."""

    unit: Unit
    contact: UnitContact


def contact_of(unit: Unit) -> UnitContact:
    """What is known, or a new one that knows nothing yet."""
    blank = UnitContact(unit_code=unit.code, phone="", email="", fanpage="", zalo="")
    return db.session.scalar(db.select(UnitContact).filter_by(unit_code=unit.code)) or blank


def contacts_in(edition: Edition) -> list[Listed]:
    """Those of the units of the edition's year, a district before its communes."""
    query = (
        db.select(Unit, UnitContact)
        .join(UnitContact, UnitContact.unit_code == Unit.code)
        .options(lazyload("*"), joinedload(Unit.parent).lazyload("*"))
    )
    day = date(edition.year, 12, 31)
    found = [Listed(*row) for row in db.session.execute(query) if row[0].existed_on(day)]
    if found:
        load_texts(*(record for one in found for record in (one.unit, one.contact)))
    return sorted((one for one in found if not one.contact.is_empty), key=lambda one: _place(one.unit))


def nearest(outwards: Iterable[Unit], kept: Mapping[str, UnitContact]) -> Listed | None:
    """Whom to ask about a place: the first of these units, from the place outwards, whose Front has said how."""
    known = (Listed(unit, kept[unit.code]) for unit in outwards if unit.code in kept)
    return next((one for one in known if not one.contact.is_empty), None)


def _place(unit: Unit) -> tuple[str, str]:
    above = unit.parent.code if unit.level == "commune" and unit.parent else unit.code
    return above, "" if above == unit.code else unit.code
