"""Gates in the console: the desks of an event, their order, whom they let in, and closing one."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, once
from ..core.database import db, locked, write
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration import when
from ..registration.event_pages import (
    EventPage,
    Removal,
    blueprint,
    event_of,
    list_page,
    locked_event_of,
    offer,
    part_page,
    question_page,
    step_asked,
)
from ..registration.models import Event
from ..registration.rules import Refusal, Refused
from . import gates, wording
from .gate_forms import GateForm, gate_values, new_gate_values
from .models import Gate

HERE = "staff_events.gates"
offer(EventPage(lazy("Reception desks"), HERE, 30))


@blueprint.get("/<slug>/gates/", endpoint="gates")
@requires(Verb.SET_UP)
def gates_list(slug: str) -> str:
    event = event_of(slug)
    return list_page(
        "checkin/gates.html",
        event,
        HERE,
        gates=gates.of_event(event),
        scans=gates.scans_of(event),
        allows=wording.allows,
        kind_word=wording.gate_kind,
    )


@blueprint.get("/<slug>/gates/new")
@requires(Verb.SET_UP)
def new_gate(slug: str) -> str:
    event = event_of(slug)
    return _page(event, GateForm(None, new_gate_values(event)))


@blueprint.post("/<slug>/gates/new")
@requires(Verb.SET_UP)
def create_gate(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = GateForm(request.form, new_gate_values(event))
    if (made := once.made_before(form, Gate)) is not None:
        return _to_list(slug, made.slug)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(event, form), form.status)
    made = gates.add(event, form.texts(), form.values(event), form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to_list(slug, made.slug)


@blueprint.get("/<slug>/gates/<gate>/")
@requires(Verb.SET_UP)
def gate(slug: str, gate: str) -> str:
    event = event_of(slug)
    found = _gate(event, gate)
    return _page(event, GateForm.of_request(found, gate_values(found)), found)


@blueprint.post("/<slug>/gates/<gate>/")
@requires(Verb.SET_UP)
def change_gate(slug: str, gate: str) -> Response:
    write()
    event = locked_event_of(slug)
    found = locked(_gate(event, gate))  # whoever scans here waits, and is seen by what follows
    form = GateForm.of_request(found, gate_values(found))
    if form.is_accepted():
        try:
            entry = gates.change(found, form.texts(), form.values(event), form.changes())
            db.session.commit()
            return make_response(redirect(url_for(".gate", slug=slug, gate=gate, saved=entry.id), 303))
        except Refused:
            form.sessions.errors = [
                _("Tickets have been scanned here and counted. Make another desk for what is to be counted otherwise.")
            ]
    db.session.rollback()
    return make_response(_page(event, form, found), form.status)


@blueprint.post("/<slug>/gates/<gate>/move")
@requires(Verb.SET_UP)
def move_gate(slug: str, gate: str) -> Response:
    write()
    gates.move(_gate(locked_event_of(slug), gate), step_asked())
    db.session.commit()
    return _to_list(slug, gate)


@blueprint.get("/<slug>/gates/<gate>/closing")
@requires(Verb.SET_UP)
def closing(slug: str, gate: str) -> str:
    """Asks once more, and says what becomes of the phones."""
    event = event_of(slug)
    found = _gate(event, gate)
    title = _("Close “%(gate)s”?", gate=found.text_in("name"))
    return question_page(
        event, title, HERE, _what_closing_means(event, found), _("Yes, close it"), url_for(".gates", slug=slug)
    )


@blueprint.post("/<slug>/gates/<gate>/closing")
@requires(Verb.SET_UP)
def close_gate(slug: str, gate: str) -> Response:
    write()
    gates.close(_gate(locked_event_of(slug), gate), clock.now())
    db.session.commit()
    return _to_list(slug, gate)


@blueprint.post("/<slug>/gates/<gate>/reopening")
@requires(Verb.SET_UP)
def reopen_gate(slug: str, gate: str) -> Response:
    write()
    gates.reopen(_gate(locked_event_of(slug), gate))
    db.session.commit()
    return _to_list(slug, gate)


@blueprint.post("/<slug>/gates/<gate>/pin")
@requires(Verb.SET_UP)
def renew_gate_pin(slug: str, gate: str) -> Response:
    write()
    gates.renew_pin(locked(_gate(locked_event_of(slug), gate)))
    db.session.commit()
    return make_response(redirect(url_for(".gate", slug=slug, gate=gate, _anchor="pin"), 303))


@blueprint.post("/<slug>/gates/<gate>/deletion")
@requires(Verb.SET_UP)
def delete_gate(slug: str, gate: str) -> Response:
    write()
    event = locked_event_of(slug)
    found = locked(_gate(event, gate))
    try:
        gates.remove(found)
    except Refused:
        db.session.rollback()
        return make_response(_page(event, GateForm(None, gate_values(found)), found), 409)
    db.session.commit()
    return _to_list(slug)


def _gate(event: Event, slug: str) -> Gate:
    return next((gate for gate in gates.of_event(event) if gate.slug == slug), None) or abort(404)


def _to_list(slug: str, gate: str = "") -> Response:
    return make_response(redirect(url_for(".gates", slug=slug, _anchor=gate or None), 303))


def _what_closing_means(event: Event, gate: Gate) -> list[str]:
    said = [_("Nobody is let in here any more. Whoever still scans here is told to go to another desk.")]
    if not any(other.closed_at is None for other in gates.of_event(event) if other is not gate):
        said.append(_("It is the only desk that is open. Until another one is, nobody can be received."))
    phones = [phone.name or _("Phone %(number)d", number=phone.id) for phone in gates.phones_at(gate)]
    if phones:
        said.append(_("These phones have scanned here; tell whoever holds them: %(phones)s", phones=", ".join(phones)))
    said += [
        _("Phones belong to the event and not to a desk. They stay connected, and go on at another desk."),
        _(
            "A phone without a network learns of it when it has one again. What it scanned before this moment counts;"
            " whom it let in afterwards becomes a case to settle."
        ),
    ]
    return said


def _page(event: Event, form: GateForm, found: Gate | None = None) -> str:
    if found is None:
        return part_page(event, form, _("A new reception desk"), HERE)
    slugs: Any = {"slug": event.slug, "gate": found.slug}
    reasons = {
        Refusal.GATE_USED: _(
            "Tickets have been scanned here. The record of the door must stay; close the desk instead."
        ),
        Refusal.LAST_GATE: _("An event has at least one desk, and this is the only one."),
    }
    stays = gates.why_it_stays(found)
    removal = Removal(
        _("Take this desk away"),
        _("It disappears from the door's pages with its name in all languages."),
        _("Yes, take the desk away"),
        url_for(".delete_gate", **slugs),
        reasons[stays] if stays else "",
    )
    title = str(found.text_in("name"))
    address, renewal = url_for(".change_gate", **slugs), url_for(".renew_gate_pin", **slugs)
    template = "checkin/gate.html"
    return part_page(
        event, form, title, HERE, found, address, removal, _closing(found), template, gate=found, renewal=renewal
    )


def _closing(gate: Gate) -> Removal:
    if gate.closed_at is None:
        warning = _("Nobody is let in here from then on; it can be opened again.")
        address = url_for(".closing", slug=gate.event.slug, gate=gate.slug)
        return Removal(_("Close this desk"), warning, question=address)
    since = when.moment(gate.closed_at, gate.event.timezone)
    reason = _("Nobody has been let in here since %(moment)s. The list of desks opens it again.", moment=since)
    return Removal(_("This desk is closed"), reason=reason)
