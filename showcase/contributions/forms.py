"""What a giver fills in, and what officers fill in about a promise and its way to the work."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ..core import uploads
from ..core.editing import EditForm, TextsField
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy, locale
from ..core.uploads import OptionalPictureField
from ..registration.contact_fields import EmailAddress, Lettered, Telephone, country_choices
from ..registration.public_forms import PublicForm
from . import rules, wording
from .models import Cause, Contribution
from .rules import CURRENCIES, Kind, Publicity
from .services import Promise

LONGEST_EDGE = 2000  # pixels of a photo that is kept: enough for a page of print
EARLIEST = date(2000, 1, 1)
_LINE = NoControlCharacters()
_TEXT = NoControlCharacters(allow_newlines=True)
_FILL_IN = lazy("Please fill in this line.")


class WholeAmount:
    """A whole number, grouped as people group it; kept as its digits."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and rules.amount(field.data) is None:
            raise ValidationError(_("Please write a whole number, such as 20.000.000."))


class SensibleDay:
    """A day of this century, and not one that has not come where it tells of something that happened."""

    def __init__(self, today: Any = None) -> None:
        self._today = today

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not EARLIEST <= field.data <= date(2100, 1, 1):
            raise ValidationError(_("Please look at the year again."))
        if field.data and self._today and field.data > form.today:
            raise ValidationError(_("This day has not come yet."))


class _What:
    """What is given, and to what."""

    cause = SelectField(lazy("For what"), [InputRequired(_FILL_IN)])
    kind = RadioField(lazy("What would you like to give?"), [InputRequired(lazy("Please choose one."))])
    amount = StringField(
        lazy("Amount"), [Optional(), at_most(30), _LINE, WholeAmount()], filters=[clean],
        description=lazy("For money. About how much is enough; it is agreed on with you."),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )  # fmt: skip
    currency = SelectField(lazy("Currency"), choices=[SelectChoice(code, code) for code in CURRENCIES], default="VND")
    what = TextAreaField(
        lazy("Which goods, or what work"), [Optional(), at_most(1000), _TEXT], filters=[clean],
        description=lazy("Such as: 20 bicycles for pupils; a week of dental care."), render_kw={"rows": 3},
    )  # fmt: skip
    unit_code = SelectField(
        lazy("For a commune"), [Optional()], description=lazy("Where it is needed most, if you leave this open.")
    )

    def offer(self, causes: Sequence[Cause], units: Any) -> None:
        self.cause.choices = [SelectChoice(cause.slug, str(cause.text_in("title"))) for cause in causes]
        self.kind.choices = _choices(wording.kinds())
        self.unit_code.choices = units
        self.publicity.choices = _choices(wording.publicities())  # type: ignore[attr-defined]

    def says_what(self) -> bool:
        """Money has an amount or words; goods and work have words."""
        given: Any = self
        if given.kind.data == Kind.MONEY and not given.amount.data and not given.what.data:
            given.amount.errors = [_("Please write an amount, or in words how you would like to help.")]
            return False
        if given.kind.data in (Kind.GOODS, Kind.WORK) and not given.what.data:
            given.what.errors = [_("Please write in a few words what it is.")]
            return False
        return True


