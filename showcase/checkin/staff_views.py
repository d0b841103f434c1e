"""The door in a browser without JavaScript, and the cases that scans leave to staff."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload, selectinload

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import audit, clock
from ..core.audit import Personal
from ..core.database import db, write
from ..core.i18n import country_name
from ..core.slugs import SLUG
from ..registration.models import Attendee, Event
from . import door_groups, phones, photos, rules, services, verdicts, wording
from .claims import Scanner
from .forms import is_uuid, read_rows
from .intake import check_in
from .models import Annulment, Conflict, Gate, Scan
from .rules import Reason

blueprint = Blueprint("checkin", __name__, url_prefix="/staff/checkin")


@blueprint.get("/gates/")
@requires(Verb.CHECK_IN)
def door() -> str | Response:
    """Choose an open desk; where there is only one, go there, unless one comes from another that is closed."""
    query = (
        db.select(Gate)
        .join(Event)
        .where(Event.ends_at > clock.now() - phones.RECENT, Gate.closed_at.is_(None))
        .options(joinedload(Gate.event))
        .order_by(Event.starts_at, Event.id, Gate.position, Gate.id)
    )
    found = db.session.scalars(query).all()
    slug = request.args.get("closed", "")
    closed = gate_of(slug) if SLUG.fullmatch(slug) else None
    if len(found) == 1 and closed is None:
        return make_response(redirect(url_for(".door_gate", slug=found[0].slug), 303))
    return render_template("checkin/door.html", gates=found, closed=closed)


@blueprint.get("/gates/<slug>/")
@requires(Verb.CHECK_IN)
def door_gate(slug: str) -> str | Response:
    """Scan, type, photograph or look up; a desk that is closed leads to the others."""
    gate = gate_of(slug)
    if gate.closed_at is not None:
        return make_response(redirect(url_for(".door", closed=slug), 303))
    query = request.args.get("q", "")[:100]
    found = verdicts.found_by_name(gate, query)
    inside, expected = verdicts.arrivals(gate)
    leaving = rules.direction_at(gate.kind, request.args.get("direction")) == rules.EXIT
    return render_template(
        "checkin/door_gate.html",
        gate=gate,
        new_id=uuid4,
        country_name=country_name,
        query=query,
        found=found,
        inside=inside,
        expected=expected,
        leaving=leaving,
    )


@blueprint.post("/gates/<slug>/scans")
@requires(Verb.CHECK_IN)
def door_scans(slug: str) -> Response:
    """One scan of a code, a photograph or a name; or several, for the rest of a party."""
    gate = gate_of(slug)
    scans = _typed(gate)
    if (page := door_groups.page_of(gate, scans[0].get("code") or "")) is not None:
        return page
    rows = read_rows(scans)
    scan_ids = [result.id for result in check_in(rows or [], _scanner(), gate.event_id) if result.reason != "malformed"]
    via = request.form.get("via", "")
    # After the rest of a party has been let in, the volunteer is back at the one whose ticket was scanned.
    to_party = is_uuid(via) and request.form.get("forced") != "1"
    back = via if to_party else scan_ids[0] if scan_ids else None
    scan = db.session.get(Scan, back) if back else None
    if scan is None:
        return _verdict(gate_of(slug), scan)
    return make_response(redirect(url_for(".door_verdict", slug=slug, scan_id=scan.id), 303))


@blueprint.get("/gates/<slug>/scans/<uuid:scan_id>")
@requires(Verb.CHECK_IN)
def door_verdict(slug: str, scan_id: UUID) -> Response:
    gate = gate_of(slug)
    scan = db.session.get(Scan, str(scan_id))
    if scan is None or scan.event_id != gate.event_id:
        abort(404)
    return _verdict(gate, scan)


@blueprint.post("/gates/<slug>/scans/<uuid:scan_id>/annulment")
@requires(Verb.CHECK_IN)
def door_annulment(slug: str, scan_id: UUID) -> Response:
    """Take back a scan made by mistake."""
    write()
    gate = gate_of(slug)
    scan = db.session.get(Scan, str(scan_id))
    if scan is None or scan.event_id != gate.event_id or scan.scanned_by != _scanner().label:
        abort(404)
    recent = clock.now() - scan.received_at <= rules.ANNUL_WITHIN
    if recent and db.session.get(Annulment, scan.id) is None:
        services.annul(scan, _scanner())
        audit.record("scan.annulled", f"scan:{scan.id}")
    db.session.commit()
    return make_response(redirect(url_for(".door_verdict", slug=slug, scan_id=scan_id), 303))


@blueprint.get("/conflicts")
@requires(Verb.MANAGE_DOOR)
def conflicts() -> str:
    """What scans disagree about, the open cases first."""
    query = db.select(Conflict).order_by(Conflict.settled_at.is_not(None), Conflict.id.desc()).limit(200)
    cases = db.session.scalars(query).all()
    scan_ids = {case.scan_id for case in cases} | {case.other_scan_id for case in cases if case.other_scan_id}
    scans = db.session.scalars(
        db.select(Scan).where(Scan.id.in_(scan_ids)).options(selectinload(Scan.gate), selectinload(Scan.device))
    )
    people = db.session.scalars(db.select(Attendee).where(Attendee.id.in_({case.attendee_id for case in cases})))
    return render_template(
        "checkin/conflicts.html",
        cases=cases,
        scans={scan.id: scan for scan in scans},
        people={person.id: person for person in people},
        reason_sentence=lambda reason: wording.sentence_of(Reason(reason)),
    )


@blueprint.post("/conflicts/<int(max=2147483647):conflict_id>/settlement")
@requires(Verb.MANAGE_DOOR)
def conflict_settlement(conflict_id: int) -> Response:
    write()
    case = db.session.get(Conflict, conflict_id)
    if case is None:
        abort(404)
    if case.settled_at is None:
        case.settled_at, case.settled_by = clock.now(), audit.actor()
        case.note = " ".join(request.form.get("note", "").split())[:500]
        audit.record("conflict.settled", case, settled_at=(None, case.settled_at), note=Personal("", case.note))
    db.session.commit()
    return make_response(redirect(url_for(".conflicts"), 303))


def gate_of(slug: str) -> Gate:
    """The gate of an address; times are those of its event's place."""
    query = db.select(Gate).filter_by(slug=slug).options(joinedload(Gate.event))
    gate = db.session.scalar(query) if SLUG.fullmatch(slug) else None
    if gate is None:
        abort(404)
    g.timezone = gate.event.timezone
    return gate


