"""The personal link of an invitation: derived, never stored, void once the version is raised."""

from functools import partial

from ..core import keys
from ..core.addresses import absolute_url
from ..core.database import db
from .models import Invitation

_PURPOSE = "invitation"


def token_of(invitation: Invitation) -> str:
    return keys.link_token(_PURPOSE, invitation.id, invitation.link_version)


def invitation_url(invitation: Invitation) -> str:
    """The whole, secret address, in the guest's language."""
    return absolute_url("invitations.invitation", locale=invitation.locale, token=token_of(invitation))


def of_token(token: str) -> Invitation | None:
    """The invitation of a link."""
    find = partial(db.session.get, Invitation)
    return keys.owner_of_link(_PURPOSE, token, find, lambda found: found.link_version)
