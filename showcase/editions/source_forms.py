"""Where something is known from, as people fill it in: several sources, each with a title; at least one is a must."""

import re
from datetime import date
from typing import Any

from wtforms import FormField, StringField, URLField
from wtforms.validators import URL, Optional, ValidationError

from ..core.editing import BlocksField
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy

MOST = 8
KEYS = ("title", "publisher", "url", "published")
_DAY = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def day_in_words(text: str) -> str:
    """`30/06/2023`, `06/2023` as they are stored: 2023-06-30, 2023-06; raises ValueError for what is no day."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise ValueError(text)
    date(int(year), int(month or 1), int(day or 1))
    return "-".join([year, *(f"{int(part):02}" for part in (month, day) if part)])


class SourceFields(Form):
    title = StringField(lazy("Title"), [Optional(), NoControlCharacters(), at_most(300)], filters=[clean])
    publisher = StringField(lazy("Publisher"), [Optional(), NoControlCharacters(), at_most(200)], filters=[clean])
    url = URLField(
        lazy("Address on the web"),
        [Optional(), NoControlCharacters(), at_most(500), URL(message=lazy("Please check the address: https://…"))],
        filters=[clean],
    )
    published = StringField(
        lazy("Published"),
        [Optional(), NoControlCharacters(), at_most(20)],
        filters=[clean],
        description=lazy("A day, a month or a year: 30/06/2023, 06/2023, 2023."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.title.data and any(field.data for field in self):
            self.title.errors = [_("Please write what the source is called.")]
            return False
        return sound

    def validate_url(self, field: Any) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(_("Please check the address: https://…"))

    def validate_published(self, field: Any) -> None:
        try:
            field.data = day_in_words(field.data) if field.data else ""
        except ValueError:
            raise ValidationError(_("Please write a day, a month or a year: 30/06/2023, 06/2023, 2023.")) from None


class _Sources(Form):
    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not any(any(block.data.values()) for block in self):
            next(iter(self)).form.title.errors = [_("Please name the source: nothing is published without one.")]
            return False
        return sound


_BLOCKS = {
    f"source_{number}": FormField(SourceFields, lazy("Source %(number)d", number=number))
    for number in range(1, MOST + 1)
}
Sources = type("Sources", (_Sources,), _BLOCKS)


class SourcesField(BlocksField):
    """The sources of a record; `data` is {source_1: {title, …}, …}."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(Sources, label or lazy("Sources"), **options)

    def sources(self, stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The sources as they are stored, without what says nothing; more than a form shows stay as they are."""
        said = [{key: value for key, value in block.data.items() if value} for block in self.form]
        return [*filter(None, said), *stored[MOST:]]


def source_values(stored: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Stored sources as a form takes them."""
    return {
        f"source_{number}": {key: str(source.get(key) or "") for key in KEYS}
        for number, source in enumerate(stored[:MOST], 1)
    }
