"""Why something may not be done, in the guest's words."""

from ..core.i18n import gettext as _
from .access_rules import CodeFault, CodeRefused, SessionRefused
from .models import Event
from .rules import Refusal, Refused


def words_of(refused: Refused, event: Event) -> str:
    """Why a verb was refused, naming the session where it is about one."""
    if isinstance(refused, CodeRefused):
        return code_text(refused.fault, _title(event, refused.session))
    if isinstance(refused, SessionRefused):
        return session_text(refused.refusal, _title(event, refused.session))
    return refusal_text(refused.refusal)


def session_text(refusal: Refusal, session: str) -> str:
    if refusal == Refusal.NOT_INVITED:
        return _("“%(session)s” is for guests who are invited to it. Please call us.", session=session)
    return _("“%(session)s” can no longer be changed here. Please call us.", session=session)


def code_text(fault: CodeFault, session: str = "") -> str:
    """What is said beside the field of a code."""
    match fault:
        case CodeFault.MISSING if session:
            return _("“%(session)s” is for those who have a code. Please type yours.", session=session)
        case CodeFault.MISSING:
            return _("Please type the code that stands in your letter.")
        case CodeFault.ELSEWHERE:
            return _("This code is not the one for “%(session)s”.", session=session)
        case CodeFault.USED:
            return _("This code has been used already. If it was not you, please call us.")
        case CodeFault.OVER:
            return _("The time in which this code was good is over. Please call us.")
        case _:
            return _("This code is not known here. Please compare it with your letter, sign by sign.")


def _title(event: Event, slug: str) -> str:
    return next((str(session.text_in("title")) for session in event.sessions if session.slug == slug), "")


def refusal_text(refusal: Refusal) -> str:
    match refusal:
        case Refusal.FULL:
            return _("There are not enough places left for everybody named. Please call us: we will find a way.")
        case Refusal.REGISTRATION_CLOSED:
            return _("Answers are not taken at this time. Please call us.")
        case Refusal.NOT_INVITED:
            return _("This gathering is by personal invitation. Please open the link of yours, or call us.")
        case Refusal.CODE_INVALID:
            return _("This needs the code from your letter. Please look at what you typed, or call us.")
        case Refusal.CHANGES_CLOSED:
            return _("The organisers have counted, so this can no longer be changed here. Please call us.")
        case Refusal.BEGUN:
            return _("The gathering has begun, so nothing can be changed here any more.")
        case Refusal.PARTY_TOO_LARGE:
            return _("There are as many people in your party as an answer may name. For more, please call us.")
        case Refusal.CANCELLED:
            return _("This answer has been taken back, so it can no longer be changed.")
        case _:
            return _("Your answer is just being noted. Please wait a moment and send again.")
