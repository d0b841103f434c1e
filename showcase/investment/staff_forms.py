"""What editors fill in about projects: the whole record but for the parts that few have."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from wtforms import BooleanField, DateField, EmailField, IntegerField, RadioField, SelectField, StringField, TelField
from wtforms.validators import Email, Optional, ValidationError

from ..content.achievement_forms import unit_choices
from ..content.indicator_forms import CONFIDENCES, choices_of, topics, words_of
from ..content.uses import Use
from ..core import clock
from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Between, Checkboxes, Form, NoControlCharacters, NumberField, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.localised import worded
from ..core.shapes import is_period
from ..editions.context import current_host
from ..editions.models import Host
from ..editions.source_forms import SourcesField, source_values
from ..editions.unit_forms import PHONE
from . import record
from .models import Project
from .rules import RANGES, Kind, Land, Stage
from .rules import Form as TakePart

PERIOD = lazy("2023-10-15 a day, 2023-10 a month, 2023 a year.")
LONGEST_TERM = 99
COLUMNS = (
    *("kind", "list_year", "stage", "stage_on", "capital_bn_vnd", "capital_bn_vnd_max", "capital_musd"),
    *("capital_musd_max", "capital_by_investor", "smallest_share_m_vnd", "forms", "area_ha", "area_ha_max"),
    *("land_status", "started", "finished", "finish_planned", "term_years", "verified_on", "next_review_on"),
    *("contact_email", "contact_phone", "after_edition"),
)
NOT_SAID = lazy("The source does not say")


def _period(label: Any) -> StringField:
    return StringField(label, [Optional(), NoControlCharacters(), at_most(20)], filters=[clean], description=PERIOD)


def _number(label: Any, description: Any = "") -> NumberField:
    return NumberField(label, [Optional()], description=description)


class ProjectForm(EditForm):
    """`tied`: column → places that name its figure."""

    tied: Mapping[str, Sequence[Use]] = {}

    name = TextsField(lazy("Name of the project"), 300)
    kind = SelectField(lazy("Kind"), choices=lambda: [(kind.value, record.kind_label(kind)) for kind in Kind])
    sector = SelectField(lazy("Sector"), choices=lambda: topics("sector"))
    summary = TextsField(lazy("Summary"), 1500, rows=3, required=False)
    objective = TextsField(lazy("Objective"), 1500, rows=3, required=False)
    capacity = TextsField(lazy("Capacity"), 500, required=False)
    list_year = StringField(
        lazy("Year of the list"),
        [Optional(), NoControlCharacters(), at_most(20)],
        filters=[clean],
        description=lazy("Of the list that calls for partners: 2022, or 2016-2020."),
    )
    status = TextsField(lazy("Status"), 300, required=False, description=lazy("In the words of the source."))
    stage = SelectField(
        lazy("Stage"), choices=lambda: [("", str(NOT_SAID)), *((one.value, record.stage_label(one)) for one in Stage)]
    )
    stage_on = _period(lazy("In this stage since"))
    units = Checkboxes(lazy("Places"), choices=unit_choices)
    place = TextsField(lazy("Place in words"), 300, required=False)
    capital_bn_vnd = _number(
        lazy("Capital, VND billion"), lazy("The number alone, as the source prints it: 8,25 or 8.25.")
    )
    capital_bn_vnd_max = _number(lazy("VND billion, at most"), lazy("Only where the source prints a range."))
    capital_musd = _number(lazy("Capital, USD million"), lazy("Only where the source prints it."))
    capital_musd_max = _number(lazy("USD million, at most"), lazy("Only where the source prints a range."))
    capital_by_investor = BooleanField(lazy("The investor proposes the capital"))
    capital_counts = TextsField(lazy("What the capital counts"), 500, required=False)
    capital_source = TextsField(lazy("Capital from"), 500, required=False)
    smallest_share_m_vnd = _number(lazy("Smallest share, VND million"), lazy("With which somebody may take part."))
    area_ha = _number(lazy("Area, ha"))
    area_ha_max = _number(lazy("Area at most, ha"), lazy("Only where the source prints a range."))
    land_status = SelectField(
        lazy("Land"), choices=lambda: [("", str(NOT_SAID)), *((one.value, record.land_label(one)) for one in Land)]
    )
    forms = Checkboxes(
        lazy("Ways to take part"), choices=lambda: [(one.value, record.form_label(one)) for one in TakePart]
    )
    investment_form = TextsField(lazy("Form of investment"), 300, required=False)
    term_years = IntegerField(
        lazy("Term, years"), [Optional(), Between(1, LONGEST_TERM, lazy("Please give a number from 1 to 99."))]
    )
    investor = TextsField(lazy("Investor"), 500, required=False)
    incentives = TextsField(lazy("Incentives"), 1500, rows=2, required=False)
    started = _period(lazy("Started"))
    finished = _period(lazy("Finished"))
    finish_planned = BooleanField(lazy("Finished is a plan"), description=lazy("The source gives a plan, not a fact."))
    contact_agency = TextsField(lazy("The office in charge"), 500, required=False)
    contact_email = EmailField(
        lazy("E-mail of the office"),
        [Optional(), NoControlCharacters(), at_most(254), Email(lazy("Please check the e-mail address."))],
        filters=[clean],
        description=lazy("Everybody can read it: the office’s own, not a person’s."),
    )
    contact_phone = TelField(
        lazy("Telephone of the office"), [Optional(), NoControlCharacters(), at_most(40)], filters=[clean]
    )
    verified_on = DateField(lazy("Confirmed on"), [Optional()])
    verified_by = TextsField(
        lazy("Confirmed by"), 300, required=False, description=lazy("An office, never a person’s name.")
    )
    next_review_on = DateField(
        lazy("To be confirmed again on"),
        [Optional()],
        description=lazy("Left empty: a year after it was confirmed. From that day on the page says so."),
    )
    sources = SourcesField()
    confidence = SelectField(lazy("How sure it is"), choices=lambda: choices_of(CONFIDENCES))
    confidence_note = TextsField(lazy("Note on how sure it is"), 500, rows=2, required=False)
    after_edition = BooleanField(lazy("Known only after the year of the edition"))

    def validate_list_year(self, field: Any) -> None:
        if field.data and not is_period(field.data):
            raise ValidationError(_("Please write the year of the list as 2022 or 2016-2020."))

    def validate_stage_on(self, field: Any) -> None:
        if field.data and not is_period(field.data):
            raise ValidationError(_("Please write the period in one of these ways: 2023, 2023-10, 2023-Q1, 2023-9M."))

    validate_started = validate_finished = validate_stage_on

    def validate_contact_phone(self, field: Any) -> None:
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(_("Please check the telephone number."))

    def validate_verified_on(self, field: Any) -> None:
        if field.data and field.data > clock.in_zone(clock.now(), current_host().timezone).date():
            raise ValidationError(_("This day is still to come."))

    def validate(self, extra_validators: Any = None) -> bool:
        faults = [*self._faults_of_numbers(), *self._faults_of_ranges(), *self._faults_of_ties()]
        sound = super().validate(extra_validators)
        for name, fault in faults:
            self[name].errors = [*self[name].errors, fault]
        return sound and not faults

    @property
    def answer(self) -> int:
        """The HTTP status of a form that was not accepted; a field of the record bears the usual name."""
        return 409 if self.conflicts else 422

    def write_to(self, record: Project) -> None:
        for field in self:
            if isinstance(field, TextsField) and field.short_name != "confidence_note":
                field.write_to(record)
        for name in COLUMNS:
            setattr(record, name, self[name].data)
        record.confidence = self.confidence.data
        record.confidence_note = words_of(self.confidence_note.data, record.confidence_note)
        record.sources = self.sources.sources(record.sources or [])

    def _faults_of_numbers(self) -> list[tuple[str, str]]:
        numbers = {name for pair in RANGES for name in pair} | {"smallest_share_m_vnd"}
        return [
            (name, _("It must be more than nothing."))
            for name in sorted(numbers)
            if self[name].data is not None and self[name].data <= 0
        ]

    def _faults_of_ranges(self) -> list[tuple[str, str]]:
        faults = []
        for low, high in RANGES:
            least, most = self[low].data, self[high].data
            if most is not None and not self[low].process_errors and (least is None or most < least):
                faults.append((high, _("A range needs its lower end too, and that is not more.")))
        return faults

    def _faults_of_ties(self) -> list[tuple[str, str]]:
        return [
            (name, _("Texts name this figure: %(places)s.", places="; ".join(use.what for use in places[:3])))
            for name, places in self.tied.items()
            if self[name].data is None and not self[name].process_errors and places
        ]


class ConfirmationForm(Form):
    """Who says today that a record holds."""

    office = RadioField(lazy("Confirmed by"), choices=[])

    @classmethod
    def of_project(cls, project: Project, host: Host) -> Self:
        """With the offices to choose from, the likeliest of them chosen."""
        known = offices(project, host)
        form = cls(data={"office": next(iter(known), None)})
        form.office.choices = [(one, str(worded(names))) for one, names in known.items()]
        return form


def offices(project: Project, host: Host) -> dict[str, dict[str, str]]:
    """Who may have confirmed a project: choice → the office in each language; each office once."""
    known = {
        "before": project.texts_of("verified_by"),
        "host": host.texts_of("name"),
        "agency": project.texts_of("contact_agency"),
    }
    found: dict[str, dict[str, str]] = {}
    for choice, names in known.items():
        if any(names.values()) and names not in found.values():
            found[choice] = names
    return found


def project_values(project: Project) -> dict[str, Any]:
    return {
        **texts_of(project, *Project.FIELDS),
        **{name: getattr(project, name) for name in COLUMNS},
        "sector": project.sector.slug,
        "units": sorted({unit.code for unit in project.units}),
        "sources": source_values(project.sources),
        "confidence": project.confidence,
        "confidence_note": project.confidence_note,
    }
