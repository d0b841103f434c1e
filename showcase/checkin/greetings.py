"""What the volunteer says: the guest's own form of address, and the given name."""

from ..core import search
from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..registration.models import Attendee

_LIKE_OURSELVES = {"anh", "chị"}


def given_name(name: str) -> str:
    """The last word of a Vietnamese name; a name without Vietnamese letters is said whole."""
    words = name.split()
    if not words or search.fold(name) == " ".join(word.casefold() for word in words):
        return name
    return words[-1]


def welcome(person: Attendee, towards: str = "") -> str:
    """A sentence to say, in the volunteer's language: “Dạ, con chào bà Hường, mời bà vào bàn 12.”"""
    if locale() != "vi":
        if towards:
            return _("“Welcome home, %(name)s. Please come in, to %(place)s.”", name=person.name, place=towards)
        return _("“Welcome home, %(name)s. Please come in.”", name=person.name)
    name, into = given_name(person.name), f"vào {towards}" if towards else "vào"
    if person.is_child:
        return f"“Chào con {name}, mời con {into}.”"
    if person.honorific and person.honorific.casefold() not in ("ông", "bà"):
        return f"“Kính chào {person.honorific} {person.name}, kính mời {person.honorific} {into}.”"
    called = (person.called or person.honorific).casefold() or "ông/bà"
    speaker = "em" if called in _LIKE_OURSELVES else "con"
    return f"“Dạ, {speaker} chào {called} {name}, mời {called} {into}.”"


def to_help_desk(person: Attendee | None) -> tuple[str, str]:
    """What is turned to a guest who cannot pass yet: Vietnamese and English, kind in both."""
    whom = (person.called or person.honorific if person else "") or "Ông/Bà"
    return to_help_desk_in_vietnamese(whom), "Please come to the help desk on your right. Sorry to keep you waiting."


def to_help_desk_in_vietnamese(whom: str) -> str:
    return f"Kính mời {whom} sang Bàn Hỗ trợ bên phải. Xin lỗi đã để {whom} chờ."


def to_help_desk_abroad() -> str:
    """The same in the language of what is being made."""
    return _("Please come to the help desk on your right. Sorry to keep you waiting.")
