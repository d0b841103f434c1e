"""What officers fill in about who may come: fields that the forms of an event and of a session share."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import RadioField

from ..core.forms import Checkboxes
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from .access_rules import Access
from .rules import GUEST_KINDS

KINDS = {
    "overseas": lazy("Vietnamese abroad"),
    "relative": lazy("relatives"),
    "official": lazy("officials"),
    "partner": lazy("partner bodies"),
    "press": lazy("press"),
    "staff": lazy("staff"),
}
TO_EVENT = {
    Access.OPEN: lazy("Whoever likes"),
    Access.INVITED: lazy("Who has a personal invitation"),
    Access.KIND: lazy("Guests of some kinds"),
    Access.CODE: lazy("Who has a code, or a personal invitation"),
}
TO_SESSION = {
    Access.OPEN: lazy("Whoever comes to the event"),
    Access.INVITED: lazy("Who answered by a personal invitation"),
    Access.KIND: lazy("Guests of some kinds"),
    Access.CODE: lazy("Who has a code"),
}


def access_field(ways: Mapping[Access, Any], description: Any) -> RadioField:
    return RadioField(
        lazy("Who may come"),
        choices=lambda: [(str(way), str(words)) for way, words in ways.items()],
        default=Access.OPEN,
        description=description,
    )


_WHO_MAY_COME = lazy(
    "Only if guests of some kinds may come. The kind stands in an invitation or belongs to a code; who answers"
    " without either counts as Vietnamese abroad."
)


_THESE_KINDS = lazy("Of these kinds")


def kinds_field(label: Any = _THESE_KINDS, description: Any = _WHO_MAY_COME) -> Checkboxes:
    choices = lambda: [(kind, str(KINDS[kind])) for kind in GUEST_KINDS]  # noqa: E731 - asked for with each page
    return Checkboxes(label, choices=choices, description=description)


def chosen_kinds(ticked: Collection[str] | None) -> list[str]:
    """Those ticked, in the order in which they are offered."""
    return [kind for kind in GUEST_KINDS if kind in (ticked or ())]


def check_access(form: Any) -> bool:
    """Say beside the field where nobody could come."""
    if form.access.data == Access.KIND and not form.guest_kinds.data:
        form.guest_kinds.errors = [_("Please choose at least one kind.")]
        return False
    return True


def access_values(form: Any) -> dict[str, Any]:
    """Kinds that were ticked stay ticked, so that going back to them is one click."""
    return {"access": form.access.data, "guest_kinds": chosen_kinds(form.guest_kinds.data)}
