"""The album for the guests in the console: add photos, say what is on them, take one away."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, clock, editing, media
from ..core.database import db, locked, write
from ..core.file_answers import picture_answer
from ..registration.desk_pages import desk_page, event_of, locked_event_of
from ..registration.models import Event
from . import photos
from .models import Photo
from .photo_forms import CaptionForm
from .staff_views import HERE, blueprint


@blueprint.get("/<slug>/photos/")
@requires(Verb.CHANGE_GUESTS)
def album(slug: str) -> str:
    return _album(event_of(slug))


@blueprint.post("/<slug>/photos/")
@requires(Verb.CHANGE_GUESTS)
def add_photos(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    sent = [(file.filename or "", file.stream) for file in request.files.getlist("photos") if file.filename]
    added, refused = photos.add(event, sent, clock.now())
    db.session.commit()
    if refused or not sent:
        return make_response(_album(event_of(slug), added, refused, nothing=not sent), 422)
    return _to_album(slug, added=added)


@blueprint.get("/<slug>/photos/<int(max=2147483647):number>.jpg")
@requires(Verb.CHANGE_GUESTS)
def photo_file(slug: str, number: int) -> Response:
    digest = _photo(event_of(slug), number).small_hash
    if not media.path_of(digest).is_file():
        abort(404)
    return picture_answer(media.read(digest), media.type_of(digest))


@blueprint.get("/<slug>/photos/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def photo(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _photo(event, number)
    return _photo_page(event, found, CaptionForm(None, editing.texts_of(found, "caption")))


@blueprint.post("/<slug>/photos/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def change_photo(slug: str, number: int) -> Response:
    write()
    event = event_of(slug)
    found = locked(_photo(event, number))
    form = CaptionForm(request.form, editing.texts_of(found, "caption"))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_photo_page(event_of(slug), _photo(event_of(slug), number), form), form.status)
    changes = form.changes()
    if changes:
        form.write_to(found)
        audit.record("farewell.photo_changed", event, photo=(None, number), **changes)
        db.session.commit()
    return _to_album(slug, _anchor=f"photo-{number}")


@blueprint.post("/<slug>/photos/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def remove_photo(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = db.session.scalar(db.select(Photo).filter_by(id=number, event_id=event.id))
    if found is not None:  # pressed twice, it is gone
        files = photos.remove(event, found)
        db.session.commit()
        photos.delete_files(files)
    return _to_album(slug)


def _to_album(slug: str, **values: Any) -> Response:
    return make_response(redirect(url_for(".album", slug=slug, **values), 303))


def _photo(event: Event, number: int) -> Photo:
    found = db.session.scalar(db.select(Photo).filter_by(id=number, event_id=event.id))
    return found or abort(404)


def _album(event: Event, added: int | None = None, refused: Any = (), nothing: bool = False) -> str:
    return desk_page(
        "followup/staff/album.html",
        event,
        HERE,
        photos=photos.of(event),
        added=added,
        refused=refused,
        nothing=nothing,
    )


def _photo_page(event: Event, found: Photo, form: CaptionForm) -> str:
    return desk_page("followup/staff/photo.html", event, HERE, photo=found, form=form)
