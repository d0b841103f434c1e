"""The console's navigation: what this account may do, and nothing else.

A page of the console enters the navigation by one line in `ENTRIES`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby
from typing import Any

from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup
from werkzeug.local import LocalProxy

from ..accounts.guard import SAFE, account, lacks_second_factor
from ..accounts.rules import Verb, may
from ..core import clock, numbers
from ..core.i18n import gettext, lazy, marked


class Group(Enum):
    """The parts of the navigation, in their order."""

    TODAY = marked("Today")
    GUESTS = marked("Guests")
    GATHERING = marked("The gathering")
    CONTENT = marked("Content and print")
    SET_UP = marked("Set-up")
    SITE = marked("Site")


@dataclass(frozen=True)
class Entry:
    """A page of the navigation. `begins`: how the endpoints of its section begin, the pages below it included."""

    group: Group
    label: Any
    endpoint: str
    verb: Verb
    begins: tuple[str, ...]


def _entry(group: Group, label: Any, endpoint: str, verb: Verb, *begins: str) -> Entry:
    return Entry(group, label, endpoint, verb, begins or (endpoint,))


ENTRIES = (
    _entry(Group.TODAY, lazy("Overview"), "staff.home", Verb.SEE_CONSOLE),
    _entry(Group.TODAY, lazy("Right now"), "live.now_in_front", Verb.CHECK_IN, "live."),
    _entry(Group.TODAY, lazy("Reception"), "door_app.start", Verb.CHECK_IN, "checkin.door"),
    _entry(Group.TODAY, lazy("Calls"), "staff_calls.calls_list", Verb.SEE_GUESTS, "staff_calls."),
    _entry(Group.TODAY, lazy("Deadlines"), "staff_calendar.nearest", Verb.BUILD_PUBLICATION, "staff_calendar."),
    _entry(Group.TODAY, lazy("To settle"), "checkin.conflicts", Verb.MANAGE_DOOR, "checkin.conflict"),
    _entry(Group.TODAY, lazy("Requests"), "staff_requests.requests_list", Verb.ANSWER_REQUESTS, "staff_requests."),
    _entry(Group.GUESTS, lazy("Guest list"), "staff_guests.guests", Verb.SEE_GUESTS, "staff_guests."),
    _entry(Group.GUESTS, lazy("To approve"), "staff_approvals.approvals", Verb.SEE_GUESTS, "staff_approvals."),
    _entry(Group.GUESTS, lazy("Invitations"), "staff_invitations.events", Verb.INVITE, "staff_invitations."),
    _entry(Group.GUESTS, lazy("Proposals"), "staff_proposals.proposals", Verb.PROPOSE, "staff_proposals."),
    _entry(Group.GUESTS, lazy("Announcements"), "announcements.front", Verb.SEE_GUESTS, "announcements."),
    _entry(Group.GUESTS, lazy("Messages"), "staff_messages.messages", Verb.SEE_MESSAGES, "staff_messages."),
    _entry(
        Group.GUESTS,
        lazy("Contributions"),
        "staff_contributions.contributions",
        Verb.SEE_GUESTS,
        "staff_contributions.",
    ),
    _entry(Group.GATHERING, lazy("Committee"), "committee.in_front", Verb.SET_UP, "committee."),
    _entry(Group.GATHERING, lazy("Run of show"), "staff_programme.programme", Verb.SET_UP, "staff_programme."),
    _entry(Group.GATHERING, lazy("Protocol"), "protocol.in_front", Verb.SEE_GUESTS, "protocol."),
    _entry(Group.GATHERING, lazy("Delegations and coaches"), "delegations.in_front", Verb.CHECK_IN, "delegations."),
    _entry(Group.GATHERING, lazy("Tables"), "seating.tables", Verb.SEE_GUESTS, "seating."),
    _entry(Group.GATHERING, lazy("Badges"), "badges.in_front", Verb.SEE_GUESTS, "badges."),
    _entry(Group.GATHERING, lazy("Afterwards"), "staff_followup.in_front", Verb.SEE_GUESTS, "staff_followup."),
    _entry(
        Group.CONTENT,
        lazy("Content"),
        "staff_content.desk",
        Verb.TRANSLATE,
        "staff_content.",
        "editorial.",
        "translation.",
    ),
    _entry(Group.CONTENT, lazy("Photographs"), "photos.library", Verb.EDIT_CONTENT, "photos."),
    _entry(Group.CONTENT, lazy("Figures to check"), "figure_checks.asked", Verb.REPORT, "figure_checks."),
    _entry(Group.CONTENT, lazy("Units"), "staff_units.units", Verb.SEE_UNITS, "staff_units."),
    _entry(
        Group.CONTENT,
        lazy("Publication"),
        "publication.issues",
        Verb.BUILD_PUBLICATION,
        "publication.",
        "publication_plan.",
        "publication_preflight.",
        "release.",
    ),
    _entry(Group.CONTENT, lazy("Publications sent to us"), "consignments.received", Verb.REPORT, "consignments."),
    _entry(Group.SET_UP, lazy("Editions"), "staff_editions.editions", Verb.SET_UP, "staff_editions."),
    _entry(
        Group.SET_UP,
        lazy("Host"),
        "editions_staff.host",
        Verb.SET_UP,
        "editions_staff.host",
        "papers.",
        "paper_kinds.",
        "look.",
    ),
    _entry(Group.SET_UP, lazy("Events"), "staff_events.events_list", Verb.SET_UP, "staff_events."),
    _entry(Group.SET_UP, lazy("Officials"), "officials.register", Verb.SET_UP, "officials."),
    _entry(Group.SET_UP, lazy("Phones"), "checkin.phones", Verb.MANAGE_DOOR, "checkin.phone"),
    _entry(Group.SITE, lazy("Accounts"), "staff_accounts.accounts", Verb.MANAGE_ACCOUNTS, "staff_accounts."),
    _entry(Group.SITE, lazy("Audit"), "staff_audit.changes", Verb.SEE_AUDIT, "staff_audit."),
    _entry(Group.SITE, lazy("Forgetting"), "staff_forgetting.page", Verb.SET_UP, "staff_forgetting."),
    _entry(Group.SITE, lazy("Settings"), "staff_settings.page", Verb.SET_UP, "staff_settings."),
    _entry(Group.SITE, lazy("Style guide"), "style_guide.sheet", Verb.MANAGE_ACCOUNTS),
)


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: str  # as aria-current says it: the page itself, a page below it, or empty


@dataclass(frozen=True)
class Section:
    """A group with what of it this account may open."""

    name: str
    label: str
    items: list[Item]


def init_app(app: Flask) -> None:
    # Proxies: an error page renders without asking who is signed in.
    around = {
        "account": LocalProxy(account),
        "staff_nav": LocalProxy(sections),
        "staff_trail": LocalProxy(trail),
        "own_account_url": LocalProxy(lambda: url_for("accounts_own.my_account")),
        "sign_out_url": LocalProxy(lambda: url_for("accounts.sign_out")),
        "here": LocalProxy(here),
        "may": _may,
        "moment": moment,
        "printed_at": LocalProxy(lambda: moment(clock.now())),
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


def sections() -> list[Section]:
    """The pages of the console that the signed-in account may open."""
    if "staff_nav" not in g:
        g.staff_nav = [
            Section(group.name.lower().replace("_", "-"), gettext(group.value), [_item(entry) for entry in entries])
            for group, entries in groupby(_open_entries(), lambda entry: entry.group)
        ]
    found: list[Section] = g.staff_nav
    return found


def trail() -> list[tuple[str, str]]:
    """The way back from a page below a page of the navigation, for the breadcrumbs."""
    return [(item.label, item.url) for section in sections() for item in section.items if item.current == "true"]


def here() -> str:
    """The present page as an address to come back to."""
    rule = request.url_rule
    if request.method in SAFE:
        return request.full_path.rstrip("?")
    return request.path if rule is not None and "GET" in (rule.methods or set()) else url_for("staff.home")


def _open_entries() -> Iterator[Entry]:
    who = account()
    if who is None or lacks_second_factor(who):
        return  # nothing opens before it is set up
    order = list(Group)
    for entry in sorted(ENTRIES, key=lambda entry: order.index(entry.group)):
        if entry.endpoint in current_app.view_functions and _may(entry.verb):
            yield entry


def _item(entry: Entry) -> Item:
    url = url_for(entry.endpoint)
    below = (request.endpoint or "").startswith(entry.begins)
    # By its address: a form that comes back is its page, whichever view answers.
    return Item(str(entry.label), url, "page" if request.path == url else "true" if below else "")


def _may(verb: Any) -> bool:
    who = account()
    return who is not None and may(who.role_name, Verb(verb))
