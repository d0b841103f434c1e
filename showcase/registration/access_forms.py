"""What officers fill in about who may come: fields that the forms of an event and of a session share."""

from collections.abc import Mapping
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


def kinds_field() -> Checkboxes:
    return Checkboxes(
        lazy("Of these kinds"),
        choices=lambda: [(kind, str(KINDS[kind])) for kind in GUEST_KINDS],
        description=lazy(
            "Only if guests of some kinds may come. The kind stands in an invitation or belongs to a code; who answers"
            " without either counts as Vietnamese abroad."
        ),
    )


def check_access(form: Any) -> bool:
    """Say beside the field where nobody could come."""
    if form.access.data == Access.KIND and not form.guest_kinds.data:
        form.guest_kinds.errors = [_("Please choose at least one kind.")]
        return False
    return True


def access_values(form: Any) -> dict[str, Any]:
    """Kinds that were ticked stay ticked, so that going back to them is one click."""
    return {"access": form.access.data, "guest_kinds": [kind for kind in GUEST_KINDS if kind in form.guest_kinds.data]}
