"""Photos of the gathering: made anew in two sizes, given out by private pages alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from ..core import audit, media, uploads
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.media import Media
from ..registration.models import Event
from .models import Photo
from .rules import MOST_PHOTOS

LONGEST, LONGEST_SMALL = 2000, 560  # pixels


def of(event: Event) -> list[Photo]:
    query = db.select(Photo).filter_by(event_id=event.id).order_by(Photo.position, Photo.id)
    return list(db.session.scalars(query))


def count(event: Event) -> int:
    return db.session.scalar(db.select(db.func.count(Photo.id)).filter_by(event_id=event.id)) or 0


def add(event: Event, files: Iterable[tuple[str, IO[bytes]]], now: datetime) -> tuple[int, list[tuple[str, str]]]:
    """Keep what can be read; (how many, [(file, why not) …]). The event is locked."""
    there = db.session.execute(
        db.select(db.func.count(Photo.id), db.func.max(Photo.position)).filter_by(event_id=event.id)
    ).one()
    number, position = there[0], (there[1] or 0)
    added, refused = 0, []
    known = set(db.session.scalars(db.select(Photo.hash).filter_by(event_id=event.id)))
    for name, file in files:
        if number + added >= MOST_PHOTOS:
            refused.append((name, _("There are %(most)d photos, as many as one gathering may have.", most=MOST_PHOTOS)))
            continue
        try:
            content = uploads.read(file)
            large, small = uploads.photo(content, LONGEST), uploads.photo(content, LONGEST_SMALL)
        except uploads.Refused as reason:
            refused.append((name, reason.sentence))
            continue
        digest = media.store(large.content)
        if digest in known:  # sent twice
            continue
        known.add(digest)
        added, position = added + 1, position + 1
        db.session.add(
            Photo(
                event_id=event.id,
                hash=digest,
                small_hash=media.store(small.content),
                width=large.width,
                height=large.height,
                position=position,
                added_at=now,
            )
        )
    if added:
        audit.record("farewell.photos_added", event, photos=(number, number + added))
    db.session.flush()
    return added, refused


def remove(event: Event, photo: Photo) -> list[str]:
    """Guests see it no more; the hashes of its files, to be deleted once that is committed."""
    hashes = [photo.hash, photo.small_hash]
    audit.record("farewell.photo_removed", event, photo=(photo.id, None))
    db.session.delete(photo)
    db.session.flush()
    named = [
        *db.session.scalars(db.select(Photo.hash).where(Photo.hash.in_(hashes))),
        *db.session.scalars(db.select(Photo.small_hash).where(Photo.small_hash.in_(hashes))),
        *db.session.scalars(db.select(Media.hash).where(Media.hash.in_(hashes))),
    ]
    return [digest for digest in hashes if digest not in named]


def delete_files(hashes: Iterable[str]) -> None:
    for digest in hashes:
        media.path_of(digest).unlink(missing_ok=True)
