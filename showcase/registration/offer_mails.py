"""The letter that tells a party of places held for it in a session."""

from urllib.parse import urlsplit

from flask import current_app, render_template

from ..core import clock, mail, settings
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from . import links, offers, people, placeholders, when
from .models import Registration
from .rules import WaitState


@mail.composes(offers.LETTER)
def offer(message: Message) -> Composed | None:
    """All that is held for the party as the letter leaves; None if nothing is any more."""
    registration = db.session.get(Registration, message.subject_id)
    if registration is None or registration.contact_email != message.recipient:
        return None  # whoever has an older address gets no way to the party's page
    now = clock.now()
    held = [
        one
        for one in offers.of_party(registration)
        if one.state == WaitState.OFFERED and one.offered_until is not None and one.offered_until > now
    ]
    if not held:
        return None
    host = registration.event.edition.host
    with use_locale(message.locale):
        shown = {
            "registration": registration,
            "event": registration.event,
            "held": held,
            "host": host,
            "manage_url": links.manage_url(registration),
            "people": people,
            "when": when,
            "words": dict.fromkeys(placeholders.MAIL_FIELDS, ""),
        }
        titles = ", ".join(str(one.session.text_in("title")) for one in held)
        return Composed(
            subject=" ".join(_("Places are held for you: %(sessions)s", sessions=titles).split()),
            text=render_template("registration/mails/offer.txt", **shown),
            html=render_template("registration/mails/offer.html", **shown),
            sender_name=settings.SENDER_NAME.value or str(host.text_in("name")),
            sender=host.email or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
            reply_to=settings.REPLY_TO.value or None,
        )
