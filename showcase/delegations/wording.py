"""States of a coach in words, and telephone numbers as they are dialled at the gathering."""

from ..committee.wording import phone
from ..core.i18n import gettext as _
from .rules import CoachState

__all__ = ["phone", "states", "tones"]


def states() -> dict[str, str]:
    return {
        CoachState.EXPECTED: _("has not left yet"),
        CoachState.UNDER_WAY: _("coach under way"),
        CoachState.ARRIVED: _("coach has arrived"),
    }


def tones() -> dict[str, str]:
    return {CoachState.EXPECTED: "", CoachState.UNDER_WAY: "saffron", CoachState.ARRIVED: "sao"}
