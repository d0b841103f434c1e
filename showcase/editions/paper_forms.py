"""What officers fill in about the head of papers and who signs them."""

from typing import Any

from wtforms import Field, SelectField, StringField
from wtforms.validators import NoneOf, Optional, Regexp

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from . import officials
from .context import current_host
from .models import Host, Signer
from .rules import Capacity

MOTTO_LINES = 3
HEAD = ("paper_superior", "paper_issuer", "paper_motto")


class PapersForm(EditForm):
    paper_superior = TextsField(
        lazy("Left, first line: the body above"),
        200,
        required=False,
        description=lazy("Printed in capitals. Left empty: the head begins with the host."),
    )
    paper_issuer = TextsField(
        lazy("Left, second line: who issues the paper"),
        300,
        rows=2,
        required=False,
        description=lazy("Printed in bold capitals with a rule under it. Left empty: the official name of the host."),
    )
    paper_motto = TextsField(
        lazy("Right"),
        300,
        rows=3,
        required=False,
        description=lazy(
            "As your own rules for papers prescribe it, one line for each row: the first is printed in bold capitals, "
            "what follows in bold with a rule under it. Left empty: the right side carries only place and day."
        ),
    )
    paper_symbol = StringField(
        lazy("Symbol of letters"),
        [
            Optional(),
            at_most(40),
            NoControlCharacters(),
            Regexp(r"[^\s/]+\Z", message=lazy("A symbol has no spaces and no slash: MTTQ-BTT")),
        ],
        filters=[clean],
        description=lazy("What stands after the number and the slash, such as MTTQ-BTT in “Số: 05/MTTQ-BTT”."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for line in self.paper_motto.form:
            if len([row for row in (line.data or "").split("\n") if row.strip()]) > MOTTO_LINES:
                is_valid = _refuse(line, _("At most three lines fit beside the name of the host."))
        return is_valid


def _capacities() -> list[tuple[str, str]]:
    return [
        (Capacity.OWN, _("in its own name")),
        (Capacity.DEPUTY, _("KT.: in the place of a superior")),
        (Capacity.BY_ORDER, _("TL.: by order of a superior")),
        (Capacity.EMPOWERED, _("TUQ.: by written authority")),
        (Capacity.ACTING, _("Q.: acting, for the time being")),
    ]


def _offices() -> list[tuple[str, str]]:
    named = [(one.slug, str(one.text_in("name"))) for one in officials.offices_of(current_host())]
    return [("", _("Please choose")), *named]


class SignerForm(EditForm):
    office_slug = SelectField(
        lazy("Office that signs"),
        [NoneOf([""], message=lazy("Please choose an office."))],
        choices=_offices,
        description=lazy("The name under the signature is who holds it, by the register, on the day of the paper."),
    )
    on_behalf_of = TextsField(
        lazy("TM.: on behalf of which body"),
        200,
        required=False,
        description=lazy("Without the letters TM., such as “Ban Thường trực”. Left empty: for no body."),
    )
    capacity = SelectField(lazy("How it signs"), choices=_capacities)
    in_place_of = TextsField(
        lazy("In the place, by order or authority of"),
        200,
        required=False,
        description=lazy("Without the letters KT., TL., TUQ.: the post of the superior, such as “Chủ tịch”."),
    )
    post = TextsField(
        lazy("Post above the signature"),
        200,
        required=False,
        description=lazy("Such as “Phó Chủ tịch”. Left empty: the name of the office."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        superior = self.in_place_of.form[SOURCE]
        if self.capacity.errors:
            return False
        names_another = Capacity(self.capacity.data).names_another
        if names_another and not superior.data:
            return _refuse(superior, _("KT., TL. and TUQ. need the post of the superior."))
        if not names_another and any(self.in_place_of.data.values()):
            return _refuse(
                superior, _("Only KT., TL. and TUQ. name a superior: choose one of them, or empty this line.")
            )
        return is_valid


def _refuse(field: Field, problem: str) -> bool:
    field.errors = [*field.errors, problem]
    return False


def papers_values(host: Host) -> dict[str, Any]:
    return {**texts_of(host, *HEAD), "paper_symbol": host.paper_symbol}


def signer_values(signer: Signer) -> dict[str, Any]:
    texts = texts_of(signer, *Signer.FIELDS)
    return {**texts, "office_slug": signer.office.slug, "capacity": signer.capacity}
