"""Accounts: made, invited, changed, closed; their passwords and one-time links; API tokens."""

import secrets
from datetime import datetime, timedelta

from ..core import audit, clock, keys, mail, outbox, settings, throttle
from ..core.database import db, write
from ..core.mail import Message
from ..core.outbox import Lane, Task
from ..core.sweeps import swept
from . import passwords, sessions
from .models import Account, ApiToken, Authenticator, Challenge, KnownDevice, OneTimeLink, Passkey, RecoveryCode
from .models import SignIn as SignIn
from .rules import Change, Purpose, Role, Scope

RESET_LIFE = timedelta(hours=2)
TRIES, WINDOW = 10, 900  # wrong passwords for an account or from a network, in 15 minutes
RESETS = 3  # for one address in that time
MAILS_KEPT = timedelta(days=30)
DEVICES_KEPT = timedelta(days=365)
_LINK = "account-link"


class WrongCredentials(Exception):
    """E-mail or password is wrong; which of them is not told."""


class LastAdministrator(Exception):
    """Nobody would be left to look after the accounts."""


def folded_email(email: str) -> str:
    return email.strip().lower()


def create_account(
    email: str,
    role: Role,
    name: str = "",
    unit_code: str | None = None,
    demo: bool = False,
    locale: str = "vi",
) -> Account:
    account = Account(
        email=folded_email(email),
        name=name or email.split("@")[0],
        role=role,
        unit_code=unit_code,
        demo=demo,
        locale=locale,
    )
    db.session.add(account)
    db.session.flush()
    values = {"email": account.email, "name": account.name, "role": role.value, "unit": unit_code}
    audit.record("account.created", account, **audit.differences({}, values))
    return account


def invite(account: Account) -> None:
    """Send a link that signs in once; an earlier one is void."""
    link = new_link(account, Purpose.INVITATION)
    mail.post("account-invitation", link.id, account.email, account.locale)
    audit.record("account.invited", account)


def change_account(account: Account, name: str, role: Role, unit_code: str | None) -> None:
    """Another name, role or unit. With other rights the person signs in anew."""
    _keep_an_administrator(account, stays=role is Role.ADMINISTRATOR)
    if (account.role, account.unit_code) != (role.value, unit_code):
        before = {"role": account.role, "unit": account.unit_code}
        audit.record("account.changed", account, **audit.differences(before, {"role": role.value, "unit": unit_code}))
        sessions.end_all(account)
    if account.name != name:
        audit.record("account.renamed", account, name=(account.name, name))
    account.name, account.role, account.unit_code = name, role, unit_code


def close_account(account: Account, even_the_last: bool = False) -> None:
    _keep_an_administrator(account, stays=even_the_last)
    if not account.closed:
        account.closed = True
        sessions.end_all(account)
        _void_links(account)
        audit.record("account.closed", account, closed=(False, True))


def reopen_account(account: Account) -> None:
    """Open it again; with the password of before, since closing may have been a mistake."""
    if account.closed:
        account.closed = False
        audit.record("account.reopened", account, closed=(True, False))


def take_second_factor(account: Account) -> None:
    """For somebody who has lost phone and recovery codes: the next sign-in sets up new ones."""
    for model in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(db.delete(model).where(model.account_id == account.id))
    db.session.expire(account)
    sessions.end_all(account)
    audit.record("second_factor.removed", account)
    tell(account, Change.LOSS)


def tell(account: Account, change: Change) -> None:
    """A mail to the owner, who then sees what somebody else has done."""
    mail.post(f"account-{change}", account.id, account.email, account.locale)


def set_password(account: Account, password: str) -> None:
    account.password_hash = passwords.hashed(password)


def choose_password(account: Account, password_hash: str) -> None:
    """The person's own new password: whoever knew the old one, or holds a link, is out."""
    account.password_hash = password_hash
    account.demo = False  # from now on not everybody knows it
    _void_links(account)
    audit.record("password.changed", account)
    tell(account, Change.PASSWORD)


def new_link(account: Account, purpose: Purpose = Purpose.INVITATION) -> OneTimeLink:
    """A link that signs the account in once; earlier ones are void."""
    _void_links(account)
    link = OneTimeLink(
        account_id=account.id,
        purpose=purpose,
        nonce=secrets.randbits(31),
        expires_at=clock.now() + (RESET_LIFE if purpose is Purpose.RESET else settings.INVITATION.days),
    )
    db.session.add(link)
    db.session.flush()
    return link


