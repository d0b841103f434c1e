"""Lines of the order one by one: new from the guest list, an office or nothing; changed, joined, taken away."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import editing, once
from ..core.database import db, write
from ..core.search import searchable
from ..registration.desk_pages import event_of, locked_event_of
from ..registration.models import Attendee, Event
from . import candidates, lines, rules, services, wording
from .desk import ORDER, blueprint, entry_of, number_asked, page, to_order
from .forms import IntroductionForm, introduction_values, new_introduction_values
from .lines import Order
from .models import Introduction

MOST_AT_ONCE = 300


@blueprint.get("/<slug>/candidates")
@requires(Verb.CHANGE_GUESTS)
def suggestions(slug: str) -> str:
    """Who might be introduced and stands in no line yet."""
    event = event_of(slug)
    return page("candidates.html", event, ORDER, found=candidates.of_event(event))


@blueprint.post("/<slug>/candidates")
@requires(Verb.CHANGE_GUESTS)
def take_suggestions(slug: str) -> Response:
    """Make lines for those chosen; sent twice it makes none again, for they then stand in a line."""
    write()
    event = locked_event_of(slug)
    found = candidates.of_event(event)
    chosen = {kind: set(request.form.getlist(kind)[:MOST_AT_ONCE]) for kind in ("guest", "invitation", "office")}
    made = services.add_all(
        event,
        [one for one in found.guests if str(one.id) in chosen["guest"]],
        [one for one in found.invitations if str(one.id) in chosen["invitation"]],
        {one: found.holding.get(one.id) for one in found.offices if str(one.id) in chosen["office"]},
        lines.groups_of(event),
    )
    db.session.commit()
    return to_order(slug, added=len(made))


@blueprint.get("/<slug>/new")
@requires(Verb.CHANGE_GUESTS)
def new_line(slug: str) -> str:
    event = event_of(slug)
    return _page(event, IntroductionForm(None, _stored(event, new_introduction_values(), None, _guest_asked(event))))


@blueprint.post("/<slug>/new")
@requires(Verb.CHANGE_GUESTS)
def create_line(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    guest = _guest_asked(event)
    form = IntroductionForm(request.form, _stored(event, new_introduction_values(), None, guest))
    if (made := once.made_before(form, Introduction)) is not None:
        return to_order(slug, made.id)
    if not form.is_accepted() or not _names_somebody(form):
        db.session.rollback()
        return make_response(_page(event_of(slug), form), form.status)
    values = {**form.values(), **_linked_by_name(event, form)}
    made = services.add(event, values, form.changes())
    once.remember(form, made)
    db.session.commit()
    return to_order(slug, made.id)


@blueprint.get("/<slug>/lines/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def line(slug: str, number: int) -> str:
    event = event_of(slug)
    entry = entry_of(event, number)
    return _page(event, IntroductionForm.of_request(entry, _stored(event, introduction_values(entry), entry)), entry)


@blueprint.post("/<slug>/lines/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def change_line(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    entry = entry_of(event, number)
    form = IntroductionForm.of_request(entry, _stored(event, introduction_values(entry), entry))
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_page(event, form, entry_of(event, number)), form.status)
    change = services.change(entry, {**form.values(), **_linked_by_name(event, form)}, form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".line", slug=slug, number=number, saved=change.id), 303))


@blueprint.post("/<slug>/lines/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def remove_line(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    services.remove(event, entry_of(event, number))
    db.session.commit()
    return to_order(slug, removed=1)


@blueprint.post("/<slug>/lines/<int(max=2147483647):number>/joining")
@requires(Verb.CHANGE_GUESTS)
def join_line(slug: str, number: int) -> Response:
    """The seat of this line is filled by the person of another line, who is introduced once."""
    write()
    event = locked_event_of(slug)
    into = entry_of(event, number_asked("into"))
    services.join(event, entry_of(event, number), into)
    db.session.commit()
    return to_order(slug, into.id)


@blueprint.post("/<slug>/lines/<int(max=2147483647):number>/separation")
@requires(Verb.CHANGE_GUESTS)
def separate_line(slug: str, number: int) -> Response:
    write()
    services.separate(entry_of(locked_event_of(slug), number))
    db.session.commit()
    return to_order(slug, number)


def _guest_asked(event: Event) -> Attendee | None:
    """The guest whom a new line is to be about, by the address."""
    number = request.args.get("guest", type=int)
    if number is None or not 0 < number < 2**31:
        return None
    return candidates.guest_of(event, number) or abort(404)


def _names_somebody(form: IntroductionForm) -> bool:
    if form.name.data or form.title.data or form.guest.data:
        return True
    form.name.errors = [*form.name.errors, str(wording.nobody_named())]
    return False


def _stored(
    event: Event, values: dict[str, Any], entry: Introduction | None, guest: Attendee | None = None
) -> dict[str, Any]:
    """A line's values with the choices of its form; a new one about a guest begins with what is known."""
    groups = lines.groups_of(event)
    if guest is not None:
        likely = rules.likely_group(guest.office, {group.id: group.own_words for group in groups})
        values = {**values, "guest": str(guest.id), "rank": str(int(rules.likely_rank(guest.office)))}
        values["group"] = str(likely) if likely else ""
    names = [entry.name, entry.attendee.name if entry.attendee else ""] if entry else []
    instead = [entry.substitute_name, entry.substitute.name if entry.substitute else ""] if entry else []
    known = candidates.by_name(event, [*names, *instead])
    linked = [entry.attendee if entry else guest, entry.substitute if entry else None]
    return {
        **values,
        "groups": [(str(group.id), str(group.text_in("name"))) for group in groups],
        "guests": _choices(known, names, linked[0]),
        "substitutes": _choices(known, instead, linked[1]),
    }


def _choices(known: dict[str, list[Attendee]], names: list[str], linked: Attendee | None) -> list[tuple[str, str]]:
    people = {one.id: one for name in names for one in known.get(searchable(name), [])}
    if linked is not None:
        people[linked.id] = linked
    return [(str(one.id), f"{one.name} · {one.registration.code}") for one in people.values()]


def _linked_by_name(event: Event, form: IntroductionForm) -> dict[str, Any]:
    """Guests whose name was just written are known at the door, where only one of those who come is called so."""
    changed, found = form.changes(), {}
    for field, choice, column in (
        ("name", "guest", "attendee_id"),
        ("substitute_name", "substitute_guest", "substitute_id"),
    ):
        if field in changed and form[field].data and not form[choice].data:
            same = next(iter(candidates.by_name(event, [form[field].data]).values()), [])
            if len(same) == 1:
                found[column] = same[0].id
    return found


def _page(event: Event, form: IntroductionForm, entry: Introduction | None = None) -> str:
    order = Order(event)
    shown = order.line(entry.id) if entry else None
    return page(
        "line.html",
        event,
        ORDER,
        form=form,
        entry=entry,
        line=shown,
        joined_into=order.line(entry.joined_id) if entry and entry.joined_id else None,
        faults=wording.faults(shown) if shown else [],
        announcement=wording.announcement(shown) if shown else "",
        states=wording.states(),
        is_of_office=bool(entry and entry.invitation_id),
        change=editing.saved_change(entry) if entry else None,
        gives=services.gives_or_receives(entry) if entry else False,
    )
