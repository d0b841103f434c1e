"""What editors fill in about indicators and their values."""

from collections.abc import Collection, Sequence
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from ..core import numbers
from ..core.database import db
from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import NoControlCharacters, NumberField, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.shapes import is_period
from ..editions.context import current_host
from ..editions.source_forms import SourcesField, source_values
from .models import Indicator, Measure, Observation, Topic
from .uses import Use

MISSING = lazy("Please fill in this line.")
STANDINGS = {
    "": lazy("The source does not say"),
    "estimate": lazy("estimate"),
    "preliminary": lazy("preliminary"),
    "final": lazy("final"),
}
CONFIDENCES = {
    "exact": lazy("As printed in the source"),
    "rounded": lazy("The source gives it rounded (about, over, nearly)"),
    "derived": lazy("Computed from figures that the source prints"),
    "conflicting": lazy("Sources disagree; the note says how"),
}
BETTER = {"": lazy("Neither, or unknown"), "higher": lazy("A higher value"), "lower": lazy("A lower value")}
LAST_RANK = 9999


def choices_of(words: dict[str, Any]) -> list[tuple[str, str]]:
    return [(value, str(word)) for value, word in words.items()]


def topics(kind: str) -> list[tuple[str, str]]:
    """The host's headings of a kind, as a choice."""
    query = db.select(Topic).filter_by(host_id=current_host().id, kind=kind).order_by(Topic.position, Topic.id)
    return [(topic.slug, str(topic.text_in("name"))) for topic in db.session.scalars(query)]


def measures() -> list[tuple[str, str]]:
    """Units of measure: those of every province, and the host's own."""
    known = {code: numbers.figure(2, code).unit or code for code in numbers.MEASURES}
    query = db.select(Measure).filter_by(host_id=current_host().id).order_by(Measure.code)
    own = {one.code: str(one.text_in("name")) or one.code for one in db.session.scalars(query)}
    return sorted((known | own).items(), key=lambda one: one[1].casefold())


class IndicatorForm(EditForm):
    name = TextsField(lazy("Name of the figure"), 200)
    group = SelectField(lazy("Topic"), choices=lambda: topics("indicator"))
    unit = SelectField(
        lazy("Unit of measure"),
        choices=measures,
        description=lazy("All values of a series have one unit; another unit is another series."),
    )
    better = SelectField(lazy("What is better"), choices=lambda: choices_of(BETTER))
    note = TextsField(
        lazy("Note"),
        2000,
        rows=3,
        required=False,
        description=lazy("What readers should know: a year that is missing."),
    )


class ObservationForm(EditForm):
    """`others`: periods that have a value already. `tied`: places that name this one by its period."""

    others: Collection[str] = ()
    tied: Sequence[Use] = ()

    period = StringField(
        lazy("Period"),
        [DataRequired(MISSING), NoControlCharacters(), at_most(20)],
        filters=[clean],
        description=lazy(
            "2023 a year, 2023-10 a month, 2023-Q1 a quarter, 2023-H1 a half-year, 2023-9M the first nine months, "
            "2016-2020 several years, 2023-10-15 a day."
        ),
    )
    amount = NumberField(
        lazy("Value"),
        [InputRequired(MISSING)],
        description=lazy("The number alone, as the source prints it: 8,25 or 8.25."),
    )
    whole = NumberField(
        lazy("Out of"), [Optional()], description=lazy("The whole, where the source prints one: 264 out of 270.")
    )
    rank = IntegerField(
        lazy("Rank"),
        [Optional(), NumberRange(1, LAST_RANK, lazy("Please give a number from 1 to 9999."))],
        description=lazy("Where the source ranks it."),
    )
    standing = SelectField(lazy("Standing"), choices=lambda: choices_of(STANDINGS))
    confidence = SelectField(lazy("How sure it is"), choices=lambda: choices_of(CONFIDENCES))
    confidence_note = TextsField(lazy("Note on how sure it is"), 500, rows=2, required=False)
    note = TextsField(lazy("Note for readers"), 500, rows=2, required=False)
    after_edition = BooleanField(
        lazy("Known only after the year of the edition"), description=lazy("Drawn with an open mark, never mixed in.")
    )
    review_on = DateField(
        lazy("To be looked at again on"),
        [Optional()],
        description=lazy("From this day on the page says that a newer figure may be known, and the desk lists it."),
    )
    sources = SourcesField()

    def validate_period(self, field: Any) -> None:
        if not is_period(field.data):
            raise ValidationError(_("Please write the period in one of these ways: 2023, 2023-10, 2023-Q1, 2023-9M."))
        is_new = field.data != self._stored["period"]  # two sources may print two values of one period
        if is_new and field.data in self.others:
            raise ValidationError(_("This period has a value already. Please change that one."))
        if is_new and self.tied:
            raise ValidationError(
                _("Texts name this figure by its period: %(places)s.", places="; ".join(_in_short(self.tied)))
            )

    def validate_whole(self, field: Any) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError(_("The whole must be more than nothing."))

    def write_to(self, record: Observation) -> None:
        for name in ("period", "rank", "standing", "confidence", "after_edition", "review_on"):
            setattr(record, name, self[name].data)
        assert self.amount.data is not None
        record.value, record.out_of = self.amount.data, self.whole.data
        record.note = words_of(self.note.data, record.note)
        record.confidence_note = words_of(self.confidence_note.data, record.confidence_note)
        record.sources = self.sources.sources(record.sources or [])

    def changes_the_figure(self) -> bool:
        return bool(self.changes().keys() & {"amount", "whole", "rank"})


def _in_short(places: Sequence[Use]) -> list[str]:
    return [f"{use.place}, {use.what}" for use in places[:3]]


def words_of(typed: dict[str, str], stored: dict[str, str] | None) -> dict[str, str]:
    """A text kept beside its record: languages that the form does not offer stay."""
    kept = {code: text for code, text in (stored or {}).items() if code not in typed}
    return kept | {code: text for code, text in typed.items() if text}


def indicator_values(indicator: Indicator) -> dict[str, Any]:
    return {
        **texts_of(indicator, "name", "note"),
        "group": indicator.topic.slug,
        "unit": indicator.unit,
        "better": indicator.better,
    }


def observation_values(observation: Observation) -> dict[str, Any]:
    names = ("period", "rank", "standing", "confidence", "note", "confidence_note", "after_edition", "review_on")
    return {
        **{name: getattr(observation, name) for name in names},
        "amount": observation.value,
        "whole": observation.out_of,
        "sources": source_values(observation.sources),
    }


def new_observation_values(indicator: Indicator) -> dict[str, Any]:
    """What a new value's form begins with: as the newest one is."""
    newest = max(indicator.observations, key=lambda one: one.sort_key, default=None)
    return {"period": "", "confidence": "exact", "whole": newest.out_of if newest else None}
