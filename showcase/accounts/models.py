"""Accounts with their roles, what they prove themselves by, their sign-ins and one-time links, and API tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core import clock
from ..core.database import UtcDateTime, db, personal
from .rules import Method, Purpose, Role

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
    locale: Mapped[str] = mapped_column(String(8), default="vi")  # of the mails to this person
    password_hash: Mapped[str | None] = mapped_column(String(200))
    demo: Mapped[bool] = mapped_column(default=False)  # its password is known to everybody
    closed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    authenticator: Mapped["Authenticator | None"] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    passkeys: Mapped[list["Passkey"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="Passkey.id"
    )

    @property
    def role_name(self) -> Role:
        return Role(self.role)

    @property
    def has_authenticator(self) -> bool:
        return self.authenticator is not None and self.authenticator.confirmed_at is not None

    @property
    def has_second_factor(self) -> bool:
        return self.has_authenticator or bool(self.passkeys)


class Authenticator(db.Model):  # type: ignore[name-defined]
    """The app that shows six digits (TOTP); one an account."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    secret: Mapped[str] = mapped_column(String(200))  # sealed: a copy of the database makes no codes
    last_step: Mapped[int] = mapped_column(default=0)  # of the last code that was taken: none counts twice
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # none: the first code is still awaited


class RecoveryCode(db.Model):  # type: ignore[name-defined]
    """Signs in once in place of the second factor; kept as a digest."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))


class Passkey(db.Model):  # type: ignore[name-defined]
    """A key that a device or a security key holds, for this host only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)  # base64url, at most 1,023 bytes
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(60), info=personal("tell one's own devices apart", _WHILE_EMPLOYED))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(viewonly=True)


class Challenge(db.Model):  # type: ignore[name-defined]
    """What a passkey is asked to sign; good once, for some minutes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignIn(db.Model):  # type: ignore[name-defined]
    """A browser that is signed in; its cookie holds the secret, the row only a digest."""

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    method: Mapped[str] = mapped_column(String(10), default=Method.PASSWORD)
    complete: Mapped[bool] = mapped_column(default=True)  # false: the second factor is still awaited
    device: Mapped[str] = mapped_column(
        String(60), default="", info=personal("recognise one's own sessions", "until the session ends")
    )  # kind of browser and machine, no more
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class KnownDevice(db.Model):  # type: ignore[name-defined]
    """A browser from which an account has signed in before; one that is not known is told by mail."""

    __table_args__ = (UniqueConstraint("account_id", "token_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    token_digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(
        String(60), info=personal("notice a sign-in by somebody else", "a year after it was last seen")
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    account: Mapped[Account] = relationship()


class OneTimeLink(db.Model):  # type: ignore[name-defined]
    """A link that signs in once, for a new account or a lost password. Its secret is derived, never stored."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(12), default=Purpose.INVITATION)
    nonce: Mapped[int]  # drawn: a row with the number of an older one has another secret
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
