"""What pages say of photographs: consent, places, how sharp."""

from ..core.i18n import gettext as _
from .keeping import Outcome
from .rules import Consent, Use, Verdict


def consents() -> dict[Consent, str]:
    return {
        Consent.NOT_NEEDED: _("Nobody can be recognised"),
        Consent.GIVEN: _("Those shown have agreed"),
        Consent.MISSING: _("Somebody can be recognised and has yet to be asked"),
        Consent.WITHDRAWN: _("Consent was withdrawn"),
    }


def places() -> dict[Use, str]:
    return {
        Use.FULL_PAGE: _("A whole A4 page, up to the edges"),
        Use.HALF_PAGE: _("Half a page across"),
        Use.COLUMN: _("One column"),
        Use.WEB: _("Across a page of the site"),
    }


def verdicts() -> dict[Verdict, tuple[str, str]]:
    """In words, and the tone of its mark."""
    return {
        Verdict.GOOD: (_("sharp"), "sao"),
        Verdict.SOFT: (_("a little soft"), "saffron"),
        Verdict.TOO_SMALL: (_("too small"), "laterite"),
    }


def filters() -> list[tuple[str, str]]:
    return [
        ("no-alt", _("Without a description")),
        ("no-consent", _("Consent is missing")),
        ("too-small", _("Too small for print")),
        ("withdrawn", _("Consent was withdrawn")),
    ]


def not_added(outcome: Outcome) -> str:
    if outcome is Outcome.WITHDRAWN:
        return _("Those shown took their consent back, so it is not taken again.")
    return _("It is in the library already.")
