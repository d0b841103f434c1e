"""What officers lay down for each kind of the host's papers."""

from typing import Any

from wtforms import Field, SelectField, StringField
from wtforms.validators import Optional, Regexp

from ..core.editing import EditForm
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..editions.context import current_host
from ..editions.officials import today_of
from ..editions.papers import signature, signers_of
from .models import PaperKind
from .rules import Kind


def _signers() -> list[tuple[str, str]]:
    host = current_host()
    named = [(one.slug, ", ".join(signature(one, today_of(host)).lines)) for one in signers_of(host)]
    return [("", _("chosen each time")), *named]


class KindsForm(EditForm):
    """Three fields for each kind, such as `symbol_TTr`."""

    @property
    def rows(self) -> dict[Kind, tuple[Field, Field, Field]]:
        return {kind: (self[f"symbol_{kind}"], self[f"signer_{kind}"], self[f"files_{kind}"]) for kind in Kind}


for _kind in Kind:
    _symbol = StringField(
        lazy("Own symbol"),
        [
            Optional(),
            at_most(40),
            NoControlCharacters(),
            Regexp(r"[^\s/]+\Z", message=lazy("A symbol has no spaces and no slash: MTTQ-BTT")),
        ],
        filters=[clean],
    )
    _files = StringField(lazy("Filed with"), [Optional(), at_most(120), NoControlCharacters()], filters=[clean])
    setattr(KindsForm, f"symbol_{_kind}", _symbol)
    setattr(KindsForm, f"signer_{_kind}", SelectField(lazy("Usually signed by"), choices=_signers))
    setattr(KindsForm, f"files_{_kind}", _files)


def stored_values(stored: dict[Kind, PaperKind]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for kind in Kind:
        one = stored.get(kind)
        values |= {
            f"symbol_{kind}": one.symbol if one else "",
            f"signer_{kind}": one.signer.slug if one and one.signer else "",
            f"files_{kind}": one.files if one else "",
        }
    return values
