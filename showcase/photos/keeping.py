"""Keeps what is sent: the same photograph once, under a name that texts may call it by for good."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath

from ..core import audit, media, outbox, search, slugs, uploads
from ..core.database import db, write
from ..core.media import Media
from ..core.outbox import Lane, Task
from ..editions.models import Edition, Host
from . import making, rules
from .making import Made
from .models import Photo
from .rules import Consent

KIND = "photo"  # as taken slugs call it
TWIN = "photo-twin"  # as the outbox calls the work


class Outcome(StrEnum):
    ADDED = "added"
    KNOWN = "known"  # it is in the library already
    WITHDRAWN = "withdrawn"  # it was, and those shown took their consent back


@dataclass(frozen=True)
class Kept:
    photo: Photo
    outcome: Outcome


def keep(host: Host, made: Made, file_name: str, credit: str, consent: Consent, who: int | None, now: datetime) -> Kept:
    """Put a photograph into the library, unless it is there; the twin for the press follows where it is large."""
    known = db.session.scalar(
        db.select(Photo)
        .join(Media, Media.id == Photo.media_id)
        .where(Media.hash == media.digest_of(made.whole.content))
    )
    if known is not None:
        return Kept(known, Outcome.WITHDRAWN if known.withdrawn_at else Outcome.KNOWN)
    picture = _stored(made, credit)
    slug = slugs.take(KIND, _free_name(host, file_name))
    photo = Photo(host_id=host.id, media=picture, slug=slug, folded=search.searchable(slug, credit))
    photo.taken_on, photo.consent, photo.added_by_id, photo.added_at = made.taken_on, consent, who, now
    db.session.add(photo)
    db.session.flush()
    if made.twin is None:
        photo.is_being_made = True
        outbox.enqueue(Lane.PRINT, TWIN, photo=photo.id)
    else:
        _give_twin(photo, made.twin)
    audit.record("photo.added", photo, name=("", slug), pixels=("", f"{made.whole.width} × {made.whole.height}"))
    return Kept(photo, Outcome.ADDED)


@outbox.handles(TWIN)
def make_twin(task: Task) -> None:
    """The twin of a large photograph; while it is made, nobody waits for the database."""
    photo = db.session.get(Photo, task.values["photo"])
    if photo is None or photo.withdrawn_at is not None or rules.PRINT in photo.media.variants:
        return
    content = media.read(photo.media.hash)
    db.session.rollback()
    twin = making.twin_of(content)
    write()
    photo = db.session.get(Photo, task.values["photo"])
    if photo is not None and photo.withdrawn_at is None:
        _give_twin(photo, twin)
        db.session.commit()


def _stored(made: Made, credit: str) -> Media:
    found = uploads.keep(made.whole, credit)
    found.variants = {**found.variants, **{name: media.store(content) for name, content in made.sizes.items()}}
    return found


def _give_twin(photo: Photo, twin: bytes) -> None:
    photo.media.variants = {**photo.media.variants, rules.PRINT: media.store(twin)}
    photo.is_being_made = False
    db.session.flush()


def _free_name(host: Host, file_name: str) -> str:
    """From the file's name; no picture of the host's editions is called so."""
    stem = PurePath(file_name.replace("\\", "/")).stem
    pictures = db.session.scalars(db.select(Edition.pictures).filter_by(host_id=host.id))
    return slugs.free(KIND, stem, besides={name for one in pictures for name in one})
