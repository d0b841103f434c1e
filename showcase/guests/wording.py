"""What is said of guests and of what reaches them, in words."""

from ..core.i18n import gettext as _
from ..registration import guest_words

kinds = guest_words.kinds
states = guest_words.states
call_reasons = guest_words.call_reasons


def message_states() -> dict[str, str]:
    return {
        "queued": _("waiting to leave"),
        "deferred": _("to be tried again"),
        "sent": _("sent"),
        "refused": _("address refused"),
        "bounced": _("came back"),
        "given_up": _("given up"),
        "needless": _("no longer needed"),
    }


def duplicate_reasons() -> dict[str, str]:
    """What two answers that may be one have in common besides the names."""
    return {
        "phone": _("same telephone"),
        "email": _("same e-mail address"),
        "family": _("several names, same country"),
        "country": _("same country"),
    }


def message_kinds() -> dict[str, str]:
    return {"invitation": _("Invitation"), "reminder": _("Reminder"), **guest_words.letters()}


def tones() -> dict[str, str]:
    """The colour of a state's tag; the word says the same."""
    return {
        "confirmed": "sao",
        "waitlisted": "saffron",
        "pending": "saffron",
        "cancelled": "",
        "queued": "river",
        "sent": "sao",
        "deferred": "saffron",
        "refused": "laterite",
        "bounced": "laterite",
        "given_up": "laterite",
        "needless": "",
    }


def tag_tones() -> dict[str, str]:
    """The colours that a tag may have."""
    return {
        "": _("no colour"),
        "sao": _("leaf green"),
        "river": _("river blue"),
        "saffron": _("saffron"),
        "laterite": _("brick red"),
        "lotus": _("lotus pink"),
    }
