"""States of proposals in words."""

from ..core.i18n import gettext as _
from .rules import ProposalState

TONES = {ProposalState.OPEN: "saffron", ProposalState.APPROVED: "sao", ProposalState.MERGED: "river"}


def states() -> dict[str, str]:
    return {
        ProposalState.OPEN: _("waits for the province"),
        ProposalState.APPROVED: _("is invited"),
        ProposalState.MERGED: _("one with another"),
        ProposalState.DECLINED: _("not this time"),
    }
