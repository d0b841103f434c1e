"""Papers and kinds of guests in words."""

from ..core.i18n import gettext as _
from ..registration import guest_words
from .rules import Paper


def kinds() -> dict[str, str]:
    return guest_words.kinds()


def papers() -> dict[str, str]:
    return {
        Paper.CARDS: _("A4, eight badges of 90 × 55 mm, with cut marks"),
        Paper.HOLDERS: _("A4, four badges of A6 for holders on a ribbon"),
        Paper.LABELS: _("labels of 62 × 100 mm, for a label printer, black"),
    }


def short_papers() -> dict[str, str]:
    return {Paper.CARDS: _("90 × 55 mm"), Paper.HOLDERS: _("A6"), Paper.LABELS: _("label")}
