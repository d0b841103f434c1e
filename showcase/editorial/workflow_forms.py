"""What editors say of a text that is to be written, and why it moves."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, NumberRange, Optional

from ..accounts.models import Account
from ..accounts.rules import Role
from ..content.body_fields import MISSING
from ..core.database import db
from ..core.editing import EditForm
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import lazy
from ..core.localised import load_texts
from ..editions.models import Unit
from . import workflow_wording
from .article_forms import themes
from .models import Assignment
from .workflow_rules import Kind

WRITERS = (Role.EDITOR, Role.ADMINISTRATOR)
TRANSLATORS = (Role.TRANSLATOR, Role.EDITOR, Role.ADMINISTRATOR)


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, words) for kind, words in workflow_wording.kinds().items()]


def _people(*roles: Role) -> list[tuple[str, str]]:
    query = db.select(Account).where(Account.closed.is_(False), Account.role.in_(roles)).order_by(Account.name)
    named = [(str(one.id), one.name or one.email) for one in db.session.scalars(query)]
    return [("", lazy("Nobody yet")), *named]


def _units() -> list[tuple[str, str]]:
    """Province, districts, and the communes that have somebody to answer."""
    answering = db.select(Account.unit_code).where(Account.closed.is_(False), Account.unit_code.is_not(None))
    is_offered = Unit.level.in_(("province", "district")) | Unit.code.in_(answering)
    query = db.select(Unit).where(is_offered).order_by(Unit.level.desc(), Unit.code)
    found = list({unit.code: unit for unit in db.session.scalars(query)}.values())
    load_texts(*found)
    return [("", lazy("No unit yet")), *((unit.code, str(unit.text_in("name"))) for unit in found)]


class AssignmentForm(EditForm):
    kind = SelectField(lazy("Kind of text"), choices=_kinds)
    budget = IntegerField(
        lazy("Words at most"),
        [Optional(), NumberRange(1, 20000, lazy("A number of words from 1 to 20,000, please."))],
        description=lazy("Only where the kind’s own number does not fit."),
    )
    due_on = DateField(lazy("Due on"), [Optional()])
    writer = SelectField(lazy("Written by whom"), choices=lambda: _people(*WRITERS))
    editor = SelectField(lazy("Edited by whom"), choices=lambda: _people(*WRITERS))
    translator = SelectField(lazy("Translated by whom"), choices=lambda: _people(*TRANSLATORS))
    unit = SelectField(
        lazy("Unit that checks the figures"),
        choices=_units,
        description=lazy("Its reporter gets every figure of the text on one page: right, or wrong with a word."),
    )

    def give_to(self, assignment: Assignment) -> None:
        assignment.kind, assignment.budget, assignment.due_on = self.kind.data, self.budget.data, self.due_on.data
        for name in ("writer", "editor", "translator"):
            setattr(assignment, f"{name}_id", int(self[name].data) if self[name].data else None)
        assignment.unit_code = self.unit.data or None


class PlanForm(AssignmentForm):
    """A text that is to be written."""

    title = StringField(lazy("Headline"), [DataRequired(MISSING), NoControlCharacters(), at_most(200)], filters=[clean])
    theme = SelectField(lazy("Theme"), choices=themes)


class ReasonForm(EditForm):
    reason = TextAreaField(
        lazy("Reason"),
        [Optional(), NoControlCharacters(True), at_most(1000)],
        filters=[clean],
        render_kw={"rows": 3},
    )


class CommentForm(EditForm):
    """`paragraphs`: those of the article, set by the page."""

    paragraph = SelectField(lazy("Paragraph"), choices=list)
    text = TextAreaField(
        lazy("Comment"),
        [DataRequired(MISSING), NoControlCharacters(True), at_most(2000)],
        filters=[clean],
        render_kw={"rows": 3},
    )


class CommentAnswerForm(EditForm):
    text = TextAreaField(
        lazy("Answer"),
        [DataRequired(MISSING), NoControlCharacters(True), at_most(2000)],
        filters=[clean],
        render_kw={"rows": 2},
    )


def values_of(assignment: Assignment | None) -> dict[str, Any]:
    if assignment is None:
        return {"kind": Kind.FEATURE.value}
    people = {name: getattr(assignment, f"{name}_id") for name in ("writer", "editor", "translator")}
    return {
        **{name: str(number or "") for name, number in people.items()},
        "kind": assignment.kind,
        "budget": assignment.budget,
        "due_on": assignment.due_on,
        "unit": assignment.unit_code or "",
    }
