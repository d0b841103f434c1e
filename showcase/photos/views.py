"""The library in the console: find a photograph, send some, say what is on them and who agreed, take one away."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy.orm import joinedload, lazyload
from wtforms.fields import Field

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content.staff_views import asked_words, list_of_desk
from ..core import audit, clock, editing, media, search, uploads
from ..core.database import db, locked, write
from ..core.i18n import SOURCE, lazy
from ..core.localised import LocalisedText, load_texts
from ..core.media import Media
from ..core.paging import Pages, pages_of
from ..editions.context import current_host
from ..editions.officials import today_of
from . import consent, keeping, making, rules, services, uses, wording
from .forms import AgreementForm, PhotoForm, UploadForm, WithdrawalForm, photo_values
from .keeping import Outcome
from .models import Photo
from .rules import Consent

blueprint = Blueprint("photos", __name__, url_prefix="/staff/photos")
list_of_desk(lazy("Photographs"), "photos.library")
ON_A_PAGE = 24
TOGETHER = making.BOUNDS.bytes + 2 * 1024**2  # bytes of all that is sent at once


@blueprint.record_once
def give_places(state: BlueprintSetupState) -> None:
    """How style sheets call the place of a picture's heart."""
    state.app.jinja_env.filters["focal_step"] = rules.focal_step


@blueprint.before_request
def let_photographs_in() -> None:
    """What a camera writes is larger than all else that the site is sent; who sends it is known before it is read."""
    if request.endpoint == "photos.add_photos" and request.mimetype == "multipart/form-data":
        request.max_content_length = TOGETHER


@blueprint.get("/")
@requires(Verb.EDIT_CONTENT)
def library() -> str:
    return _library(UploadForm(data={"consent": Consent.NOT_NEEDED}))


@blueprint.post("/")
@requires(Verb.EDIT_CONTENT)
def add_photos() -> Response:
    form = UploadForm(request.form)
    sent = [file for file in request.files.getlist("photos") if file.filename]
    if not form.validate() or not sent:
        return make_response(_library(form, nothing=not sent), 422)
    made, refused = [], []
    for file in sent:
        name = (file.filename or "").replace("\0", "")
        try:
            made.append((name, making.made_of(uploads.read(file.stream, making.BOUNDS))))
        except uploads.Refused as reason:
            refused.append((name, reason.sentence, ""))
        finally:
            file.close()
    write()  # only now: making takes seconds, for which nobody else shall wait
    host, who = current_host(), signed_in().id
    added = []
    for name, one in made:
        kept = keeping.keep(host, one, name, form.credit.data or "", Consent(form.consent.data), who, clock.now())
        if kept.outcome is Outcome.ADDED:
            added.append(kept.photo.slug)
        else:
            refused.append((name, wording.not_added(kept.outcome), kept.photo.slug))
    db.session.commit()
    if refused:
        return make_response(_library(form, refused=refused, added=len(added)), 422)
    if len(added) == 1:
        return make_response(redirect(url_for(".photo", slug=added[0], added=1), 303))
    return make_response(redirect(url_for(".library", added=len(added)), 303))


@blueprint.get("/<slug>/")
@requires(Verb.EDIT_CONTENT)
def photo(slug: str) -> str:
    found = _photo(slug)
    return _page(found, PhotoForm.of_request(found, photo_values(found)))


