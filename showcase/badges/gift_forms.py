"""What officers fill in about gifts, about the book, and about one household."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Optional

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Between, Checkboxes
from ..core.i18n import LOCALES, lazy
from ..registration import guest_words
from ..registration.rules import GUEST_KINDS
from . import gift_words
from .gift_models import BookPlan, Gift
from .gift_rules import Per, Second, Share

FILL_IN = lazy("Please fill in this line.")
MOST, MOST_OF_ONE = 1_000_000, 500
_WHOLE = lazy("A whole number from %(min)s to %(max)s is expected.")
_NUMBER = {"min": 0, "inputmode": "numeric"}


def _optional_number(label: Any, description: Any = "") -> IntegerField:
    return IntegerField(
        label, [Optional(), Between(0, MOST, _WHOLE)], description=description, render_kw={**_NUMBER, "max": MOST}
    )


class GiftForm(EditForm):
    name = TextsField(
        lazy("What the gift is called"), 120, description=lazy("As the volunteers at the door read it: a bag, a scarf.")
    )
    per = SelectField(lazy("Given to"), choices=lambda: _choices(gift_words.pers()))
    guest_kinds = Checkboxes(
        lazy("Only to these kinds of guests"),
        choices=lambda: _choices(guest_words.kinds()),
        description=lazy("None chosen: to all."),
    )
    stock = _optional_number(lazy("How many there are"), lazy("Left empty, nobody has counted them yet."))

    def values(self) -> dict[str, Any]:
        kinds = [kind for kind in GUEST_KINDS if kind in (self.guest_kinds.data or ())]
        return {"per": self.per.data, "guest_kinds": kinds, "stock": self.stock.data}


class BooksForm(EditForm):
    languages = Checkboxes(
        lazy("The book is printed in"),
        choices=lambda: _choices({code: language.name for code, language in LOCALES.items()}),
        description=lazy(
            "A household gets it in its own language, or else in Vietnamese. None chosen: no book is given."
        ),
    )
    each = IntegerField(
        lazy("Books for each household"),
        [InputRequired(FILL_IN), Between(0, 20, _WHOLE)],
        render_kw={**_NUMBER, "max": 20},
    )
    second = SelectField(
        lazy("One more in the language of the country they live in"),
        choices=lambda: _choices(gift_words.seconds()),
        description=lazy("English where the book is not printed in that language; never the same language twice."),
    )
    per_member = BooleanField(lazy("A delegation gets a book for each of its people"))
    spare = IntegerField(
        lazy("To print more than are needed, in per cent"),
        [InputRequired(FILL_IN), Between(0, 100, _WHOLE)],
        render_kw={**_NUMBER, "max": 100},
    )

    def values(self) -> dict[str, Any]:
        """The columns of a plan, its stock apart."""
        languages = [code for code in LOCALES if code in (self.languages.data or ())]
        plain = {name: self[name].data for name in ("each", "second", "per_member", "spare")}
        return {"languages": languages, **plain, "stock": self.stock()}

    def stock(self) -> dict[str, int]:
        counted = {code: self[f"stock_{code}"].data for code in LOCALES}
        return {code: number for code, number in counted.items() if number is not None}


for _code, _language in LOCALES.items():
    _copies = _optional_number(lazy("Copies there are: %(language)s", language=_language.name))
    setattr(BooksForm, f"stock_{_code}", _copies)


class ShareForm(EditForm):
    """Numbers for each gift and each language of an event; `share_form` gives it its fields."""

    gifts: Sequence[Gift] = ()
    languages: Sequence[str] = ()

    def share(self) -> Share:
        gifts = {gift.id: self[f"gift_{gift.id}"].data for gift in self.gifts}
        books = {code: self[f"book_{code}"].data for code in self.languages}
        return Share({k: n for k, n in gifts.items() if n}, {k: n for k, n in books.items() if n})


def share_form(gifts: Sequence[Gift], languages: Sequence[str], posted: Any, share: Share) -> ShareForm:
    """The form with what a household is given now."""

    def number(label: str) -> IntegerField:
        return IntegerField(
            label,
            [InputRequired(FILL_IN), Between(0, MOST_OF_ONE, _WHOLE)],
            render_kw={**_NUMBER, "max": MOST_OF_ONE},
        )

    fields = {f"gift_{gift.id}": number(str(gift.text_in("name"))) for gift in gifts}
    fields |= {f"book_{code}": number(LOCALES[code].name) for code in languages if code in LOCALES}
    stored = {f"gift_{gift.id}": share.gifts.get(gift.id, 0) for gift in gifts}
    stored |= {f"book_{code}": share.books.get(code, 0) for code in languages}
    made: ShareForm = type("ShareFormHere", (ShareForm,), {**fields, "gifts": gifts, "languages": languages})(
        posted, stored
    )
    return made


def gift_values(gift: Gift | None) -> dict[str, Any]:
    """A gift as its form takes it."""
    if gift is None:
        return {"per": Per.HOUSEHOLD.value, "guest_kinds": []}
    columns = {"per": gift.per, "guest_kinds": gift.guest_kinds, "stock": gift.stock}
    return {**columns, **texts_of(gift, *Gift.FIELDS)}


def book_values(plan: BookPlan | None) -> dict[str, Any]:
    """A plan as its form takes it; a new one is the usual."""
    if plan is None:
        return {"languages": [], "each": 1, "second": Second.YOUNGER.value, "per_member": True, "spare": 5}
    columns = {name: getattr(plan, name) for name in ("languages", "each", "second", "per_member", "spare")}
    return {**columns, **{f"stock_{code}": number for code, number in plan.stock.items()}}


def _choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]
