"""Signing in and out, one-time links, API tokens."""

import secrets
import threading
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..core import audit, clock, keys, throttle
from ..core.database import db
from ..core.sweeps import swept
from .models import Account, ApiToken, OneTimeLink, SignIn
from .rules import Role, Scope

SESSION_LIFE = timedelta(hours=12)
LINK_LIFE = timedelta(days=3)
TRIES, WINDOW = 10, 900  # wrong passwords for an account or from a network, in 15 minutes
_hasher = PasswordHasher()
# One verification takes 64 MB and some 100 ms: two at a time, so that sign-ins cannot starve the guests.
_verifying = threading.BoundedSemaphore(2)


class WrongCredentials(Exception):
    """E-mail or password is wrong; which of them is not told."""


def folded_email(email: str) -> str:
    return email.strip().lower()


def create_account(email: str, role: Role, name: str = "", unit_code: str | None = None, demo: bool = False) -> Account:
    account = Account(
        email=folded_email(email), name=name or email.split("@")[0], role=role, unit_code=unit_code, demo=demo
    )
    db.session.add(account)
    db.session.flush()
    audit.record("account created", account, role=(None, role.value))
    return account


def set_password(account: Account, password: str) -> None:
    account.password_hash = _hasher.hash(password)


def one_time_link(account: Account) -> str:
    """The secret of a link that signs the account in once."""
    secret = secrets.token_urlsafe(24)
    db.session.add(
        OneTimeLink(token_digest=keys.digest(secret), account_id=account.id, expires_at=clock.now() + LINK_LIFE)
    )
    return secret


def check_password(email: str, password: str, network: str) -> Account:
    """The account behind the credentials; raises WrongCredentials or throttle.TooMany.

    Counts before it hashes, and takes as long for an unknown e-mail as for a wrong password.
    """
    email = folded_email(email)
    throttle.count("sign-in-network", network, TRIES * 5, WINDOW)
    throttle.count("sign-in", email, TRIES, WINDOW)
    account = db.session.scalar(db.select(Account).filter_by(email=email, closed=False))
    stored = account.password_hash if account and account.password_hash else _stand_in()
    db.session.rollback()
    with _verifying:
        matches = _matches(stored, password)
    account = db.session.scalar(db.select(Account).filter_by(email=email, closed=False))
    if account is None or account.password_hash is None or not matches:
        raise WrongCredentials
    return account


def sign_in(account: Account) -> str:
    """Open a session; the answer is the cookie's secret."""
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(SignIn(token_digest=keys.digest(secret), account_id=account.id, ends_at=now + SESSION_LIFE))
    throttle.forget("sign-in", account.email)
    audit.record("signed in", account)
    return secret


def use_link(secret: str) -> Account | None:
    """The account of a one-time link, which is then used up."""
    link = db.session.scalar(
        db.select(OneTimeLink).filter_by(token_digest=keys.digest(secret), used_at=None).with_for_update()
    )
    if link is None or link.expires_at < clock.now() or link.account.closed:
        return None
    link.used_at = clock.now()
    return link.account


def signed_in(secret: str | None) -> Account | None:
    """The account of a session's secret."""
    if not secret:
        return None
    found = db.session.scalar(db.select(SignIn).filter_by(token_digest=keys.digest(secret)))
    if found is None or found.ends_at < clock.now() or found.account.closed:
        return None
    return found.account


def sign_out(secret: str | None) -> None:
    if secret:
        db.session.execute(db.delete(SignIn).where(SignIn.token_digest == keys.digest(secret)))


def create_token(name: str, scopes: list[Scope]) -> str:
    """A new API token; only now is it known."""
    secret = "sct_" + secrets.token_urlsafe(30)
    token = ApiToken(name=name, token_digest=keys.digest(secret), scopes=" ".join(sorted(set(scopes))))
    db.session.add(token)
    db.session.flush()
    audit.record("token created", f"token:{token.id}", scopes=(None, token.scopes))
    return secret


def token_of(secret: str) -> ApiToken | None:
    return db.session.scalar(db.select(ApiToken).filter_by(token_digest=keys.digest(secret), revoked_at=None))


@swept
def throw_away_expired(now: datetime) -> None:
    """Forget ended sessions and links."""
    db.session.execute(db.delete(SignIn).where(SignIn.ends_at < now))
    db.session.execute(db.delete(OneTimeLink).where(OneTimeLink.expires_at < now))


@cache
def _stand_in() -> str:
    return _hasher.hash(secrets.token_hex(8))


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