def _choices(words: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


def _publicity(default: str = Publicity.NONE) -> RadioField:
    return RadioField(lazy("What may be told of it?"), [InputRequired(lazy("Please choose one."))], default=default)


def _named_as() -> StringField:
    return StringField(
        lazy("The name to be told"), [Optional(), at_most(200), _LINE], filters=[clean],
        description=lazy("If you agree to be named: such as “the family of Mrs Hường, Houston”. Empty: your name."),
    )  # fmt: skip


class PromiseForm(_What, PublicForm):
    """Of a giver on the public site, or on the private page of a party."""

    name = StringField(
        lazy("Your name"),
        [DataRequired(lazy("Please write your name.")), at_most(200), _LINE, Lettered()],
        filters=[clean],
        description=lazy("Or that of your family, company or association."),
        render_kw={"autocomplete": "name"},
    )
    country = SelectField(lazy("Country where you live"), [Optional()])
    email = StringField(
        lazy("E-mail address"), [Optional(), at_most(254), _LINE, EmailAddress()], filters=[clean],
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off"},
    )  # fmt: skip
    phone = StringField(
        lazy("Telephone"), [Optional(), at_most(40), _LINE, Telephone("country")], filters=[clean],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )  # fmt: skip
    words = TextAreaField(
        lazy("Anything else you would like to say"), [Optional(), at_most(1000), _TEXT], filters=[clean],
        render_kw={"rows": 3},
    )  # fmt: skip
    publicity = _publicity()
    named_as = _named_as()
    processing = BooleanField(
        lazy("I agree that the Front keeps what I wrote here to arrange it with me."),
        [InputRequired(lazy("We may only note it with this consent."))],
    )

    def offer(self, causes: Sequence[Cause], units: Any) -> None:
        super().offer(causes, units)
        self.country.choices = country_choices()

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.email.data and not self.phone.data:
            self.email.errors = [_("Please give an e-mail address or a telephone number, so that we can reach you.")]
            sound = False
        return self.says_what() and sound

    @property
    def sent(self) -> dict[str, str]:
        return {field.name: str(field.data) for field in self if field.name not in ("key", "born")}

    def promise(self, causes: Sequence[Cause]) -> Promise:
        return _promise(self, causes, locale=locale(), words=self.words.data or "")


class OfficerForm(_What, EditForm):
    """The same as an officer notes and corrects it, and who looks after it until when."""

    name = StringField(lazy("Giver"), [InputRequired(_FILL_IN), at_most(200), _LINE], filters=[clean])
    country = SelectField(lazy("Country"), [Optional()])
    email = StringField(lazy("E-mail"), [Optional(), at_most(254), _LINE, EmailAddress()], filters=[clean])
    phone = StringField(lazy("Telephone"), [Optional(), at_most(40), _LINE, Telephone("country")], filters=[clean])
    publicity = _publicity()
    named_as = _named_as()
    officer = SelectField(lazy("Looked after by"), [Optional()])
    due_on = DateField(
        lazy("To be looked at again on"), [Optional(), SensibleDay()],
        description=lazy("The list reminds of it from this day on. Empty: in a month."),
    )  # fmt: skip

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        """`stored` also holds the `choices`: causes, units, officers."""
        super().__init__(posted, stored)
        self.kind.label.text = lazy("What is given")  # the public form asks the giver, this one the officer
        self.amount.description = lazy("For money. About how much is enough.")
        self.named_as.description = lazy(
            "If the giver agrees to be named: such as “the family of Mrs Hường, Houston”. Empty: the giver’s name."
        )
        causes, units, officers = stored["choices"]
        self.offer(causes, units)
        self.country.choices = country_choices()
        self.officer.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(str(one.id), one.name or one.email) for one in officers),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return self.says_what() and sound

    def promise(self, causes: Sequence[Cause]) -> Promise:
        return _promise(self, causes, locale="vi", due_on=self.due_on.data)


class ReceivedForm(Form):
    """What was handed over, and when."""

    today: date
    amount = StringField(lazy("Amount"), [Optional(), at_most(30), _LINE, WholeAmount()], filters=[clean])
    currency = SelectField(lazy("Currency"), choices=[SelectChoice(code, code) for code in CURRENCIES], default="VND")
    what = TextAreaField(lazy("In words"), [Optional(), at_most(1000), _TEXT], filters=[clean], render_kw={"rows": 2})
    on = DateField(lazy("Received on"), [InputRequired(_FILL_IN), SensibleDay(True)])

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if sound and not self.amount.data and not self.what.data:
            self.amount.errors = [_("Please write an amount, or in words what was received.")]
            return False
        return sound


class DoneForm(Form):
    """What became of it: words in the languages of the site, and a photo."""

    today: date
    on = DateField(lazy("Done on"), [InputRequired(_FILL_IN), SensibleDay(True)])
    result = TextsField(
        lazy("What was done with it"), 1000, rows=3,
        description=lazy("For the giver, and for the site where the giver agrees. Without names of children."),
    )  # fmt: skip
    photo = OptionalPictureField(
        lazy("A photo"),
        lambda content: uploads.photo(content, LONGEST_EDGE),
        description=lazy("One JPEG or PNG file. Where and when it was taken is removed from the file."),
        render_kw={"accept": "image/jpeg,image/png"},
    )


class PublicityForm(Form):
    """On the giver's own page: what may be told, decided anew at any time."""

    publicity = _publicity()
    named_as = _named_as()

    def offer(self) -> None:
        self.publicity.choices = _choices(wording.publicities())


class CauseForm(EditForm):
    title = TextsField(lazy("Name of the purpose"), 120)
    about = TextsField(
        lazy("What it is about"), 600, rows=3, required=False,
        description=lazy("What is needed, about how much, and who answers for it."),
    )  # fmt: skip
    is_open = BooleanField(lazy("May be chosen for new promises"), default=True)


def officer_values(gift: Contribution) -> dict[str, Any]:
    names = ("kind", "currency", "what", "unit_code", "name", "country", "email", "phone", "publicity", "named_as")
    values = {name: getattr(gift, name) for name in (*names, "due_on")}
    amount = str(gift.amount) if gift.amount else ""
    officer = str(gift.officer_id) if gift.officer_id else ""
    return {**values, "amount": amount, "cause": gift.cause.slug, "officer": officer}


def _promise(form: Any, causes: Sequence[Cause], **more: Any) -> Promise:
    return Promise(
        cause=next(cause for cause in causes if cause.slug == form.cause.data),
        kind=Kind(form.kind.data),
        name=form.name.data,
        amount=rules.amount(form.amount.data) if form.amount.data else None,
        currency=form.currency.data,
        what=form.what.data or "",
        unit_code=form.unit_code.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        country=form.country.data or "",
        publicity=Publicity(form.publicity.data),
        named_as=form.named_as.data or "" if form.publicity.data == Publicity.NAMED else "",
        **more,
    )
