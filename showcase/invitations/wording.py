"""Stages, addressees and companions of invitations in words."""

from ..core.i18n import gettext as _


def stages() -> dict[str, str]:
    """How far an invitation has come, in the order of its way."""
    return {
        "noted": _("noted"),
        "sent": _("told"),
        "opened": _("has opened it"),
        "coming": _("is coming"),
        "not_this_year": _("not this year"),
        "withdrawn": _("taken back"),
    }


def tones() -> dict[str, str]:
    """The colour of a stage's tag; the word says the same."""
    return {"sent": "river", "opened": "saffron", "coming": "sao", "not_this_year": "lotus"}


def addressees() -> dict[str, str]:
    return {
        "person": _("A person"),
        "family": _("A family"),
        "office": _("An office (who comes is named later)"),
        "delegation": _("A delegation"),
    }


def companions() -> dict[str, str]:
    """Who is invited with the one named."""
    return {
        "": _("Nobody else"),
        "wife": _("and wife"),
        "husband": _("and husband"),
        "family": _("and family"),
    }
