"""Where a photograph stands, and how it is taken out of everywhere at once.

Pages show what their records name. So a photograph whose consent is withdrawn is taken out of the records: no page,
list, card or feed has to remember to ask.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for

from ..content.models import Achievement, Article
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.i18n import gettext as _
from ..core.localised import LocalisedText, load_texts
from ..editions.models import Edition, Official
from .models import Photo


@dataclass(frozen=True)
class Use:
    """A place that shows a photograph; `url` leads to where an editor changes it."""

    place: str
    what: str
    url: str = ""


Finder = Callable[[Photo], Iterable[Use]]
Taker = Callable[[Photo], None]
_finders: list[Finder] = []
_takers: list[Taker] = []


def shows_photos(finder: Finder) -> Finder:
    """Register a feature's answer to: where of yours does this photograph stand?"""
    _finders.append(finder)
    return finder


def takes_out(taker: Taker) -> Taker:
    """Register what lets a feature's records show the photograph no more."""
    _takers.append(taker)
    return taker


def uses(photo: Photo) -> list[Use]:
    """All places, each once."""
    return list(dict.fromkeys(use for finder in _finders for use in finder(photo)))


def take_out(photo: Photo) -> None:
    for taker in _takers:
        taker(photo)
    db.session.flush()


def _showing(model: Any, photo: Photo) -> list[Any]:
    found = list(db.session.scalars(db.select(model).filter_by(picture_id=photo.media_id).order_by(model.id)))
    load_texts(*found)
    return found


@shows_photos
def _in_records(photo: Photo) -> Iterator[Use]:
    for article in _showing(Article, photo):
        yield Use(_("Article"), str(article.text_in("title")), url_for("editorial.article", slug=article.slug))
    for story in _showing(Achievement, photo):
        url = url_for("staff_content.achievement", slug=story.slug)
        yield Use(_("Achievement"), str(story.text_in("title")), url)


@takes_out
def _out_of_records(photo: Photo) -> None:
    for record in (*_showing(Article, photo), *_showing(Achievement, photo)):
        record.picture = None


def _editions(photo: Photo) -> list[Edition]:
    files = set(photo.media.files)
    found = db.session.scalars(db.select(Edition).filter_by(host_id=photo.host_id).order_by(Edition.id))
    return [edition for edition in found if files & set(edition.pictures.values())]


@shows_photos
def _in_editions(photo: Photo) -> Iterator[Use]:
    for edition in _editions(photo):
        yield Use(_("Pictures of the edition"), str(edition.text_in("title")))


@takes_out
def _out_of_editions(photo: Photo) -> None:
    files = set(photo.media.files)
    for edition in _editions(photo):
        edition.pictures = {use: digest for use, digest in edition.pictures.items() if digest not in files}


def _portraits(photo: Photo) -> list[Official]:
    query = db.select(Official).filter_by(portrait_id=photo.media_id).order_by(Official.id)
    return list(db.session.scalars(query))


@shows_photos
def _as_portrait(photo: Photo) -> Iterator[Use]:
    return (Use(_("Portrait"), official.person) for official in _portraits(photo))


@takes_out
def _off_the_register(photo: Photo) -> None:
    for official in _portraits(photo):
        official.portrait = None


@shows_photos
def _in_texts(photo: Photo) -> Iterator[Use]:
    """Texts that call it by name; they show nothing there once it may not be shown."""
    name = f"picture/{photo.slug}"
    query = db.select(LocalisedText).where(LocalisedText.text.contains(name, autoescape=True))
    rows = db.session.scalars(query.order_by(LocalisedText.owner_kind, LocalisedText.owner_id, LocalisedText.locale))
    named = [row for row in rows if _names(row.text, name)]
    articles = {row.owner_id for row in named if row.owner_kind == Article.__tablename__}
    found = {one.id: one for one in db.session.scalars(db.select(Article).where(Article.id.in_(articles)))}
    for row in named:
        language = LOCALES[row.locale].name
        if row.owner_kind == Article.__tablename__ and row.owner_id in found:
            article = found[row.owner_id]
            what = _("%(field)s, %(language)s", field=article.text_in("title"), language=language)
            yield Use(_("In the text of an article"), what, url_for("editorial.article", slug=article.slug))
        else:
            yield Use(_("In another text"), language)


def _names(text: str, name: str) -> bool:
    """Whether a text calls exactly this photograph, not one whose name goes on."""
    return any(not after[:1].isalnum() and after[:1] not in ("-", "_", "/") for after in text.split(name)[1:])
