"""Groups of rank in the console: the host's own, in the order in which they are introduced."""

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, once, ordering, slugs
from ..core.database import db, locked, write
from ..core.i18n import SOURCE
from ..editions.models import Edition
from ..registration.desk_pages import event_of
from ..registration.event_pages import step_asked
from ..registration.models import Event
from . import lines, services
from .desk import blueprint, page
from .forms import RankGroupForm, group_values
from .models import RankGroup

GROUPS = "protocol.groups"


@blueprint.get("/<slug>/groups/", endpoint="groups")
@requires(Verb.SET_UP)
def groups_list(slug: str) -> str:
    event = event_of(slug)
    return page("groups.html", event, GROUPS, groups=lines.groups_of(event))


@blueprint.get("/<slug>/groups/new")
@requires(Verb.SET_UP)
def new_group(slug: str) -> str:
    return _page(event_of(slug), RankGroupForm(None, {}))


@blueprint.post("/<slug>/groups/new")
@requires(Verb.SET_UP)
def create_group(slug: str) -> Response:
    write()
    event = event_of(slug)
    host = _locked_host(event)
    form = RankGroupForm(request.form, {})
    if (made := once.made_before(form, RankGroup)) is not None:
        return _to_list(slug, made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(event_of(slug), form), form.status)
    taken = db.session.execute(db.select(RankGroup.slug, RankGroup.position).filter_by(host_id=host)).all()
    made = RankGroup(
        host_id=host,
        slug=slugs.first_free(slugs.slugify(form.name.data[SOURCE]) or "nhom", {one for one, _position in taken}),
        position=max((position for _slug, position in taken), default=-1) + 1,
    )
    form.write_to(made)
    db.session.add(made)
    db.session.flush()
    audit.record("rank_group.created", made, **form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to_list(slug, made)


@blueprint.get("/<slug>/groups/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def group(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _group(event, number)
    return _page(event, RankGroupForm.of_request(found, group_values(found)), found)


@blueprint.post("/<slug>/groups/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_group(slug: str, number: int) -> Response:
    write()
    event = event_of(slug)
    found = locked(_group(event, number))
    form = RankGroupForm.of_request(found, group_values(found))
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_page(event, form, _group(event, number)), form.status)
    form.write_to(found)
    entry = audit.record("rank_group.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".group", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/<slug>/groups/<int(max=2147483647):number>/move")
@requires(Verb.SET_UP)
def move_group(slug: str, number: int) -> Response:
    write()
    event = event_of(slug)
    host = _locked_host(event)
    found = _group(event, number)
    rows = db.session.scalars(
        db.select(RankGroup).filter_by(host_id=host).order_by(RankGroup.position, RankGroup.id)
    ).all()
    if (moved := ordering.move(rows, found, step_asked())) is not None:
        db.session.flush()
        audit.record("rank_group.moved", found, position=moved)
    db.session.commit()
    return _to_list(slug, found)


@blueprint.post("/<slug>/groups/<int(max=2147483647):number>/removal")
@requires(Verb.SET_UP)
def remove_group(slug: str, number: int) -> Response:
    """Take a group away in which nobody stands, in no event."""
    write()
    found = locked(_group(event_of(slug), number))
    if services.is_used(found):
        abort(409)
    audit.record("rank_group.removed", found, name=(str(found.text_in("name", SOURCE)), None))
    db.session.delete(found)
    db.session.commit()
    return _to_list(slug)


def _locked_host(event: Event) -> int:
    """The number of the event's host, locked: two who order its groups come one after the other."""
    edition = db.session.get_one(Edition, event.edition_id)
    locked(edition.host)
    return edition.host_id


def _group(event: Event, number: int) -> RankGroup:
    query = (
        db.select(RankGroup)
        .join(Edition, Edition.host_id == RankGroup.host_id)
        .where(Edition.id == event.edition_id, RankGroup.id == number)
    )
    return db.session.scalar(query) or abort(404)


def _to_list(slug: str, found: RankGroup | None = None) -> Response:
    anchor = f"group-{found.id}" if found else None
    return make_response(redirect(url_for(GROUPS, slug=slug, _anchor=anchor), 303))


def _page(event: Event, form: RankGroupForm, found: RankGroup | None = None) -> str:
    return page(
        "group.html",
        event,
        GROUPS,
        form=form,
        found=found,
        used=services.is_used(found) if found else False,
        change=editing.saved_change(found) if found else None,
    )
