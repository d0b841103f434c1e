"""The words of an announcement for one party, as mail and as a message that an officer sends by hand."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from ..core import mail, unsubscribing
from ..core.database import db
from ..core.i18n import LOCALES, lazy, use_locale
from ..core.i18n import gettext as _
from ..core.mail import Composed, Message
from ..core.outbox import Priority
from ..core.unsubscribing import Subscription
from ..registration import links, placeholders, wording
from ..registration import mails as registration_mails
from ..registration.models import Registration
from ..registration.rules import State
from ..registration.wording import Party, PublicLinks, SampleParty
from . import services
from .models import Announcement, Recipient
from .rules import Kind

KIND, TEST = services.MAIL, "announcement-test"
KINDS = (KIND, TEST)
SUBSCRIPTION = "announcement"


@mail.composes(KIND, Priority.BULK)
def announcement(message: Message) -> Composed | None:
    """None if it is overtaken: another address, or the answer was taken back since."""
    recipient = db.session.get(Recipient, message.subject_id)
    party = recipient.registration if recipient is not None else None
    if recipient is None or party is None or party.contact_email != message.recipient:
        return None
    if party.state == State.CANCELLED and "state" not in recipient.announcement.chosen:
        return None
    ends = None
    if recipient.announcement.kind == Kind.NEWS:
        if services.has_ended_news(party):
            return None
        ends = unsubscribing.address_of(SUBSCRIPTION, party.id, message.locale)
    return letter(recipient.announcement, party, message.locale, links, ends)


@mail.composes(TEST)
def trial(message: Message) -> Composed | None:
    """To an officer who tries the words, with a made-up party."""
    found = db.session.get(Announcement, message.subject_id)
    if found is None:
        return None
    party = SampleParty(found.event, message.locale)
    composed = letter(found, party, message.locale, PublicLinks(party))
    with use_locale(message.locale):
        return replace(composed, subject=_("[Test] %(subject)s", subject=composed.subject))


@unsubscribing.subscribes(SUBSCRIPTION)
def subscription(number: int) -> Subscription | None:
    party = db.session.get(Registration, number)
    if party is None:
        return None
    what = lazy("News of the gathering; what you have to know of it still comes")
    return Subscription(what, services.has_ended_news(party), lambda: services.end_news(party))


def letter(found: Announcement, party: Party, locale: str, own_links: Any, ends: str | None = None) -> Composed:
    """The mail to a party; its frame speaks the party's language, the words theirs or, saying so, the source's."""
    with use_locale(locale):
        subject, _html, lang = _words(found, "subject", party, own_links)
        text, html, _lang = _words(found, "body", party, own_links)
        words = {"subject": subject, "opening": text, "closing": "", "signature": ""}
        shown = {
            "manage_url": own_links.manage_url(party),
            "html": html,
            "lang": lang,
            "other_language": "" if lang == locale else LOCALES[lang].name,
            "ends": ends,
        }
        composed = registration_mails.composed_of("announcement", "announcements/mails", party, words, shown)
    return replace(composed, unsubscribe=ends)


def by_hand(found: Announcement, party: Registration) -> str:
    """What an officer pastes into a chat."""
    with use_locale(party.locale):
        text, _html, _lang = _words(found, "body", party, links)
        return text


def _words(found: Announcement, field: str, party: Party, own_links: Any) -> tuple[str, Markup, str]:
    """A field with its placeholders filled: as text, as HTML, and its language."""
    shown = found.text_in(field)
    with use_locale(shown.lang):  # of the words, not of the reader: a person is spoken to as the sentence does
        values = wording.values_for(party, None) | {"link": own_links.manage_url(party)}
    url = values["link"]
    anchor = Markup('<a href="{}" style="color:#1F5B43;word-break:break-all">{}</a>').format(url, url)
    marked: dict[str, str] = {**{name: escape(value) for name, value in values.items()}, "link": anchor}
    html = Markup(placeholders.filled(escape(shown.text), marked))  # noqa: S704 - all of it is escaped
    return placeholders.filled(shown.text, values), html, shown.lang
