"""Why something may not be done, in the guest's words."""

from ..core.i18n import gettext as _
from .rules import Refusal


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
        case Refusal.CANCELLED:
            return _("This answer has been taken back, so it can no longer be changed.")
        case _:
            return _("Your answer is just being noted. Please wait a moment and send again.")
