"""The first run: from an empty database to a host, its first edition and an administrator, without a terminal."""

from dataclasses import dataclass
from typing import Any

from ..accounts import services as accounts
from ..accounts.models import Account
from ..accounts.rules import Role
from ..core import audit, backup_key, clock, keys, mail, slugs
from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.i18n import gettext as _
from ..core.mail import Composed, Message, MessageState
from ..core.outbox import Job
from ..core.starting import announces
from ..editions.models import Edition, Host
from .account_mails import composed

TEST = "set-up-test"


@dataclass(frozen=True)
class Step:
    label: str
    endpoint: str
    done: bool


@dataclass(frozen=True)
class TestMail:
    """The latest test message and what became of it."""

    message: Message
    job: Job | None

    @property
    def is_sent(self) -> bool:
        return self.message.state == MessageState.SENT

    @property
    def is_refused(self) -> bool:
        return self.message.state == MessageState.REFUSED

    @property
    def trouble(self) -> str:
        """What the mail server answered last, while it is tried again."""
        return self.job.error if self.job is not None and not self.is_sent else ""


def is_open() -> bool:
    """Whether nobody has access yet, so that whoever can read the server's output may begin."""
    return db.session.scalar(db.select(Account.id).limit(1)) is None


def has_edition() -> bool:
    return db.session.scalar(db.select(Edition.id).limit(1)) is not None


def code() -> str:
    """What the server's output shows and the first visitor types: proof that they look after this machine."""
    letters = keys.short_code(TEST, 0, 1)
    return f"{letters[:4]}-{letters[4:]}"


def is_code(typed: str) -> bool:
    return keys.short_code_is(TEST, 0, 1, typed)


@announces
def where_to_begin() -> str | None:
    """What the server says when it starts and nobody has access yet."""
    if not is_open():
        return None
    return f"Nobody has access yet. Open {absolute_url('staff_set_up.begin')} and enter the code {code()}"


def steps() -> list[Step]:
    """The way of the first run, as far as it is done."""
    return [
        Step(_("The host and its first gathering"), "staff_set_up.host", has_edition()),
        Step(_("The first administrator"), "staff_set_up.administrator", not is_open()),
        Step(_("A test message"), "staff_set_up.mail_test", _was_ever_sent()),
        Step(_("The key of the backups"), "staff_set_up.backup", backup_key.recipient() is not None),
    ]


def left() -> list[Step]:
    """What the first run has left open; nothing on a site that is only tried out, with the sample's accounts."""
    if db.session.scalar(db.select(Account.id).filter_by(demo=True).limit(1)) is not None:
        return []
    return [step for step in steps() if not step.done]


def make_host(values: dict[str, Any]) -> Edition:
    """The host and its first edition; nothing in the edition shows on the site but its name."""
    place = slugs.slugify(values["place"][SOURCE]) or "host"
    host = Host(slug=slugs.take("host", place), province_code=values["province_code"], timezone=values["timezone"])
    for name in ("phone", "phone_days", "phone_times", "far_zone", "email"):
        setattr(host, name, values[name])
    _set_texts(host, values, "name", "short_name", "place", "phone_hours")
    db.session.add(host)
    db.session.flush()
    edition = Edition(host_id=host.id, slug=slugs.take("edition", f"{place}-{values['year']}"), year=values["year"])
    edition.published_at = clock.now()
    _set_texts(edition, values, "title")
    db.session.add(edition)
    db.session.flush()
    audit.record("host.created", host)
    audit.record("edition.created", edition, year=(None, edition.year))
    return edition


def make_administrator(name: str, email: str, password_hash: str, locale: str) -> Account:
    account = accounts.create_account(email, Role.ADMINISTRATOR, name, locale=locale)
    account.password_hash = password_hash
    return account


def send_test(account: Account) -> None:
    mail.post(TEST, account.id, account.email, account.locale)
    audit.record("mail.tested", account)


def latest_test() -> TestMail | None:
    message = db.session.scalar(db.select(Message).filter_by(kind=TEST).order_by(Message.id.desc()).limit(1))
    if message is None:
        return None
    return TestMail(message, db.session.get(Job, message.job_id) if message.job_id else None)


@mail.composes(TEST)
def test_message(message: Message) -> Composed | None:
    account = db.session.get(Account, message.subject_id)
    return composed(message, "set_up_test", account, at=message.created_at) if account else None


def _was_ever_sent() -> bool:
    query = db.select(Message.id).filter_by(kind=TEST, state=MessageState.SENT).limit(1)
    return db.session.scalar(query) is not None


def _set_texts(record: Host | Edition, values: dict[str, Any], *fields: str) -> None:
    for field in fields:
        for locale, text in values[field].items():
            if text:
                record.set_text(field, locale, text)
