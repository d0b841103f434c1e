"""The letter after the gathering: whom it reaches, once each, and how it is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func

from ..checkin import rules as checkin_rules
from ..checkin.models import Presence
from ..core import audit, mail
from ..core.addresses import absolute_url
from ..core.database import db, insert
from ..core.i18n import use_locale
from ..core.mail import Composed, Message
from ..core.outbox import Priority
from ..registration import mails as registration_mails
from ..registration import services as registration_services
from ..registration import wording
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import State
from ..registration.wording import Party, PublicLinks
from .models import FarewellLetter
from .rules import Letter

KINDS = {letter: f"registration-{letter}" for letter in Letter}  # of messages


@dataclass(frozen=True)
class Reached:
    """How many parties a letter is for, and by which way."""

    by_mail: int
    by_hand: int  # they have no address, or it does not work
    written: int


def reached(event: Event) -> dict[Letter, Reached]:
    parties = (
        db.select(
            _has_come().label("came"),
            FarewellLetter.registration_id.is_not(None).label("written"),
            db.and_(Registration.contact_email.is_not(None), ~_mail_fails()).label("has_mail"),
        )
        .select_from(Registration)
        .outerjoin(FarewellLetter, FarewellLetter.registration_id == Registration.id)
        .where(*_expected(event))
        .subquery()
    )
    is_due = ~parties.c.written
    query = db.select(
        parties.c.came,
        func.count(db.case((parties.c.written, 1))),
        func.count(db.case((db.and_(is_due, parties.c.has_mail), 1))),
        func.count(db.case((db.and_(is_due, ~parties.c.has_mail), 1))),
    ).group_by(parties.c.came)
    rows = {bool(came): (written, by_mail, by_hand) for came, written, by_mail, by_hand in db.session.execute(query)}
    found = {}
    for letter in Letter:
        written, by_mail, by_hand = rows.get(letter == Letter.THANKS, (0, 0, 0))
        found[letter] = Reached(by_mail, by_hand, written)
    return found


def send(event: Event, letter: Letter, now: datetime) -> int:
    """Write the mails down, one to each party that has none yet; how many. Of two who send at once, one finds nobody.

    The event is locked by whoever calls.
    """
    rows = db.session.execute(
        _due(event, letter)
        .where(Registration.contact_email.is_not(None), ~_mail_fails())
        .add_columns(Registration.id, Registration.contact_email, Registration.locale)
    ).all()
    if rows:
        db.session.execute(
            insert(FarewellLetter), [{"registration_id": row[0], "kind": letter, "at": now} for row in rows]
        )
        mail.post_all(KINDS[letter], [(row[0], row[1], row[2]) for row in rows])
        audit.record("farewell.sent", event, letter=(None, letter.value), parties=(0, len(rows)))
    return len(rows)


def by_hand(event: Event, letter: Letter) -> Select[Any]:
    """Parties that no mail reaches and nobody has told yet."""
    unreached = db.or_(Registration.contact_email.is_(None), _mail_fails())
    return _due(event, letter).where(unreached).add_columns(Registration)


def note_told(registration: Registration, now: datetime) -> None:
    """An officer has thanked them by message or telephone. A second time changes nothing."""
    came = db.session.scalar(db.select(_has_come()).where(Registration.id == registration.id))
    kind = Letter.THANKS if came else Letter.MISSED
    row = {"registration_id": registration.id, "kind": kind, "by_hand": True, "at": now}
    made = db.session.execute(insert(FarewellLetter).values(row).on_conflict_do_nothing())
    if made.rowcount:  # type: ignore[attr-defined]
        audit.record("farewell.told", registration, letter=(None, kind.value))


def page_url(registration: Registration) -> str:
    """Where the party finds photos, the book and the questions."""
    token = registration_services.private_token(registration)
    return absolute_url("followup.farewell", locale=registration.locale, token=token)


def written(party: Party, letter: Letter, words: dict[str, str], url: str) -> Composed:
    """The mail, in the language of what is being made; words that the host has none of are the built-in ones."""
    all_words = wording.filled(wording.built_in_here(letter), party) | {name: w for name, w in words.items() if w}
    return registration_mails.composed_of("farewell", "followup/mails", party, all_words, {"url": url})


def _composer(letter: Letter) -> mail.Composer:
    def compose(message: Message) -> Composed | None:
        """None where the party has another address now, or has taken its answer back."""
        party = db.session.get(Registration, message.subject_id)
        if party is None or party.state != State.CONFIRMED or party.contact_email != message.recipient:
            return None
        with use_locale(message.locale):
            return written(party, letter, wording.own_words(party, letter), page_url(party))

    return compose


def _sample(letter: Letter) -> registration_mails.Writer:
    def write(party: Party, words: dict[str, str], links: PublicLinks) -> Composed:
        return written(party, letter, words, links.manage_url(party))

    return write


for _letter in Letter:
    mail.composes(KINDS[_letter], Priority.BULK)(_composer(_letter))
    registration_mails.writers[_letter] = _sample(_letter)


def _expected(event: Event) -> list[ColumnElement[bool]]:
    return [Registration.event_id == event.id, Registration.state == State.CONFIRMED, Registration.contact_name != ""]


def _due(event: Event, letter: Letter) -> Select[Any]:
    came = _has_come() if letter == Letter.THANKS else ~_has_come()
    told = db.select(FarewellLetter.registration_id)
    return (
        db.select()
        .select_from(Registration)
        .where(*_expected(event), came, Registration.id.not_in(told))
        .order_by(Registration.id)
    )


def _has_come() -> ColumnElement[bool]:
    """Whether somebody of the party entered."""
    return (
        db.select(Presence.id)
        .join(Attendee, Attendee.id == Presence.attendee_id)
        .where(
            Attendee.registration_id == Registration.id,
            Presence.scope == checkin_rules.EVENT_SCOPE,
            Presence.entered_at.is_not(None),
        )
        .correlate(Registration)
        .exists()
    )


def _mail_fails() -> ColumnElement[bool]:
    """Whether the last that is known of mail to the party's address is that it came back."""
    return (
        db.select(Message.id)
        .where(Message.recipient == Registration.contact_email, Message.state.in_(mail.FAILED))
        .correlate(Registration)
        .exists()
    )
