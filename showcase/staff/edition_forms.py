"""What officers fill in about an edition: its words and what stands in front, and next year's from last year's."""

from datetime import date, timedelta
from typing import Any

from flask import current_app
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from ..content import figures, places, queries
from ..core import clock, numbers, slugs
from ..core.database import db
from ..core.editing import EditForm, TextsField, leaves, texts_of, typed
from ..core.forms import Between, Form, NoControlCharacters, at_most, clean
from ..core.i18n import LOCALES, SOURCE, lazy, marked
from ..core.i18n import gettext as _
from ..editions import renewal
from ..editions.models import Edition
from ..investment import queries as investment
from ..registration.models import Event
from .succession import Plan, day_of

FIGURES, PROJECTS = 6, 4  # how many may stand in front
YEARS = (1990, 2100)
FURTHEST = timedelta(days=3 * 366)  # a gathering is not set up earlier
LAST_STEP = 4

marked("Not a valid integer value.")  # WTForms says them
marked("Not a valid date value.")


class EditionFormBase(EditForm):
    title = TextsField(lazy("Title"), 300, description=lazy("Stands at the head of every page."))
    intro = TextsField(
        lazy("Words of welcome"), 2000, rows=5, required=False, description=lazy("Stand at the top of the front page.")
    )
    year = IntegerField(
        lazy("Year"),
        [
            InputRequired(lazy("Please fill in this line.")),
            Between(*YEARS, lazy("A year such as 2024 is expected.")),
        ],
        description=lazy("Of the published editions, the one with the latest year stands in front."),
    )

    def figures(self) -> list[SelectField]:
        return [self[f"figure_{number}"] for number in range(1, FIGURES + 1)]

    def projects(self) -> list[SelectField]:
        return [self[f"project_{number}"] for number in range(1, PROJECTS + 1)]

    def languages(self) -> list[BooleanField]:
        return [self[f"locale_{code}"] for code in LOCALES if code != SOURCE]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return _all_differ(self.figures()) and _all_differ(self.projects()) and sound

    def give_to(self, edition: Edition) -> None:
        """Let the edition have what the form says."""
        self.write_to(edition)
        chosen = [field.data.split("|", 1) for field in self.figures() if field.data]
        edition.year_in_figures = [{"indicator": key, "period": period} for key, period in chosen]
        edition.front_projects = [field.data for field in self.projects() if field.data]
        offered = {SOURCE, *(field.name.removeprefix("locale_") for field in self.languages() if field.data)}
        edition.locales = [code for code in LOCALES if code in offered]


def edition_form(edition: Edition) -> type[EditionFormBase]:
    """The form of an edition: what may stand in front is chosen from its own figures and projects."""
    figure_choices, project_choices = _figures(edition), _projects(edition)
    fields: dict[str, Any] = {f"locale_{code}": BooleanField(LOCALES[code].name) for code in LOCALES if code != SOURCE}
    for number in range(1, FIGURES + 1):
        label = _("Figure %(number)d", number=number)
        fields[f"figure_{number}"] = SelectField(label, choices=figure_choices, default="")
    for number in range(1, PROJECTS + 1):
        label = _("Project %(number)d", number=number)
        fields[f"project_{number}"] = SelectField(label, choices=project_choices, default="")
    fields["front_place"] = SelectField(_("Place"), choices=_places(edition), default="")
    return type("EditionForm", (EditionFormBase,), fields)


def edition_values(edition: Edition) -> dict[str, Any]:
    values: dict[str, Any] = {**texts_of(edition, "title", "intro"), "year": edition.year}
    values["front_place"] = edition.front_place
    values |= {f"locale_{code}": code in edition.locales for code in LOCALES}
    named = [f"{entry['indicator']}|{entry['period']}" for entry in edition.year_in_figures]
    return values | _in_slots("figure", named, FIGURES) | _in_slots("project", edition.front_projects, PROJECTS)


