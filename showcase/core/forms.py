"""Forms: messages in the visitor's language, text composed and free of control characters."""

import re
import unicodedata
from typing import Any

from wtforms import Field, SelectMultipleField, widgets
from wtforms import Form as BaseForm
from wtforms.validators import Length, ValidationError

from . import numbers
from .i18n import gettext, lazy, marked, plural_form

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udfff]"
)
LONGEST_SEARCH = 100


marked("Not a valid choice.")  # WTForms says it


class _Translations:
    """WTForms' own messages through our catalogue."""

    def gettext(self, string: str) -> str:
        return gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return plural_form(singular, plural, n)


class Form(BaseForm):
    class Meta:
        def get_translations(self, form: Any) -> _Translations:
            return _Translations()

    def process(self, *arguments: Any, **options: Any) -> None:
        super().process(*arguments, **options)
        for field in self:
            if field.process_errors and field.raw_data:
                # What is to be mended comes back as it was typed, as far as a page can hold it.
                field.raw_data = [storable(one) if isinstance(one, str) else one for one in field.raw_data]


class Checkboxes(SelectMultipleField):
    """Any number of choices, each with a box of its own."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - {value for value, *_more in self.iter_choices()}:
            raise ValidationError(gettext("Not a valid choice."))  # WTForms would repeat whatever was sent


class NumberField(Field):
    """A number as people write it: 8,25 or 8.25. What could be two numbers is asked back, never guessed."""

    widget = widgets.TextInput()
    data: float | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        self.data = None
        if not valuelist[0].strip():
            return
        try:
            self.data = numbers.read(valuelist[0])
        except numbers.TwoReadings as two:
            large, small = map(numbers.as_typed, two.readings)
            raise ValueError(
                gettext("This may mean %(large)s or %(small)s. Please write one of the two.", large=large, small=small)
            ) from two
        except numbers.NotANumber as none:
            raise ValueError(gettext("Please write the number alone, such as 8.25 or 8,25.")) from none

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.process_errors and self.raw_data else ""
        return numbers.as_typed(self.data)


def clean(text: str | None) -> str:
    """What was typed, composed (NFC) and without white space around it; the filter of every text field."""
    return unicodedata.normalize("NFC", text).strip() if text else ""


def number_of(text: str | None) -> int:
    """The row's number that a choice is; 0, which no row has, where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def searched(text: str | None) -> str:
    """The filter of a search field: without signs nobody types, and no longer than anybody types."""
    return "".join(c if c.isprintable() else " " for c in clean(text))[:LONGEST_SEARCH].strip()


def has_control_characters(text: str, allow_newlines: bool = False) -> bool:
    """Whether a text holds signs nobody types: NUL, direction overrides, lone surrogates, stray line breaks."""
    return bool(_CONTROL.search(text)) or (not allow_newlines and ("\n" in text or "\r" in text or "\t" in text))


def storable(text: str) -> str:
    """A text as it was typed, as far as a database and a page can hold it."""
    return _CONTROL.sub("", text)


class NoControlCharacters:
    def __init__(self, allow_newlines: bool = False) -> None:
        self.allow_newlines = allow_newlines

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and has_control_characters(field.data, self.allow_newlines):
            field.data = storable(field.data)  # what comes back to be mended must fit into a page
            raise ValidationError(gettext("This text contains characters that cannot be stored. Please type it again."))


def at_most(characters: int) -> Length:
    """The end of a column, said before the database says it."""
    return Length(max=characters, message=lazy("At most %(max)d characters fit here."))


class Between:
    """A whole number within bounds, however many digits are typed: WTForms' own check fails on very long ones."""

    def __init__(self, fewest: int, most: int, message: Any) -> None:
        self._fewest, self._most, self._message = fewest, most, message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None or not self._fewest <= field.data <= self._most:
            raise ValidationError(str(self._message) % {"min": self._fewest, "max": self._most})
