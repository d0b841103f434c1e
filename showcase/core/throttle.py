"""Slows guessing down: counters shared by all processes, so kept in the database."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from . import clock, keys
from .database import db, write


class Attempts(db.Model):  # type: ignore[name-defined]
    """How often something was tried in a window of time."""

    __table_args__ = (UniqueConstraint("bucket", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(64))  # digest of what is counted, such as an address
    window: Mapped[int]  # the window's number since the epoch
    count: Mapped[int] = mapped_column(default=0)


class TooMany(Exception):
    """The limit is reached; try again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def count(purpose: str, who: str, limit: int, seconds: int) -> None:
    """Count one attempt and commit; raises TooMany beyond `limit` attempts in a window of `seconds`."""
    now = int(clock.now().timestamp())
    window = now // seconds
    bucket = keys.derive("throttle", purpose, who).hex()
    write()
    row = db.session.scalar(db.select(Attempts).filter_by(bucket=bucket, window=window).with_for_update())
    if row is None:
        db.session.execute(db.delete(Attempts).where(Attempts.bucket == bucket))
        row = Attempts(bucket=bucket, window=window, count=0)
        db.session.add(row)
    row.count += 1
    exceeded = row.count > limit
    db.session.commit()
    if exceeded:
        raise TooMany((window + 1) * seconds - now)


def forget(purpose: str, who: str) -> None:
    """Start anew after a success."""
    bucket = keys.derive("throttle", purpose, who).hex()
    db.session.execute(db.delete(Attempts).where(Attempts.bucket == bucket))
