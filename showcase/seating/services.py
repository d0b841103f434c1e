"""The verbs of a plan: make it and its tables, seat people, take the last deed back. The plan's row is the lock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..core import audit, clock
from ..core.database import db, locked
from ..registration import merging
from ..registration.models import Attendee, Event, Registration, Session
from .board import coming
from .models import Seat, SeatingDeed, SeatingPlan, SeatingTable

KEPT_DEEDS = 30  # of a plan that can be looked at and taken back
Noted = Mapping[str, tuple[Any, Any]]
_Where = tuple[int | None, bool]  # table, pinned
_NOWHERE: _Where = (None, False)


class NoRoom(Exception):
    """A table has fewer free seats than people who are to sit there."""

    def __init__(self, table: SeatingTable, free: int, wanted: int) -> None:
        super().__init__(table.number)
        self.table, self.free, self.wanted = table, free, wanted


def make_plan(event: Event, session: Session | None) -> SeatingPlan:
    """The plan of an event or session; the one there is, if somebody was quicker. The event is locked."""
    found = db.session.scalar(db.select(SeatingPlan).filter_by(event_id=event.id, session_id=session and session.id))
    if found is None:
        found = SeatingPlan(event_id=event.id, session_id=session.id if session else None)
        db.session.add(found)
        db.session.flush()
        audit.record("seating_plan.created", found)
    return found


def locked_plan(plan: SeatingPlan) -> SeatingPlan:
    """Whoever seats or moves people, or makes a table smaller, waits here for the one before."""
    return locked(plan)


def taken_numbers(plan: SeatingPlan, numbers: Iterable[int]) -> list[int]:
    """Which of these some table bears already."""
    query = db.select(SeatingTable.number).where(
        SeatingTable.plan_id == plan.id, SeatingTable.number.in_(list(numbers))
    )
    return list(db.session.scalars(query.order_by(SeatingTable.number)))


def make_tables(plan: SeatingPlan, how_many: int, first: int, per_row: int, **values: Any) -> list[SeatingTable]:
    """Tables by the dozen, in rows behind those that stand there already."""
    last = db.session.scalar(db.select(db.func.max(SeatingTable.row)).filter_by(plan_id=plan.id)) or 0
    made = []
    for n in range(how_many):
        row, place = divmod(n, per_row)
        short = per_row - min(per_row, how_many - row * per_row)  # a row that is not full stands in the middle
        where = {"row": last + 1 + row, "column": 1 + place + short // 2}
        made.append(SeatingTable(plan_id=plan.id, number=first + n, **where, **values))
    db.session.add_all(made)
    db.session.flush()
    numbers = (first, first + how_many - 1)
    audit.record(
        "seating_table.created",
        plan,
        numbers=("", "–".join(str(number) for number in dict.fromkeys(numbers))),
        capacity=("", values["capacity"]),
        kind=("", values["kind"]),
    )
    if plan.aisle is None and per_row > 3:
        plan.aisle = per_row // 2
    return made


def change_table(table: SeatingTable, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    """Change a table of the locked plan; raises NoRoom if more sit there than then find room.

    Whoever stands where it is to stand changes places with it.
    """
    seated = seated_at(table)
    if seated + values["held"] > values["capacity"]:
        raise NoRoom(table, values["capacity"] - values["held"], seated)
    where = values["row"], values["column"]
    if None not in where and where != (table.row, table.column):
        there = db.session.scalar(
            db.select(SeatingTable).filter_by(plan_id=table.plan_id, row=where[0], column=where[1])
        )
        if there is not None:
            there.row, there.column = table.row, table.column
    for name, value in values.items():
        setattr(table, name, value)
    db.session.flush()
    return audit.record("seating_table.changed", table, **noted)


def remove_table(table: SeatingTable) -> None:
    """Take a table away; who sat there has no seat."""
    audit.record("seating_table.deleted", table, number=(table.number, None), people=(seated_at(table), 0))
    db.session.execute(db.delete(Seat).where(Seat.table_id == table.id))
    db.session.delete(table)
    db.session.flush()


def move(
    plan: SeatingPlan, guests: Collection[int], table: SeatingTable | None, account: int | None
) -> SeatingDeed | None:
    """Seat these people by hand, or take them off; None: all was so already. The plan is locked. Raises NoRoom.

    Who does not come is left out.
    """
    return rearrange(plan, dict.fromkeys(guests, table.id if table else None), account, pinned=True)


def rearrange(
    plan: SeatingPlan, wanted: Mapping[int, int | None], account: int | None, pinned: bool
) -> SeatingDeed | None:
    """Guest → table, all at once or, with NoRoom, nobody. The plan is locked by whoever calls."""
    here = _come(plan, wanted)
    aim: dict[int, _Where] = {
        guest: (table, pinned and table is not None)
        for guest, table in wanted.items()
        if table is None or guest in here
    }
    moves = carry_out(plan, aim)
    return _note(plan, moves, account)


def undo(deed: SeatingDeed, now: datetime, account: int | None) -> tuple[int, int]:
    """Put people back to where they sat before a deed; how many, and how many stay: they have moved on since.

    The plan is locked. A second time changes nothing.
    """
    if deed.undone_at is not None:
        return 0, 0
    plan = deed.plan_id
    now_at = _where(plan, [guest for guest, *_rest in deed.moves])
    aim: dict[int, _Where] = {
        guest: (before, was)
        for guest, before, was, after, _is in deed.moves
        if now_at.get(guest, (None, False))[0] == after
    }
    found = db.session.get_one(SeatingPlan, plan)
    here = _come(found, aim)
    aim = {guest: where for guest, where in aim.items() if where[0] is None or guest in here}
    moves = carry_out(found, aim, gives_way=True)
    deed.undone_at = now
    db.session.flush()
    _record(moves, found)
    return len(moves), len(deed.moves) - len(moves)


def newest_deeds(plan: SeatingPlan) -> Sequence[SeatingDeed]:
    """The last first, those taken back left out."""
    query = db.select(SeatingDeed).filter_by(plan_id=plan.id, undone_at=None).order_by(SeatingDeed.id.desc())
    return db.session.scalars(query.options(db.joinedload(SeatingDeed.account)).limit(10)).all()


def free_seats_of(registration: Registration) -> None:
    """Who does not come any more gives the seat free, in every plan."""
    query = db.select(Seat, SeatingPlan.session_id).join(SeatingPlan, SeatingPlan.id == Seat.plan_id)
    of_party = Seat.attendee_id.in_(db.select(Attendee.id).filter_by(registration_id=registration.id))
    rows = db.session.execute(query.where(of_party).order_by(Seat.attendee_id)).all()
    if not rows:
        return
    people = {one.id: one for one in registration.people} if registration.is_confirmed else {}
    for seat, session_id in rows:
        one = people.get(seat.attendee_id)
        if one is None or (session_id is not None and session_id not in {session.id for session in one.sessions}):
            number = seat.table.number
            db.session.delete(seat)
            audit.record("attendee.unseated", f"attendee:{seat.attendee_id}", table=(number, None))
    db.session.flush()


def free_second_seats(gone: Registration) -> None:
    """Seats that stayed with an answer which went into another; noted as something done to the plan."""
    query = db.select(Seat).join(Attendee, Attendee.id == Seat.attendee_id).filter_by(registration_id=gone.id)
    moves: dict[int, list[list[Any]]] = {}
    for seat in db.session.scalars(query.order_by(Seat.plan_id, Seat.attendee_id)):
        moves.setdefault(seat.plan_id, []).append([seat.attendee_id, seat.table_id, seat.pinned, *_NOWHERE])
    record = merging.of_gone(gone)
    for plan_id, freed in moves.items():
        db.session.add(SeatingDeed(plan_id=plan_id, account_id=record and record.made_by_id, moves=freed))
    free_seats_of(gone)


def seat_again(gone: Registration, joined: Collection[int]) -> None:
    """The answer stands for itself again: who lost a seat by that gets it back, as far as there is room."""
    # The plan is not locked: whoever seats people locks it before their answers, which are held here already.
    query = db.select(SeatingDeed).join(SeatingPlan, SeatingPlan.id == SeatingDeed.plan_id)
    query = query.where(SeatingPlan.event_id == gone.event_id, SeatingDeed.undone_at.is_(None))
    for deed in db.session.scalars(query.order_by(SeatingDeed.id.desc())).all():
        if all(guest in joined and after is None for guest, _before, _was, after, _is in deed.moves):
            undo(deed, clock.now(), None)


def strangers(plan: SeatingPlan, guests: Iterable[int]) -> set[int]:
    """Who of these does not come to what the plan is for."""
    wanted = set(guests)
    return wanted - _come(plan, wanted)


def carry_out(plan: SeatingPlan, aim: Mapping[int, _Where], gives_way: bool = False) -> list[list[Any]]:
    """Bring people to where they are to sit: all of them, or NoRoom; if it gives way, those who find room.

    The plan is locked. The answer is what has changed; it is not noted, which is the caller's.
    """
    before = _where(plan.id, aim)
    changing = {guest: where for guest, where in aim.items() if before.get(guest, _NOWHERE) != where}
    tables = {
        table.id: table
        for table in db.session.scalars(
            db.select(SeatingTable).filter_by(plan_id=plan.id).order_by(SeatingTable.number)
        )
    }
    changing = {guest: where for guest, where in changing.items() if where[0] is None or where[0] in tables}
    counted = db.select(Seat.table_id, db.func.count()).filter_by(plan_id=plan.id).group_by(Seat.table_id)
    seated: dict[int, int] = dict(db.session.execute(counted).all())
    while short := _short_table(tables.values(), seated, before, changing):
        table, free, arriving = short
        if not gives_way:
            raise NoRoom(table, free, len(arriving))
        for guest in arriving[free:]:
            del changing[guest]
    _delete(plan.id, changing)
    rows = [
        {"attendee_id": guest, "plan_id": plan.id, "table_id": number, "pinned": pinned}
        for guest, (number, pinned) in changing.items()
        if number is not None
    ]
    if rows:
        db.session.execute(db.insert(Seat), rows)
    return [[guest, *before.get(guest, _NOWHERE), *where] for guest, where in changing.items()]


def _short_table(
    tables: Iterable[SeatingTable],
    seated: Mapping[int, int],
    before: Mapping[int, _Where],
    changing: Mapping[int, _Where],
) -> tuple[SeatingTable, int, list[int]] | None:
    """A table with fewer free seats than people who come to it, once those who leave have left."""
    for table in tables:
        arriving, leaving = [], 0
        for guest, (number, _pinned) in changing.items():
            was = before.get(guest, _NOWHERE)[0]
            if was != number:
                leaving += was == table.id
                if number == table.id:
                    arriving.append(guest)
        free = max(0, table.capacity - table.held - seated.get(table.id, 0) + leaving)
        if len(arriving) > free:
            return table, free, arriving
    return None


def _note(plan: SeatingPlan, moves: list[list[Any]], account: int | None) -> SeatingDeed | None:
    if not moves:
        return None
    deed = SeatingDeed(plan_id=plan.id, account_id=account, moves=moves)
    db.session.add(deed)
    db.session.flush()
    _record(moves, plan)
    oldest = db.select(SeatingDeed.id).filter_by(plan_id=plan.id).order_by(SeatingDeed.id.desc()).offset(KEPT_DEEDS)
    old = list(db.session.scalars(oldest))
    if old:
        db.session.execute(db.delete(SeatingDeed).where(SeatingDeed.id.in_(old)))
    return deed


def _record(moves: Sequence[Sequence[Any]], plan: SeatingPlan) -> None:
    rows = db.session.execute(db.select(SeatingTable.id, SeatingTable.number).filter_by(plan_id=plan.id))
    numbers: dict[int, int] = dict(rows.all())
    for guest, before, _was, after, _is in moves:
        if before != after:
            said = (numbers.get(before), numbers.get(after))
            audit.record("attendee.seated" if after else "attendee.unseated", f"attendee:{guest}", table=said)


def _come(plan: SeatingPlan, guests: Iterable[int]) -> set[int]:
    """Who of these comes; their answers are held, so that nobody is seated who cancels at this moment."""
    ids = list(guests)
    parties = db.select(Registration.id).join(Attendee, Attendee.registration_id == Registration.id)
    of_these = db.and_(Attendee.id.in_(ids), Registration.event_id == plan.event_id)
    db.session.execute(parties.where(of_these).order_by(Registration.id).with_for_update(read=True, of=Registration))
    query = db.select(Attendee.id).join(Registration, Registration.id == Attendee.registration_id)
    return set(db.session.scalars(query.where(of_these, coming(plan))))


def _where(plan: int, guests: Iterable[int]) -> dict[int, _Where]:
    query = db.select(Seat.attendee_id, Seat.table_id, Seat.pinned)
    rows = db.session.execute(query.where(Seat.plan_id == plan, Seat.attendee_id.in_(list(guests))))
    return {guest: (table, pinned) for guest, table, pinned in rows}


def _delete(plan: int, guests: Iterable[int]) -> None:
    statement = db.delete(Seat).where(Seat.plan_id == plan, Seat.attendee_id.in_(list(guests)))
    db.session.execute(statement.execution_options(synchronize_session=False))


def seated_at(table: SeatingTable) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Seat).where(Seat.table_id == table.id)) or 0
