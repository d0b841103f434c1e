"""Communes as a giver or an officer chooses them, and by their codes."""

from collections.abc import Iterable

from wtforms import SelectChoice

from ..content.communes import Directory
from ..core.database import db
from ..editions.models import Unit


def unit_choices(directory: Directory) -> list[SelectChoice]:
    """By district; none stands first. The units' texts are loaded."""
    found = [SelectChoice("", "–")]
    for district, communes in directory.groups:
        group = str(district.text_in("name")) if district else None
        found += [SelectChoice(unit.code, str(unit.text_in("name")), optgroup=group) for unit in communes]
    return found


def units_named(codes: Iterable[str]) -> dict[str, Unit]:
    """Units by their codes; of one code that named two, the later."""
    wanted = {code for code in codes if code}
    query = db.select(Unit).where(Unit.code.in_(wanted)).order_by(Unit.valid_from.asc().nulls_first(), Unit.id)
    return {unit.code: unit for unit in db.session.scalars(query)} if wanted else {}
