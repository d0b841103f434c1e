"""Kinds of guests in words."""

from ..core.i18n import gettext as _


def kinds() -> dict[str, str]:
    return {
        "overseas": _("Vietnamese abroad"),
        "relative": _("relative"),
        "official": _("official"),
        "partner": _("partner body"),
        "press": _("press"),
        "staff": _("staff"),
    }
