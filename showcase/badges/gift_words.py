"""Shares in words: “quà: 1 phần · sách: Việt 1, English 1”."""

from collections.abc import Sequence

from ..core.i18n import LOCALES, ngettext
from ..core.i18n import gettext as _
from ..registration import guest_words
from .gift_models import Gift
from .gift_rules import Per, Second, Share


def share(share: Share, gifts: Sequence[Gift]) -> str:
    """What a household is given, in a line; empty where it is given nothing."""
    return " · ".join(part for part in (_gifts(share, gifts), _books(share)) if part)


def language(code: str) -> str:
    """A language as short as a list needs it: Việt, English."""
    return _("Việt") if code == "vi" else LOCALES[code].name if code in LOCALES else code


def kinds(chosen: Sequence[str]) -> str:
    words = guest_words.kinds()
    return ", ".join(words.get(kind, kind) for kind in chosen)


def pers() -> dict[str, str]:
    return {
        Per.HOUSEHOLD: _("each household"),
        Per.PERSON: _("each person"),
        Per.ELDER: _("each person from 60 on"),
        Per.CHILD: _("each child up to 15"),
    }


def seconds() -> dict[str, str]:
    return {
        Second.YOUNGER: _("where somebody is under 60"),
        Second.CHILDREN: _("where there are children up to 15"),
        Second.NOBODY: _("for nobody"),
    }


def _gifts(share: Share, gifts: Sequence[Gift]) -> str:
    if not share.gifts:
        return ""
    if len(gifts) == 1:
        number = sum(share.gifts.values())
        return ngettext("gift: %(num)d", "gifts: %(num)d", number)
    said = [f"{gift.text_in('name')} {share.gifts[gift.id]}" for gift in gifts if gift.id in share.gifts]
    return _("gifts: %(list)s", list=", ".join(said))


def _books(share: Share) -> str:
    if not share.books:
        return ""
    return _("books: %(list)s", list=", ".join(f"{language(code)} {number}" for code, number in share.books.items()))
