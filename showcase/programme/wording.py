"""What the pages of the run of show say in words: concerns, durations, reading times."""

from ..core import numbers
from ..core.i18n import LOCALES, ngettext
from ..core.i18n import gettext as _
from . import rules
from .plan import Note, title_of
from .rules import Concern, Difference, Role


def note_words(note: Note) -> str:
    """What does not fit, in one sentence."""
    minutes = round(note.minutes)
    match note.concern:
        case Concern.GAP:
            return ngettext("%(num)d minute is free before it.", "%(num)d minutes are free before it.", minutes)
        case Concern.OVERLAP:
            return ngettext(
                "It begins %(num)d minute before the one above it ends.",
                "It begins %(num)d minutes before the one above it ends.",
                minutes,
            )
        case Concern.LONG_TEXT:
            return _(
                "The text in %(language)s takes %(minutes)s minutes to read: longer than the item.",
                language=LOCALES[note.name].name if note.name in LOCALES else note.name,
                minutes=numbers.number(note.minutes),
            )
        case Concern.TWICE:
            other = note.other
            return _(
                "%(name)s is in two places at once: here and in item %(number)d, “%(title)s”.",
                name=note.name,
                number=other.number if other else 0,
                title=title_of(other.item) if other else "",
            )
        case Concern.NOT_COMING:
            return _("%(name)s no longer comes.", name=note.name)
        case Concern.PAST_END:
            return ngettext(
                "The programme runs %(num)d minute past the end of the event.",
                "The programme runs %(num)d minutes past the end of the event.",
                minutes,
            )


def read_in(text: str) -> str:
    """`240 words, about 2 minutes`."""
    count = rules.words_in(text)
    words = ngettext("%(num)d word", "%(num)d words", count)
    return _("%(words)s, %(minutes)s min to read", words=words, minutes=numbers.number(rules.reading_minutes(count)))


def roles() -> dict[str, str]:
    """Whom each paper is for."""
    return {
        Role.DIRECTOR: _("The whole run of show"),
        Role.MC: _("For the MC"),
        Role.SOUND: _("Sound and slides"),
        Role.RECEPTION: _("Reception"),
        Role.COMMITTEE: _("Duties of the sub-committees"),
    }


def marks() -> dict[str, str]:
    """The word in the margin of a line that differs from an earlier copy."""
    return {
        Difference.SAME: "",
        Difference.NEW: _("NEW"),
        Difference.CHANGED: _("CHANGED"),
        Difference.REMOVED: _("TAKEN OUT"),
    }
