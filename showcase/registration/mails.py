"""The messages to guests, written when they leave: a name corrected in between is right in them."""

from urllib.parse import urlsplit

from flask import current_app, render_template

from ..core import mail, qr
from ..core.database import db
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from . import links, people, services, when
from .models import Registration
from .rules import State


@mail.composes("registration")
def answer(message: Message) -> Composed | None:
    """What became of the answer: the tickets, or the place in the waiting list."""
    return _composed(message, {State.CONFIRMED: "confirmed", State.WAITLISTED: "waitlisted"})


@mail.composes("registration-changed")
def change(message: Message) -> Composed | None:
    return _composed(message, {State.CONFIRMED: "changed", State.WAITLISTED: "waitlisted"})


@mail.composes("registration-cancelled")
def cancellation(message: Message) -> Composed | None:
    return _composed(message, {State.CANCELLED: "cancelled"})


def _composed(message: Message, kinds: dict[State, str]) -> Composed | None:
    """A message in its guest's language; None if what it would tell has been overtaken."""
    registration = db.session.get(Registration, message.subject_id)
    kind = kinds.get(State(registration.state)) if registration else None
    if registration is None or kind is None:
        return None
    host = registration.event.edition.host
    with use_locale(message.locale):
        has_tickets = registration.is_confirmed
        shown = {
            "registration": registration,
            "event": registration.event,
            "host": host,
            "manage_url": links.manage_url(registration),
            "position": services.position_of(registration),
            "links": links,
            "people": people,
            "when": when,
        }
        template = f"registration/mails/{kind}"
        return Composed(
            subject=" ".join(render_template(f"{template}.subject.txt", **shown).split()),
            text=render_template(f"{template}.txt", **shown),
            html=render_template(f"{template}.html", **shown),
            sender_name=str(host.text_in("name")),
            sender=host.email or f"no-reply@{urlsplit(current_app.config['BASE_URL']).hostname}",
            pictures={f"ticket-{a.id}": qr.png(links.code_of(a)) for a in registration.people} if has_tickets else {},
        )
