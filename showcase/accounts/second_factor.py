"""The second factor: six digits from an app, each good once, and recovery codes for the day the phone is lost."""

import hmac
import secrets

import pyotp

from ..core import audit, clock, keys, sealed, throttle
from ..core.database import db
from .models import Account, Authenticator, RecoveryCode

PERIOD = 30  # seconds a code is shown
CODES = 10
TRIES, WINDOW = 10, 900
_PURPOSE = "authenticator"


def prepare(account: Account) -> Authenticator:
    """A new secret that the app is to learn; it counts once its first code has been typed."""
    if account.authenticator is not None:
        db.session.delete(account.authenticator)
        db.session.flush()
    account.authenticator = Authenticator(account_id=account.id, secret=_sealed(account, pyotp.random_base32(32)))
    db.session.flush()
    return account.authenticator


def secret_of(authenticator: Authenticator) -> str | None:
    return sealed.unseal(_PURPOSE, authenticator.account_id, authenticator.secret)


def address_of(authenticator: Authenticator, email: str, issuer: str) -> str:
    """What the QR code says: the address that authenticator apps understand."""
    return pyotp.TOTP(secret_of(authenticator) or "").provisioning_uri(name=email, issuer_name=issuer)


def confirm(account: Account, code: str) -> bool:
    """The first code proves that the app has learnt the secret."""
    authenticator = account.authenticator
    if authenticator is None or not _takes(authenticator, code):
        return False
    authenticator.confirmed_at = clock.now()
    audit.record("authenticator.confirmed", account)
    return True


def remove(account: Account) -> None:
    if account.authenticator is not None:
        db.session.delete(account.authenticator)
        audit.record("authenticator.removed", account)


def count_try(account: Account) -> None:
    """Before a code is looked at; commits, raises throttle.TooMany."""
    throttle.count("second-step", str(account.id), TRIES, WINDOW)


def accepts(account: Account, code: str) -> bool:
    """Whether a code of the app or a recovery code is right; it is then used up."""
    locked = db.select(Authenticator).filter_by(account_id=account.id).with_for_update()
    authenticator = db.session.scalar(locked)
    if authenticator is not None and authenticator.confirmed_at is not None and _takes(authenticator, code):
        return True
    return _takes_recovery_code(account, code)


def new_recovery_codes(account: Account) -> list[str]:
    """Ten codes, shown only now; earlier ones are void."""
    db.session.execute(db.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(keys.CROCKFORD) for _ in range(10)) for _ in range(CODES)]
    db.session.add_all(RecoveryCode(account_id=account.id, digest=_digest(account, code)) for code in codes)
    audit.record("recovery_codes.created", account)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(account: Account) -> int:
    query = db.select(db.func.count(RecoveryCode.id)).filter_by(account_id=account.id)
    return db.session.scalar(query) or 0


def _takes(authenticator: Authenticator, code: str) -> bool:
    """Whether the app shows this code now, one step ago or one ahead, and it has not been taken yet."""
    code = "".join(code.split())
    secret = secret_of(authenticator)
    if secret is None or len(code) != 6 or not (code.isascii() and code.isdigit()):
        return False
    totp = pyotp.TOTP(secret, interval=PERIOD)
    present = int(clock.now().timestamp()) // PERIOD
    for step in (present - 1, present, present + 1):
        if step > authenticator.last_step and hmac.compare_digest(totp.generate_otp(step), code):
            authenticator.last_step = step
            return True
    return False


def _takes_recovery_code(account: Account, code: str) -> bool:
    code = "".join(code.split()).replace("-", "").upper().translate(str.maketrans("OILU", "011V"))
    query = db.select(RecoveryCode).filter_by(account_id=account.id, digest=_digest(account, code)).with_for_update()
    found = db.session.scalar(query)
    if found is None:
        return False
    db.session.delete(found)
    audit.record("recovery_code.used", account)
    return True


def _digest(account: Account, code: str) -> str:
    # Short codes: keyed, so that a stolen table cannot be searched by trying them all.
    return keys.derive("recovery-code", account.id, code).hex()


def _sealed(account: Account, secret: str) -> str:
    return sealed.seal(_PURPOSE, account.id, secret)