def _in_slots(name: str, chosen: list[str], slots: int) -> dict[str, str]:
    return {f"{name}_{number}": value for number, value in enumerate([*chosen, *[""] * slots][:slots], 1)}


def _figures(edition: Edition) -> list[SelectChoice]:
    """The edition's figures by topic, the newest of each indicator first; what stands there now is never missing."""
    found: dict[str, list[SelectChoice]] = {}
    for indicator in queries.indicators(edition):
        topic, name = str(indicator.topic.text_in("name")), indicator.text_in("name")
        rows = [o for o in indicator.observations if o.variant == 0]
        for one in sorted(rows, key=lambda o: figures.ended_at(o.period), reverse=True):
            label = f"{name}, {numbers.period(one.period)}: {figures.observed(one, indicator.unit)}"
            choice = SelectChoice(f"{indicator.key}|{one.period}", label, optgroup=topic)
            found.setdefault(topic, []).append(choice)
    offered = [choice for group in found.values() for choice in group]
    known = {choice.value for choice in offered}
    stored = [f"{entry['indicator']}|{entry['period']}" for entry in edition.year_in_figures]
    gone = [SelectChoice(value, value.replace("|", ", ")) for value in stored if value not in known]
    return [SelectChoice("", _("(none)")), *gone, *offered]


def _projects(edition: Edition) -> list[SelectChoice]:
    calling = [project for project in investment.projects(edition) if project.kind == "calling"]
    named = [SelectChoice(project.slug, str(project.text_in("name"))) for project in calling]
    known = {choice.value for choice in named}
    gone = [SelectChoice(slug) for slug in edition.front_projects if slug not in known]
    return [SelectChoice("", _("(none)")), *gone, *sorted(named, key=lambda choice: choice.label.casefold())]


def _places(edition: Edition) -> list[SelectChoice]:
    """The heritage that can be shown on the map; what stands there now is never missing."""
    named = [SelectChoice(place.slug, str(place.text_in("name"))) for place in places.on_the_map(edition)]
    gone = [SelectChoice(edition.front_place)] if edition.front_place not in {"", *(c.value for c in named)} else []
    return [SelectChoice("", _("(none)")), *gone, *sorted(named, key=lambda choice: choice.label.casefold())]


def _all_differ(fields: list[SelectField]) -> bool:
    seen: set[str] = set()
    for field in fields:
        if field.data and field.data in seen:
            field.errors = [*field.errors, _("This stands in front already.")]
        seen.add(field.data or "")
    return not any(field.errors for field in fields)


