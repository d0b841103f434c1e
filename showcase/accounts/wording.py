"""Roles, and what changes about an account, in words."""

from ..core.i18n import gettext as _


def roles() -> dict[str, str]:
    """Of people who work in the console."""
    return {
        "administrator": _("administrator"),
        "organiser": _("organiser"),
        "gate": _("gate volunteer"),
        "editor": _("editor"),
        "translator": _("translator"),
        "reporter": _("unit reporter"),
    }


def deeds() -> dict[str, str]:
    """What each role is for; docs/policy.md says it to the letter."""
    return {
        "administrator": _("Everything: also accounts, settings and the log of changes."),
        "organiser": _("Guests, messages, events and the reception; sets the gathering up; builds the publication."),
        "gate": _("The reception alone: finds a guest and lets them in."),
        "editor": _("Writes and approves content and the publication. Sees no guests."),
        "translator": _("Translates content. Sees no guests."),
        "reporter": _("Logs and reports for one unit and those below it. Sees no guests."),
    }


def changes() -> dict[str, str]:
    """What a mail about the account's safety tells of."""
    return {
        "password": _("The password of your account was changed"),
        "authenticator": _("An authenticator app was set up for your account"),
        "passkey": _("A passkey was added to your account"),
        "removal": _("A second factor was taken away from your account"),
        "loss": _("An administrator has taken your second factor away"),
    }
