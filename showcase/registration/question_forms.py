"""What officers fill in about a question to the guests."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, FormField, SelectField

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Form
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from . import questions
from .models import Question
from .rules import CHOICES, KEPT_DAYS, Per, QuestionKind

KINDS = {
    QuestionKind.TEXT: lazy("A few words"),
    QuestionKind.LONG_TEXT: lazy("Several lines of text"),
    QuestionKind.YES_NO: lazy("Yes or no"),
    QuestionKind.ONE: lazy("One of several options"),
    QuestionKind.SEVERAL: lazy("Any number of options"),
}
PUT_TO = {Per.PARTY: lazy("the family once"), Per.PERSON: lazy("each person")}
KEPT = {
    7: lazy("7 days after the event"),
    30: lazy("30 days after the event"),
    90: lazy("90 days after the event"),
}
FEWEST_OPTIONS = 2
ROWS = {
    f"option_{number}": TextsField(lazy("Option %(number)d", number=number), 100, required=False)
    for number in range(1, questions.MOST_OPTIONS + 1)
}
Options = type("Options", (Form,), ROWS)


class QuestionForm(EditForm):
    """`stored` also says whether it `is_answered` and which `offered` options there are."""

    label = TextsField(
        lazy("Question"), 200, description=lazy("As you would ask it on the telephone: short, one thing.")
    )
    reason = TextsField(
        lazy("Why you ask"),
        200,
        description=lazy("Stands under the question: “So that a car waits for you at the airport.”"),
    )
    help = TextsField(
        lazy("Help with answering"), 300, required=False, description=lazy("Only if the question needs it: an example.")
    )
    per = SelectField(lazy("Asked of"), choices=lambda: _choices(PUT_TO))
    kind = SelectField(lazy("How it is answered"), choices=lambda: _choices(KINDS))
    options = FormField(
        Options,
        lazy("Options to choose from"),
        description=lazy(
            "Each in its own line, in the order in which the form shows them. An emptied line is left out."
        ),
    )
    required = BooleanField(
        lazy("The form is not sent without an answer"),
        description=lazy("Only where you cannot receive the family without knowing it."),
    )
    asked = BooleanField(
        lazy("Ask this question"),
        description=lazy("Without the tick it leaves the form; what was answered stays with you."),
    )
    kept_days = SelectField(
        lazy("Answers are deleted"),
        coerce=int,
        choices=lambda: _choices(KEPT),
        description=lazy("As early as you can: the form promises it to the family."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        keeps = self._keeps_what_was_promised() if self._stored["is_answered"] else True
        return (self._has_sound_options() if self.kind.data in CHOICES else True) and keeps

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("per", "kind", "required", "asked", "kept_days")}
        return {**plain, "options": questions.options_from(self.options.data.values(), self._stored["offered"])}

    def _has_sound_options(self) -> bool:
        seen: set[str] = set()
        faults: dict[Any, str] = {}
        for field in self.options.form:
            line, words = field.form[SOURCE], field.data[SOURCE].casefold()
            if not words and any(field.data.values()):
                faults[line] = _("Please write this option in Vietnamese too: the other languages follow it.")
            elif words in seen:
                faults[line] = _("This option stands here twice.")
            seen.update([words] if words else [])
        if not faults and len(seen) < FEWEST_OPTIONS:
            first_empty = next(field.form[SOURCE] for field in self.options.form if not field.data[SOURCE])
            faults[first_empty] = _("Please write at least two options to choose from.")
        for line, fault in faults.items():
            line.errors = [fault]
        return not faults

    def _keeps_what_was_promised(self) -> bool:
        """Answers must fit their question, and the form said when they are deleted."""
        for name in questions.SHAPE:
            if self[name].data != self._stored[name]:
                self[name].errors = [
                    _("Somebody has answered, so this stays. Ask a new question and switch this one off.")
                ]
        if self.kept_days.data > self._stored["kept_days"]:
            self.kept_days.errors = [
                _("Families have answered on the promise of an earlier day. It can only be sooner.")
            ]
        return not any(self[name].errors for name in (*questions.SHAPE, "kept_days"))


def new_question_values() -> dict[str, Any]:
    return {"asked": True, "kept_days": 30, "is_answered": False, "offered": []}


def question_values(question: Question) -> dict[str, Any]:
    """A question as its form takes it."""
    return {
        **{name: getattr(question, name) for name in ("per", "kind", "required", "asked", "kept_days")},
        **texts_of(question, *Question.FIELDS),
        "options": {name: option["words"] for name, option in zip(ROWS, question.options, strict=False)},
        "offered": question.options,
        "is_answered": questions.is_answered(question),
    }


def _choices(words: Mapping[Any, Any]) -> list[tuple[Any, str]]:
    return [(value, str(word)) for value, word in words.items()]


assert set(KEPT) == set(KEPT_DAYS)
