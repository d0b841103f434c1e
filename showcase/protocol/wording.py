"""What ranks, states and doubts are called, and the sentence with which somebody is introduced."""

from ..core.i18n import gettext as _
from .lines import Line
from .rules import Fault, Kind, Rank, State


def ranks() -> dict[int, str]:
    return {
        Rank.HEAD: _("Head: secretary, chair, head of a delegation"),
        Rank.DEPUTY: _("Deputy"),
        Rank.MEMBER: _("Member of a committee or board"),
        Rank.FORMER: _("Former head or deputy"),
        Rank.OTHER: _("Other"),
    }


def states() -> dict[str, str]:
    return {
        State.PRESENT: _("is here"),
        State.ABSENT: _("not here yet"),
        State.LEFT: _("has left"),
        State.CANCELLED: _("does not come"),
        State.UNKNOWN: _("not seen yet"),
    }


def tones() -> dict[str, str]:
    return {State.PRESENT: "sao", State.LEFT: "laterite", State.CANCELLED: "laterite"}


def kinds() -> dict[str, str]:
    return {
        Kind.FLOWERS: _("Flowers"),
        Kind.CERTIFICATE: _("Certificate of merit"),
        Kind.GIFT: _("Gift"),
        Kind.CONTRIBUTION: _("Contribution received"),
        Kind.OTHER: _("Something else"),
    }


def faults(line: Line) -> list[tuple[Fault, str]]:
    """What to look at in a line, in words."""
    others = ", ".join(str(one.place) for one in line.same_as if one.place)
    words = {
        Fault.CANCELLED: _("Has taken the answer back. Name a substitute, or take the line away."),
        Fault.NOT_ANSWERED: _("The invitation has no answer yet."),
        Fault.NO_NAME: _("Nobody is named yet."),
        Fault.NO_TITLE: _("The exact title is missing."),
        Fault.TWICE: _("The same person or name stands in line %(others)s too.", others=others),
        Fault.INVITED_HIMSELF: _("The substitute is invited too and stands in line %(others)s.", others=others),
    }
    return [(fault, words[fault]) for fault in line.faults]


def announcement(line: Line) -> str:
    """What the MC says, in the language of the page; an own sentence only while who it was written for comes."""
    if line.entry.announcement and not line.is_substitute:
        return line.entry.announcement
    return _("We have the honour of welcoming %(person)s.", person=line.person.words) if line.person.name else ""


def nobody_named() -> str:
    return _("Please name somebody, or a title at least.")