class SuccessorForm(Form):
    """Next year's edition, asked in steps. All answers travel in the address, so nothing is lost on the way."""

    title = TextsField(lazy("Title"), 300, description=lazy("Last year's, with the new year in it where it names one."))
    year = IntegerField(
        lazy("Year"),
        [
            InputRequired(lazy("Please fill in this line.")),
            Between(*YEARS, lazy("A year such as 2024 is expected.")),
        ],
        description=lazy("The year at whose end the gathering is held."),
    )
    slug = StringField(
        lazy("Name in addresses"),
        [Optional(), NoControlCharacters(), at_most(120)],
        filters=[clean],
        description=lazy(
            "Small letters, digits and hyphens. Left empty, it is made from the year. It can never be changed."
        ),
    )
    gathers_on = DateField(
        lazy("Day of the gathering"),
        [InputRequired(lazy("Please choose a day."))],
        description=lazy("All events move by the same number of days; times of day stay."),
    )
    with_gates = BooleanField(lazy("Reception tables"), default=True)
    with_holds = BooleanField(lazy("Places kept back"), default=True)
    with_lists = BooleanField(
        lazy("The lists of figures and projects on the site"),
        default=True,
        description=lazy("Which figures stand in front is chosen anew: last year's do not tell of the new year."),
    )

    STEPS = (("title", "year", "slug"), ("gathers_on",), (), ())

    def validate_slug(self, field: Any) -> None:
        if field.data and not slugs.SLUG.fullmatch(field.data):
            raise ValidationError(_("Small letters a to z, digits and single hyphens are expected."))
        if field.data and slugs.is_taken("edition", field.data):
            raise ValidationError(_("This name has been used before and is never used again."))

    def validate_gathers_on(self, field: Any) -> None:
        today = clock.now().date()
        if field.data and field.data <= today:
            raise ValidationError(_("This day is over. Please choose a day to come."))
        if field.data and field.data > today + FURTHEST:
            raise ValidationError(_("This day is more than three years away. Please look at the year again."))

    def is_sound(self) -> bool:
        return self.faulty_step() is None and bool(self.validate())

    def faulty_step(self) -> int | None:
        """The first step that is not in order, counted from 1."""
        self.validate()
        faulty = {name for name, errors in self.errors.items() if errors}
        return next((number for number, names in enumerate(self.STEPS, 1) if faulty & set(names)), None)

    def taken_events(self) -> list[BooleanField]:
        return [field for field in self if field.name.startswith("event_")]

    def plan(self, source: Edition) -> Plan:
        return Plan(
            slug=self.slug.data or suggested_slug(source, self.year.data),
            year=self.year.data,
            titles={code: text for code, text in self.title.data.items() if text},
            gathers_on=self.gathers_on.data if self.gathers_on else None,
            events=frozenset(field.name.removeprefix("event_") for field in self.taken_events() if field.data),
            with_gates=bool(self.with_gates.data),
            with_holds=bool(self.with_holds.data),
            with_lists=bool(self.with_lists.data),
        )


def suggested_slug(source: Edition, year: int) -> str:
    return slugs.free("edition", renewal.renewed_slug(source.slug, year))


def successor_form(source: Edition, events: list[Event], answers: MultiDict[str, str]) -> SuccessorForm:
    """The form with the answers so far, and with suggestions where nothing has been answered yet."""
    fields: dict[str, Any] = {
        f"event_{event.slug}": BooleanField(str(event.text_in("title")), default=True) for event in events
    }
    no_day = {} if events else {"gathers_on": None}  # nothing moves
    form_class = type("Successor", (SuccessorForm,), fields | no_day)
    form: SuccessorForm = form_class(data=_suggestions(source, events))
    suggested = MultiDict((field.name, typed(field)) for field in leaves(form) if typed(field))
    given = {name for name, values in answers.lists() if values}
    if "chosen" in given:  # a box that is not ticked sends nothing
        for name in [name for name in suggested if name.startswith(("with_", "event_"))]:
            del suggested[name]
    for name in given:
        suggested.setlist(name, answers.getlist(name))
    return form_class(suggested)


def _suggestions(source: Edition, events: list[Event]) -> dict[str, Any]:
    year = source.year + 1
    values: dict[str, Any] = {}
    if events:
        last = day_of(events[0])
        coming = renewal.same_lunar_day(last, clock.now().date())
        year = max(year, renewal.year_of(coming))
        values["gathers_on"] = coming
    words = {str(source.year): str(year)}
    titles = {code: renewal.reworded(text, words) for code, text in source.texts_of("title").items()}
    return {**values, "title": titles, "year": year}


def is_fixed_by_operator(edition: Edition) -> bool:
    """Whether the server's setting puts this edition in front, whatever the console says."""
    return bool(current_app.config["EDITION"] == edition.slug)


def same_year(source: Edition, year: int) -> list[Edition]:
    """Editions of the host that already have this year."""
    return list(db.session.scalars(db.select(Edition).filter_by(host_id=source.host_id, year=year)))


def days_around(day: date) -> list[date]:
    """The days beside a day, to choose from: the same week, a Saturday or Sunday among them."""
    return [day + timedelta(days=number) for number in range(-3, 4)]
