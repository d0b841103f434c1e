"""The messages to guests, written when they leave: a corrected name and the host's newest words are right in them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template

from ..core import mail, qr, settings
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from ..editions.models import Edition, Host
from . import links, people, placeholders, services, when, wording
from .models import Registration
from .rules import State
from .wording import Party, PublicLinks, SampleParty

TEST = "wording-test-"  # kinds of messages that an officer sends to try the words


@mail.composes("registration")
def answer(message: Message) -> Composed | None:
    """What became of the answer: the tickets, or the place in the waiting list."""
    kinds = {State.CONFIRMED: "confirmed", State.WAITLISTED: "waitlisted", State.PENDING: "pending"}
    return _composed(message, kinds)


@mail.composes("registration-changed")
def change(message: Message) -> Composed | None:
    return _composed(message, {State.CONFIRMED: "changed", State.WAITLISTED: "waitlisted", State.PENDING: "pending"})


@mail.composes("registration-cancelled")
def cancellation(message: Message) -> Composed | None:
    return _composed(message, {State.CANCELLED: "cancelled"})


@mail.composes(services.DECLINED)
def declined(message: Message) -> Composed | None:
    """The organisers cannot receive them; why is among officers."""
    return _composed(message, {State.CANCELLED: "declined"})


@mail.composes(services.LINK_MESSAGE)
def link(message: Message) -> Composed | None:
    """The way to the tickets, to who has lost it or has a new address."""
    registration = _addressee(message)
    if registration is None or registration.state == State.CANCELLED:
        return None
    with use_locale(message.locale):
        return letter(registration, "link", dict.fromkeys(placeholders.MAIL_FIELDS, ""), links)


@mail.composes(services.MOVED)
def moved(message: Message) -> Composed | None:
    """To the address that was the party's, without any way to its page: somebody else may read it."""
    registration = db.session.get(Registration, message.subject_id)
    if registration is None or not message.recipient:
        return None
    with use_locale(message.locale):
        event, host = registration.event, registration.event.edition.host
        at = when.moment(message.created_at, event.timezone)
        shown = {"registration": registration, "event": event, "host": host, "at": at}
        return _composed_of("moved", host, shown)


# Kinds of mail that a later feature writes: with (party, words, links), as `letter` does for answers.
Writer = Callable[[Party, dict[str, str], PublicLinks], Composed]
writers: dict[str, Writer] = {}


def trial(message: Message) -> Composed | None:
    """The words as they are stored, to a made-up party; the subject of the message is the edition."""
    edition, kind = db.session.get(Edition, message.subject_id), message.kind.removeprefix(TEST)
    event = wording.event_of(edition) if edition else None
    if event is None:
        return None
    party = SampleParty(event, message.locale)
    with use_locale(message.locale):
        found = sample_letter(party, kind, wording.own_words(party, kind))
        return replace(found, subject=_("[Test] %(subject)s", subject=found.subject))


for _kind in placeholders.MAILS:
    mail.composes(f"{TEST}{_kind}")(trial)


def sample_letter(party: Party, kind: str, words: dict[str, str]) -> Composed:
    """A mail of any kind to a party, its addresses opening nothing private."""
    if kind in writers:
        return writers[kind](party, words, PublicLinks(party))
    return letter(party, kind, words, PublicLinks(party))


def _composed(message: Message, kinds: dict[State, str]) -> Composed | None:
    """A message in its guest's language; None if what it would tell has been overtaken."""
    registration = _addressee(message)
    kind = kinds.get(State(registration.state)) if registration else None
    if registration is None or kind is None:
        return None
    with use_locale(message.locale):
        position = services.position_of(registration)
        return letter(registration, kind, wording.own_words(registration, kind, position), links, position)


def _addressee(message: Message) -> Registration | None:
    """The party, if the message still goes to its address: whoever has an older one gets no way to its page."""
    registration = db.session.get(Registration, message.subject_id)
    return registration if registration and registration.contact_email == message.recipient else None


def letter(party: Party, kind: str, words: dict[str, str], own_links: Any, position: int | None = 1) -> Composed:
    """A mail to a party with the host's own words; `own_links` says where its addresses lead."""
    host = party.event.edition.host
    has_tickets = kind in ("confirmed", "changed")
    shown = {
        "registration": party,
        "event": party.event,
        "host": host,
        "manage_url": own_links.manage_url(party),
        "position": position,
        "links": own_links,
        "people": people,
        "when": when,
        "words": words,
    }
    pictures = {f"ticket-{a.id}": qr.png(own_links.code_of(a)) for a in party.people} if has_tickets else {}
    return _composed_of(kind, host, shown, pictures)


def composed_of(name: str, folder: str, party: Party, words: dict[str, str], shown: Mapping[str, Any]) -> Composed:
    """A mail to a party from a later feature's templates `<folder>/<name>.{subject.txt,txt,html}`."""
    host = party.event.edition.host
    around = {"registration": party, "event": party.event, "host": host, "people": people, "when": when, "words": words}
    return _composed_of(name, host, {**around, **shown}, folder=folder)


def _composed_of(
    kind: str,
    host: Host,
    shown: dict[str, Any],
    pictures: dict[str, bytes] | None = None,
    folder: str = "registration/mails",
) -> Composed:
    template = f"{folder}/{kind}"
    return Composed(
        subject=" ".join(render_template(f"{template}.subject.txt", **shown).split()),
        text=render_template(f"{template}.txt", **shown),
        html=render_template(f"{template}.html", **shown),
        sender_name=settings.SENDER_NAME.value or str(host.text_in("name")),
        sender=host.email or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
        reply_to=settings.REPLY_TO.value or None,
        pictures=pictures or {},
    )
