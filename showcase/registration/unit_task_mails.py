"""The answer of a commune's Front, as it leaves by mail."""

from urllib.parse import urlsplit

from flask import current_app, render_template

from ..core import mail, settings
from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from ..editions.models import Host, Unit
from . import unit_tasks
from .models import UnitTask


@mail.composes(unit_tasks.ANSWER)
def answer(message: Message) -> Composed | None:
    """None once the guest has been forgotten."""
    task = db.session.get(UnitTask, message.subject_id)
    unit = task and db.session.scalar(
        db.select(Unit).filter_by(code=task.unit_code).order_by(Unit.valid_from.desc().nulls_last()).limit(1)
    )
    host = db.session.scalar(db.select(Host).order_by(Host.id).limit(1))
    if task is None or unit is None or host is None or not task.answer:
        return None
    with use_locale(message.locale):
        receipt = absolute_url("registration.unit_task", locale=message.locale, token=unit_tasks.private_token(task))
        shown = {"task": task, "unit": unit, "host": host, "receipt": receipt}
        return Composed(
            subject=_("%(unit)s answers you", unit=unit.text_in("name")),
            text=render_template("registration/mails/unit_task_answer.txt", **shown),
            html=render_template("registration/mails/unit_task_answer.html", **shown),
            sender_name=settings.SENDER_NAME.value or str(host.text_in("name")),
            sender=host.email or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
            reply_to=settings.REPLY_TO.value or None,
        )
