"""The invitation and the reminder as mail, written when they leave: with the newest words and a corrected name."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask import current_app, render_template

from ..core import clock, mail, settings, unsubscribing
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import lazy, use_locale
from ..core.mail import Composed, Message
from ..core.outbox import Priority
from ..core.unsubscribing import Subscription
from ..registration import mails as registration_mails
from ..registration import when
from ..registration.models import Event
from ..registration.wording import Party, PublicLinks
from . import addressing, letters, services
from .links import invitation_url
from .models import Invitation

SUBSCRIPTION = "invitation"


@dataclass(frozen=True)
class Reader:
    """What the sheet of a mail asks of whom it goes to."""

    code: str
    contact_country: str  # ISO 3166-1 alpha-2, or empty
    yes: str  # what the two buttons say
    no: str


@mail.composes(letters.INVITATION, Priority.BULK)
def invitation(message: Message) -> Composed | None:
    return _composed(message, letters.INVITATION)


@mail.composes(letters.REMINDER, Priority.BULK)
def reminder(message: Message) -> Composed | None:
    return _composed(message, letters.REMINDER)


def letter(found: Invitation, kind: str) -> Composed:
    """The mail to one guest, in the guest's language."""
    with use_locale(found.locale):
        reader = Reader(found.code, found.country, addressing.yes(found), addressing.no(found))
        written = _letter(found.event, kind, letters.written(found, kind), reader, invitation_url(found))
        return replace(written, unsubscribe=unsubscribing.address_of(SUBSCRIPTION, found.id, found.locale))


@unsubscribing.subscribes(SUBSCRIPTION)
def subscription(number: int) -> Subscription | None:
    """Reminders of one invitation; the invitation itself stays open to its guest."""
    found = db.session.get(Invitation, number)
    if found is None:
        return None
    what = lazy("Reminders of the invitation to the gathering")
    return Subscription(what, found.unsubscribed_at is not None, lambda: services.unsubscribe(found, clock.now()))


def _composed(message: Message, kind: str) -> Composed | None:
    """None if it has been overtaken: taken back, answered, sent elsewhere, or no more reminders are wished."""
    found = db.session.get(Invitation, message.subject_id)
    if found is None or found.withdrawn_at is not None or found.reply is not None:
        return None
    if found.email != message.recipient:  # whoever has an older address gets no way to answer for the guest
        return None
    if kind == letters.REMINDER and found.unsubscribed_at is not None:
        return None
    return letter(found, kind)


def _letter(event: Event, kind: str, words: dict[str, str], reader: Reader, url: str) -> Composed:
    host = event.edition.host
    shown = {"event": event, "host": host, "registration": reader, "url": url, "when": when, "words": words}
    return Composed(
        subject=" ".join(words["subject"].split()),
        text=render_template("invitations/mails/invitation.txt", **shown),
        html=render_template("invitations/mails/invitation.html", **shown, kind=kind),
        sender_name=settings.SENDER_NAME.value or str(host.text_in("name")),
        sender=host.email or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
        reply_to=settings.REPLY_TO.value or None,
    )


def _sample(kind: str) -> registration_mails.Writer:
    """For whoever tries the words: to a made-up party, its address opening nothing private."""

    def written(party: Party, words: dict[str, str], links: PublicLinks) -> Composed:
        built_in = letters.sample(party, kind)
        reader = Reader(party.code, party.contact_country, _("We will come"), _("Not this year"))
        own = {name: text for name, text in words.items() if text}
        return _letter(party.event, kind, built_in | own, reader, links.manage_url(party))

    return written


for _kind in letters.KINDS:
    registration_mails.writers[_kind] = _sample(_kind)
