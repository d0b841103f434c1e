"""What the questions afterwards and their answers are called."""

from ..core.i18n import gettext as _
from .rules import Again, Aspect, Letter, Liked


def aspects() -> dict[str, str]:
    return {
        Aspect.WHOLE: _("The gathering as a whole"),
        Aspect.RECEPTION: _("How you were received"),
        Aspect.PROGRAMME: _("The programme"),
        Aspect.MEAL: _("The shared meal"),
    }


def liked() -> dict[str, str]:
    return {
        Liked.VERY: _("very good"),
        Liked.WELL: _("fine"),
        Liked.FAIRLY: _("fair"),
        Liked.NOT: _("not good"),
    }


def again() -> dict[str, str]:
    return {Again.YES: _("yes"), Again.PERHAPS: _("perhaps"), Again.NO: _("no")}


def letters() -> dict[str, str]:
    return {Letter.THANKS: _("Thanks to who came"), Letter.MISSED: _("To who could not come")}
