"""The communes and districts of an edition's year: found by every name they have or had, each with its surroundings."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from flask import abort
from sqlalchemy import Select
from sqlalchemy.orm import aliased, defer, joinedload, lazyload

from ..core import search
from ..core.database import db
from ..core.i18n import SOURCE
from ..editions.models import Edition, Unit, UnitContact
from .models import Achievement, Feature, achievement_unit

T = TypeVar("T")
CLOSE_ENOUGH = 0.7  # of a name to what was typed, from 0 to 1
MOST_SUGGESTIONS = 3


class Directory:
    """All units below the edition's province; their texts are loaded before anything is looked for."""

    def __init__(self, edition: Edition) -> None:
        self.units = list(db.session.scalars(below(edition).options(lazyload("*"), defer(Unit.outline))))
        self.standing = [unit for unit in self.units if unit.existed_on(year_end(edition))]

    @cached_property
    def groups(self) -> list[tuple[Unit | None, list[Unit]]]:
        """The communes of each district; those that lie under the province itself come first, under None."""
        districts = [unit for unit in self.standing if unit.level == "district"]
        known = {unit.id for unit in districts}
        communes = sorted((u for u in self.standing if u.level == "commune"), key=_place_in_list)
        direct = [unit for unit in communes if unit.parent_id not in known]
        below = [(district, [u for u in communes if u.parent_id == district.id]) for district in districts]
        return ([(None, direct)] if direct else []) + [group for group in below if group[1]]

    def above(self, unit: Unit) -> Unit | None:
        return next((one for one in self.standing if one.id == unit.parent_id), None)

    def found(self, query: str) -> list[Unit]:
        """Units with words that begin so, in any order; where none has, the district's words may help."""
        wanted = search.words(query)
        own = [unit for unit in self.standing if _says(self._names[unit.code], wanted)]
        if not own:
            own = [unit for unit in self.standing if self._says_with_above(unit, wanted)]
        exactly = " ".join(wanted)
        return sorted(own, key=lambda u: (not self._is_called(u, exactly), u.level == "commune", _place_in_list(u)))

    def suggestions(self, query: str) -> list[Unit]:
        """Names that are nearly what was typed."""
        by_name = {search.fold(unit.short_name): unit for unit in self.standing if unit.short_name}
        close = difflib.get_close_matches(search.fold(query), by_name, MOST_SUGGESTIONS, CLOSE_ENOUGH)
        return [by_name[name] for name in close]

    @cached_property
    def _names(self) -> dict[str, str]:
        """What a unit is, was and will be called, by its code; today's name is that of what it became part of."""
        own: dict[str, list[str]] = {}
        for unit in self.units:
            own.setdefault(unit.code, []).extend([unit.official_name, *unit.texts_of("name").values()])
        later = {unit.code: own.get(unit.succeeded_by, []) for unit in self.units if unit.succeeded_by}
        return {code: search.searchable(*names, *later.get(code, [])) for code, names in own.items()}

    def _is_called(self, unit: Unit, folded: str) -> bool:
        return folded in {search.fold(name) for name in (unit.short_name, *unit.texts_of("name").values())}

    def _says_with_above(self, unit: Unit, wanted: list[str]) -> bool:
        above = self.above(unit)
        if above is None or not any(_says(self._names[unit.code], [word]) for word in wanted):
            return False
        return _says(self._names[unit.code] + self._names[above.code], wanted)


@dataclass(frozen=True)
class Place:
    """A unit of the edition's year with what its page draws and whom it names."""

    unit: Unit
    above: Unit | None  # its district
    successor: Unit | None  # what it became part of later
    drawn: list[Unit]  # the units of the map
    contacts: dict[str, UnitContact]  # by the code of their unit

    @property
    def outwards(self) -> list[Unit]:
        """The unit itself, then what it lies in."""
        return [self.unit, *([self.above] if self.above else [])]

    @property
    def ids(self) -> list[int]:
        return [unit.id for unit in self.outwards]


@dataclass(frozen=True)
class Near(Generic[T]):
    """Records of a unit itself, and of the district around it."""

    here: list[T]
    around: list[T]

    @property
    def all(self) -> list[T]:
        return [*self.here, *self.around]


