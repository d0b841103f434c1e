"""What officers fill in about offices and who holds them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from wtforms import BooleanField, DateField, IntegerField, StringField, URLField
from wtforms.validators import URL, DataRequired, InputRequired, NumberRange, Optional, ValidationError

from ..core import numbers, uploads
from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy, marked
from ..core.uploads import PictureField
from . import rules
from .models import Office, Official

FIRST_YEAR, LAST_YEAR = 1930, 2100
LAST_RANK = 999
PORTRAIT_EDGE = 1200  # pixels: 10 cm in print at 300 to the inch
MISSING = lazy("Please fill in this line.")

marked("Not a valid date value.")  # WTForms says them
marked("Not a valid integer value.")


class OfficeForm(EditForm):
    name = TextsField(
        lazy("Office"), 200, description=lazy("The seat, without a person: “Chair of the Standing Board”.")
    )
    body = TextsField(
        lazy("Of which body"),
        300,
        required=False,
        description=lazy("Left empty: of the host itself. Otherwise its full name, such as “Huế People’s Committee”."),
    )
    position = IntegerField(
        lazy("Rank in lists"),
        [InputRequired(MISSING), NumberRange(1, LAST_RANK, lazy("Please give a number from 1 to 999."))],
        description=lazy("1 stands first. Two offices of the same number stand in the order in which they were added."),
    )


class OfficialForm(EditForm):
    """`others`: the other terms of the office, as they are under the lock."""

    others: Sequence[Official] = ()

    person = StringField(
        lazy("Name"),
        [DataRequired(MISSING), NoControlCharacters(), at_most(120)],
        filters=[clean],
        description=lazy("As on papers, family name first."),
    )
    honorific = TextsField(lazy("Form of address"), 40, required=False, description=lazy("Ông, Bà, Hòa thượng, TS. …"))
    title = TextsField(
        lazy("Exact title"),
        300,
        rows=2,
        description=lazy("Printed as it stands here under letters, on seat cards and in captions."),
    )
    begins_on = DateField(
        lazy("In office from"),
        [InputRequired(MISSING)],
        description=lazy("The day of the decision, or the first day that a source attests."),
    )
    ends_on = DateField(
        lazy("Until"),
        [Optional()],
        description=lazy(
            "The first day on which the person no longer holds the office; the successor may begin on it. "
            "Left empty: still in office."
        ),
    )
    source_title = StringField(
        lazy("Source: title"),
        [NoControlCharacters(), at_most(300)],
        filters=[clean],
        description=lazy("Where name, title and day can be read: the decision or the report about it."),
    )
    source_publisher = StringField(
        lazy("Source: publisher"), [Optional(), NoControlCharacters(), at_most(200)], filters=[clean]
    )
    source_url = URLField(
        lazy("Source: address on the web"),
        [Optional(), NoControlCharacters(), at_most(500), URL(message=lazy("Please check the address: https://…"))],
        filters=[clean],
    )
    source_published = DateField(lazy("Source: published on"), [Optional()])
    demo = BooleanField(lazy("Made up for the rehearsal"), description=lazy("Marked “sample” wherever it shows."))

    def validate_begins_on(self, field: Any) -> None:
        _check_year(field.data)
        mine = _Term(field.data, self.ends_on.data)
        for other in self.others:
            if rules.overlap(mine, other):
                raise ValidationError(_said_clash(other))

    def validate_ends_on(self, field: Any) -> None:
        _check_year(field.data)
        if field.data and self.begins_on.data and field.data <= self.begins_on.data:
            raise ValidationError(_("This day must come after the first day in office."))

    def validate_source_title(self, field: Any) -> None:
        if not field.data and not self.demo.data:
            raise ValidationError(_("Please name the source: only what is made up for the rehearsal has none."))

    def validate_source_url(self, field: Any) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("Please check the address: https://…"))


class PortraitForm(Form):
    portrait = PictureField(
        lazy("Portrait"),
        lambda content: uploads.photo(content, PORTRAIT_EDGE),
        description=lazy("JPEG or PNG, at most 8 MB. What the camera wrote into the file is not kept."),
    )
    credit = StringField(
        lazy("Who took it"),
        [DataRequired(MISSING), NoControlCharacters(), at_most(200)],
        filters=[clean],
        description=lazy("Named beside the picture. The host must be allowed to show and to print it."),
    )


def office_values(office: Office) -> dict[str, Any]:
    return {**texts_of(office, "name", "body"), "position": office.position}


def official_values(official: Official) -> dict[str, Any]:
    source = official.sources[0] if official.sources else {}
    return {
        **texts_of(official, "honorific", "title"),
        **{name: getattr(official, name) for name in ("person", "begins_on", "ends_on", "demo")},
        **{f"source_{key}": source.get(key) or "" for key in ("title", "publisher", "url")},
        "source_published": _day_of(source.get("published")),
    }


def sources_of(form: OfficialForm, stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sources as they are stored, the first as the form says: without what says nothing."""
    before = stored[0] if stored else {}
    published = form.source_published.data.isoformat() if form.source_published.data else ""
    if not published and not _day_of(before.get("published")):
        published = before.get("published") or ""  # a folder may say only the month: the form cannot show it
    said = {
        "title": form.source_title.data,
        "publisher": form.source_publisher.data,
        "url": form.source_url.data,
        "published": published,
    }
    first = {key: value for key, value in said.items() if value}
    return [*([first] if first else []), *stored[1:]]


class _Term(NamedTuple):
    begins_on: date
    ends_on: date | None


def _said_clash(other: Official) -> str:
    if other.ends_on is None:
        return _(
            "%(person)s holds this office since %(day)s. End that term first: an office has one holder at a time.",
            person=other.person,
            day=numbers.day(other.begins_on),
        )
    return _(
        "%(person)s held this office from %(begin)s until %(end)s. An office has one holder at a time.",
        person=other.person,
        begin=numbers.day(other.begins_on),
        end=numbers.day(other.ends_on),
    )


def _check_year(day: date | None) -> None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Please check the year."))


def _day_of(published: Any) -> date | None:
    """A source in a folder may say only a month or a year; a form keeps days."""
    try:
        return date.fromisoformat(str(published))
    except ValueError:
        return None
