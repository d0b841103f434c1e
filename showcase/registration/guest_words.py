"""Kinds of guests, what becomes of their answers, and why we write or call, in words."""

from ..core.i18n import gettext as _


def kinds() -> dict[str, str]:
    return {
        "overseas": _("Vietnamese abroad"),
        "relative": _("relative"),
        "official": _("official"),
        "partner": _("partner body"),
        "press": _("press"),
        "staff": _("staff"),
    }


def states() -> dict[str, str]:
    """Of a registration."""
    return {
        "confirmed": _("confirmed"),
        "waitlisted": _("on the waiting list"),
        "pending": _("to be decided"),
        "cancelled": _("cancelled"),
    }


def letters() -> dict[str, str]:
    """Kinds of messages about a registration."""
    return {
        "registration": _("Answer noted, tickets"),
        "registration-changed": _("Answer changed"),
        "registration-link": _("The way to the tickets"),
        "registration-moved": _("Word to the replaced address"),
        "registration-declined": _("We cannot receive them this time"),
        "registration-cancelled": _("Answer taken back"),
        "registration-offer": _("Places in a session are held"),
        "registration-confirmed": _("A place has become free"),
        "announcement": _("Announcement"),
        "registration-promoted": _("A place has become free"),
    }


def call_reasons() -> dict[str, str]:
    """Why a party is to be telephoned."""
    return {
        "phone_only": _("Confirmed, and has no e-mail address"),
        "waiting": _("Noted on the waiting list, and has no e-mail address"),
        "lost_ticket": _("Asked for lost tickets"),
        "declined": _("Cannot be received, and has no e-mail address"),
        "email_refused": _("The e-mail address does not work"),
        "message": _("Has to be told something that no mail brings"),
    }
