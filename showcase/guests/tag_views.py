"""The tags of an event's guests."""

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import editing, once
from ..core.database import db, write
from ..core.i18n import ngettext
from ..registration import services
from ..registration.desk_pages import desk_page, event_of, to_event_in_front
from ..registration.models import Event
from . import tags
from .forms import TagForm, tag_values
from .models import GuestTag
from .views import blueprint

HERE = "staff_guests.tags_list"


@blueprint.get("/tags/")
@requires(Verb.CHANGE_GUESTS)
def tags_in_front() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/tags/<slug>/")
@requires(Verb.CHANGE_GUESTS)
def tags_list(slug: str) -> str:
    event = event_of(slug)
    return _list_page(event, TagForm(None, {}))


@blueprint.post("/tags/<slug>/")
@requires(Verb.CHANGE_GUESTS)
def create_tag(slug: str) -> Response:
    write()
    event = _locked(slug)
    form = TagForm(request.form, {})
    if once.made_before(form, GuestTag) is not None:
        return _to_list(slug)
    form.is_taken = lambda name: tags.is_taken(event, name)
    if form.is_accepted():
        try:
            once.remember(form, tags.add(event, form.values(), form.changes()))
            db.session.commit()
            return _to_list(slug)
        except tags.TooMany:
            form.name.errors = [_too_many()]
    db.session.rollback()
    return make_response(_list_page(event_of(slug), form), form.status)


@blueprint.get("/tags/<slug>/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def tag(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _tag(event, number)
    return _page(event, TagForm.of_request(found, tag_values(found)), found)


@blueprint.post("/tags/<slug>/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def change_tag(slug: str, number: int) -> Response:
    write()
    event = _locked(slug)
    found = _tag(event, number)
    form = TagForm.of_request(found, tag_values(found))
    form.is_taken = lambda name: tags.is_taken(event, name, found)
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_page(event, form, _tag(event, number)), form.status)
    entry = tags.change(found, form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".tag", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/tags/<slug>/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def remove_tag(slug: str, number: int) -> Response:
    write()
    event = _locked(slug)
    found = _tag(event, number)
    tags.remove(found, {one.id: count for one, count in tags.of_event(event)}[found.id])
    db.session.commit()
    return _to_list(slug)


def _locked(slug: str) -> Event:
    return services.locked_event(event_of(slug).slug)


def _tag(event: Event, number: int) -> GuestTag:
    return db.session.scalar(db.select(GuestTag).filter_by(event_id=event.id, id=number)) or abort(404)


def _to_list(slug: str) -> Response:
    return make_response(redirect(url_for(".tags_list", slug=slug), 303))


def _too_many() -> str:
    return ngettext(
        "An event has at most %(num)d tag. Take one off that nobody needs any more.",
        "An event has at most %(num)d tags. Take one off that nobody needs any more.",
        tags.MOST,
    )


def _list_page(event: Event, form: TagForm) -> str:
    return desk_page("guests/tags.html", event, HERE, tags=tags.of_event(event), form=form)


def _page(event: Event, form: TagForm, found: GuestTag) -> str:
    number = {one.id: count for one, count in tags.of_event(event)}[found.id]
    change = editing.saved_change(found)
    return desk_page("guests/tag.html", event, HERE, form=form, found=found, number=number, change=change)
