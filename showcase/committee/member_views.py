"""Members of sub-committees in the console, one by one or from a pasted list."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import joinedload

from ..accounts.guard import requires
from ..accounts.models import Account
from ..accounts.rules import Verb
from ..core import editing, once
from ..core.database import db, write
from ..core.forms import storable
from ..core.i18n import gettext as _
from ..core.i18n import ngettext
from ..registration.desk_pages import desk_page, event_of, locked_event_of
from ..registration.event_pages import step_asked
from ..registration.models import Event
from . import pasted, services
from .forms import MemberForm, PasteForm, member_values
from .models import Member, Subcommittee
from .pasted import Line
from .views import HERE, blueprint, subcommittee_of, to_page

SHOWN_FAULTS = 50


@blueprint.get("/<slug>/<int(max=2147483647):number>/new")
@requires(Verb.SET_UP)
def new_member(slug: str, number: int) -> str:
    event = event_of(slug)
    part = subcommittee_of(event, number)
    return _page(event, MemberForm(None, _fresh(event, part)), part)


@blueprint.post("/<slug>/<int(max=2147483647):number>/new")
@requires(Verb.SET_UP)
def create_member(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    part = subcommittee_of(event, number)
    form = MemberForm(request.form, _fresh(event, part))
    if (made := once.made_before(form, Member)) is not None:
        return to_page(slug, f"member-{made.id}")
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_page(event, form, subcommittee_of(event, number)), form.status)
    values = form.values()
    made = services.add_member(subcommittee_of(event, values.pop("subcommittee_id")), values, form.changes())
    once.remember(form, made)
    db.session.commit()
    return to_page(slug, f"member-{made.id}")


@blueprint.get("/<slug>/members/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def member(slug: str, number: int) -> str:
    event = event_of(slug)
    found = member_of(event, number)
    form = MemberForm.of_request(found, _stored(event, found))
    return _page(event, form, found.subcommittee, found)


@blueprint.post("/<slug>/members/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_member(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = member_of(event, number)
    form = MemberForm.of_request(found, _stored(event, found))
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        found = member_of(event, number)
        return make_response(_page(event, form, found.subcommittee, found), form.status)
    entry = services.change_member(found, form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".member", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/<slug>/members/<int(max=2147483647):number>/move")
@requires(Verb.SET_UP)
def move_member(slug: str, number: int) -> Response:
    write()
    services.move_member(member_of(locked_event_of(slug), number), step_asked())
    db.session.commit()
    return to_page(slug, f"member-{number}")


@blueprint.post("/<slug>/members/<int(max=2147483647):number>/removal")
@requires(Verb.SET_UP)
def remove_member(slug: str, number: int) -> Response:
    write()
    found = member_of(locked_event_of(slug), number)
    part = found.subcommittee_id
    services.remove_member(found)
    db.session.commit()
    return to_page(slug, f"part-{part}")


@blueprint.get("/<slug>/list")
@requires(Verb.SET_UP)
def paste(slug: str) -> str:
    event = event_of(slug)
    return _paste_page(event, PasteForm(None, services.of_event(event), request.args.get("into", "")))


@blueprint.post("/<slug>/list")
@requires(Verb.SET_UP)
def take_list(slug: str) -> Response:
    """Take in what can be read; what cannot comes back in the box, each line with its reason."""
    write()
    event = locked_event_of(slug)
    form = PasteForm(request.form, services.of_event(event))
    lines = _lines(form)
    if lines is None:
        db.session.rollback()
        return make_response(_paste_page(event_of(slug), form), 422)
    sound = [line for line in lines if not line.faults]
    into = subcommittee_of(event, int(form.into.data)) if form.into.data else None
    added, there = services.add_lines(event, sound, into)
    db.session.commit()
    broken = [line for line in lines if line.faults]
    if not broken:
        return to_page(slug, added=len(added), there=there or None)
    form.text.data = pasted.kept_text(broken)
    form.text.raw_data = [form.text.data]
    return make_response(_paste_page(event_of(slug), form, broken, len(added), there), 422)


def member_of(event: Event, number: int) -> Member:
    """The member of that number, if of this event."""
    query = (
        db.select(Member)
        .join(Member.subcommittee)
        .filter(Subcommittee.event_id == event.id, Member.id == number)
        .options(joinedload(Member.subcommittee))
    )
    return db.session.scalar(query) or abort(404)


def _lines(form: PasteForm) -> list[Line] | None:
    """The people of the list; None where it cannot be taken in at all, which the form then says."""
    if not form.validate():
        form.text.data = storable(form.text.data or "")
        return None
    lines = pasted.read(form.text.data)
    homeless = [line for line in lines if not line.heading]
    problem = ""
    if not lines:
        problem = _("There is nobody in this list.")
    elif len(lines) > pasted.MOST_LINES:
        problem = ngettext(
            "This list has more than %(num)d line. Please paste it in parts.",
            "This list has more than %(num)d lines. Please paste it in parts.",
            pasted.MOST_LINES,
        )
    if problem:
        form.text.errors = [problem]
    elif homeless and not form.into.data:
        form.into.errors = [_("Please choose where those belong who stand above the first sub-committee of the list.")]
    else:
        return lines
    form.text.data = storable(form.text.data)
    return None


def _choices(event: Event, chosen: int | None = None) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    parts = db.session.execute(
        db.select(Subcommittee.id, Subcommittee.name)
        .filter_by(event_id=event.id)
        .order_by(Subcommittee.position, Subcommittee.id)
    )
    accounts = db.session.execute(
        db.select(Account.id, Account.name, Account.email)
        .where(db.or_(Account.closed.is_(False), Account.id == chosen))
        .order_by(Account.name, Account.id)
    )
    return [(str(number), name) for number, name in parts], [(str(n), name or email) for n, name, email in accounts]


def _stored(event: Event, found: Member) -> dict[str, Any]:
    return {**member_values(found), "choices": _choices(event, found.account_id)}


def _fresh(event: Event, part: Subcommittee) -> dict[str, Any]:
    return {"subcommittee": str(part.id), "account": "", "choices": _choices(event)}


def _page(event: Event, form: MemberForm, part: Subcommittee, found: Member | None = None) -> str:
    return desk_page(
        "committee/member.html",
        event,
        HERE,
        form=form,
        part=part,
        found=found,
        guests=services.escorted_by([found.id]).get(found.id, []) if found else [],
        change=editing.saved_change(found) if found else None,
    )


def _paste_page(event: Event, form: PasteForm, broken: list[Line] | None = None, added: int = 0, there: int = 0) -> str:
    return desk_page(
        "committee/paste.html",
        event,
        HERE,
        form=form,
        broken=(broken or [])[:SHOWN_FAULTS],
        number_broken=len(broken or []),
        added=added,
        there=there,
    )
