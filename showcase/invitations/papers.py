"""The administrative letter of invitation (Giấy mời): a paper of the host for each guest."""

from collections.abc import Sequence
from datetime import date

from ..core import pdf
from ..core.i18n import SOURCE, use_locale
from ..core.i18n import gettext as _
from ..editions.models import Signer
from ..papers import files, host_lines
from ..papers.files import FileKind
from ..papers.model import Frame, Paper, Paragraph, Run
from ..papers.rules import Kind
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
        frame, body = host_lines.frame(host, Kind.INVITATION, day, signer, number), _body(event)
        papers = [_paper(event, one, frame, body) for one in invitations]
        return files.written(papers, kind)


def _paper(event: Event, invitation: Invitation, frame: Frame, body: tuple[Paragraph, ...]) -> Paper:
    invites = _("%(host)s respectfully invites:", host=event.edition.host.text_in("name"))
    return Paper(
        header=frame.header,
        number=frame.number,
        place_and_day=frame.place_and_day,
        kind=_("Letter of invitation"),
        summary="",
        blocks=(Paragraph(invites), Paragraph((Run(_named(invitation), bold=True),), centred=True), *body),
        signature=frame.signature,
        recipients=(_("the above;"), frame.files),
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
