"""What editors fill in about achievements: the story, its facts, its places and figures, its sources."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import defer, lazyload
from wtforms import BooleanField, FormField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Optional, ValidationError

from ..core import numbers, slugs
from ..core.database import db
from ..core.editing import BlocksField, EditForm, TextsField, texts_of
from ..core.forms import Checkboxes, Form, NoControlCharacters, NumberField, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.shapes import is_period
from ..editions.context import current_host
from ..editions.models import Unit
from ..editions.source_forms import SourcesField, source_values
from .indicator_forms import CONFIDENCES, MISSING, choices_of, measures, topics, words_of
from .models import Achievement, Indicator
from .pictures import picture_choices
from .uses import Use

MOST_FACTS = 8
RANGE = "–"


class FactFields(Form):
    """One fact. `slug`: the name under which texts refer to it, given once."""

    slug = HiddenField()
    label = TextsField(lazy("What it is"), 120, required=False)
    amount = StringField(
        lazy("Value"),
        [Optional(), NoControlCharacters(), at_most(200)],
        filters=[clean],
        description=lazy(
            "A number (8,25 or 8.25), two with a dash between (5–8), a day, or a sign such as 1142/QĐ-TTg."
        ),
    )
    words = TextsField(
        lazy("Value in words"), 200, required=False, description=lazy("Instead of a number, in each language.")
    )
    unit = SelectField(lazy("Unit of measure"), choices=lambda: [("", "–"), *measures()], default="")
    whole = NumberField(lazy("Out of"), [Optional()])
    note = TextsField(lazy("Note"), 300, required=False)

    @property
    def is_empty(self) -> bool:
        said = (self.amount.data, *self.label.data.values(), *self.words.data.values(), *self.note.data.values())
        return not any(said) and self.whole.data is None

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if self.is_empty:
            return sound
        if not self.label.data[SOURCE]:
            self.label.form[SOURCE].errors = [_("Please say in Vietnamese what this value is.")]
            return False
        if not self.amount.data and not self.words.data[SOURCE]:
            self.amount.errors = [_("Please give the value, as a number or in words.")]
            return False
        return sound

    def validate_amount(self, field: Any) -> None:
        try:
            value_of(field.data)
        except numbers.TwoReadings as two:
            large, small = map(numbers.as_typed, two.readings)
            message = _("This may mean %(large)s or %(small)s. Please write one of the two.", large=large, small=small)
            raise ValidationError(message) from two


Facts = type(
    "Facts",
    (Form,),
    {
        f"fact_{number}": FormField(FactFields, lazy("Fact %(number)d", number=number))
        for number in range(1, MOST_FACTS + 1)
    },
)


class FactsField(BlocksField):
    """The facts of a story; `data` is {fact_1: {…}, …}."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(Facts, label or lazy("Facts"), **options)

    def says_something(self, block: FormField) -> bool:
        return not block.form.is_empty or bool(block.form.slug.data)

    def facts(self, stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The facts as they are stored; what the form does not show of one stays with it."""
        before = {str(fact["slug"]): dict(fact) for fact in stored}
        taken = set(before)
        found = []
        for block in self.form:
            fields: FactFields = block.form
            if fields.is_empty:
                continue
            slug = fields.slug.data if fields.slug.data in before else ""
            if not slug:
                slug = slugs.first_free(slugs.slugify(fields.label.data[SOURCE])[:40].strip("-") or "fact", taken)
                taken.add(slug)
            found.append(_fact(before.get(slug, {"slug": slug}), fields))
        return [*found, *(dict(fact) for fact in stored[MOST_FACTS:])]


class AchievementForm(EditForm):
    """`tied`: fact's slug → places that name it."""

    tied: Mapping[str, Sequence[Use]] = {}

    title = TextsField(lazy("Title"), 200)
    body = TextsField(lazy("Text"), 1500, rows=4, description=lazy("What has changed for people, in a few sentences."))
    group = SelectField(lazy("Topic"), choices=lambda: topics("achievement"))
    period = StringField(
        lazy("When"),
        [DataRequired(MISSING), NoControlCharacters(), at_most(20)],
        filters=[clean],
        description=lazy("2023-10-15 a day, 2023-10 a month, 2023 a year."),
    )
    facts = FactsField()
    units = Checkboxes(lazy("Places"), choices=lambda: unit_choices())
    indicators = Checkboxes(lazy("Figures behind it"), choices=lambda: indicator_choices())
    picture = SelectField(lazy("Picture"), choices=picture_choices)
    after_edition = BooleanField(lazy("Known only after the year of the edition"))
    sources = SourcesField()
    confidence = SelectField(lazy("How sure it is"), choices=lambda: choices_of(CONFIDENCES))
    confidence_note = TextsField(lazy("Note on how sure it is"), 500, rows=2, required=False)

    def validate_period(self, field: Any) -> None:
        if not is_period(field.data):
            raise ValidationError(_("Please write the period in one of these ways: 2023, 2023-10, 2023-Q1, 2023-9M."))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for block in self.facts.form:
            places = self.tied.get(block.form.slug.data or "", ())
            if block.form.is_empty and places:
                block.form.amount.errors = [
                    _("Texts name this fact: %(places)s.", places="; ".join(use.what for use in places[:3]))
                ]
                sound = False
        return sound

    def facts_as_stored(self) -> list[dict[str, Any]]:
        stored: list[dict[str, Any]] = self._stored.get("stored_facts", [])
        return self.facts.facts(stored)

    def write_to(self, record: Achievement) -> None:
        for texts in (self.title, self.body):
            texts.write_to(record)
        record.period, record.after_edition = self.period.data, self.after_edition.data
        record.facts = self.facts_as_stored()
        record.confidence = self.confidence.data
        record.confidence_note = words_of(self.confidence_note.data, record.confidence_note)
        record.sources = self.sources.sources(record.sources or [])


def value_of(typed: str) -> Any:
    """What a value is stored as: a number, two of them, or the text itself. Raises TwoReadings."""
    try:
        if RANGE in typed:
            return [_whole(numbers.read(part)) for part in typed.split(RANGE, 1)]
        return _whole(numbers.read(typed))
    except numbers.TwoReadings:
        raise
    except numbers.NotANumber:
        return typed


def shown_value(value: Any) -> str:
    """A stored value as the form holds it; one in words has its own lines."""
    if isinstance(value, (bool, dict)):
        return ""
    if isinstance(value, int | float):
        return numbers.as_typed(value)
    if isinstance(value, list):
        return RANGE.join(shown_value(one) for one in value)
    return str(value)


def unit_choices() -> list[tuple[str, str]]:
    """Places by code; a commune with its district."""
    query = db.select(Unit).order_by(Unit.code, Unit.id).options(lazyload("*"), defer(Unit.outline))
    found = list(db.session.scalars(query))
    load_texts(*found)
    names = {unit.id: str(unit.text_in("name")) for unit in found}
    return list(
        {
            unit.code: (unit.code, ", ".join(filter(None, (names[unit.id], names.get(unit.parent_id or 0, "")))))
            for unit in found
        }.values()
    )


def chosen_units(stored: Sequence[Unit], codes: Sequence[str]) -> list[Unit]:
    """Units by code: those that a record has already, of others with a code the newest."""
    kept = {unit.code: unit for unit in stored}
    new = db.select(Unit).where(Unit.code.in_(set(codes) - kept.keys())).order_by(Unit.id.desc())
    by_code = kept | {unit.code: unit for unit in db.session.scalars(new)}
    return [by_code[code] for code in codes]


def indicator_choices() -> list[tuple[str, str]]:
    query = db.select(Indicator).filter_by(host_id=current_host().id).order_by(Indicator.position, Indicator.id)
    found = list(db.session.scalars(query.options(lazyload("*"))))
    load_texts(*found)
    return [(indicator.slug, str(indicator.text_in("name"))) for indicator in found]


def achievement_values(achievement: Achievement) -> dict[str, Any]:
    return {
        **texts_of(achievement, "title", "body"),
        "group": achievement.topic.slug,
        "period": achievement.period,
        "facts": {f"fact_{n}": _fact_values(fact) for n, fact in enumerate(achievement.facts[:MOST_FACTS], 1)},
        "stored_facts": list(achievement.facts),
        "units": sorted({unit.code for unit in achievement.units}),
        "indicators": sorted(indicator.slug for indicator in achievement.indicators),
        "picture": achievement.picture.hash if achievement.picture else "",
        "after_edition": achievement.after_edition,
        "sources": source_values(achievement.sources),
        "confidence": achievement.confidence,
        "confidence_note": achievement.confidence_note,
    }


def _fact_values(fact: Mapping[str, Any]) -> dict[str, Any]:
    value = fact["value"]
    return {
        "slug": fact["slug"],
        "label": fact.get("label") or {},
        "amount": shown_value(value),
        "words": value if isinstance(value, dict) else {},
        "unit": fact.get("unit") or "",
        "whole": fact.get("of"),
        "note": fact.get("note") or {},
    }


def _fact(before: dict[str, Any], fields: FactFields) -> dict[str, Any]:
    stored = before.get("value")
    if any(fields.words.data.values()):
        value: Any = words_of(fields.words.data, stored if isinstance(stored, dict) else {})
    elif stored is not None and fields.amount.data == shown_value(stored):
        value = stored
    else:
        value = value_of(fields.amount.data or "")
    said = {
        "label": words_of(fields.label.data, before.get("label")),
        "unit": fields.unit.data,
        "of": None if fields.whole.data is None else _whole(fields.whole.data),
        "note": words_of(fields.note.data, before.get("note")),
    }
    kept = {name: one for name, one in before.items() if name not in (*said, "value")}
    return {**kept, **{name: one for name, one in said.items() if one not in (None, "", {})}, "value": value}


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value
