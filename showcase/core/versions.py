"""When public pages change: a version raised by every change, and instants that need nobody."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import clock
from .database import UtcDateTime, db


class PublicContent:
    """Marks a model whose rows show on public pages."""


class ContentVersion(db.Model):  # type: ignore[name-defined]
    """One row: the version of all public content."""

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)


class Instant(db.Model):  # type: ignore[name-defined]
    """A moment at which pages change without anybody's doing: an opening, a closing, a figure gone stale."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


InstantSource = Callable[[], Iterable[datetime | None]]
_sources: list[InstantSource] = []


def instants_from(source: InstantSource) -> InstantSource:
    """Register a feature's answer to: at which moments do your pages change by themselves?"""
    _sources.append(source)
    return source


class Currency(NamedTuple):
    """How current a page made now is, and until when; one query, because every page asks."""

    stamp: tuple[int, float]
    until: datetime | None


# Built once and run without the session's machinery: every public page asks this first.
_CURRENCY = db.select(
    db.select(ContentVersion.version).limit(1).scalar_subquery(),
    db.select(db.func.max(Instant.at)).where(Instant.at <= db.bindparam("now", type_=UtcDateTime)).scalar_subquery(),
    db.select(db.func.min(Instant.at)).where(Instant.at > db.bindparam("now", type_=UtcDateTime)).scalar_subquery(),
)


def currency() -> Currency:
    with db.engine.connect() as connection:
        version, passed, coming = connection.execute(_CURRENCY, {"now": clock.now()}).one()
    return Currency((version or 0, passed.timestamp() if passed else 0.0), coming)


def stamp() -> tuple[int, float]:
    """What a public page depends on besides its address: equal stamps, equal pages."""
    return currency().stamp


def next_change() -> datetime | None:
    """The next moment at which a page changes by itself."""
    return currency().until


def raise_version() -> None:
    """Make every cached public page stale, when this transaction commits."""
    row = db.session.get(ContentVersion, 1)
    if row is None:
        db.session.add(ContentVersion(id=1, version=1))
    else:
        row.version = ContentVersion.version + 1
    db.session.flush()


def refresh_instants() -> None:
    """Collect the instants anew from all features; for the one who changes times."""
    db.session.execute(db.delete(Instant))
    for at in sorted({at for source in _sources for at in source() if at is not None}):
        db.session.add(Instant(at=at))
    db.session.flush()


@event.listens_for(Session, "before_commit")
def notice_public_changes(session: Session) -> None:
    session.flush()
    if session.info.pop("public_changed", False):
        raise_version()


@event.listens_for(Session, "after_flush")
def remember_public_changes(session: Session, context: Any) -> None:
    from_texts = (row for row in _changed(session) if getattr(row, "__tablename__", "") == "localised_text")
    if any(isinstance(row, PublicContent) for row in _changed(session)) or any(True for _ in from_texts):
        session.info["public_changed"] = True


def _changed(session: Session) -> Iterable[Any]:
    yield from session.new
    yield from session.deleted
    yield from (row for row in session.dirty if inspect(row).persistent and session.is_modified(row))
