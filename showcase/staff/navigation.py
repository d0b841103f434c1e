"""The console's navigation: what this account may do, and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup
from werkzeug.local import LocalProxy

from ..accounts.guard import account
from ..accounts.rules import Verb, may
from ..core import clock, numbers
from ..core.i18n import gettext as _


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    # Proxies: an error page renders without asking who is signed in.
    around = {
        "account": LocalProxy(account),
        "staff_nav": LocalProxy(items),
        "sign_out_url": LocalProxy(lambda: url_for("accounts.sign_out")),
        "may": _may,
        "moment": moment,
    }
    app.context_processor(lambda: around)


def moment(at: datetime | None) -> Markup:
    """An instant as the console writes it, on the event's or the host's clock."""
    if at is None:
        return Markup()
    there = clock.in_zone(at, g.get("timezone", "Asia/Ho_Chi_Minh"))
    return Markup('<time datetime="{}">{}, {}</time>').format(
        at.isoformat(timespec="seconds"), there.strftime("%H:%M"), numbers.day(there.date())
    )


def items() -> list[Item]:
    """The pages of the console that the signed-in account may open."""
    if "staff_nav" not in g:
        g.staff_nav = [
            Item(label, url_for(endpoint), (request.endpoint or "").startswith(section))
            for label, endpoint, verb, section in _entries()
            if endpoint in current_app.view_functions and _may(verb)
        ]
    found: list[Item] = g.staff_nav
    return found


def _entries() -> list[tuple[str, str, Verb, str]]:
    """Label, endpoint, right, and how the endpoints of the section begin."""
    return [
        (_("Overview"), "staff.home", Verb.SEE_CONSOLE, "staff.home"),
        (_("Reception"), "checkin.door", Verb.CHECK_IN, "checkin.door"),
        (_("Guests"), "staff_guests.guests", Verb.SEE_GUESTS, "staff_guests."),
        (_("To settle"), "checkin.conflicts", Verb.MANAGE_DOOR, "checkin.conflict"),
        (_("Phones"), "checkin.phones", Verb.MANAGE_DOOR, "checkin.phone"),
        (_("Messages"), "staff_messages.messages", Verb.SEE_MESSAGES, "staff_messages."),
        (_("Publication"), "publication.issues", Verb.BUILD_PUBLICATION, "publication."),
        (_("Host"), "editions_staff.host", Verb.SET_UP, "editions_staff.host"),
        (_("Audit"), "staff.audit_log", Verb.MANAGE_ACCOUNTS, "staff.audit"),
    ]


def _may(verb: Any) -> bool:
    who = account()
    return who is not None and may(who.role_name, Verb(verb), who.unit_code)
