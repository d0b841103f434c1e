"""A coach at the door: its people all ticked, those who are missing unticked, and the rest let in at once."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..checkin import door_groups, rules, verdicts, wording
from ..checkin.claims import Scanner
from ..checkin.door_groups import Group, Known
from ..checkin.forms import is_uuid, read_rows
from ..checkin.intake import check_in
from ..checkin.models import Gate
from ..checkin.rules import Reason, Verdict
from ..checkin.staff_views import gate_of
from ..core import clock
from ..core.database import db
from ..core.i18n import gettext as _
from ..registration.models import Attendee, Event
from . import services
from .models import Coach
from .views import blueprint


@blueprint.get("/door/<gate>/coaches/<int(max=2147483647):number>")
@requires(Verb.CHECK_IN)
def door(gate: str, number: int) -> Response:
    found = gate_of(gate)
    return _shown(found, _coach(found, number))


@blueprint.post("/door/<gate>/coaches/<int(max=2147483647):number>")
@requires(Verb.CHECK_IN)
def let_in(gate: str, number: int) -> Response:
    """Everybody ticked, as scans like any other; pressed twice they are let in once."""
    at_gate = gate_of(gate)
    slug, coach = at_gate.slug, _coach(at_gate, number)
    known = {person.id for person, _inside in services.riders_of(coach)}
    sent = request.form.get("id", "").lower()
    form_id = UUID(sent) if is_uuid(sent) else uuid4()
    chosen = [one for one in request.form.getlist("attendee", type=int)[: rules.MOST_SCANS] if one in known]
    via = request.form.get("via", "")
    scan: dict[str, Any] = {
        "gate": slug,
        "at": clock.now().isoformat(),
        "via": via if is_uuid(via) else rules.BY_SEARCH,
        "direction": rules.ENTRY,
    }
    rows = read_rows([{**scan, "id": str(uuid5(form_id, str(one))), "attendee": one} for one in chosen])
    scanner = Scanner(f"account:{signed_in().id}", trusted=True)
    results = check_in(rows, scanner, at_gate.event_id) if rows else []
    refused = [
        (result.attendee.name, wording.sentence_of(result.reason))
        for result in results
        if result.verdict != Verdict.ADMITTED and result.attendee and result.reason not in (None, Reason.ALREADY_IN)
    ]
    admitted = sum(result.verdict == Verdict.ADMITTED for result in results)
    if refused:
        again = gate_of(slug)
        return _shown(again, _coach(again, number), admitted, refused)
    return make_response(redirect(url_for(".door", gate=slug, number=number, admitted=admitted), 303))


def coach_of_guest(gate: Gate, person: Attendee) -> Group | None:
    """The coach by which a guest came, for the verdict to lead to."""
    found = services.coach_of(person.id)
    if found is None or found.coach.event_id != gate.event_id or found.riders < 2 or found.arrived == found.riders:
        return None
    label = _(
        "%(coach)s: %(arrived)d of %(all)d are in", coach=found.coach.name, arrived=found.arrived, all=found.riders
    )
    return Group(label, url_for("delegations.door", gate=gate.slug, number=found.coach.id))


def page_of_code(gate: Gate, text: str) -> Response | None:
    """What opens where the printed sheet of a coach is scanned."""
    coach = services.of_code(text, gate.event)
    return _shown(gate, coach) if coach is not None else None


def known_of_event(event: Event) -> list[Known]:
    """The coaches that a device may meet without a network."""
    coaches = services.riders_by_coach(event).items()
    return [Known(coach.name, services.code_of(coach), riders) for coach, riders in coaches]


def known_of_code(event: Event, text: str) -> Known | None:
    coach = services.of_code(text, event)
    if coach is None:
        return None
    return Known(coach.name, services.code_of(coach), [person.id for person, _inside in services.riders_of(coach)])


def _shown(
    gate: Gate, coach: Coach, admitted: int | None = None, refused: list[tuple[str, str]] | None = None
) -> Response:
    riders = services.riders_of(coach)
    inside, expected = verdicts.arrivals(gate)
    page = render_template(
        "delegations/door.html",
        gate=gate,
        coach=coach,
        riders=riders,
        waiting=[person for person, is_in in riders if not is_in],
        admitted=request.args.get("admitted", type=int) if admitted is None else admitted,
        refused=refused or [],
        inside=inside,
        expected=expected,
        leaving=False,
        new_id=uuid4,
        via=request.args.get("via", ""),
    )
    return make_response(page)


def _coach(gate: Gate, number: int) -> Coach:
    return db.session.scalar(db.select(Coach).filter_by(event_id=gate.event_id, id=number)) or abort(404)


door_groups.offer(coach_of_guest)
door_groups.offer_code(page_of_code)
door_groups.offer_known(known_of_event, known_of_code)
