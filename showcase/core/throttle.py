"""Slows guessing down: counters shared by all processes, so kept in the database."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from . import clock, keys
from .database import db, insert, write


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
    # One statement: two first attempts at the same instant would else both find no row and collide.
    counted = db.session.scalar(
        insert(Attempts)
        .values(bucket=bucket, window=window, count=1)
        .on_conflict_do_update(index_elements=["bucket", "window"], set_={"count": Attempts.count + 1})
        .returning(Attempts.count)
    )
    db.session.execute(db.delete(Attempts).where(Attempts.bucket == bucket, Attempts.window < window))
    db.session.commit()
    if counted is not None and counted > limit:
        raise TooMany((window + 1) * seconds - now)


def forget(purpose: str, who: str) -> None:
    """Start anew after a success."""
    bucket = keys.derive("throttle", purpose, who).hex()
    db.session.execute(db.delete(Attempts).where(Attempts.bucket == bucket))
