"""The administrative letter of invitation (Giấy mời): a paper of the host for each guest."""

from collections.abc import Sequence
from datetime import date

from ..core import pdf
from ..core.i18n import SOURCE, use_locale
from ..core.i18n import gettext as _
from ..editions.models import Signer
from ..editions.papers import place_and_day
from ..papers import files, host_lines
from ..papers.files import FileKind
from ..papers.model import Header, Paper, Paragraph, Run, Signature
from ..papers.rules import Kind, number_of, symbol_of
from ..registration import placeholders, when, wording
from ..registration.models import Event
from . import addressing
from .models import Invitation


def printed(
    event: Event,
    invitations: Sequence[Invitation],
    signer: Signer | None,
    day: date,
    number: str = "",
    kind: FileKind = FileKind.PDF,
) -> bytes:
    """One file; papers are in Vietnamese. `number`: of the paper, left open where it is not known."""
    with use_locale(SOURCE):
        host = event.edition.host
        header, signature = host_lines.header_of(host), host_lines.signature_of(signer, day)
        written = number_of(number, symbol_of(Kind.INVITATION, host.paper_symbol))
        place = place_and_day(str(host.text_in("place")), day)
        body = _body(event)
        papers = [_paper(event, one, header, written, place, signature, body) for one in invitations]
        return files.written(papers, kind)


def _paper(
    event: Event,
    invitation: Invitation,
    header: Header,
    number: str,
    place: str,
    signature: Signature | None,
    body: tuple[Paragraph, ...],
) -> Paper:
    invites = _("%(host)s respectfully invites:", host=event.edition.host.text_in("name"))
    return Paper(
        header=header,
        number=number,
        place_and_day=place,
        kind=_("Letter of invitation"),
        summary="",
        blocks=(Paragraph(invites), Paragraph((Run(_named(invitation), bold=True),), centred=True), *body),
        signature=signature,
        recipients=(_("the above;"), _("the files.")),
    )


def _body(event: Event) -> tuple[Paragraph, ...]:
    """What is the same for every guest."""
    host = event.edition.host
    lunar = when.lunar(event.starts_at, event.timezone)
    lines = [
        Paragraph(_("to attend the %(event)s.", event=event.text_in("title"))),
        _fact(_("Time:"), when.moment(event.starts_at, event.timezone), f" ({lunar})." if lunar else "."),
    ]
    if venue := str(event.text_in("venue")):
        address = str(event.text_in("address"))
        lines.append(_fact(_("Place:"), venue, f", {address}." if address else "."))
    if closing := _closing(event):
        lines.append(Paragraph(closing))
    if host.phone:
        lines.append(Paragraph(_("Please let us know who comes, by telephone %(phone)s.", phone=host.phone)))
    return (*lines, Paragraph(_("We look forward to welcoming you.")))


def _fact(label: str, value: str, after: str) -> Paragraph:
    return Paragraph((Run(f"{label} "), Run(value, bold=True), Run(after)))


def _named(invitation: Invitation) -> str:
    """As the paper calls the guest; a dotted line for letters that our print fonts lack."""
    name = addressing.guests(invitation)
    return name if pdf.printable(name) else "." * 60


def _closing(event: Event) -> str:
    text = wording.effective(event.edition, placeholders.CARD)["closing"].get(SOURCE, "")
    return placeholders.filled(text, wording.values_of_event(event))
