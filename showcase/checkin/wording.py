"""Verdicts in words: for the volunteer's eyes."""

from ..core.i18n import gettext as _
from ..core.i18n import ngettext
from .models import Gate, Scan
from .rules import EXIT, EntryRule, GateKind, Reason, Verdict

GO, LOOK, STOP = "go", "look", "stop"
# A person may look at these and decide; the others name no valid ticket.
_WORTH_A_LOOK = {
    Reason.ALREADY_IN,
    Reason.NOT_YET_VALID,
    Reason.NO_LONGER_VALID,
    Reason.SESSION_NOT_BOOKED,
    Reason.WRONG_GATE,
    Reason.WAITLISTED,
    Reason.PENDING,
    Reason.LIMIT_REACHED,
    Reason.QUESTION_OPEN,
}


def kind_of(admitted: bool, reason: Reason | None) -> str:
    if admitted:
        return GO
    return LOOK if reason in _WORTH_A_LOOK else STOP


def word_of(kind: str, reason: Reason | None, leaving: bool = False) -> str:
    """The one word of a verdict; the welcome is in both languages wherever the volunteer reads."""
    if leaving:
        return _("Goodbye, see you soon")
    if kind == GO:
        return "MỜI VÀO / WELCOME"
    if reason is Reason.ALREADY_IN:
        return _("Already inside")
    return _("Please look again") if kind == LOOK else _("No valid ticket")


def gate_kind(gate: Gate) -> str:
    """What a desk is for, if it is no ordinary one."""
    return {GateKind.HELP_DESK: _("Help desk"), GateKind.WAY_OUT: _("Way out")}.get(GateKind(gate.kind), "")


def allows(gate: Gate) -> str:
    """How often a guest may come in by a desk, if that is not as usual."""
    if gate.entries == EntryRule.PER_DAY:
        return ngettext("once a day for each guest", "%(num)d times a day for each guest", gate.entries_limit)
    return _("once for each guest") if gate.entries == EntryRule.ONCE else ""


def scan_word(scan: Scan) -> str:
    """What became of a scan, in a line."""
    reason = Reason(scan.reason) if scan.reason else None
    if scan.verdict == Verdict.ADMITTED:
        word = _("went out") if scan.direction == EXIT else _("came in")
        return f"{word} · {_('Let in by hand.')} {sentence_of(reason)}" if reason else word
    return sentence_of(reason) if reason else ""


def sentence_of(reason: Reason) -> str:
    """Why, for the volunteer."""
    return {
        Reason.UNKNOWN: _("This code is no ticket of ours."),
        Reason.BAD_SIGNATURE: _("This looks like a ticket, but we did not make it. Please call the help desk."),
        Reason.OTHER_EVENT: _("This ticket is for another event."),
        Reason.REVOKED: _("This ticket has been replaced by a newer one. Please ask for the new ticket or the name."),
        Reason.CANCELLED: _("This registration has been cancelled."),
        Reason.WAITLISTED: _("The party is on the waiting list."),
        Reason.PENDING: _("The registration is not confirmed yet."),
        Reason.NOT_YET_VALID: _("The doors are not open yet."),
        Reason.NO_LONGER_VALID: _("The doors have closed."),
        Reason.WRONG_GATE: _("This desk is closed. The ticket passes at another desk."),
        Reason.SESSION_NOT_BOOKED: _("This guest has not booked what this desk is for."),
        Reason.ALREADY_IN: _("Somebody has already entered with this ticket."),
        Reason.LIMIT_REACHED: _("The limit for this desk has been reached."),
        Reason.QUESTION_OPEN: _("A question is still open for this guest."),
        Reason.MALFORMED: _("This could not be read. Please scan again or type the short code."),
    }[reason]
