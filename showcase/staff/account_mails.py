"""The mails about an account: its one-time links, a new device, a changed password or second factor."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template

from ..accounts import services, wording
from ..accounts.models import Account, KnownDevice, OneTimeLink
from ..accounts.rules import Change
from ..core import mail, settings
from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from ..editions.context import current_edition


@mail.composes("account-invitation")
@mail.composes("account-reset")
def link(message: Message) -> Composed | None:
    """The link that signs in once; nothing if it has been used or replaced meanwhile."""
    found = db.session.get(OneTimeLink, message.subject_id)
    if found is None or not services.is_open(found):
        return None
    kind = message.kind.removeprefix("account-")
    address = absolute_url("accounts.one_time_link", secret=services.secret_of(found))
    return composed(message, kind, found.account, link_url=address, expires_at=found.expires_at)


@mail.composes("account-new-device")
def new_device(message: Message) -> Composed | None:
    device = db.session.get(KnownDevice, message.subject_id)
    if device is None:
        return None
    return composed(message, "new_device", device.account, device=device.name, at=device.created_at)


def change(message: Message) -> Composed | None:
    account = db.session.get(Account, message.subject_id)
    return composed(message, "change", account, at=message.created_at) if account else None


for _change in Change:
    mail.composes(f"account-{_change}")(change)


def composed(message: Message, kind: str, account: Account, **shown: Any) -> Composed:
    edition = current_edition()
    host = edition.host if edition else None
    with use_locale(message.locale):
        name = str(host.text_in("name")) if host else "Showcase"
        shown = {
            **shown,
            "person": account,
            "host_name": name,
            "days": settings.INVITATION.value,
            "host_phone": host.phone if host else "",
            "role": wording.roles()[account.role],
            "deeds": wording.deeds()[account.role],
            "change": wording.changes().get(message.kind.removeprefix("account-"), ""),
            "account_url": absolute_url("accounts_own.my_account"),
            "forgotten_url": absolute_url("accounts.forgotten"),
        }
        template = f"accounts/mails/{kind}"
        return Composed(
            subject=" ".join(render_template(f"{template}.subject.txt", **shown).split()),
            text=render_template(f"{template}.txt", **shown),
            html=render_template(f"{template}.html", **shown),
            sender_name=settings.SENDER_NAME.value or name,
            sender=(host.email if host else "") or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
            reply_to=settings.REPLY_TO.value or None,
        )
