"""What guests ask of the Front of a commune: noted once, due within working days, answered by whoever is in charge."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Select

from ..accounts.models import Account
from ..accounts.rules import Verb
from ..core import audit, clock, keys, mail, once
from ..core.database import db
from ..core.uploads import Picture
from ..editions.models import Holiday, Host, Unit
from ..editions.reach import units_within
from .models import UnitTask
from .rules import TASK_DAYS, TASK_KEPT_AT_MOST, TASK_KEPT_DAYS, TaskKind

LINK = "unit-task"
ANSWER = "unit-task-answer"  # the message
# What is emptied when a guest is forgotten.
_TEXTS = ("name", "email", "phone", "coming", "words", "answer")
PERSONAL: dict[str, object] = {**dict.fromkeys(_TEXTS, ""), "people": None, "photo": None}


@dataclass(frozen=True)
class Asked:
    """What a guest wrote."""

    kind: TaskKind
    locale: str
    name: str
    email: str = ""
    phone: str = ""
    coming: str = ""
    people: int | None = None
    words: str = ""
    photo: Picture | None = None
    may_show: bool = False


def take(form: once.Marked, asked: Asked, unit: Unit, host: Host, now: datetime) -> UnitTask:
    """Note what a guest asks; the same form sent again leads to what was noted first."""
    made = once.made_before(form, UnitTask)
    if made is not None:
        return made
    task = UnitTask(
        kind=asked.kind,
        unit_code=unit.code,
        locale=asked.locale,
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        coming=asked.coming,
        people=asked.people,
        words=asked.words,
        photo=asked.photo.content if asked.photo else None,
        photo_type=asked.photo.content_type if asked.photo else "",
        may_show=asked.may_show,
        created_at=now,
        due_on=_due_on(host, now),
    )
    db.session.add(task)
    db.session.flush()
    audit.record("unit_task.created", task, kind=(None, asked.kind), unit=(None, unit.code))
    once.remember(form, task)
    return task


def answer(task: UnitTask, text: str, who: Account, now: datetime) -> None:
    """Give the answer, which leaves by mail where there is an address."""
    task.answer, task.answered_at, task.answered_by_id = text, now, who.id
    audit.record("unit_task.answered", task, answer=("", text))
    if task.email:
        mail.post(ANSWER, task.id, task.email, task.locale)


def within(who: Account) -> ColumnElement[bool]:
    """The tasks of the units that somebody answers for."""
    units = units_within(who, Verb.ANSWER_REQUESTS)
    # Codes outlive the rows of the tree.
    return UnitTask.unit_code.in_(db.select(Unit.code).where(Unit.id.in_(units)))


def in_order(who: Account) -> Select[tuple[UnitTask]]:
    """What is open before what is answered; of the first what is due soonest, of the second the newest."""
    is_open = UnitTask.answered_at.is_(None)
    return (
        db.select(UnitTask)
        .where(within(who))
        .order_by(db.case((is_open, 0), else_=1), db.case((is_open, UnitTask.due_on)), UnitTask.id.desc())
    )


def open_and_late(who: Account, today: date) -> tuple[int, int]:
    """How many are open, and how many of them are late."""
    late = db.func.sum(db.case((UnitTask.due_on < today, 1), else_=0))
    query = db.select(db.func.count(UnitTask.id), late).where(within(who), UnitTask.answered_at.is_(None))
    number, overdue = db.session.execute(query).one()
    return number, overdue or 0


def private_token(task: UnitTask) -> str:
    """The secret of the receipt's address."""
    return keys.link_token(LINK, task.id, 1)


def of_private_token(token: str) -> UnitTask | None:
    return keys.owner_of_link(LINK, token, partial(db.session.get, UnitTask))


def past_their_time(now: datetime) -> ColumnElement[bool]:
    """Answered long enough ago, or never and too old to be."""
    answered, sent = now - timedelta(days=TASK_KEPT_DAYS), now - timedelta(days=TASK_KEPT_AT_MOST)
    never = db.and_(UnitTask.answered_at.is_(None), UnitTask.created_at < sent)
    return db.or_(UnitTask.answered_at < answered, never)


def _due_on(host: Host, now: datetime) -> date:
    holidays = set(db.session.scalars(db.select(Holiday.on).filter_by(host_id=host.id)))
    return clock.add_working_days(clock.in_zone(now, host.timezone).date(), TASK_DAYS, holidays)
