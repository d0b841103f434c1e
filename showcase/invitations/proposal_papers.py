"""Papers about proposals, A4: the list laid before the Standing Board, and the one on which families sign for cards."""

from collections.abc import Sequence
from itertools import groupby

from flask import render_template

from ..content.communes import Directory
from ..core import clock, pdf
from ..core.i18n import SOURCE, country_name, use_locale
from ..core.localised import load_texts
from ..editions import papers
from ..editions.models import Signer
from ..registration import when
from ..registration.models import Event
from . import addressing
from .models import Invitation, Proposal, ProposalList
from .rules import ProposalState


def list_of_proposals(made: ProposalList, signer: Signer | None) -> bytes:
    """What is still to be decided of a list, numbered, by commune; once it is approved, what was."""
    event, host = made.event, made.event.edition.host
    wanted = ProposalState.OPEN if made.approved_at is None else ProposalState.APPROVED
    standing = sorted((one for one in made.proposals if one.state == wanted), key=lambda one: (one.unit_code, one.id))
    with use_locale(SOURCE):
        day = clock.in_zone(made.made_at, host.timezone).date()
        page = render_template(
            "invitations/proposal_list_pdf.html",
            paper=papers.paper(host, signer, day),
            host=host,
            event=event,
            when=when,
            made=made,
            groups=[(_names(event).get(code, code), list(group)) for code, group in groupby(standing, _unit)],
            total=len(standing),
            country_name=country_name,
        )
        return pdf.render(page)


def receipts(event: Event, cards: Sequence[Invitation]) -> bytes:
    """Cards with a place for the signature of who receives each; a sheet of its own for every commune."""
    ordered = sorted(cards, key=lambda one: (one.unit_code, one.sort_given, one.id))
    names = _names(event)
    with use_locale(SOURCE):
        page = render_template(
            "invitations/receipts_pdf.html",
            host=event.edition.host,
            event=event,
            when=when,
            groups=[(names.get(code, code), list(group)) for code, group in groupby(ordered, _unit)],
            guests=addressing.guests,
        )
        return pdf.render(page)


def _unit(record: Proposal | Invitation) -> str:
    return record.unit_code


def _names(event: Event) -> dict[str, str]:
    directory = Directory(event.edition)
    load_texts(event, event.edition.host, *directory.units)
    return {unit.code: str(unit.text_in("name", SOURCE)) for unit in directory.units}