@blueprint.post("/<slug>/")
@requires(Verb.EDIT_CONTENT)
def change_photo(slug: str) -> Response:
    write()
    found = locked(_photo(slug))
    if found.withdrawn_at is not None:
        return _to(found)
    form = PhotoForm.of_request(found, photo_values(found))
    form.today, form.in_use = today_of(current_host()), bool(uses.uses(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(_photo(slug), form), form.status)
    changes = form.changes()
    form.write_to(found)
    found.folded = search.searchable(found.slug, found.media.credit)
    entry = audit.record("photo.changed", found, **changes)
    db.session.commit()
    return _to(found, saved=entry.id)


@blueprint.post("/<slug>/withdrawal")
@requires(Verb.EDIT_CONTENT)
def withdraw_consent(slug: str) -> Response:
    write()
    found = locked(_photo(slug))
    form = WithdrawalForm(request.form)
    if found.withdrawn_at is not None:  # pressed twice
        return _to(found)
    if not form.validate():
        db.session.rollback()
        found = _photo(slug)
        return make_response(_page(found, PhotoForm(None, photo_values(found)), withdrawal=form), 422)
    today = today_of(current_host())
    consent.withdraw(found, form.who.data or "", form.note.data or "", clock.now(), today)
    db.session.commit()
    consent.withhold_files(found)
    return _to(found)


@blueprint.post("/<slug>/agreement")
@requires(Verb.EDIT_CONTENT)
def agree_again(slug: str) -> Response:
    write()
    found = locked(_photo(slug))
    form = AgreementForm(request.form)
    if found.withdrawn_at is None:
        return _to(found)
    if not form.validate():
        db.session.rollback()
        found = _photo(slug)
        return make_response(_page(found, PhotoForm(None, photo_values(found)), agreement=form), 422)
    consent.give_again(found, form.who.data or "", today_of(current_host()))
    db.session.commit()
    consent.release_files(found)
    return _to(found)


@blueprint.post("/<slug>/removal")
@requires(Verb.EDIT_CONTENT)
def remove_photo(slug: str) -> Response:
    """One that stands nowhere; whoever presses while it comes to stand somewhere is shown where."""
    write()
    found = locked(_photo(slug))
    if uses.uses(found):
        db.session.rollback()
        found = _photo(slug)
        return make_response(_page(found, PhotoForm(None, photo_values(found))), 409)
    audit.record("photo.removed", found, name=(found.slug, ""))
    files = consent.remove(found)
    db.session.commit()
    for digest in files:
        media.delete(digest)
    return make_response(redirect(url_for(".library", removed=1), 303))


def _library(form: UploadForm, refused: Any = (), added: int | None = None, nothing: bool = False) -> str:
    words, chosen = asked_words(), request.args.get("only", "")
    query = _narrowed(services.said(services.of_host(current_host()), words), chosen)
    total = db.session.scalar(db.select(db.func.count()).select_from(query.subquery())) or 0
    pages = pages_of(total, ON_A_PAGE)
    return render_template(
        "photos/library.html",
        form=form,
        photos=_on(pages, query),
        pages=pages,
        total=total,
        words=words,
        only=chosen,
        filters=wording.filters(),
        refused=refused,
        added=request.args.get("added", 0, type=int) if added is None else added,
        nothing=nothing,
        consents=wording.consents(),
        print_size=rules.smallest_for_print(),
        largest=making.BOUNDS,
    )


def _on(pages: Pages, query: Any) -> list[Photo]:
    part = pages.part
    query = query.order_by(Photo.id.desc()).offset(part.start).limit(part.stop - part.start)
    found = list(db.session.scalars(query.options(lazyload("*"), joinedload(Photo.media).lazyload("*"))))
    load_texts(*(one.media for one in found))
    return found


def _narrowed(query: Any, chosen: str) -> Any:
    width, height = rules.smallest_for_print()
    described = db.select(LocalisedText.owner_id).where(
        LocalisedText.owner_kind == Media.__tablename__,
        LocalisedText.field == "alt",
        LocalisedText.locale == SOURCE,
        LocalisedText.text != "",
    )
    conditions = {
        "no-alt": Media.id.not_in(described),
        "no-consent": Photo.consent == Consent.MISSING,
        "too-small": db.or_(Media.width < width, Media.height < height),
        "withdrawn": Photo.consent == Consent.WITHDRAWN,
    }
    return query.where(conditions[chosen]) if chosen in conditions else query


def _page(
    found: Photo,
    form: PhotoForm,
    withdrawal: WithdrawalForm | None = None,
    agreement: AgreementForm | None = None,
) -> str:
    return render_template(
        "photos/photo.html",
        photo=found,
        form=form,
        withdrawal=withdrawal or WithdrawalForm(),
        agreement=agreement or AgreementForm(),
        change=editing.saved_change(found),
        uses=uses.uses(found),
        fitnesses=rules.fitnesses(found.media.width or 1, found.media.height or 1),
        places=wording.places(),
        verdicts=wording.verdicts(),
        consents=wording.consents(),
        goes_at=rules.goes_at(found.withdrawn_at) if found.withdrawn_at else None,
        step=_step,
        added="added" in request.args,
    )


def _step(field: Field) -> int:
    """The place of the heart that a field says, as style sheets know it; of what is no number, the middle."""
    return rules.focal_step(field.data if isinstance(field.data, int) else 50)


def _to(found: Photo, **values: Any) -> Response:
    return make_response(redirect(url_for(".photo", slug=found.slug, **values), 303))


def _photo(slug: str) -> Photo:
    query = services.of_host(current_host()).where(Photo.slug == slug.replace("\0", ""))
    found: Photo | None = db.session.scalar(query)
    return found or abort(404)
