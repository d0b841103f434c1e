"""The head and the signature of the host's papers, as the host's own rules have them: all lines are data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import render_template

from ..core import numbers, pdf
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from . import rules
from .models import Host, Office, Official, Signer
from .rules import Capacity


@dataclass(frozen=True)
class Signature:
    """What stands under a paper; no holder: nobody can sign it on that day."""

    lines: tuple[str, ...]
    holder: Official | None


@dataclass(frozen=True)
class Paper:
    """A paper's head and foot in the page's language; a line that the host has not typed is empty."""

    superior: str
    issuer: str
    motto: tuple[str, ...]
    number: str  # with room for the number itself
    place_and_day: str
    signature: Signature | None


def signers_of(host: Host) -> list[Signer]:
    """By the rank of their offices."""
    query = db.select(Signer).join(Office).where(Signer.host_id == host.id).order_by(Office.position, Office.id)
    return list(db.session.scalars(query.order_by(Signer.id)))


def paper(host: Host, signer: Signer | None, day: date) -> Paper:
    """A paper of that day."""
    return Paper(
        superior=str(host.text_in("paper_superior")),
        issuer=str(host.text_in("paper_issuer") or host.text_in("name")),
        motto=tuple(line.strip() for line in str(host.text_in("paper_motto")).split("\n") if line.strip()),
        number=_("No. ……/%(symbol)s", symbol=host.paper_symbol) if host.paper_symbol else _("No. ……"),
        place_and_day=place_and_day(str(host.text_in("place")), day),
        signature=signature(signer, day) if signer else None,
    )


def place_and_day(place: str, day: date) -> str:
    """Huế, ngày 05 tháng 02 năm 2024: days below ten and the first two months with a nought, against additions."""
    return _(
        "%(place)s, %(written)s",
        place=place,
        written=numbers.day(day),
        day=f"{day.day:02}",
        month=f"{day.month:02}" if day.month < 3 else day.month,
        year=day.year,
    )


def signature(signer: Signer, day: date) -> Signature:
    capacity = Capacity(signer.capacity)
    post = str(signer.text_in("post") or signer.office.text_in("name"))
    lines = []
    if body := str(signer.text_in("on_behalf_of")):
        lines.append(_("On behalf of %(body)s", body=body))
    if capacity.names_another:
        lines.append(_in_place()[capacity](str(signer.text_in("in_place_of"))))
    lines.append(_("Acting %(post)s", post=post) if capacity is Capacity.ACTING else post)
    return Signature(tuple(lines), rules.in_office(signer.office.officials, day))


def sample_pdf(host: Host, signer: Signer | None, day: date, language: str) -> bytes:
    """A trial sheet with the head and the signature as they print."""
    with use_locale(language):
        page = render_template("editions/paper_pdf.html", paper=paper(host, signer, day), host=host)
        return pdf.render(page)


def _in_place() -> dict[Capacity, Callable[[str], str]]:
    return {
        Capacity.DEPUTY: lambda post: _("For %(post)s", post=post),
        Capacity.BY_ORDER: lambda post: _("By order of %(post)s", post=post),
        Capacity.EMPOWERED: lambda post: _("By authority of %(post)s", post=post),
    }
