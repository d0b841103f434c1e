"""How people are spoken to."""

from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..core.search import fold
from . import rules
from .models import Attendee, Registration


def addressed(attendee: Attendee) -> str:
    """`cô Hường`, `Bà Hường`: the chosen word with the given name; where nothing is known, Ông/Bà or the name."""
    word = attendee.called.lower() or attendee.honorific
    if word and locale() == "vi":
        return f"{word} {rules.given_name(attendee.name, fold(attendee.name))}"
    return _("Mr / Ms %(name)s", name=attendee.name)


def contact_addressed(registration: Registration) -> str:
    """The one who answered: with the chosen word if it is one of the party."""
    wanted = fold(registration.contact_name)
    found = next((attendee for attendee in registration.people if fold(attendee.name) == wanted), None)
    return addressed(found) if found else _("Mr / Ms %(name)s", name=registration.contact_name)


def thanked(registration: Registration) -> str:
    """Who is thanked: the chosen title alone, as one speaks to an elder."""
    wanted = fold(registration.contact_name)
    found = next((attendee for attendee in registration.people if fold(attendee.name) == wanted), None)
    word = (found.honorific or found.called) if found else ""
    return word if word and locale() == "vi" else _("dear guest")
