"""What editors correct about a commune or district: its names, its days, what it became part of, its point."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, RadioField, StringField
from wtforms.validators import Optional, ValidationError

from ..core import numbers
from ..core.database import db
from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import NoControlCharacters, NumberField, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..editions.models import Unit
from ..editions.source_forms import SourcesField, source_values
from .achievement_forms import unit_choices

NOTHING = ("", lazy("Nothing known"))
COLUMNS = ("short_name", "official_name", "valid_from", "valid_until", "succeeded_by", "lon", "lat")


class DegreesField(NumberField):
    """A coordinate: 106.345 is never a hundred thousand."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = numbers.read(valuelist[0]) if valuelist else None
        except numbers.TwoReadings as two:
            self.data = two.readings[1]
        except numbers.NotANumber:
            super().process_formdata(valuelist)


class UnitForm(EditForm):
    """`unit`: whose names they are."""

    unit: Unit

    name = TextsField(lazy("Name"), 120, description=lazy("With what it is: Xã …, Phường …, Huyện …"))
    short_name = StringField(
        lazy("Short name"),
        [Optional(), NoControlCharacters(), at_most(80)],
        filters=[clean],
        description=lazy("Without xã, phường, huyện: lists are in its order, and people look for it."),
    )
    official_name = StringField(
        lazy("Name in the official list"),
        [Optional(), NoControlCharacters(), at_most(120)],
        filters=[clean],
        description=lazy("Only where it is spelled otherwise there."),
    )
    valid_from = DateField(lazy("Stands since"), [Optional()], description=lazy("Left empty: for as long as is known."))
    valid_until = DateField(
        lazy("Is no more since"), [Optional()], description=lazy("The first day on which it was no more.")
    )
    succeeded_by = RadioField(lazy("Became part of"), choices=lambda: [(NOTHING[0], str(NOTHING[1])), *unit_choices()])
    lat = DegreesField(lazy("Latitude"), [Optional()], description=lazy("Of a point inside, such as 9.8127."))
    lon = DegreesField(lazy("Longitude"), [Optional()], description=lazy("Such as 106.2993."))
    sources = SourcesField(lazy("Notice of the change, or the list"))

    def validate_valid_from(self, field: Any) -> None:
        same = db.select(Unit.id).filter_by(code=self.unit.code, level=self.unit.level, valid_from=field.data)
        if db.session.scalar(same.where(Unit.id != self.unit.id)) is not None:
            raise ValidationError(_("Another unit with this code stands since that day."))

    def validate_valid_until(self, field: Any) -> None:
        if field.data and self.valid_from.data and field.data <= self.valid_from.data:
            raise ValidationError(_("It must end after it began."))

    def validate_succeeded_by(self, field: Any) -> None:
        if field.data and field.data == self.unit.code:
            raise ValidationError(_("A unit cannot become part of itself."))
        if field.data and not self.valid_until.data:
            raise ValidationError(_("Please give the day from which it is no more."))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        bounds = {"lat": 90, "lon": 180}
        for name, most in bounds.items():
            field = self[name]
            if field.errors:
                continue
            if field.data is not None and abs(field.data) > most:
                field.errors = [_("Please give degrees from −%(most)d to %(most)d.", most=most)]
            elif field.data is None and any(self[other].data is not None for other in bounds):
                field.errors = [_("A point needs both numbers.")]
            sound = sound and not field.errors
        return sound

    def write_to(self, record: Unit) -> None:
        self.name.write_to(record)
        for name in COLUMNS:
            setattr(record, name, self[name].data)
        record.sources = self.sources.sources(record.sources or [])


def unit_values(unit: Unit) -> dict[str, Any]:
    return {
        **texts_of(unit, "name"),
        **{name: getattr(unit, name) for name in COLUMNS},
        "sources": source_values(unit.sources),
    }


def names_of(units: Sequence[Unit]) -> dict[str, str]:
    """What the units that these became part of are called, by code; of several with a code the newest."""
    wanted = {unit.succeeded_by for unit in units if unit.succeeded_by}
    found = db.session.scalars(db.select(Unit).where(Unit.code.in_(wanted)).order_by(Unit.id)) if wanted else ()
    return {unit.code: str(unit.text_in("name")) for unit in found}
