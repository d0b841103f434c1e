"""Answers that are not finished: what was typed, sealed, until it is sent, thrown away or too old.

A draft is saved by the mark of its form, so that the same page saves the same draft, and so that whoever goes on
with it, at home or at a relative's, can answer only once.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement
from werkzeug.datastructures import MultiDict

from ..core import audit, clock, keys, mail, sealed
from ..core.database import db, insert, write
from ..core.forms import storable
from ..core.sweeps import swept
from .contact import email_address
from .models import Draft, Event, IdempotencyKey, Registration

LINK = "draft"  # the purpose of private links, of the seal and of the message
KEPT = timedelta(days=14)
LONGEST = 100_000  # characters of all that was typed
_WHOSE = "whose"
_NOT_TYPED = {"key", "born", "website", "add", "remove", "save", _WHOSE}  # marks and buttons

OPEN = "register"  # the form that everybody may open

Typed = MultiDict[str, str]
Source = tuple[str, str]  # which form it is, and whose: an event's slug, the secret of a link
# From whose form it is to what is asked there (answering.Asked), or the answer that there is nothing to ask now.
Opener = Callable[[str], Any]
_openers: dict[str, Opener] = {}


class TooLong(Exception):
    """More was typed than any answer holds."""


def opens(form: str) -> Callable[[Opener], Opener]:
    """Register what goes on with drafts of a form."""

    def register(opener: Opener) -> Opener:
        _openers[form] = opener
        return opener

    return register


def asked_by(draft: Draft, typed: Typed) -> Any:
    return _openers[draft.form](typed[_WHOSE])


def keep(event: Event, source: Source, key: str, typed: Typed, now: datetime) -> Draft:
    """Save what was typed under its form's key, again and again the same draft; raises TooLong."""
    write()
    pairs = list(_worth_keeping(typed.items(multi=True)))
    text = json.dumps([("key", key), (_WHOSE, source[1]), *pairs], ensure_ascii=False)
    if len(text) > LONGEST:
        raise TooLong
    mark = keys.digest(key)
    kept = {"event_id": event.id, "form": source[0], "sealed": sealed.seal(LINK, mark, text), "saved_at": now}
    values = {"mark": mark, "link_version": secrets.randbelow(2**31), **kept}
    statement = insert(Draft).values(values).on_conflict_do_update(index_elements=["mark"], set_=kept)
    db.session.execute(statement)
    found = db.select(Draft).filter_by(mark=mark).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def typed_in(draft: Draft) -> Typed | None:
    """What was typed, the form's key, and whose form it is; None if it cannot be read any more."""
    text = sealed.unseal(LINK, draft.mark, draft.sealed)
    return None if text is None else MultiDict([(name, value) for name, value in json.loads(text)])


def email_in(draft: Draft) -> str | None:
    """The e-mail address that was typed, if it is one."""
    typed = typed_in(draft)
    return email_address(typed.get("email", "").strip()) if typed else None


def kept_until(draft: Draft) -> datetime:
    return min(draft.saved_at + KEPT, draft.event.registration_closes_at or draft.event.starts_at)


def private_token(draft: Draft) -> str:
    """The secret of the draft's private address."""
    return keys.link_token(LINK, draft.id, draft.link_version)


def of_private_token(token: str) -> Draft | None:
    """The draft of a private address, unless its time is over."""
    found = keys.owner_of_link(LINK, token, partial(db.session.get, Draft), lambda draft: draft.link_version)
    return found if found is not None and clock.now() < kept_until(found) else None


def answer_of(key: str) -> Registration | None:
    """What the form of this key has become, by whoever sent it."""
    used = db.select(IdempotencyKey.registration_id).where(
        IdempotencyKey.key == keys.digest(key), IdempotencyKey.owner.not_like("token:%")
    )
    number = db.session.scalar(used.order_by(IdempotencyKey.id).limit(1))
    return None if number is None else db.session.get(Registration, number)


def mail_address(draft: Draft, recipient: str, locale: str) -> None:
    """Send the private address to whom the guest named in the form."""
    mail.post(LINK, draft.id, recipient, locale)
    audit.record("draft.mailed", draft)


def answered(key: str) -> None:
    """The form of this key has become an answer: what was saved of it goes."""
    _delete(Draft.mark == keys.digest(key))


def throw_away(draft: Draft) -> None:
    audit.record("draft.deleted", draft)
    _delete(Draft.id == draft.id)


@swept
def forget(now: datetime) -> None:
    """Nobody has gone on with these in time."""
    closes = db.func.coalesce(Event.registration_closes_at, Event.starts_at)
    over = db.select(Event.id).where(closes <= now)
    _delete(db.or_(Draft.saved_at <= now - KEPT, Draft.event_id.in_(over)))
    # An event that is deleted takes its drafts with it.
    lost = db.delete(mail.Message).where(mail.Message.kind == LINK, mail.Message.subject_id.not_in(db.select(Draft.id)))
    db.session.execute(lost.execution_options(synchronize_session=False))


def _delete(which: ColumnElement[bool]) -> None:
    """With the messages that told their addresses."""
    ids = db.session.scalars(db.select(Draft.id).where(which)).all()
    if not ids:
        return
    messages = db.delete(mail.Message).where(mail.Message.kind == LINK, mail.Message.subject_id.in_(ids))
    for statement in (messages, db.delete(Draft).where(Draft.id.in_(ids))):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _worth_keeping(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        if value and name not in _NOT_TYPED:
            yield storable(name), storable(value)
