"""States and kinds in words."""

from ..core.i18n import gettext as _
from ..guests import wording as guest_words

kinds = guest_words.kinds
states = guest_words.states
message_states = guest_words.message_states
message_kinds = guest_words.message_kinds
call_reasons = guest_words.call_reasons


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
        "merges": _("What two answers were before they were joined"),
        "reasons": _("Reasons why families were not received"),
        "requests": _("Requests to communes"),
        "addresses_of_answers": _("Addresses of communes’ answers"),
        "requests_of_forms": _("Marks of sent forms"),
        "letter_files": _("Mails kept as files"),
        "photos": _("Photographs whose consent was withdrawn"),
        "invitations": _("Names and addresses on invitations"),
        "proposals": _("Names that communes proposed"),
        "guest_deeds": _("What was done to many guests at once"),
        "members": _("Members of the organising committee"),
        "feedback": _("Words of guests after the gathering"),
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
    return guest_words.tones() | {
        "waiting": "river",
        "running": "river",
        "done": "sao",
        "dead": "laterite",
    }


def task_kinds() -> dict[str, str]:
    """Of requests to a commune."""
    return {"visit": _("Wish to visit"), "word": _("A word or a photo for home")}
