"""What a guest writes to the Front of a commune: a wish to visit, or a word with a photo."""

import hashlib
from typing import Any

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from ..core import uploads
from ..core.forms import Between, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy, locale
from ..core.uploads import OptionalPictureField
from .contact_fields import EmailAddress, Telephone
from .public_forms import PublicForm
from .rules import TaskKind
from .unit_tasks import Asked

LONGEST_EDGE = 2000  # pixels of a photo that is kept: enough for a page of print
MOST_VISITORS = 60  # a delegation; more than that telephones
_LINE = NoControlCharacters()


def _consent() -> BooleanField:
    """Made by each form after its own fields: the list of faults goes by the order of making."""
    return BooleanField(
        lazy("I agree that the Front keeps what I wrote here to answer me."),
        [InputRequired(lazy("We may only pass it on with this consent."))],
    )


class AskingForm(PublicForm):
    """What both ask: who writes, and how the answer reaches them."""

    KIND: TaskKind
    name = StringField(
        lazy("Your name"),
        [DataRequired(lazy("Please write your name.")), at_most(200), _LINE],
        filters=[clean],
        render_kw={"autocomplete": "name"},
    )
    email = StringField(
        lazy("E-mail address"),
        [Optional(), at_most(254), _LINE, EmailAddress()],
        filters=[clean],
        description=lazy("The answer comes here."),
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off"},
    )
    phone = StringField(
        lazy("Telephone"),
        [Optional(), at_most(40), _LINE, Telephone()],
        filters=[clean],
        description=lazy("With + and the country code, if it is not in Việt Nam."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )

    @property
    def sent(self) -> dict[str, str]:
        typed = {field.name: str(field.data) for field in self if field.name not in ("key", "born", "photo")}
        picture = self.picture
        return {**typed, "photo": hashlib.sha256(picture.content).hexdigest() if picture else ""}

    @property
    def picture(self) -> uploads.Picture | None:
        return None

    def asked(self) -> Asked:
        return Asked(self.KIND, locale(), self.name.data, self.email.data, self.phone.data)


class VisitForm(AskingForm):
    KIND = TaskKind.VISIT
    coming = StringField(
        lazy("When would you like to come?"),
        [DataRequired(lazy("Please say roughly when.")), at_most(100), _LINE],
        filters=[clean],
        description=lazy("A day, or in your own words: the week before Tết."),
    )
    people = IntegerField(
        lazy("How many of you?"),
        [Between(1, MOST_VISITORS, lazy("Please write a number from %(min)d to %(max)d."))],
        default=1,
        render_kw={"inputmode": "numeric"},
    )
    words = TextAreaField(
        lazy("Anything that helps us to find your family’s place"),
        [Optional(), at_most(1000), NoControlCharacters(True)],
        filters=[clean],
        description=lazy("The hamlet, the name of a grandparent, a pagoda or a school near by."),
    )
    processing = _consent()

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.email.data and not self.phone.data:
            self.email.errors = [_("Please give an e-mail address or a telephone number for the answer.")]
            return False
        return sound

    def asked(self) -> Asked:
        about = super().asked()
        return Asked(
            **{**vars(about), "coming": self.coming.data, "people": self.people.data, "words": self.words.data}
        )


class WordForm(AskingForm):
    KIND = TaskKind.WORD
    words = TextAreaField(
        lazy("Your words"), [Optional(), at_most(2000), NoControlCharacters(True)], filters=[clean],
        description=lazy("A greeting, a memory, what is to be seen in the photo."),
    )  # fmt: skip
    photo = OptionalPictureField(
        lazy("A photo"),
        lambda content: uploads.photo(content, LONGEST_EDGE),
        description=lazy("One JPEG or PNG file. Where and when it was taken is removed from the file."),
        render_kw={"accept": "image/jpeg,image/png"},
    )
    processing = _consent()
    may_show = BooleanField(lazy("The Front may show the photo and my words, with my name, on this site and in print."))

    @property
    def picture(self) -> uploads.Picture | None:
        return self.photo.kept

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if sound and not self.words.data and not self.photo.kept:
            self.words.errors = [_("Please write a word or choose a photo.")]
            return False
        if not sound and self.photo.kept:
            self.photo.errors = [_("Please choose the photo once more: browsers do not keep files.")]
        return sound

    def asked(self) -> Asked:
        more = {"words": self.words.data, "photo": self.photo.kept, "may_show": bool(self.may_show.data)}
        return Asked(**{**vars(super().asked()), **more})
