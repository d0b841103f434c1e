"""The message with the address of an unfinished answer: nothing of what was typed stands in it."""

from urllib.parse import urlsplit

from flask import current_app, render_template

from ..core import mail, settings
from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from . import drafts, when
from .models import Draft


@mail.composes(drafts.LINK)
def address(message: Message) -> Composed | None:
    """None once the answer was sent or thrown away; the number may then be another guest's draft."""
    draft = db.session.get(Draft, message.subject_id)
    if draft is None or drafts.email_in(draft) != message.recipient:
        return None
    host = draft.event.edition.host
    with use_locale(message.locale):
        link = absolute_url("registration.draft", locale=message.locale, token=drafts.private_token(draft))
        until = when.moment(drafts.kept_until(draft), draft.event.timezone)
        shown = {"event": draft.event, "host": host, "address": link, "until": until, "when": when}
        return Composed(
            subject=_("Your answer is not sent yet: go on here"),
            text=render_template("registration/mails/draft.txt", **shown),
            html=render_template("registration/mails/draft.html", **shown),
            sender_name=settings.SENDER_NAME.value or str(host.text_in("name")),
            sender=host.email or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
            reply_to=settings.REPLY_TO.value or None,
        )
