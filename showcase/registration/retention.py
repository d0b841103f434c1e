"""Forgets guests when the gathering no longer needs their data; how many came stays known.

The days are settings, at most what guests were promised; the privacy page shows them.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func

from ..core import audit, settings
from ..core.database import db
from ..core.mail import Message
from ..core.sweeps import swept
from . import unit_tasks
from .models import Answer, Attendee, CallTask, Event, Question, Registration, SensitiveAnswer, UnitTask
from .rules import KEPT_DAYS
from .services import MESSAGES
from .staying_in_touch import wish_to_stay_in_touch


@swept
def forget(now: datetime) -> None:
    """Empty what is past its time, in the log of changes too."""
    care, notes, people = (now - setting.days for setting in settings.FORGETTING)
    over, gone = _over(people), _over(people).where(Registration.id.not_in(wish_to_stay_in_touch()))
    names = {"name": "", "folded": "", "sort_given": "", "second_name": "", "honorific": "", "called": ""}
    emptied = {
        "food_and_help": _forget_food_and_help(_people_of(_over(care))),
        "age_and_wishes": _empty(Attendee, _people_of(_over(notes)), age_band=None, no_photo=False),
        "words": _empty(Registration, Registration.id.in_(_over(notes)), note=""),
        "calls": _empty(CallTask, CallTask.registration_id.in_(_over(notes)), outcome=""),
        "answers": _empty(Answer, _answers_past_their_time(now), value="") + _forget_sealed_answers(now),
        "names": _empty(Attendee, _people_of(gone), **names),
        "contacts": _empty(
            Registration,
            Registration.id.in_(gone),
            contact_name="",
            contact_folded="",
            contact_email=None,
            contact_phone=None,
            contact_country="",
            link_version=Registration.link_version + 1,
        ),
        "addresses": _empty(Message, db.and_(Message.kind.in_(MESSAGES), Message.subject_id.in_(over)), recipient=""),
        "requests": _empty(UnitTask, unit_tasks.past_their_time(now), **unit_tasks.PERSONAL),
        "addresses_of_answers": _empty(
            Message,
            db.and_(
                Message.kind == unit_tasks.ANSWER,
                Message.subject_id.in_(db.select(UnitTask.id).where(unit_tasks.past_their_time(now))),
            ),
            recipient="",
        ),
    }
    if any(emptied.values()):
        audit.record("guest.forgotten", "guests", **{what: (number, 0) for what, number in emptied.items() if number})


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
    _delete(db.delete(SensitiveAnswer).where(theirs))
    return number


def _forget_sealed_answers(now: datetime) -> int:
    past = db.select(Answer.id).where(_answers_past_their_time(now))
    return _delete(db.delete(SensitiveAnswer).where(SensitiveAnswer.answer_id.in_(past)))


def _delete(statement: Any) -> int:
    return db.session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]


def _empty(model: Any, where: ColumnElement[bool], **values: object) -> int:
    """Set values in the rows that do not have them yet, and say in how many: a sweep must not rewrite the past."""
    audit.erase_all(model, db.select(model.id).where(where), fields=values.keys())
    plain = {name: value for name, value in values.items() if not hasattr(value, "compile")}
    not_yet = db.or_(*(getattr(model, name).is_distinct_from(value) for name, value in plain.items()))
    statement = db.update(model).where(where, not_yet).values(**values)
    return db.session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
