"""Sessions: opened, waiting for a second factor, renewed, ended; and the devices they come from."""

import secrets
from datetime import timedelta

from ..core import audit, clock, keys, mail, settings
from ..core.database import db, write
from ..core.i18n import locale
from . import devices
from .models import Account, KnownDevice, SignIn
from .rules import Method

WAIT = timedelta(minutes=10)  # for the second factor
TOUCH = timedelta(minutes=5)  # how exactly "last seen" is known
DEVICES_IN_COOKIE = 5  # a shared browser has one for each account


def begin(account: Account, method: Method, user_agent: str) -> tuple[str, SignIn]:
    """Open a session; the cookie's secret and the row. Who has a second factor must still show it."""
    secret = secrets.token_urlsafe(32)
    # A passkey is two factors already: the device, and what unlocks it.
    complete = method is Method.PASSKEY or not account.has_second_factor
    sign_in = SignIn(
        token_digest=keys.digest(secret),
        account_id=account.id,
        method=method,
        complete=complete,
        device=devices.family_of(user_agent),
        ends_at=clock.now() + (settings.SIGN_IN.hours if complete else WAIT),
    )
    db.session.add(sign_in)
    db.session.flush()
    return secret, sign_in


def complete(sign_in: SignIn) -> str:
    """The second factor was right: the whole session begins, under a new secret."""
    sign_in.complete, sign_in.created_at = True, clock.now()
    sign_in.ends_at = clock.now() + settings.SIGN_IN.hours
    return renew(sign_in)


def renew(sign_in: SignIn) -> str:
    """A new secret for the same session, where its rights grow: an older copy of the cookie is worth nothing."""
    secret = secrets.token_urlsafe(32)
    sign_in.token_digest = keys.digest(secret)
    return secret


def of(secret: str | None, complete: bool = True) -> SignIn | None:
    """The living session of a cookie's secret."""
    if not secret:
        return None
    query = db.select(SignIn).filter_by(token_digest=keys.digest(secret), complete=complete)
    found = db.session.scalar(query)
    if found is None or found.ends_at < clock.now() or found.account.closed:
        return None
    return found


def touch(sign_in: SignIn) -> None:
    """Note now and then that somebody is still there; commits."""
    if clock.now() - sign_in.seen_at > TOUCH:
        write()
        sign_in.seen_at = sign_in.account.seen_at = clock.now()
        db.session.commit()


def of_account(account: Account) -> list[SignIn]:
    """The living sessions of an account, the latest first."""
    query = db.select(SignIn).filter_by(account_id=account.id, complete=True).where(SignIn.ends_at > clock.now())
    return list(db.session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


def end(secret: str | None) -> None:
    if secret:
        db.session.execute(db.delete(SignIn).where(SignIn.token_digest == keys.digest(secret)))


def end_all(account: Account, but: SignIn | None = None) -> None:
    query = db.delete(SignIn).where(SignIn.account_id == account.id)
    db.session.execute(query.where(SignIn.id != but.id) if but else query)


def arrive(account: Account, device_cookie: str, user_agent: str) -> str:
    """Somebody is in: note it, tell them by mail if the browser is new; the answer is its cookie from now on.

    Each account knows a browser by a value of its own, drawn here: a value that somebody else put into the
    browser is never taken over.
    """
    now = clock.now()
    account.seen_at, account.locale = now, locale()
    audit.record("account.signed_in", account)
    values = [value for value in device_cookie.split(".") if value][-DEVICES_IN_COOKIE:]
    known = db.session.scalar(
        db.select(KnownDevice).where(
            KnownDevice.account_id == account.id, KnownDevice.token_digest.in_(map(keys.digest, values))
        )
    )
    if known is not None:
        known.seen_at = now
        return ".".join(values)
    is_first = db.session.scalar(db.select(KnownDevice.id).filter_by(account_id=account.id).limit(1)) is None
    value = secrets.token_urlsafe(16)
    device = KnownDevice(account_id=account.id, token_digest=keys.digest(value), name=devices.family_of(user_agent))
    db.session.add(device)
    db.session.flush()
    if not is_first:
        mail.post("account-new-device", device.id, account.email, account.locale)
    return ".".join([*values[1 - DEVICES_IN_COOKIE :], value])
