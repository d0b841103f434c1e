"""What the invitation says, in the language of the page: the host's own words where they have any."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from ..core import clock, numbers
from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..registration import placeholders, when, wording
from . import addressing
from .models import Invitation

_WHO, _WHEN = ("person", "guests"), ("hour", "day", "weekday", "date")


@dataclass(frozen=True)
class Words:
    heading: str
    opening: Markup
    closing: str
    yes: str
    no: str


def of(invitation: Invitation) -> Words:
    """The host's own opening serves those whom it fits: `{person} and family` families, `{guests}` everybody."""
    own, values = _own(invitation), values_of(invitation)
    plain = wording.built_in_here(placeholders.CARD)
    opening = _opening(invitation)
    if (typed := own.get("opening")) and ("{guests}" in typed or addressing.is_family(invitation)):
        opening = typed
    return Words(
        heading=placeholders.filled(own.get("heading") or plain["heading"], values),
        opening=Markup(placeholders.filled(escape(opening), _marked(values))),  # noqa: S704 - both are escaped
        closing=placeholders.filled(own.get("closing") or plain["closing"], values),
        yes=addressing.yes(invitation),
        no=addressing.no(invitation),
    )


def values_of(invitation: Invitation) -> dict[str, str]:
    """What placeholders stand for."""
    event = invitation.event
    on = clock.in_zone(event.starts_at, event.timezone).date()
    return {
        **wording.values_of_event(event),
        "person": addressing.named(invitation),
        "guests": addressing.guests(invitation),
        "weekday": numbers.weekday(on),
        "date": numbers.day(on),
        "lunar": _lunar(invitation),
    }


def _marked(values: dict[str, str]) -> dict[str, str]:
    """The values as a sentence of the page shows them: who and when catch the eye."""
    classes = dict.fromkeys(_WHO, "who") | dict.fromkeys(_WHEN, "when")
    return {
        name: Markup('<span class="invitation__{}">{}</span>').format(classes[name], value)
        if name in classes
        else escape(value)
        for name, value in values.items()
    }


def _own(invitation: Invitation) -> dict[str, str]:
    record = wording.stored(invitation.event.edition, placeholders.CARD)
    if record is None:
        return {}
    return {name: record.texts_of(name).get(locale(), "") for name in placeholders.CARD_FIELDS}


def _opening(invitation: Invitation) -> str:
    values = {name: f"{{{name}}}" for name in ("guests", "event", "hour", "weekday", "date", "lunar")}
    if not _lunar(invitation):
        return _("We warmly invite %(guests)s to the %(event)s, %(hour)s, %(weekday)s, %(date)s.", **values)
    return _("We warmly invite %(guests)s to the %(event)s, %(hour)s, %(weekday)s, %(date)s (%(lunar)s).", **values)


def _lunar(invitation: Invitation) -> str:
    return when.lunar_in_year(invitation.event.starts_at, invitation.event.timezone)
