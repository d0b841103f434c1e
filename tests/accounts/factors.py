"""Accounts with a second factor, and what their owners type."""

import pyotp

from showcase.accounts import second_factor
from showcase.accounts.models import Account
from showcase.core import clock
from showcase.core.database import db, write


def code_of(account: Account, steps: int = 0) -> str:
    """What the app shows now, or some steps later."""
    assert account.authenticator is not None
    secret = second_factor.secret_of(account.authenticator)
    assert secret is not None
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


def give_authenticator(account: Account) -> Account:
    """Set up an app as if a while ago: its present code has not been used."""
    write()
    authenticator = second_factor.prepare(account)
    authenticator.confirmed_at = clock.now()
    db.session.commit()
    return account


def give_recovery_codes(account: Account) -> list[str]:
    write()
    codes = second_factor.new_recovery_codes(account)
    db.session.commit()
    return codes
