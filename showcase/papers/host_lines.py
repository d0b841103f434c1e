"""The host's own head and signatures, as papers carry them."""

from datetime import date

from ..editions import papers
from ..editions.models import Host, Signer
from .model import Header, Signature


def header_of(host: Host) -> Header:
    motto = str(host.text_in("paper_motto")).split("\n")
    return Header(
        superior=str(host.text_in("paper_superior")),
        issuer=str(host.text_in("paper_issuer") or host.text_in("name")),
        motto=tuple(line.strip() for line in motto if line.strip()),
    )


def signature_of(signer: Signer | None, day: date) -> Signature | None:
    """Who signs on a day; without a name where nobody holds the office."""
    if signer is None:
        return None
    found = papers.signature(signer, day)
    return Signature(found.lines, found.holder.person if found.holder else "")
