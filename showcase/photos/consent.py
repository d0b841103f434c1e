"""Whether those shown agree: given, taken back, given again. What is withdrawn is gone from every page at once, and
thirty days later for good."""

from collections.abc import Sequence
from datetime import date, datetime

from ..core import audit, media
from ..core.database import db
from ..core.media import Media
from . import rules, uses
from .models import Photo
from .rules import Consent


def withdraw(photo: Photo, who: str, note: str, now: datetime, today: date) -> list[uses.Use]:
    """Take it out of everywhere; answers where it stood. Its files are withheld once that is committed."""
    stood = uses.uses(photo)
    uses.take_out(photo)
    photo.stood_at = [[one.place, one.what, one.url] for one in stood]
    _note(photo, Consent.WITHDRAWN, who, note, today)
    photo.withdrawn_at = now
    audit.record("photo.withdrawn", photo, places=(len(stood), 0))
    db.session.flush()
    return stood


def give_again(photo: Photo, who: str, today: date) -> None:
    """It may be chosen again; where it stood is for an editor to decide anew."""
    _note(photo, Consent.GIVEN, who, "", today)
    photo.withdrawn_at = None
    audit.record("photo.agreed_again", photo)
    db.session.flush()


def _note(photo: Photo, consent: Consent, who: str, note: str, today: date) -> None:
    photo.consent, photo.consent_by, photo.consent_note, photo.consent_on = consent, who, note, today


def withhold_files(photo: Photo) -> None:
    for digest in own_files(photo.media):
        media.withhold(digest)


def release_files(photo: Photo) -> None:
    for digest in photo.media.files:
        media.release(digest)


def own_files(picture: Media) -> list[str]:
    """Its files that no other picture has."""
    others = db.session.execute(db.select(Media.hash, Media.variants).where(Media.id != picture.id))
    named = {digest for whole, variants in others for digest in (whole, *variants.values())}
    return [digest for digest in dict.fromkeys(picture.files) if digest not in named]


def withdrawn(before: datetime | None = None) -> Sequence[Photo]:
    query = db.select(Photo).where(Photo.withdrawn_at.is_not(None)).order_by(Photo.id)
    if before is not None:
        query = query.where(Photo.withdrawn_at <= before - rules.KEPT_AFTER_WITHDRAWAL)
    return db.session.scalars(query).all()


def remove(photo: Photo) -> list[str]:
    """Delete it from the library; answers the files to delete once that is committed. The name stays taken."""
    uses.take_out(photo)
    files = own_files(photo.media)
    audit.erase(photo)
    picture = photo.media
    db.session.delete(photo)
    db.session.flush()
    db.session.delete(picture)
    db.session.flush()
    return files
