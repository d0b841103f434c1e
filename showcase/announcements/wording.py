"""Kinds, ways, reasons and states of announcements in words."""

from ..core.i18n import gettext as _


def kinds() -> dict[str, str]:
    return {
        "necessary": _("Necessary to know about the gathering"),
        "news": _("News that one may do without"),
    }


def states() -> dict[str, str]:
    """How far it has come with a party, in the order of its way."""
    return {
        "waiting": _("waiting to leave"),
        "sent": _("sent"),
        "not_reached": _("not reached"),
        "to_call": _("to be called"),
        "told": _("told by telephone or message"),
        "overtaken": _("overtaken before it left"),
        "no_way": _("no way to them"),
    }


def tones() -> dict[str, str]:
    return {"waiting": "river", "sent": "sao", "not_reached": "laterite", "to_call": "saffron", "told": "sao"}


def reasons() -> dict[str, str]:
    """Why no mail goes to somebody."""
    return {
        "no_address": _("no e-mail address"),
        "bounced": _("the last mail came back"),
        "unsubscribed": _("wishes no news"),
        "same_address": _("written to already at the same address"),
        "demo": _("made up for the rehearsal"),
    }