def secret_of(link: OneTimeLink) -> str:
    return keys.link_token(_LINK, link.id, link.nonce)


def one_time_link(account: Account) -> str:
    """The secret of a link that signs the account in once."""
    return secret_of(new_link(account))


def use_link(secret: str) -> Account | None:
    """The account of a one-time link, which is then used up."""
    unused = db.select(OneTimeLink).filter_by(used_at=None).with_for_update()
    link = keys.owner_of_link(
        _LINK, secret, lambda number: db.session.scalar(unused.filter_by(id=number)), lambda found: found.nonce
    )
    if link is None or link.expires_at < clock.now() or link.account.closed:
        return None
    link.used_at = clock.now()
    return link.account


def is_open(link: OneTimeLink | None) -> bool:
    return link is not None and link.used_at is None and link.expires_at > clock.now() and not link.account.closed


def ask_for_reset(email: str, network: str) -> None:
    """Note the wish for a new password and commit. Here everybody is treated alike; the worker looks closer."""
    email = folded_email(email)
    throttle.count("reset-network", network, TRIES, WINDOW)
    try:
        throttle.count("reset", email, RESETS, WINDOW)
    except throttle.TooMany:
        return  # the same answer: who asks must not learn what others have asked
    write()
    account_id = db.session.scalar(db.select(Account.id).filter_by(email=email))
    outbox.enqueue(Lane.MAIL, "password-reset", account=account_id or 0)
    db.session.commit()


@outbox.handles("password-reset")
def send_reset(task: Task) -> None:
    write()
    account = db.session.get(Account, task.values["account"])
    if account is not None and not account.closed:
        link = new_link(account, Purpose.RESET)
        mail.post("account-reset", link.id, account.email, account.locale)
        audit.record("password_reset.requested", account)
    db.session.commit()


def check_password(email: str, password: str, network: str) -> Account:
    """The account behind the credentials; raises WrongCredentials or throttle.TooMany.

    Counts before it hashes, and takes as long for an unknown e-mail as for a wrong password.
    """
    email = folded_email(email)
    throttle.count("sign-in-network", network, TRIES * 5, WINDOW)
    throttle.count("sign-in", email, TRIES, WINDOW)
    stored = db.session.scalar(db.select(Account.password_hash).filter_by(email=email, closed=False))
    db.session.rollback()  # no transaction is held while a password is hashed
    matches = passwords.matches(stored, password)
    account = db.session.scalar(db.select(Account).filter_by(email=email, closed=False, password_hash=stored))
    if account is None or not matches:
        raise WrongCredentials
    return account


def create_token(name: str, scopes: list[Scope]) -> str:
    """A new API token; only now is it known."""
    secret = "sct_" + secrets.token_urlsafe(30)
    token = ApiToken(name=name, token_digest=keys.digest(secret), scopes=" ".join(sorted(set(scopes))))
    db.session.add(token)
    db.session.flush()
    audit.record("token.created", f"token:{token.id}", name=(None, name), scopes=(None, token.scopes))
    return secret


def token_of(secret: str) -> ApiToken | None:
    return db.session.scalar(db.select(ApiToken).filter_by(token_digest=keys.digest(secret), revoked_at=None))


@swept
def throw_away_ended(now: datetime) -> None:
    """Forget what has had its time: sessions, links, challenges, devices, and mails about accounts."""
    db.session.execute(db.delete(SignIn).where(SignIn.ends_at < now))
    db.session.execute(db.delete(OneTimeLink).where(OneTimeLink.expires_at < now))
    db.session.execute(db.delete(Challenge).where(Challenge.expires_at < now))
    db.session.execute(db.delete(KnownDevice).where(KnownDevice.seen_at < now - DEVICES_KEPT))
    about_accounts = Message.kind.startswith("account-", autoescape=True)
    db.session.execute(db.delete(Message).where(about_accounts, Message.created_at < now - MAILS_KEPT))


def _void_links(account: Account) -> None:
    db.session.execute(
        db.update(OneTimeLink)
        .where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now())
    )


def _keep_an_administrator(account: Account, stays: bool) -> None:
    if account.role != Role.ADMINISTRATOR or account.closed or stays:
        return
    others = db.select(Account.id).where(
        Account.role == Role.ADMINISTRATOR, Account.closed.is_(False), Account.id != account.id
    )
    if db.session.scalar(others.limit(1)) is None:
        raise LastAdministrator
