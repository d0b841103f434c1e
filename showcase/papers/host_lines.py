"""The host's own lines on its papers: head, number, signature, where copies are filed."""

from datetime import date

from ..editions import papers
from ..editions.models import Host, Signer
from .model import Frame, Header, Signature
from .models import kinds_of
from .rules import Kind, number_of, symbol_of

FILES = "Lưu: VT"


def frame(host: Host, kind: Kind, day: date, signer: Signer | None, number: str = "") -> Frame:
    """What all papers of a kind and a day have in common; without a number, room for it is left."""
    own = kinds_of(host).get(kind)
    symbol = symbol_of(kind, host.paper_symbol, own.symbol if own else "")
    return Frame(
        header=_header(host),
        number=number_of(number, symbol),
        place_and_day=papers.place_and_day(str(host.text_in("place")), day),
        signature=_signature(signer, day) if signer else None,
        files=(own.files if own else "") or FILES,
    )


def usual_signer(host: Host, kind: Kind) -> Signer | None:
    """Whom the host has chosen for the kind, else the first of those who sign."""
    own = kinds_of(host).get(kind)
    if own and own.signer:
        return own.signer
    return next(iter(papers.signers_of(host)), None)


def _header(host: Host) -> Header:
    motto = str(host.text_in("paper_motto")).split("\n")
    return Header(
        superior=str(host.text_in("paper_superior")),
        issuer=str(host.text_in("paper_issuer") or host.text_in("name")),
        motto=tuple(line.strip() for line in motto if line.strip()),
    )


def _signature(signer: Signer, day: date) -> Signature:
    found = papers.signature(signer, day)
    return Signature(found.lines, found.holder.person if found.holder else "")
