"""What is asked for badges: whose, on which paper, and where the first sheet begins."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired

from ..core.editing import EditForm
from ..core.forms import Between
from ..core.i18n import lazy, ngettext
from .choice import Choice, Standing
from .rules import ON_ONE, Paper, Which
from .wording import kinds, papers

NEW = {"which": Which.NEW.value, "kind": "", "delegation": "", "paper": Paper.CARDS.value, "begin": 1}


class BadgesForm(EditForm):
    """What can be chosen where the badges of an event stand so."""

    which = RadioField(lazy("Which badges"))
    kind = SelectField(lazy("Kind of guests"), choices=lambda: [("", lazy("all kinds")), *kinds().items()])
    delegation = SelectField(lazy("Delegation"))
    paper = RadioField(lazy("Paper"), choices=lambda: list(papers().items()))
    begin = IntegerField(
        lazy("Begin at label no."),
        [
            InputRequired(lazy("Please fill in this line.")),
            Between(1, 8, lazy("A whole number from %(min)s to %(max)s is expected.")),
        ],
        description=lazy("Where the first sheet was used before: count from left to right, line by line."),
        render_kw={"min": 1, "max": max(ON_ONE.values()), "inputmode": "numeric"},
    )

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        """`stored` also holds the `standing`; `badges_form` fills it in."""
        super().__init__(posted, stored)
        standing: Standing = stored["standing"]
        counts = standing.counts
        self.which.choices = [
            (Which.NEW.value, ngettext("not printed yet: %(num)d", "not printed yet: %(num)d", counts.new)),
            (
                Which.CHANGED.value,
                ngettext(
                    "changed since they were printed: %(num)d",
                    "changed since they were printed: %(num)d",
                    counts.changed,
                ),
            ),
            (Which.ALL.value, ngettext("all: %(num)d", "all: %(num)d", counts.all)),
        ]
        self.delegation.choices = [("", lazy("everybody")), *((name, name) for name in standing.delegations)]

    @property
    def choice(self) -> Choice:
        return Choice(Which(self.which.data), self.kind.data, self.delegation.data)


def badges_form(found: Standing, posted: MultiDict[str, str] | None = None) -> BadgesForm:
    return BadgesForm(posted, {**NEW, "standing": found})
