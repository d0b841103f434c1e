"""What all pages of the console about an event's invitations share: their frame, and how they find things.

Later modules give it more pages; `offer` puts them among its tabs.
"""

import re
from bisect import insort
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template
from sqlalchemy.orm import lazyload

from ..core.database import db, locked
from ..core.i18n import lazy
from ..registration import when
from ..registration.desk_pages import event_of
from ..registration.models import Event
from . import wording
from .models import Invitation

blueprint = Blueprint("staff_invitations", __name__, url_prefix="/staff/invitations")
_CODE = re.compile(r"[0-9A-Z]{1,12}")


@dataclass(frozen=True)
class InvitationPage:
    """A page about an event's invitations, and how far behind it stands among them."""

    label: Any
    endpoint: str
    position: int


THE_LIST = "staff_invitations.invitations"
invitation_pages: list[InvitationPage] = []


def offer(page: InvitationPage) -> None:
    """Give the invitations of an event one more page, in its place among the others."""
    insort(invitation_pages, page, key=lambda one: one.position)


offer(InvitationPage(lazy("List"), THE_LIST, 0))


def invitation_of(event: Event, code: str) -> Invitation:
    """The invitation of an address; 404 if it is none of this event."""
    query = db.select(Invitation).filter_by(event_id=event.id, code=code).options(lazyload("*"))
    found = db.session.scalar(query) if _CODE.fullmatch(code) else None
    return found or abort(404)


def locked_invitation_of(slug: str, code: str) -> Invitation:
    """The same for whoever changes it."""
    return locked(invitation_of(event_of(slug), code))


def invitations_page(template: str, event: Event, tab: str, **values: Any) -> str:
    """A page about an event's invitations; `tab` is its endpoint among them."""
    around = {"event": event, "pages": invitation_pages, "tab": tab, "when": when, "wording": wording}
    return render_template(template, **{**around, **values})
