"""Whom an invitation names, and how it speaks to them, in the language of the page."""

from ..core.i18n import gettext as _
from ..core.i18n import locale
from .models import Invitation
from .rules import Addressee, Companion

BODIES = (Addressee.OFFICE, Addressee.DELEGATION)  # not a person who would have a title


def named(invitation: Invitation) -> str:
    """The addressee with title and office: `Bà Đặng Thị Hường`, `Ông Lê Văn Một, Giám đốc Sở Ngoại vụ`."""
    is_body = invitation.addressee in BODIES
    name = f"{_title(invitation)} {invitation.name}".strip() if is_body else titled(invitation)
    return f"{name}, {invitation.office}" if invitation.office else name


def guests(invitation: Invitation) -> str:
    """The same with who is invited besides: `Bà Đặng Thị Hường và gia đình`."""
    name = named(invitation)
    if invitation.office and invitation.companion:
        name += ","  # else the companion would seem to be of the office
    if is_family(invitation):
        return _("%(guest)s and family", guest=name)
    if invitation.companion == Companion.WIFE:
        return _("%(guest)s and his wife", guest=name)
    if invitation.companion == Companion.HUSBAND:
        return _("%(guest)s and her husband", guest=name)
    return name


def is_family(invitation: Invitation) -> bool:
    return invitation.addressee == Addressee.FAMILY or invitation.companion == Companion.FAMILY


def spoken_to(invitation: Invitation) -> str:
    """One word, as an elder is spoken to: `Bà`; `Ông/Bà` where nothing is known."""
    word = invitation.honorific or invitation.called
    return word if word and locale() == "vi" and invitation.addressee not in BODIES else _("dear guest")


def yes(invitation: Invitation) -> str:
    """What the button says for those who come."""
    if invitation.addressee == Addressee.OFFICE:
        return _("Somebody will come for our office")
    if invitation.addressee == Addressee.DELEGATION:
        return _("Our delegation will come")
    if is_family(invitation):
        return _("We will come")
    return _("The two of us will come") if invitation.companion else _("I will come")


def no(invitation: Invitation) -> str:
    if invitation.addressee == Addressee.OFFICE:
        return _("Nobody can come for our office this time")
    if invitation.addressee == Addressee.DELEGATION:
        return _("Our delegation cannot come this year")
    return _("Not this year")


def titled(invitation: Invitation) -> str:
    title = _title(invitation) or (invitation.called if locale() == "vi" else "")
    return f"{title} {invitation.name}" if title else _("Mr / Ms %(name)s", name=invitation.name)


def _title(invitation: Invitation) -> str:
    """The title; the two that have a word in every language, by that word."""
    if locale() == "vi":
        return invitation.honorific
    return {"Ông": _("Mr"), "Bà": _("Mrs")}.get(invitation.honorific, invitation.honorific)
