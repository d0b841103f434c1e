"""Promises and what becomes of them: noted once, received with a receipt, done with a photo, told to the giver."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import joinedload, lazyload

from ..accounts.models import Account
from ..core import audit, clock, keys, mail, once, search
from ..core.database import db, locked
from ..core.uploads import Picture
from ..editions.models import Edition, Host
from ..registration.models import Registration
from . import rules
from .models import Cause, Contribution
from .rules import Kind, Publicity, State

LINK = "contribution"
NOTED, RECEIVED, DONE = "contribution-noted", "contribution-received", "contribution-done"  # the messages
# What is emptied when a giver is forgotten; the name in public goes with the consent to it.
PERSONAL: dict[str, Any] = dict.fromkeys(("name", "folded", "email", "phone", "country", "words"), "")

# As `rules.may_be_told`, for queries.
IS_TOLD = db.and_(Contribution.state == State.DONE, Contribution.publicity != Publicity.NONE)


@dataclass(frozen=True)
class Promise:
    """What somebody wishes to give."""

    cause: Cause
    kind: Kind
    name: str
    locale: str
    amount: int | None = None
    currency: str = "VND"
    what: str = ""
    unit_code: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    words: str = ""
    publicity: Publicity = Publicity.NONE
    named_as: str = ""
    due_on: date | None = None


def promise(
    given: Promise, edition: Edition, now: datetime, registration: Registration | None = None, **more: Any
) -> Contribution:
    """Note a promise; the giver gets word of it where there is an address."""
    values = {name: getattr(given, name) for name in Promise.__dataclass_fields__ if name != "cause"}
    today = clock.in_zone(now, edition.host.timezone).date()
    made = Contribution(
        code="",
        host_id=edition.host_id,
        edition_id=edition.id,
        cause_id=given.cause.id,
        registration_id=registration.id if registration else None,
        folded=search.searchable(given.name),
        promised_at=now,
        state=State.PROMISED,
        **{**values, "due_on": given.due_on or today + rules.REMIND_AFTER},
        **more,
    )
    if made.publicity == Publicity.NAMED and not made.named_as:
        made.named_as = made.name
    made.code = uuid.uuid4().hex[:12]  # until its number is known
    db.session.add(made)
    db.session.flush()
    made.code = f"DG{made.id:05}"
    db.session.flush()
    audit.record("contribution.promised", made, kind=(None, made.kind), cause=(None, given.cause.slug))
    if made.email and not made.demo:
        mail.post(NOTED, made.id, made.email, made.locale)
    return made


def take(
    form: once.Marked, given: Promise, edition: Edition, now: datetime, registration: Registration | None = None
) -> Contribution:
    """The same from a form: sent again, it leads to what was noted first."""
    found = once.made_before(form, Contribution)
    if found is None:
        found = promise(given, edition, now, registration)
        once.remember(form, found)
    return found


def receive(gift: Contribution, on: date, amount: int | None, currency: str, what: str, *, tell: bool = True) -> None:
    """It has been handed over: it gets the next number of the host's receipts. The host's row keeps the order."""
    assert rules.may_be_received(gift.state)
    locked(db.session.get_one(Host, gift.host_id))
    last = db.session.scalar(db.select(db.func.max(Contribution.receipt_number)).filter_by(host_id=gift.host_id))
    gift.state, gift.received_on, gift.receipt_number = State.RECEIVED, on, (last or 0) + 1
    gift.received_amount, gift.received_currency, gift.received_what = amount, currency if amount else "", what
    audit.record("contribution.received", gift, receipt=(None, gift.receipt_number), on=(None, on.isoformat()))
    if tell and gift.email and not gift.demo:
        mail.post(RECEIVED, gift.id, gift.email, gift.locale)


def finish(gift: Contribution, on: date, texts: dict[str, str], picture: Picture | None, now: datetime) -> None:
    """The work stands: in words, and in a photo where there is one."""
    gift.set_texts("result", texts)
    gift.state, gift.done_on, gift.closed_at = State.DONE, on, gift.closed_at or now
    if picture is not None:
        gift.photo, gift.photo_type = picture.content, picture.content_type
    audit.record("contribution.done", gift, done_on=(None, on.isoformat()))


def tell(gift: Contribution, now: datetime) -> None:
    """Send the giver the photo and the words; without an address somebody has told them otherwise. Once."""
    if gift.told_at is None:
        gift.told_at = now
        audit.record("contribution.told", gift, told_at=(None, now))
        if gift.email and not gift.demo:
            mail.post(DONE, gift.id, gift.email, gift.locale)


def withdraw(gift: Contribution, now: datetime) -> None:
    if rules.may_be_withdrawn(gift.state):
        audit.record("contribution.withdrawn", gift, state=(gift.state, State.WITHDRAWN))
        gift.state, gift.withdrawn_at, gift.closed_at = State.WITHDRAWN, now, now


def reopen(gift: Contribution) -> None:
    """That was a mistake: it is promised as before."""
    if gift.state == State.WITHDRAWN:
        audit.record("contribution.reopened", gift, state=(gift.state, State.PROMISED))
        gift.state, gift.withdrawn_at, gift.closed_at = State.PROMISED, None, None


def change_publicity(gift: Contribution, publicity: Publicity, named_as: str) -> None:
    """The giver decides anew, at any time; a name that is not to be told is not kept for telling."""
    named_as = (named_as or gift.name) if publicity == Publicity.NAMED else ""
    if (publicity, named_as) != (gift.publicity, gift.named_as):
        audit.record(
            "contribution.publicity_changed",
            gift,
            publicity=(gift.publicity, publicity),
            named_as=audit.Personal(gift.named_as, named_as),
        )
        gift.publicity, gift.named_as = publicity, named_as


def private_token(gift: Contribution) -> str:
    """The secret of the giver's own page."""
    return keys.link_token(LINK, gift.id, 1)


def of_private_token(token: str) -> Contribution | None:
    return keys.owner_of_link(LINK, token, partial(db.session.get, Contribution))


def causes_of(host: Host, *, only_open: bool = True) -> Sequence[Cause]:
    query = db.select(Cause).filter_by(host_id=host.id).options(lazyload(Cause.texts))
    if only_open:
        query = query.where(Cause.is_open.is_(True))
    return db.session.scalars(query.order_by(Cause.position, Cause.id)).all()


def of_registration(registration: Registration) -> Sequence[Contribution]:
    query = db.select(Contribution).filter_by(registration_id=registration.id).options(joinedload(Contribution.cause))
    return db.session.scalars(query.order_by(Contribution.id)).all()


def told_in(edition: Edition, most: int, unit_codes: Iterable[str] | None = None) -> Sequence[Contribution]:
    """Works that stand and may be told, the latest first; in some units alone."""
    query = (
        db.select(Contribution)
        .where(Contribution.edition_id == edition.id, IS_TOLD)
        .options(lazyload("*"), joinedload(Contribution.cause).lazyload("*"))
        .order_by(Contribution.done_on.desc(), Contribution.id.desc())
    )
    if unit_codes is not None:
        query = query.where(Contribution.unit_code.in_(list(unit_codes)))
    return db.session.scalars(query.limit(most)).all()


def officers() -> Sequence[Account]:
    """Who may look after a promise."""
    query = db.select(Account).where(Account.closed.is_(False), Account.role.in_(("organiser", "administrator")))
    return db.session.scalars(query.order_by(Account.name, Account.id)).all()
