"""The words of an invitation and of a reminder: the host's own where there are some, filled in for one guest."""

from ..core.i18n import locale
from ..editions.models import Edition
from ..registration import people, placeholders, wording
from ..registration.wording import Party
from . import addressing, words
from .models import Invitation

KINDS = INVITATION, REMINDER = placeholders.INVITATIONS


def written(invitation: Invitation, kind: str) -> dict[str, str]:
    """Field → words in the page's language."""
    return filled(templates(invitation.event.edition, kind), invitation)


def templates(edition: Edition, kind: str) -> dict[str, str]:
    """Field → words in the page's language, with their placeholders; looked up once for many guests."""
    texts = wording.effective(edition, kind)
    return {name: texts[name].get(locale(), "") for name in placeholders.fields_of(kind)}


def filled(texts: dict[str, str], invitation: Invitation) -> dict[str, str]:
    values = words.values_of(invitation) | {"person": spoken_to(invitation)}
    return {name: placeholders.filled(text, values) for name, text in texts.items()}


def spoken_to(invitation: Invitation) -> str:
    """`cô Hường`, `Mrs Đặng Thị Hường`, as a letter begins; an office or a delegation by its name."""
    if invitation.addressee in addressing.BODIES:
        return invitation.name
    return people.addressed(invitation) if locale() == "vi" else addressing.titled(invitation)


def sample(party: Party, kind: str) -> dict[str, str]:
    """The built-in words for whoever looks at them before anybody is invited."""
    return wording.filled(wording.built_in_here(kind), party)
