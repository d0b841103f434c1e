"""Steps, refusals and copies in words."""

from ..core import numbers
from ..core.i18n import gettext as _
from .rules import Copies, Refusal, Refused, Step


def steps() -> dict[str, str]:
    return {
        Step.FILED: _("The complete file for the licence is handed in"),
        Step.GRANTED: _("The publishing licence is in hand"),
        Step.PRINTED: _("The publication comes from the printer"),
        Step.DEPOSITED: _("Legal deposit of the publication"),
        Step.RELEASED: _("The publication is released: copies may be handed out"),
    }


def refusal(refused: Refused) -> str:
    day = numbers.day(refused.day) if refused.day else ""
    return {
        Refusal.NOT_NEXT: _("Another step comes first. Somebody may have changed it meanwhile."),
        Refusal.NOT_COME: _("This day has not come yet."),
        Refusal.TOO_EARLY: _("This is before the step before it, which was done on %(day)s.", day=day),
        Refusal.LOCKED: _(
            "Legal deposit keeps the publication until %(day)s. It may be released from that day on.", day=day
        ),
        Refusal.NOT_FROZEN: _("What is printed is a frozen version. Please freeze the issue first."),
        Refusal.NOT_LAST: _("Only the last step can be taken back. Somebody may have changed it meanwhile."),
    }[refused.reason]


def copies() -> dict[str, str]:
    return {
        Copies.PLANNED: _("planned"),
        Copies.SENT: _("on the way"),
        Copies.RECEIVED: _("received"),
        Copies.SHORT: _("fewer came"),
    }


def unit_levels() -> dict[str, str]:
    return {"district": _("each district"), "commune": _("each commune")}
