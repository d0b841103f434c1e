"""Letters to givers: noted, received, done."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import current_app, render_template

from ..core import mail, settings
from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from . import services, wording
from .models import Contribution
from .rules import State

# Which letter has nothing left to say once the promise stands otherwise.
_STILL = {
    services.NOTED: (State.PROMISED,),
    services.RECEIVED: (State.RECEIVED, State.DONE),
    services.DONE: (State.DONE,),
}


def _subject(kind: str) -> str:
    return {
        services.NOTED: _("We have noted your contribution"),
        services.RECEIVED: _("We have received your contribution"),
        services.DONE: _("What your contribution became"),
    }[kind]


def _composer(kind: str) -> Callable[[Message], Composed | None]:
    def compose(message: Message) -> Composed | None:
        """None once the giver has been forgotten or has another address, or it stands otherwise."""
        gift = db.session.get(Contribution, message.subject_id)
        if gift is None or not gift.email or gift.email != message.recipient or gift.state not in _STILL[kind]:
            return None
        host = gift.host
        with use_locale(message.locale):
            page = absolute_url("contributions.contribution", locale=message.locale, token=services.private_token(gift))
            shown = {
                "gift": gift,
                "host": host,
                "page": page,
                "subject": _subject(kind),
                "kind": kind,
                "promised": wording.promised(gift),
                "received": wording.received(gift) if gift.receipt_number else "",
                "has_photo": bool(gift.photo_type),
            }
            return Composed(
                subject=_subject(kind),
                text=render_template("contributions/mails/letter.txt", **shown),
                html=render_template("contributions/mails/letter.html", **shown),
                sender_name=settings.SENDER_NAME.value or str(host.text_in("name")),
                sender=host.email or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
                reply_to=settings.REPLY_TO.value or None,
            )

    return compose


for _kind in _STILL:
    mail.composes(_kind)(_composer(_kind))
