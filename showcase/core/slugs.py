"""Slugs are taken for good: a printed QR code must not lead to something else years later."""

import re
import unicodedata
from collections.abc import Collection, Container
from itertools import chain, count

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .database import db
from .search import fold


class TakenSlug(db.Model):  # type: ignore[name-defined]
    """Stays when the record it named is deleted."""

    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    slug: Mapped[str] = mapped_column(String(120))


class SlugTaken(ValueError):
    """The slug names, or once named, another record."""


SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def take(kind: str, slug: str) -> str:
    """Claim a slug for a new record of a kind; raises SlugTaken if it ever named another."""
    if is_taken(kind, slug):
        raise SlugTaken(slug)
    db.session.add(TakenSlug(kind=kind, slug=slug))
    return slug


def is_taken(kind: str, slug: str) -> bool:
    return db.session.scalar(db.select(TakenSlug.id).filter_by(kind=kind, slug=slug)) is not None


def free(kind: str, text: str, besides: Collection[str] = ()) -> str:
    """A slug made from a text that no record of the kind ever had, and that is none of the others."""
    wish = slugify(text) or kind
    taken = set(db.session.scalars(db.select(TakenSlug.slug).filter_by(kind=kind)))
    return first_free(wish, taken.union(besides))


def first_free(wish: str, taken: Container[str]) -> str:
    """`wish`, or `wish-2` and so on where others have it."""
    return next(slug for slug in chain([wish], (f"{wish}-{n}" for n in count(2))) if slug not in taken)


def slugify(text: str) -> str:
    """`Cảng Định An` → `cang-dinh-an`."""
    folded = unicodedata.normalize("NFKD", fold(text)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", folded))[:80].strip("-")
