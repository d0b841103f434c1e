"""Who is proposed to sit where, and what of a plan is told to the officer."""

from showcase.seating.rules import (
    Guest,
    Kind,
    Proposal,
    Reason,
    Room,
    Sitting,
    Table,
    Trouble,
    is_together,
    propose,
    troubles,
)

# Two tables before the stage, then two rows of four; the aisle runs in the middle.
ROOM = Room(
    (
        Table(1, 1, 10, Kind.PROTOCOL, row=1, column=2),
        Table(2, 2, 10, Kind.MONKS, row=1, column=3),
        *(Table(n, n, 10, row=2 + (n - 3) // 4, column=1 + (n - 3) % 4) for n in range(3, 11)),
    ),
    aisle=2,
)


def party(number: int, people: int, **facts: object) -> list[Guest]:
    return [Guest(number * 100 + n, number, **facts) for n in range(people)]  # type: ignore[arg-type]


def tables_of(proposal: Proposal, guests: list[Guest]) -> set[int]:
    ids = {guest.id for guest in guests}
    return {move.table for move in proposal.moves if move.guest in ids}


def test_each_comes_to_the_kind_of_table_that_is_theirs() -> None:
    honoured, monks, family = party(1, 2, rank=1), party(2, 3, monk=True), party(3, 4)
    honoured[0] = Guest(100, 1, vip=True)
    made = propose(ROOM, [*family, *monks, *honoured], {})
    assert (tables_of(made, honoured), tables_of(made, monks)) == ({1}, {2}), "the family of a guest of honour too"
    assert len(tables_of(made, family)) == 1
    assert not made.left


def test_parties_stay_together_where_they_fit_best() -> None:
    parties = [party(n, size) for n, size in enumerate((3, 7, 6, 4, 10), 1)]
    made = propose(ROOM, [guest for people in parties for guest in people], {})
    where = [tables_of(made, people) for people in parties]
    assert all(len(tables) == 1 for tables in where)
    assert where[0] == where[1], "seven and three fill a table"
    assert where[2] == where[3], "so do six and four"


def test_a_delegation_sits_at_adjoining_tables_and_its_leader_before_the_stage() -> None:
    delegation = party(1, 24, delegation="Đoàn Pháp")
    delegation[0] = Guest(100, 1, delegation="Đoàn Pháp", vip=True)
    made = propose(ROOM, [*party(2, 8), *delegation], {})
    assert next(move.table for move in made.moves if move.guest == 100) == 1
    tables = [table for table in ROOM.tables if table.id in tables_of(made, delegation[1:])]
    assert len(tables) == 3
    assert is_together(tables)


def test_a_table_with_its_name_waits_for_a_delegation() -> None:
    named = Room((*ROOM.tables, Table(20, 20, 10, Kind.DELEGATION, name="Đoàn Pháp", row=5, column=1)))
    made = propose(named, [*party(1, 6, delegation="Đoàn Pháp – Lyon"), *party(2, 6, delegation="Đoàn Úc")], {})
    assert {move.table for move in made.moves if move.guest < 200} == {20}
    assert 20 not in {move.table for move in made.moves if move.guest >= 200}


def test_who_was_seated_by_hand_stays_and_the_proposal_is_always_the_same() -> None:
    family, others = party(1, 4), party(2, 6)
    seats = {family[0].id: Sitting(9, pinned=True), others[0].id: Sitting(8)}
    kept, anew = (propose(ROOM, [*family, *others], seats, anew=again) for again in (False, True))
    assert family[0].id not in {move.guest for move in anew.moves}
    assert tables_of(kept, family) == {9}, "the late ones of a party come to its table"
    assert others[0].id not in {move.guest for move in kept.moves}
    assert anew == propose(ROOM, [*family, *others], seats, anew=True)


def test_whom_it_cannot_seat_it_names_with_the_reason() -> None:
    small = Room((Table(1, 1, 4), Table(2, 2, 3)))
    made = propose(small, [*party(1, 2, monk=True), *party(2, 4), *party(3, 2), *party(4, 2), *party(5, 9)], {})
    reasons = {one.guests[0] // 100: one.reason for one in made.left}
    assert reasons == {1: Reason.NO_SUCH_TABLE, 4: Reason.NO_ROOM, 5: Reason.NO_ROOM}
    full = propose(small, party(1, 5), {n: Sitting(1, pinned=True) for n in range(100, 104)})
    assert [(one.reason, one.table) for one in full.left] == [(Reason.OWN_TABLE_FULL, 1)]
    apart = Room((Table(1, 1, 4), Table(5, 5, 4)))
    asked = propose(apart, [*party(1, 6, delegation="Đoàn Úc"), *party(2, 5)], {})
    assert [one.reason for one in asked.left] == [Reason.NOT_ADJOINING, Reason.NOT_TOGETHER]


def test_a_wheelchair_comes_to_the_aisle_and_seats_kept_back_stay_free() -> None:
    made = propose(ROOM, [*party(1, 10), *party(2, 3, aisle=True), *party(3, 10)], {})
    (table,) = tables_of(made, party(2, 3))
    assert ROOM.is_at_aisle(next(one for one in ROOM.tables if one.id == table))
    held = propose(Room((Table(1, 1, 10, held=8),)), party(1, 3), {})
    assert not held.moves


def test_what_is_wrong_is_told_with_the_place() -> None:
    family, monk, vip, chair = party(1, 2), Guest(200, 2, monk=True), Guest(300, 3, vip=True), Guest(400, 4, aisle=True)
    seats = {100: Sitting(3), 101: Sitting(4), 200: Sitting(3), 400: Sitting(7)}
    found = troubles(ROOM, [*family, monk, vip, chair], seats, {900: 5})
    assert [(one.trouble, one.guests, one.tables) for one in found] == [
        (Trouble.GONE, (900,), (5,)),
        (Trouble.VIP_WITHOUT, (300,), ()),
        (Trouble.APART, (100, 101), (3, 4)),
        (Trouble.MONKS_MIXED, (200,), (3,)),
        (Trouble.FAR_FROM_AISLE, (400,), (7,)),
    ]
    large = party(1, 12)
    beside = {guest.id: Sitting(3 if n < 6 else 4) for n, guest in enumerate(large)}
    assert not troubles(ROOM, large, beside, {}), "twelve need two tables, and these stand side by side"
    over = Room((Table(1, 1, 2, held=1),))
    assert [one.trouble for one in troubles(over, party(1, 2), {100: Sitting(1), 101: Sitting(1)}, {})] == [
        Trouble.OVER
    ]
