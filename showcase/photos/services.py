"""What others ask of the library: which photographs there are to choose from."""

from typing import Any, NamedTuple

from sqlalchemy import Select

from ..content.pictures import pictures_of_host
from ..core import search
from ..core.database import db
from ..core.localised import LocalisedText, load_texts
from ..core.media import Media
from ..editions.models import Host
from . import rules
from .models import Photo

MOST_CHOICES = 60
_READ = ("alt", "caption")


class Choice(NamedTuple):
    """A photograph that may be shown: `{{ picture/slug }}` in texts, `hash` in forms, `small` for a look at it."""

    slug: str
    hash: str
    name: str
    credit: str
    small: str
    width: int
    height: int


def choices(host: Host, words: str = "", most: int = MOST_CHOICES) -> list[Choice]:
    """The newest photographs that may be shown, narrowed to those whose words or author say all the words."""
    query = said(of_host(host), words).where(Photo.consent.in_([one for one in rules.Consent if one.may_be_shown]))
    found = list(db.session.scalars(query.order_by(Photo.id.desc()).limit(most)))
    load_texts(*(photo.media for photo in found))
    return [
        Choice(
            photo.slug,
            photo.media.hash,
            photo.name,
            photo.media.credit,
            photo.media.variants.get(str(rules.SIZES[0]), photo.media.hash),
            photo.media.width or 0,
            photo.media.height or 0,
        )
        for photo in found
    ]


def of_host(host: Host) -> Select[Any]:
    return db.select(Photo).join(Media, Media.id == Photo.media_id).where(Photo.host_id == host.id)


def shown_of_host(host_id: int) -> Select[Any]:
    """Photographs that nobody who is shown stands against."""
    query = db.select(Photo).where(Photo.host_id == host_id)
    return query.where(Photo.consent.in_([one for one in rules.Consent if one.may_be_shown]))


def said(query: Select[Any], words: str) -> Select[Any]:
    """Narrow to photographs whose alternative text, caption, credit or name has every word, marks or none."""
    for pattern in search.like_patterns(words)[:8]:
        texts = db.select(LocalisedText.owner_id).where(
            LocalisedText.owner_kind == Media.__tablename__,
            LocalisedText.field.in_(_READ),
            LocalisedText.folded.like(pattern, escape="\\"),
        )
        query = query.where(db.or_(Media.id.in_(texts), Photo.folded.like(pattern, escape="\\")))
    return query


def named(host_id: int, slug: str) -> Media | None:
    """The picture that texts and sections call by this name, if it may be shown."""
    photo = db.session.scalar(db.select(Photo).filter_by(host_id=host_id, slug=slug))
    return photo.media if photo is not None and photo.may_be_shown else None


def may_be_shown(picture: Media) -> bool:
    """Whether nobody stands in the way: what is no photograph of the library shows nobody."""
    photo = db.session.scalar(db.select(Photo).filter_by(media_id=picture.id))
    return photo is None or photo.may_be_shown


@pictures_of_host
def _to_choose(host: Host) -> list[tuple[str, str]]:
    return [(one.hash, one.name) for one in choices(host, most=500)]
