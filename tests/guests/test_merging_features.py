"""What features keep about two answers comes together when they become one, and goes back when they are parted."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table

from showcase.accounts.models import Account
from showcase.announcements.models import Announcement, NewsEnd, Recipient
from showcase.badges.gift_models import Handover, OwnShare
from showcase.badges.models import BadgePrint
from showcase.calls.models import Callee
from showcase.committee.models import Escort, Member, Subcommittee
from showcase.core import clock
from showcase.core.database import db, write
from showcase.delegations.models import Coach, Journey, Ride
from showcase.followup import feedback
from showcase.followup.models import FarewellLetter, Feedback
from showcase.guests import doing
from showcase.guests.models import GuestNote, GuestTag, tagging
from showcase.programme.models import Appearance
from showcase.protocol.models import Introduction
from showcase.registration import merging, signals
from showcase.registration.models import Attendee, Event, Registration
from showcase.registration.rules import Person
from showcase.seating.models import Seat, SeatingTable
from tests.factories import make_account, make_event, make_item
from tests.registration.test_merging import joined, noted
from tests.seating.making import make_plan

Make = Callable[[Registration, Attendee, int], Any]  # of a party, its first, and what belongs to the event


@pytest.fixture
def officer(app: Flask) -> Account:
    return make_account()


def two() -> tuple[Registration, Registration]:
    event = make_event(capacity=10)
    kept = noted(event, Person("Đặng Thị Hường"), Person("Trần Văn Bảy"))
    return kept, noted(event, Person("Huong Dang", second_name="Helen"), contact_email="helen@example.org")


def added(row: Any) -> int:
    db.session.add(row)
    db.session.flush()
    return int(row.id)


def member(event: Event) -> int:
    group = Subcommittee(event_id=event.id, name="Lễ tân", members=[Member(name="Sơn Minh Thắng")])
    added(group)
    return int(group.members[0].id)


# What the event has, and the row of a party or person that points at it.
KEPT: dict[str, tuple[Callable[[Event], int], Make]] = {
    "tag": (
        lambda event: added(GuestTag(event_id=event.id, name="quê", folded="que")),
        lambda party, one, of: tagging.insert().values(tag_id=of, attendee_id=one.id),
    ),
    "note": (lambda event: 0, lambda party, one, of: GuestNote(registration_id=party.id, attendee_id=one.id, text="x")),
    "escort": (member, lambda party, one, of: Escort(attendee_id=one.id, member_id=of)),
    "ride": (
        lambda event: added(Coach(event_id=event.id, name="Xe 1")),
        lambda party, one, of: Ride(attendee_id=one.id, coach_id=of),
    ),
    "journey": (lambda event: 0, lambda party, one, of: Journey(registration_id=party.id, hotel=party.code)),
    "line": (lambda event: event.id, lambda party, one, of: Introduction(event_id=of, attendee_id=one.id)),
    "substitute": (lambda event: event.id, lambda party, one, of: Introduction(event_id=of, substitute_id=one.id)),
    "appearance": (
        lambda event: int(make_item(event).id),
        lambda party, one, of: Appearance(item_id=of, attendee_id=one.id),
    ),
    "badge": (lambda event: 0, lambda party, one, of: BadgePrint(attendee_id=one.id, paper="a4", digest="x")),
    "share": (lambda event: 0, lambda party, one, of: OwnShare(registration_id=party.id)),
    "handover": (
        lambda event: 0,
        lambda party, one, of: Handover(registration_id=party.id, given=True, by="account:1"),
    ),
    "letter": (lambda event: 0, lambda party, one, of: FarewellLetter(registration_id=party.id, kind="came")),
    "news": (lambda event: 0, lambda party, one, of: NewsEnd(registration_id=party.id)),
    "announcement": (
        lambda event: added(Announcement(event_id=event.id)),
        lambda party, one, of: Recipient(announcement_id=of, registration_id=party.id, locale="vi", way="mail"),
    ),
    "callee": (
        lambda event: event.id,
        lambda party, one, of: Callee(event_id=of, registration_id=party.id),
    ),
    "seat": (
        lambda event: int(make_plan(event).id),
        lambda party, one, of: Seat(
            attendee_id=one.id,
            plan_id=of,
            table_id=db.session.scalar(
                db.select(SeatingTable.id).filter_by(plan_id=of).order_by(SeatingTable.id).limit(1)
            ),
        ),
    ),
}


def rows_of(party: Registration, table: Table) -> list[tuple[Any, ...]]:
    """What this feature keeps of a party and all who stand or stood in it."""
    people = [one.id for one in party.attendees]
    pointing = [
        column.in_([party.id] if key.column.table.name == "registration" else people)
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("registration", "attendee")
    ]
    return [
        tuple(row) for row in db.session.execute(db.select(table).where(db.or_(*pointing)).order_by(*table.columns))
    ]


@pytest.mark.full
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("kind", KEPT)
def test_what_a_feature_keeps_comes_together_and_goes_back(app: Flask, officer: Account, kind: str, both: bool) -> None:
    kept, gone = two()
    of_event, make = KEPT[kind]
    write()
    of = of_event(kept.event)
    write()
    for party in (kept, gone) if both else (gone,):
        row = make(party, party.people[0], of)
        db.session.execute(row) if hasattr(row, "is_insert") else db.session.add(row)
        db.session.flush()
    table = row.table if hasattr(row, "is_insert") else row.__table__
    db.session.commit()
    before = rows_of(kept, table), rows_of(gone, table)
    record = joined(kept, gone, officer)
    db.session.expire_all()
    assert rows_of(kept, table), "what was kept of one of them is lost"
    assert kind != "seat" or db.session.scalar(db.select(db.func.count()).select_from(Seat)) == 1  # a chair for each
    merging.part(record, officer, clock.now())
    db.session.commit()
    db.session.expire_all()
    assert (rows_of(kept, table), rows_of(gone, table)) == before


def test_two_words_back_are_of_one_party_and_both_are_forgotten_with_it(app: Flask, officer: Account) -> None:
    kept, gone = two()
    write()
    word = feedback.Said({}, "", "Cơm ngon", "", may_quote=True, with_name=True)
    feedback.say(gone, word, "vi", clock.now())
    db.session.commit()
    joined(kept, gone, officer)
    found = feedback.of(kept)
    assert found is not None, "they could speak a second time"
    assert found.best == "Cơm ngon"
    write()
    signals.erased.send(kept)
    assert db.session.scalars(db.select(Feedback.best)).all() == [""]


def test_undoing_a_bulk_deed_takes_nothing_from_the_one_who_stays(app: Flask, officer: Account) -> None:
    kept, gone = two()
    write()
    tag = added(GuestTag(event_id=kept.event_id, name="quê", folded="que"))
    db.session.execute(tagging.insert().values(tag_id=tag, attendee_id=kept.people[0].id))
    db.session.commit()
    write()
    found = doing.chosen(f"tag:{tag}", kept.event)
    assert found is not None
    made = doing.do(*found, [gone.people[0].id], kept.event, officer)
    assert made is not None
    db.session.commit()
    joined(kept, gone, officer)
    write()
    doing.undo(made, officer, clock.now())
    db.session.commit()
    assert db.session.scalars(db.select(tagging.c.attendee_id)).all() == [kept.people[0].id]
