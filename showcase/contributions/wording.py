"""Kinds, states and wishes about publication, in words; what is given in one line."""

from ..core import numbers
from ..core.i18n import gettext as _
from .models import Contribution
from .rules import Kind


def kinds() -> dict[str, str]:
    return {"money": _("Money"), "goods": _("Goods"), "work": _("Work or skill")}


def states() -> dict[str, str]:
    return {
        "promised": _("promised"),
        "received": _("received, receipted"),
        "done": _("work done"),
        "withdrawn": _("taken back"),
    }


def tones() -> dict[str, str]:
    return {"promised": "saffron", "received": "river", "done": "sao", "withdrawn": ""}


def publicities() -> dict[str, str]:
    """As the giver chooses."""
    return {
        "none": _("Please do not publish it"),
        "unnamed": _("You may tell of the work, without my name"),
        "named": _("You may tell of the work, with my name"),
    }


def sum_of(amount: int, currency: str) -> str:
    """`20.000.000 đồng`, `500 USD`."""
    if currency == "VND":
        return _("%(amount)s VND", amount=numbers.number(amount, 0))
    return f"{numbers.number(amount, 0)} {currency}"


def promised(gift: Contribution) -> str:
    """What was promised, in a line."""
    return _given(gift.kind, gift.amount, gift.currency, gift.what)


def received(gift: Contribution) -> str:
    """What was handed over."""
    return _given(gift.kind, gift.received_amount, gift.received_currency, gift.received_what)


def _given(kind: str, amount: int | None, currency: str, what: str) -> str:
    told = sum_of(amount, currency) if amount else ""
    return " · ".join(part for part in (told, what) if part) or kinds()[Kind(kind)]
