"""What communes and officers fill in about proposals."""

from typing import Any

from wtforms import DateField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core import clock
from ..core.editing import EditForm
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..editions.models import Unit
from ..registration.contact_fields import Lettered, country_choices
from .models import Proposal

_LINE = NoControlCharacters()


class ProposalForm(EditForm):
    """Three fields; where somebody answers for several communes, a fourth: `proposal_form`."""

    name = StringField(
        lazy("Name as written"),
        [InputRequired(lazy("Please write the name.")), at_most(200), _LINE, Lettered()],
        filters=[clean],
        description=lazy("Of the one who lives abroad, or of the family. It is kept exactly as you write it."),
        render_kw={"autocomplete": "off"},
    )
    country = SelectField(
        lazy("Country where they live"),
        [InputRequired(lazy("Please choose the country."))],
        choices=lambda: country_choices(_("Please choose")),
    )
    reach = StringField(
        lazy("Relative at home, and how to reach them"),
        [InputRequired(lazy("Please write who can pass word on.")), at_most(200), _LINE],
        filters=[clean],
        description=lazy("Such as: Bảy Lành, younger brother, 0912 345 678."),
        render_kw={"autocomplete": "off"},
    )

    def values(self) -> dict[str, str]:
        return {name: self[name].data for name in ("name", "country", "reach")}


def proposal_form(communes: list[Unit]) -> type[ProposalForm]:
    """The form for somebody who may propose for these communes, texts loaded."""
    if len(communes) < 2:
        return ProposalForm
    choices = [SelectChoice("", _("Please choose"))]
    choices += [SelectChoice(unit.code, str(unit.text_in("name"))) for unit in communes]
    field = SelectField(lazy("Commune"), [InputRequired(lazy("Please choose the commune."))], choices=choices)
    return type("ProposalOfSeveralForm", (ProposalForm,), {"unit_code": field})


def proposal_values(proposal: Proposal) -> dict[str, str]:
    return {name: getattr(proposal, name) for name in ("name", "country", "reach", "unit_code")}


class DeclineForm(Form):
    reason = StringField(
        lazy("Reason"),
        [Optional(), at_most(500), _LINE],
        filters=[clean],
        description=lazy("Stays among officers; the commune reads only “not this time”."),
        render_kw={"autocomplete": "off"},
    )


class MergeForm(Form):
    """Which of the likely ones is the same family: `proposal:7` or `invitation:9`."""

    same = RadioField(lazy("The same family as"), [InputRequired(lazy("Please choose which is the same family."))])


class _PastDay(Form):
    """A day that has come."""

    def _check(self, field: Any) -> None:
        if field.data and field.data > clock.in_zone(clock.now(), self.zone).date():
            raise ValidationError(_("This day is still to come."))
        if field.data and field.data.year < 2000:
            raise ValidationError(_("Please look at the year again."))

    def __init__(self, *arguments: Any, zone: str, **options: Any) -> None:
        self.zone = zone
        super().__init__(*arguments, **options)


class SignedForm(_PastDay):
    signed_on = DateField(
        lazy("Day of the signature"), [InputRequired(lazy("Please enter the day on the signed list."))]
    )

    def validate_signed_on(self, field: Any) -> None:
        self._check(field)


class ReceiptForm(_PastDay):
    handed_on = DateField(lazy("Day on the receipt"), [Optional()])

    def validate_handed_on(self, field: Any) -> None:
        self._check(field)
