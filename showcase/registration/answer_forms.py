"""Questions as guests see them: fields made from what the organisers ask, in the guest's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape
from wtforms import FormField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from ..core.forms import Checkboxes, Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.localised import worded
from . import answers
from .answers import Place
from .models import Answer, Question, Registration
from .rules import LONGEST_ANSWER, Per, QuestionKind

_YES, _NO = "yes", "no"
_PARTY = "party"


class AnswersForm(Form):
    """The questions to a party, or to one person of it; `answers_form` gives it its fields."""

    questions: Sequence[Question] = ()

    def given(self) -> dict[str, Any]:
        """What was answered, by the question's slug."""
        return {question.slug: value for question, value in self.said() if value not in (None, "", [])}

    def said(self) -> list[tuple[Question, Any]]:
        return [(question, _said(question, self[name_of(question)].data)) for question in self.questions]


class PartyAnswersForm(Form):
    """What a whole party has answered, to look at and to change; `party_answers_form` gives it its fields."""

    def given(self) -> dict[Place, Any]:
        found: dict[Place, Any] = {}
        for field in self:
            attendee_id = None if field.name == _PARTY else int(field.name.removeprefix("person_"))
            found |= {(question.id, attendee_id): value for question, value in field.form.said()}
        return found


def answers_form(questions: Sequence[Question], earlier: Mapping[int, Answer] | None = None) -> type[AnswersForm]:
    """A form of these questions; `earlier`: what was answered, by the question's number."""
    if not questions:
        return AnswersForm
    fields = {name_of(question): _field(question, (earlier or {}).get(question.id)) for question in questions}
    return type("AskingAnswersForm", (AnswersForm,), {"questions": tuple(questions), **fields})


def party_answers_form(
    registration: Registration, stored: Mapping[Place, Answer], posted: Any = None
) -> PartyAnswersForm:
    """The answers of a party and of those who come, one part for each who is asked something."""
    event = registration.event
    fields: dict[str, Any] = {}
    values: dict[str, dict[str, Any]] = {}

    def ask(name: str, label: str, attendee_id: int | None, questions: Sequence[Question]) -> None:
        earlier = {question: answer for (question, person), answer in stored.items() if person == attendee_id}
        fields[name] = FormField(answers_form(questions, earlier), label)
        values[name] = {name_of(question): _typed(question, earlier.get(question.id)) for question in questions}

    if of_party := answers.asked(event, Per.PARTY):
        ask(_PARTY, "", None, of_party)
    if of_person := answers.asked(event, Per.PERSON):
        for person in registration.people:
            ask(f"person_{person.id}", person.name, person.id, of_person)
    form: PartyAnswersForm = type("AskingPartyAnswersForm", (PartyAnswersForm,), fields)(posted, data=values)
    for field in form:
        field.within = f"{field.label.text}, " if field.label.text else ""
    return form


def name_of(question: Question) -> str:
    """A field's name; a slug could be the name of something that forms have."""
    return f"q{question.id}"


def _field(question: Question, earlier: Answer | None) -> Any:
    required = _("Please answer this question.")
    options: dict[str, Any] = {"description": _beneath(question), "label": question.text_in("label")}
    if question.kind in LONGEST_ANSWER:
        is_long = question.kind == QuestionKind.LONG_TEXT
        longest = LONGEST_ANSWER[QuestionKind(question.kind)]
        return (TextAreaField if is_long else StringField)(
            validators=[
                DataRequired(required) if question.required else Optional(),
                at_most(longest),
                NoControlCharacters(allow_newlines=is_long),
            ],
            filters=[clean],
            render_kw={"maxlength": longest} | ({"rows": 3} if is_long else {"autocomplete": "off"}),
            **options,
        )
    choices = _choices(question, earlier)
    if question.kind == QuestionKind.SEVERAL:
        return Checkboxes(validators=[DataRequired(required)] if question.required else [], choices=choices, **options)
    if not question.required:  # a dot that was set cannot be taken away again
        choices.append(SelectChoice("", _("Not said")))
    return RadioField(
        validators=[InputRequired(required)] if question.required else [],
        choices=choices,
        default=None if question.required else "",
        **options,
    )


def _choices(question: Question, earlier: Answer | None) -> list[SelectChoice]:
    """The options offered, and those that were chosen when they still were."""
    if question.kind == QuestionKind.YES_NO:
        return [SelectChoice(_YES, _("Yes")), SelectChoice(_NO, _("No"))]
    offered = {option["key"]: option for option in question.options}
    for option in answers.said(earlier) or []:
        offered.setdefault(option["key"], option)
    return [SelectChoice(key, worded(option["words"])) for key, option in offered.items()]


def _beneath(question: Question) -> Markup:
    """Help with answering, why it is asked, and until when the answer is kept."""
    reason = escape(question.text_in("reason"))
    lines = [escape(question.text_in("help"))] if question.text_in("help") else []
    lines.append(
        Markup("{} {}").format(reason, _("Deleted %(days)d days after the gathering.", days=question.kept_days))
    )
    return Markup("<br>").join(lines)


def _said(question: Question, data: Any) -> Any:
    if question.kind == QuestionKind.YES_NO:
        return {_YES: True, _NO: False}.get(data)
    return data or None


def _typed(question: Question, answer: Answer | None) -> Any:
    """A stored answer as its field takes it."""
    found = answers.said(answer)
    if isinstance(found, bool):
        return _YES if found else _NO
    if isinstance(found, list):
        keys = answers.chosen(answer)
        return keys if question.kind == QuestionKind.SEVERAL else keys[0]
    return ("" if question.kind in LONGEST_ANSWER or not question.required else None) if found is None else found
