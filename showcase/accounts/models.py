"""Accounts, their sign-ins and one-time links, and API tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core import clock
from ..core.database import UtcDateTime, db, personal
from .rules import Role

_WHILE_EMPLOYED = "until the account is closed"


class Account(db.Model):  # type: ignore[name-defined]
    """Somebody who works in the console."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(
        String(254), unique=True, info=personal("sign-in and mail about the account", _WHILE_EMPLOYED)
    )  # as folded for comparison: trimmed, lower case
    name: Mapped[str] = mapped_column(String(120), info=personal("address the member of staff", _WHILE_EMPLOYED))
    role: Mapped[str] = mapped_column(String(20))
    unit_code: Mapped[str | None] = mapped_column(String(10))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    demo: Mapped[bool] = mapped_column(default=False)
    closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def role_name(self) -> Role:
        return Role(self.role)


class SignIn(db.Model):  # type: ignore[name-defined]
    """A browser that is signed in; its cookie holds the secret, the row only a digest."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class OneTimeLink(db.Model):  # type: ignore[name-defined]
    """A link that signs in once, for a new account or a lost password."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship()


class ApiToken(db.Model):  # type: ignore[name-defined]
    """Another program's key; shown once, kept as a digest."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(200))  # space-separated
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def has(self, scope: str) -> bool:
        return scope in self.scopes.split()
