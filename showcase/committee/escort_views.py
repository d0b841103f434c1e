"""Who escorts a guest of honour: chosen from the committee, on a page that the guest's own page leads to."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing
from ..core.database import db, write
from ..core.security import local_target
from ..registration.desk_pages import desk_page, event_of, locked_event_of
from ..registration.models import Attendee, Event, Registration
from . import services, wording
from .forms import EscortForm
from .models import Member
from .views import HERE, blueprint


@blueprint.get("/<slug>/escorts/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def escort(slug: str, number: int) -> str:
    event = event_of(slug)
    guest = guest_of(event, number)
    chosen = _escort_of(guest)
    return _page(event, guest, EscortForm.of_request(guest, _stored(event, chosen)), chosen)


@blueprint.post("/<slug>/escorts/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def change_escort(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    guest = guest_of(event, number)
    form = EscortForm.of_request(guest, _stored(event, _escort_of(guest)))
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        guest = guest_of(event, number)
        return make_response(_page(event, guest, form, _escort_of(guest)), form.status)
    chosen = db.session.get(Member, int(form.member.data)) if form.member.data else None
    entry = services.set_escort(guest, chosen)
    db.session.commit()
    back = local_target(request.args.get("next"), "committee.in_front") if request.args.get("next") else ""
    if back:
        return make_response(redirect(back, 303))
    return make_response(redirect(url_for(".escort", slug=slug, number=number, saved=entry.id if entry else None), 303))


def guest_of(event: Event, number: int) -> Attendee:
    """A guest who comes to this event, by number."""
    query = (
        db.select(Attendee)
        .join(Attendee.registration)
        .where(Attendee.id == number, Registration.event_id == event.id, Attendee.dropped_at.is_(None))
        .options(lazyload("*"), joinedload(Attendee.registration).lazyload("*"))
    )
    return db.session.scalar(query) or abort(404)


def members_by_part(event: Event) -> dict[str, list[tuple[str, str]]]:
    """Name of a sub-committee → (number, name and office) of its members."""
    found: dict[str, list[tuple[str, str]]] = {}
    for member in services.members_of(event):
        words = ", ".join(filter(None, [member.name, member.office]))
        found.setdefault(member.subcommittee.name, []).append((str(member.id), words))
    return found


def _escort_of(guest: Attendee) -> Member | None:
    return services.escorts_of([guest.id]).get(guest.id)


def _stored(event: Event, chosen: Member | None) -> dict[str, Any]:
    return {"member": str(chosen.id) if chosen else "", "members": members_by_part(event)}


def _page(event: Event, guest: Attendee, form: EscortForm, chosen: Member | None) -> str:
    change = editing.saved_change(guest)
    return desk_page(
        "committee/escort.html",
        event,
        HERE,
        guest=guest,
        form=form,
        escort=chosen,
        phone=wording.phone,
        change=change if change is not None and "member" in audit.changes_of(change) else None,
    )
