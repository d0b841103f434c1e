"""The questions to guests afterwards."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Optional

from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from . import wording
from .feedback import Said
from .models import Feedback
from .rules import LONGEST_WORDS, Aspect


def _words(label: Any) -> TextAreaField:
    checks = [Optional(), NoControlCharacters(allow_newlines=True), at_most(LONGEST_WORDS)]
    return TextAreaField(label, checks, filters=[clean], render_kw={"rows": 4})


class FeedbackForm(Form):
    """One question for each aspect, then freely; all may stay open, but not all of them."""

    best = _words(lazy("What was most beautiful for you?"))
    better = _words(lazy("What shall we do better next time?"))
    may_quote = BooleanField(lazy("The organisers may print these words, without a name."))
    with_name = BooleanField(
        lazy("The organisers may see who wrote this."),
        description=lazy("Without the tick nobody who reads it sees your name."),
    )

    def said(self) -> Said:
        chosen = {aspect.value: self[aspect.value].data for aspect in Aspect if self[aspect.value].data}
        return Said(
            liked=chosen,
            again=self["again"].data or "",
            best=self.best.data or "",
            better=self.better.data or "",
            may_quote=self.may_quote.data,
            with_name=self.with_name.data,
        )

    @property
    def says_something(self) -> bool:
        said = self.said()
        return bool(said.liked or said.again or said.best or said.better)


def _choice(label: Any, words: Mapping[str, str]) -> RadioField:
    """A dot that was set cannot be taken away again: so there is one for who would rather not say."""
    choices = [SelectChoice(str(value), word) for value, word in words.items()]
    return RadioField(label, choices=[*choices, SelectChoice("", _("Not said"))], default="")


def feedback_form(posted: Any = None, said: Feedback | None = None) -> FeedbackForm:
    """The form as it is asked in the page's language, with what the party has said before."""
    fields: dict[str, Any] = {}
    for aspect, label in wording.aspects().items():
        fields[str(aspect)] = _choice(label, wording.liked())
    fields["again"] = _choice(lazy("Would you come again next year?"), wording.again())
    stored: dict[str, Any] = {"with_name": True}
    if said is not None:
        stored = {
            **said.liked,
            "again": said.again,
            "best": said.best,
            "better": said.better,
            "may_quote": said.may_quote,
            "with_name": said.registration_id is not None,
        }
    form: FeedbackForm = type("Asked", (FeedbackForm,), fields)(posted, data=stored)
    return form