def in_sentence(unit: Unit) -> str:
    """A unit's name in the middle of a sentence: Vietnamese begins it with what it is, as “xã”."""
    name = unit.text_in("name")
    return name.text[:1].lower() + name.text[1:] if name.lang == SOURCE else name.text


def place_or_404(edition: Edition, code: str) -> Place:
    """The unit of a code in the edition's year, in one query with all that stands around it."""
    if not (code.isascii() and code.isalnum() and len(code) <= 10):
        abort(404)
    before = aliased(Unit)
    later = db.select(before.succeeded_by).where(before.code == code)
    # The map is drawn of what lies directly below the province.
    around = db.or_(Unit.parent_id.in_(_province(edition)), Unit.code == code, Unit.code.in_(later))
    query = (
        below(edition)
        .where(around)
        .outerjoin(UnitContact, UnitContact.unit_code == Unit.code)
        .add_columns(UnitContact)
        .options(lazyload("*"))
    )
    rows = db.session.execute(query).all()
    standing = [unit for unit, _contact in rows if unit.existed_on(year_end(edition))]
    unit = next((one for one in standing if one.code == code), None)
    if unit is None:
        abort(404)
    return Place(
        unit,
        next((one for one in standing if one.id == unit.parent_id), None),
        next((one for one, _contact in rows if one.code == unit.succeeded_by), None),
        [one for one in standing if one.outline],
        {contact.unit_code: contact for _unit, contact in rows if contact is not None},
    )


def achievements_near(edition: Edition, place: Place) -> Near[Achievement]:
    query = (
        db.select(Achievement, achievement_unit.c.unit_id)
        .join(achievement_unit)
        .where(Achievement.edition_id == edition.id, achievement_unit.c.unit_id.in_(place.ids))
        .where(Achievement.after_edition.is_(False))
        .order_by(Achievement.position, Achievement.id)
        .options(lazyload("*"), joinedload(Achievement.topic).lazyload("*"))
    )
    return near(place, [(row[0], row[1]) for row in db.session.execute(query)])


def features_near(edition: Edition, place: Place, *kinds: str) -> dict[str, Near[Feature]]:
    """What was given and what changed there, by kind; a feature names units by their codes."""
    query = db.select(Feature).where(Feature.host_id == edition.host_id, Feature.kind.in_(kinds))
    found = list(db.session.scalars(query.order_by(Feature.position, Feature.id).options(lazyload("*"))))
    rows = [
        (feature, unit.id)
        for feature in found
        for unit in place.outwards
        if unit.code in feature.details.get("units", ()) and not feature.after_edition
    ]
    return {kind: near(place, [row for row in rows if row[0].kind == kind]) for kind in kinds}


def near(place: Place, rows: Sequence[tuple[T, int]]) -> Near[T]:
    """Records with the id of a unit that they are about; what is about both belongs to the nearer."""
    here = list(dict.fromkeys(record for record, unit_id in rows if unit_id == place.unit.id))
    return Near(here, list(dict.fromkeys(record for record, _unit_id in rows if record not in here)))


def year_end(edition: Edition) -> date:
    return date(edition.year, 12, 31)


def below(edition: Edition) -> Select[Any]:
    """Districts and communes of the edition's province, of every time."""
    province, middle = _province(edition), aliased(Unit)
    districts = db.select(middle.id).where(middle.parent_id.in_(province))
    return (
        db.select(Unit)
        .where(db.or_(Unit.parent_id.in_(province), Unit.parent_id.in_(districts)))
        .order_by(Unit.code, Unit.id)
    )


def _province(edition: Edition) -> Select[Any]:
    province = aliased(Unit)
    return db.select(province.id).where(province.code == edition.host.province_code, province.level == "province")


def _says(names: str, wanted: list[str]) -> bool:
    return bool(wanted) and all(f" {word}" in names for word in wanted)


def _place_in_list(unit: Unit) -> tuple[list[tuple[bool, int, str]], str]:
    """By name, with Ward 10 after Ward 9."""
    name = search.words(unit.short_name or unit.slug)
    return [(not word.isdecimal(), int(word) if word.isdecimal() else 0, word) for word in name], unit.code
