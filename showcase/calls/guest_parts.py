"""Calls on a party's page: in its timeline."""

from collections.abc import Iterable

from ..core.i18n import gettext as _
from ..guests.parts import Entry, timeline
from ..registration.models import Registration
from . import own_data, wording


@timeline
def calls_made(registration: Registration) -> Iterable[Entry]:
    outcomes = wording.outcomes()
    for call in own_data.calls_to(registration):
        who = (call.account.name or call.account.email) if call.account else ""
        words = _("Called: %(outcome)s", outcome=outcomes[call.outcome])
        if call.undone_at is not None:
            words = _("Called: %(outcome)s (taken back)", outcome=outcomes[call.outcome])
        yield Entry(call.at, words, who=who, text=call.note)