def _scanner() -> Scanner:
    return Scanner(f"account:{signed_in().id}", trusted=True)


def _typed(gate: Gate) -> list[dict[str, Any]]:
    """The scans of a form as the API would get them. The form's id makes a second press of its button a replay."""
    form_id = request.form.get("id", "").lower()
    scan_id = form_id if is_uuid(form_id) else str(uuid4())
    scan: dict[str, Any] = {
        "gate": gate.slug,
        "at": clock.now().isoformat(),
        "forced": request.form.get("forced") == "1",
        "direction": request.form.get("direction") or None,
    }
    chosen = request.form.getlist("attendee", type=int)[: rules.MOST_SCANS]
    if chosen:
        via = request.form.get("via") or rules.BY_SEARCH
        alone = len(chosen) == 1
        return [
            {**scan, "id": scan_id if alone else str(uuid5(UUID(scan_id), str(one))), "attendee": one, "via": via}
            for one in chosen
        ]
    photo = request.files.get("photo")
    code = photos.code_in(photo.stream) if photo else request.form.get("code", "")
    return [{**scan, "id": scan_id, "code": code or ""}]


def _verdict(gate: Gate, scan: Scan | None) -> Response:
    shown = verdicts.shown(scan, gate.event.timezone) if scan else verdicts.unreadable()
    inside, expected = verdicts.arrivals(gate)
    leaving = scan is not None and scan.direction == rules.EXIT
    may_bring = shown.kind == wording.GO and shown.person is not None and not leaving
    groups = door_groups.groups_of(gate, shown.person) if may_bring else []
    values = {"gate": gate, "shown": shown, "inside": inside, "expected": expected, "new_id": uuid4, "leaving": leaving}
    values["groups"] = groups
    return make_response(render_template("checkin/door_verdict.html", **values), 200 if scan else 422)
