"""Forgets guests when the gathering no longer needs their data; how many came stays known.

The days are settings, at most what guests were promised; the privacy page shows them. Food and help go first, those who
came along next, the person who answered last, unless that person wishes to hear from the host later.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import lazyload

from ..core import audit, settings
from ..core.database import db
from ..core.forgetting import Coming, delete, empty, foretells, forgets
from ..core.mail import Message
from . import unit_tasks
from .models import (
    Answer,
    Attendee,
    CallTask,
    Decision,
    Event,
    IdempotencyKey,
    Merge,
    Question,
    Registration,
    SensitiveAnswer,
    TicketRequest,
    UnitTask,
)
from .rules import KEPT_DAYS
from .services import LETTERS
from .staying_in_touch import wish_to_stay_in_touch

NAMES = dict.fromkeys(("name", "folded", "sort_given", "second_name", "honorific", "called", "office", "phone"), "")
CONTACT: dict[str, Any] = {
    "contact_name": "",
    "contact_folded": "",
    "contact_email": None,
    "contact_phone": None,
    "home_phone": None,
    "contact_country": "",
    "link_version": Registration.link_version + 1,
}


def forget_parties(registrations: Select[tuple[int]]) -> dict[str, int]:
    """Empty all that is personal about these parties, whatever its time, in the log of changes too."""
    theirs = Registration.id.in_(registrations)
    answers, people = Answer.registration_id.in_(registrations), _people_of(registrations)
    emptied = {
        "food_and_help": _forget_food_and_help(people),
        "age_and_wishes": empty(Attendee, people, age_band=None, no_photo=False),
        "calls": empty(CallTask, CallTask.registration_id.in_(registrations), outcome=""),
        "answers": empty(Answer, answers, value="") + _forget_sealed_answers(answers),
        "names": empty(Attendee, people, **NAMES),
        "contacts": empty(Registration, theirs, note="", **CONTACT),
        "addresses": _forget_addresses(registrations),
        "requests_of_forms": delete(db.delete(IdempotencyKey).where(IdempotencyKey.registration_id.in_(registrations))),
        "merges": _forget_merges(registrations),
        "reasons": empty(Decision, Decision.registration_id.in_(registrations), reason=""),
    }
    for model, ids in (
        (Registration, registrations),
        (Attendee, db.select(Attendee.id).where(people)),
        (Answer, db.select(Answer.id).where(answers)),
    ):
        audit.erase_all(model, ids)
    return emptied


@forgets
def forget(now: datetime) -> dict[str, int]:
    """Empty what is past its time, in the log of changes too."""
    care, notes, people = (now - setting.days for setting in settings.FORGETTING)
    over, gone = _over(people), _over(people).where(Registration.id.not_in(wish_to_stay_in_touch()))
    past = _answers_past_their_time(now)
    return {
        "food_and_help": _forget_food_and_help(_people_of(_over(care))),
        "age_and_wishes": empty(Attendee, _people_of(_over(notes)), age_band=None, no_photo=False),
        "words": empty(Registration, Registration.id.in_(_over(notes)), note=""),
        "calls": empty(CallTask, CallTask.registration_id.in_(_over(notes)), outcome=""),
        "answers": empty(Answer, past, value="") + _forget_sealed_answers(past),
        "companions": empty(Attendee, Attendee.id.in_(_companions().where(Event.ends_at < notes)), **NAMES),
        "names": empty(Attendee, _people_of(gone), **NAMES),
        "contacts": empty(Registration, Registration.id.in_(gone), **CONTACT),
        "requests_of_forms": delete(db.delete(IdempotencyKey).where(IdempotencyKey.registration_id.in_(_over(care)))),
        "merges": _forget_merges(_over(care)),
        "reasons": empty(Decision, Decision.registration_id.in_(_over(notes)), reason=""),
        "addresses": _forget_addresses(over),
        "lost_tickets": delete(db.delete(TicketRequest).where(TicketRequest.created_at < now - timedelta(days=1))),
        "requests": empty(UnitTask, unit_tasks.past_their_time(now), **unit_tasks.PERSONAL),
        "addresses_of_answers": empty(
            Message,
            db.and_(
                Message.kind == unit_tasks.ANSWER,
                Message.subject_id.in_(db.select(UnitTask.id).where(unit_tasks.past_their_time(now))),
            ),
            recipient="",
        ),
    }


@foretells
def coming(now: datetime) -> Iterator[Coming]:
    """The three steps of each gathering that is not forgotten yet."""
    care, notes, people = (setting.days for setting in settings.FORGETTING)
    sensitive = (
        db.select(Registration.event_id, func.count(SensitiveAnswer.attendee_id.distinct()))
        .join(Attendee, Attendee.id == SensitiveAnswer.attendee_id)
        .join(Registration)
    )
    companions = (
        _companions().where(Attendee.name != "").with_only_columns(Registration.event_id, func.count(Attendee.id))
    )
    contacts = db.select(Registration.event_id, func.count(Registration.id)).where(
        Registration.contact_name != "", Registration.id.not_in(wish_to_stay_in_touch())
    )
    steps = (("food_and_help", care, sensitive), ("companions", notes, companions), ("contacts", people, contacts))
    numbers = {
        what: {event_id: number for event_id, number in db.session.execute(query.group_by(Registration.event_id))}  # noqa: C416 - rows
        for what, _days, query in steps
    }
    ids = {event_id for found in numbers.values() for event_id in found}
    query = (
        db.select(Event).where(Event.id.in_(ids)).options(lazyload(Event.sessions)).order_by(Event.ends_at, Event.id)
    )
    for event in db.session.scalars(query):
        for what, days, _query in steps:
            yield Coming(event.ends_at + days, what, str(event.text_in("title")), numbers[what].get(event.id, 0))


def _companions() -> Select[Any]:
    """Who comes along: not the person who answered, whom the host may still have to write to."""
    folded = Registration.contact_folded
    is_contact = db.or_(
        Attendee.name == Registration.contact_name,
        func.substr(Attendee.folded, 1, func.length(folded)) == folded,  # with a second name after it
    )
    return db.select(Attendee.id).join(Attendee.registration).join(Registration.event).where(db.not_(is_contact))


def _over(before: datetime) -> Select[tuple[int]]:
    """Registrations of events that had ended by then."""
    return db.select(Registration.id).join(Registration.event).where(Event.ends_at < before)


def _people_of(registrations: Select[tuple[int]]) -> ColumnElement[bool]:
    return Attendee.registration_id.in_(registrations)


def _answers_past_their_time(now: datetime) -> ColumnElement[bool]:
    """Each question says for itself how long its answers are needed."""
    return db.or_(
        *(
            db.and_(
                Answer.registration_id.in_(_over(now - timedelta(days=days))),
                Answer.question_id.in_(db.select(Question.id).filter_by(kept_days=days)),
            )
            for days in KEPT_DAYS
        )
    )


def _forget_food_and_help(people: ColumnElement[bool]) -> int:
    """Of how many people something was forgotten."""
    theirs = SensitiveAnswer.attendee_id.in_(db.select(Attendee.id).where(people))
    number = db.session.scalar(db.select(func.count(SensitiveAnswer.attendee_id.distinct())).where(theirs)) or 0
    delete(db.delete(SensitiveAnswer).where(theirs))
    return number


def _forget_sealed_answers(which: ColumnElement[bool]) -> int:
    answers = db.select(Answer.id).where(which)
    return delete(db.delete(SensitiveAnswer).where(SensitiveAnswer.answer_id.in_(answers)))


def _forget_merges(registrations: Select[tuple[int]]) -> int:
    """What two answers were before they were joined; after that they can no longer be parted."""
    return empty(Merge, db.or_(Merge.kept_id.in_(registrations), Merge.gone_id.in_(registrations)), sealed="")


def _forget_addresses(registrations: Select[tuple[int]]) -> int:
    theirs = db.and_(Message.kind.in_(LETTERS), Message.subject_id.in_(registrations))
    return empty(Message, theirs, recipient="")
