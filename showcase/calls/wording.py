"""What came of a call, and why somebody is called, in words."""

from ..core.i18n import gettext as _


def outcomes() -> dict[str, str]:
    """In the order of the desk."""
    return {
        "coming": _("Accepts"),
        "declined": _("Cannot come"),
        "later": _("Call again"),
        "not_reached": _("Could not be reached"),
        "sent": _("Message sent by hand"),
    }


def tones() -> dict[str, str]:
    """The colour of an outcome's tag; the word says the same."""
    return {"coming": "sao", "declined": "lotus", "later": "saffron", "not_reached": "", "sent": "river"}


def refusals() -> dict[str, str]:
    """Why nothing was noted."""
    return {
        "held": _("A colleague has taken this guest up in the meantime. What you typed is below; nothing is noted."),
        "noted": _("Something else has been noted about this guest in the meantime. What you typed is below."),
        "needless": _("There is nothing to call about any more: the guest has answered in the meantime."),
        "changed": _("This cannot be taken back here any more: something has happened since."),
    }
