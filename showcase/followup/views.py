"""What a party finds on its private page after the gathering: photos, the book, and a few questions."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..core import clock, media
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer, picture_answer
from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..core.security import private, refuse_cross_site
from ..registration import people, signals, when
from ..registration.models import Registration
from ..registration.private_pages import registration_of
from ..registration.rules import State
from . import books, feedback, photos
from .forms import FeedbackForm, feedback_form
from .models import Farewell, Photo

blueprint = Blueprint("followup", __name__, url_prefix="/<locale:locale>/r/<token>/afterwards")


@blueprint.get("/")
def farewell(token: str) -> Response:
    registration = _registration(token)
    return _page(registration, token, feedback_form(said=feedback.of(registration)))


@blueprint.post("/feedback")
def say(token: str) -> Response:
    refuse_cross_site()
    write()
    registration = locked(_registration(token))
    form = feedback_form(request.form)
    if not form.validate() or not form.says_something:
        db.session.rollback()
        return _page(_registration(token), token, form, 422)
    feedback.say(registration, form.said(), locale(), clock.now())
    db.session.commit()
    return private(redirect(url_for(".farewell", token=token, said=1, _anchor="said"), 303))


@blueprint.get("/feedback")
def back_from_feedback(token: str) -> Response:
    """For who reloads the page of a form that came back."""
    return private(redirect(url_for(".farewell", token=token), 302))


@blueprint.get("/photos/<int(max=2147483647):number>.jpg")
def photo(token: str, number: int) -> Response:
    """A photo as large as there is; `?small` is for lists."""
    registration = _registration(token)
    found = db.session.scalar(db.select(Photo).filter_by(id=number, event_id=registration.event_id))
    if found is None:
        abort(404)
    digest = found.small_hash if "small" in request.args else found.hash
    return private(picture_answer(_content(digest), media.type_of(digest)))


@blueprint.get("/book/<code>.pdf")
def book(token: str, code: str) -> Response:
    registration = _registration(token)
    found = next((one for one in _books(registration) if one.locale == code), None)
    if found is None:
        abort(404)
    name = f"{registration.event.edition.slug}-{code}.pdf"
    return private(pdf_answer(_content(found.hash), name, download=True))


def _registration(token: str) -> Registration:
    """The party of an address, once the organisers have opened the page for it."""
    registration = registration_of(token)
    return registration if _is_open(registration) else abort(404)


def _is_open(registration: Registration) -> bool:
    if registration.state != State.CONFIRMED:
        return False
    opened = db.session.get(Farewell, registration.event_id)
    return opened is not None and opened.is_open


def _books(registration: Registration) -> list[books.Book]:
    opened = db.session.get(Farewell, registration.event_id)
    return books.of(registration.event.edition) if opened is not None and opened.with_book else []


def _page(registration: Registration, token: str, form: FeedbackForm, status: int = 200) -> Response:
    shown: dict[str, Any] = {
        "registration": registration,
        "event": registration.event,
        "token": token,
        "photos": photos.of(registration.event),
        "books": _books(registration),
        "form": form,
        "is_empty": status != 200 and not form.errors,
        "people": people,
        "when": when,
    }
    return private(make_response(render_template("followup/farewell.html", **shown), status))


def _content(digest: str) -> bytes:
    return media.read(digest) if media.path_of(digest).is_file() else abort(404)


@signals.leads_on
def _way(registration: Registration, token: str) -> signals.Way | None:
    if not _is_open(registration):
        return None
    return signals.Way(_("Photos, the book and a word to us"), url_for("followup.farewell", token=token))
