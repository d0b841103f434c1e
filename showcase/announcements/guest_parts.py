"""Announcements on the guest list and on a party's page, and the words that officers tell by telephone."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy.orm import contains_eager

from ..accounts.rules import Verb
from ..calls import words
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..guests.parts import Entry, ListAction, offer_list_action, timeline
from ..guests.selection import Selection
from ..registration.models import Registration
from . import letters, services, wording
from .models import Announcement, Recipient


def address_of_writing(selection: Selection) -> str | None:
    """To a new announcement for all that the list shows; it is about one event."""
    if not selection.event:
        return None
    more: dict[str, Any] = {name: value for name, value in selection.args.items() if name != "event"}
    return url_for("announcements.new", slug=selection.event, **more)


offer_list_action(ListAction(lazy("Write to all these"), address_of_writing, Verb.CHANGE_GUESTS, 20))


@timeline
def announced(registration: Registration) -> Iterable[Entry]:
    states = wording.states()
    query = (
        db.select(Recipient, services.STATE)
        .join(Recipient.announcement)
        .where(Recipient.registration_id == registration.id, Announcement.sent_at.is_not(None))
        .options(contains_eager(Recipient.announcement))
    )
    for recipient, state in db.session.execute(services.joined(query).order_by(Recipient.id)):
        found = recipient.announcement
        url = url_for("announcements.announcement", slug=registration.event.slug, number=found.id)
        said = _("Announcement: %(state)s", state=states[state])
        yield Entry(found.sent_at, said, text=services.titled(found), url=url)


@words.tells
def to_be_told(registration: Registration) -> Iterable[str]:
    for found in services.open_words(registration):
        yield letters.by_hand(found, registration)
