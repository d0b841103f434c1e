"""States and kinds in words."""

from ..core.i18n import gettext as _
from ..registration import guest_words

kinds = guest_words.kinds


def states() -> dict[str, str]:
    """Of a registration."""
    return {
        "confirmed": _("confirmed"),
        "waitlisted": _("on the waiting list"),
        "pending": _("to be decided"),
        "cancelled": _("cancelled"),
    }


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
    return {
        "invitation": _("Invitation"),
        "reminder": _("Reminder"),
        "registration": _("Answer noted, tickets"),
        "registration-changed": _("Answer changed"),
        "registration-link": _("The way to the tickets"),
        "registration-moved": _("Word to the replaced address"),
        "registration-cancelled": _("Answer taken back"),
        "registration-offer": _("Places in a session are held"),
        "registration-confirmed": _("A place has become free"),
        "registration-promoted": _("A place has become free"),
    }


def forgotten() -> dict[str, str]:
    """What the report of forgetting counts."""
    return {
        "food_and_help": _("Food and help of guests"),
        "age_and_wishes": _("Ages and wishes about photos"),
        "words": _("Messages and notes"),
        "calls": _("What was said on the telephone"),
        "answers": _("Answers to your questions"),
        "companions": _("Names of those who came along"),
        "names": _("Names of those who answered"),
        "contacts": _("Contacts of parties"),
        "addresses": _("Addresses of sent mails"),
        "lost_tickets": _("Addresses of who lost tickets"),
        "requests": _("Requests to communes"),
        "addresses_of_answers": _("Addresses of communes’ answers"),
        "requests_of_forms": _("Marks of sent forms"),
        "letter_files": _("Mails kept as files"),
        "invitations": _("Names and addresses on invitations"),
        "proposals": _("Names that communes proposed"),
        "sheets": _("Lists of invitations that nobody confirmed"),
        "addresses_of_invitations": _("Addresses of invitations sent by mail"),
        "addresses_of_staff": _("Addresses of old mails to staff"),
    }


def job_states() -> dict[str, str]:
    return {
        "waiting": _("waiting"),
        "running": _("running"),
        "done": _("done"),
        "cancelled": _("cancelled"),
        "dead": _("given up"),
    }


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
        "waiting": "river",
        "running": "river",
        "done": "sao",
        "dead": "laterite",
    }


def call_reasons() -> dict[str, str]:
    """Why a party is to be telephoned."""
    return {
        "phone_only": _("Confirmed, and has no e-mail address"),
        "waiting": _("Noted on the waiting list, and has no e-mail address"),
        "lost_ticket": _("Asked for lost tickets"),
        "email_refused": _("The e-mail address does not work"),
    }


def task_kinds() -> dict[str, str]:
    """Of requests to a commune."""
    return {"visit": _("Wish to visit"), "word": _("A word or a photo for home")}
