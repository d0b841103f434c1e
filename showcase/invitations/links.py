"""The personal link of an invitation: derived, never stored, void once the version is raised."""

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
    """The invitation of a link. A wrong one costs as much as a right one: one look-up and one comparison."""
    for number in keys.link_number(_PURPOSE, token) or [0]:
        found = db.session.get(Invitation, number)
        is_right = keys.link_is(_PURPOSE, number, found.link_version if found else 0, token)
        if found is not None and is_right:
            return found
    return None
