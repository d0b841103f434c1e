"""One page of the guest list, as quick among 100,000 guests as among 1,000.

Where an index leads to few who can be meant, these are looked at and counted. Else the list is walked in its order
until the page is full, and counted only up to `COUNTED`: nobody needs to know at once whether it is 38,204 or 38,205.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.sql import visitors

from ..core.database import db
from ..core.search import given_name_key
from ..registration.models import Attendee, Event, Registration
from .choices import Row
from .searching import Clause
from .selection import WITH_PARTY, Selection

ON_A_PAGE, COUNTED, NUMBERED = 50, 1_000, 3_000
# So many are looked at one by one. People of a name stand together in the list, where a walk comes late to them;
# parties of a country stand everywhere.
FEW_PEOPLE, FEW_PARTIES = 12_000, 1_500
OF_A_PARTY = 3  # people, as a rule
MOST_PAGES = NUMBERED // ON_A_PAGE
SIZE, MANY = "#size", 2**31 - 1  # the key of the rows of `sizes`
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@dataclass(frozen=True)
class Place:
    """Where in the list a page begins: a page's number, after or before a guest (id), or at a letter."""

    page: int = 1
    after: int | None = None
    before: int | None = None
    letter: str = ""

    @property
    def is_by_number(self) -> bool:
        return self.after is None and self.before is None and not self.letter


@dataclass(frozen=True)
class Page:
    """One page of the guests whom a selection finds, and how many there are; not `is_exact`: or more than that."""

    people: list[Attendee]
    total: int
    is_exact: bool
    place: Place
    has_prev: bool
    has_next: bool

    @property
    def is_numbered(self) -> bool:
        """Whether its pages are called by number; long lists go from page to page, and by letters."""
        return self.place.is_by_number and self.is_exact and self.total <= NUMBERED

    @property
    def page(self) -> int:
        return self.place.page

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ON_A_PAGE))


def sizes(clauses: Sequence[Clause]) -> list[Select[Row]]:
    """To how many guests each index leads, where these are few: rows read beside other things, for `page_of`."""
    found = []
    for number, clause in enumerate(clauses):
        way, few, people = clause.ids, FEW_PEOPLE, 1
        if clause.parties is not None:
            way, few, people = clause.parties, FEW_PARTIES, OF_A_PARTY
        if way is not None:
            some = way.limit(few + 1).subquery()
            size = db.case((db.func.count() <= few, db.func.count() * people), else_=MANY)
            counted = db.select(size).select_from(some).scalar_subquery()
            found.append(db.select(db.literal(SIZE), db.literal(str(number)), db.literal(""), counted))
    return found


def page_of(clauses: Sequence[Clause], known: Sequence[Row], place: Place, count_all: bool = False) -> Page:
    """The page at a place; `known` has the rows of `sizes`. A page beyond the last is the last."""
    few = [(row[3], int(row[1])) for row in known if row[0] == SIZE and row[3] < MANY]
    if few:
        return _among_few(clauses, clauses[min(few)[1]], place)
    if place.page > MOST_PAGES:
        place = Place(MOST_PAGES)
    return _walked(clauses, place, count_all)


def exact_total(selection: Selection) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(selection.ids().subquery())) or 0


def _among_few(clauses: Sequence[Clause], driver: Clause, place: Place) -> Page:
    everybody = driver.everybody
    assert everybody is not None
    few = everybody.distinct().subquery()
    query = db.select(Attendee.id, Attendee.sort_given, db.func.count().over()).select_from(few)
    query = query.join(Attendee, few.c[0] == Attendee.id)
    return _cut(_narrowed(query, [one for one in clauses if one is not driver]), place, counts_all=True)


def _walked(clauses: Sequence[Clause], place: Place, count_all: bool) -> Page:
    counted = _narrowed(db.select(Attendee.id), clauses)
    counted = counted if count_all else counted.limit(COUNTED + 1)
    total = db.select(db.func.count()).select_from(counted.subquery()).scalar_subquery()
    return _cut(_narrowed(db.select(Attendee.id, Attendee.sort_given, total), clauses), place, counts_all=count_all)


def _cut(query: Select[Any], place: Place, counts_all: bool) -> Page:
    """The page at a place, of a query for (id, order, total)."""
    rows = db.session.execute(_whole(query, place)).all()
    if not rows and place != Place():
        return _cut(query, _last(query) if place.is_by_number else Place(), counts_all)
    total = rows[0][1] if rows else 0
    is_exact = counts_all or total <= COUNTED
    people, more = [row[0] for row in rows[:ON_A_PAGE]], len(rows) > ON_A_PAGE
    backwards = place.before is not None
    return Page(
        people[::-1] if backwards else people,
        total if is_exact else COUNTED,
        is_exact,
        place,
        has_prev=more if backwards else place != Place(),
        has_next=backwards or more,
    )


def _whole(query: Select[Any], place: Place) -> Select[Any]:
    """The guests of a page, and one more, with all that the list shows of them; their number beside each."""
    order, order_of_guest = db.tuple_(Attendee.sort_given, Attendee.id), (Attendee.sort_given, Attendee.id)
    if place.is_by_number:
        query = query.order_by(*order_of_guest).offset((place.page - 1) * ON_A_PAGE)
    elif place.before is not None:
        query = query.where(order < _at(place.before)).order_by(*(one.desc() for one in order_of_guest))
    elif place.after is not None:
        query = query.where(order > _at(place.after)).order_by(*order_of_guest)
    else:
        first = given_name_key(place.letter)[:2]
        query = query.where(Attendee.sort_given >= first).order_by(*order_of_guest)
    page = query.limit(ON_A_PAGE + 1).subquery()
    number, sort, total = page.c
    in_order = (sort.desc(), number.desc()) if place.before is not None else (sort, number)
    return db.select(Attendee, total).join(page, number == Attendee.id).options(*WITH_PARTY).order_by(*in_order)


def _last(query: Select[Any]) -> Place:
    """The last page of a list of which a page beyond was asked for."""
    rows = db.session.execute(_whole(query, Place())).all()
    return Place(max(1, -(-min(rows[0][1], NUMBERED) // ON_A_PAGE)) if rows else 1)


def _at(attendee_id: int) -> Any:
    """Where a guest stands in the list's order."""
    sort = db.select(Attendee.sort_given).where(Attendee.id == attendee_id).scalar_subquery()
    return db.tuple_(sort, db.literal(attendee_id))


def _narrowed(query: Select[Any], clauses: Sequence[Clause]) -> Select[Any]:
    """Guests of whom all is true; registration and event are joined only where a feature's condition names them."""
    conditions = [clause.condition for clause in clauses]
    named = {getattr(part, "table", None) for one in conditions for part in visitors.iterate(one)}
    if Registration.__table__ in named or Event.__table__ in named:
        query = query.join(Attendee.registration)
    if Event.__table__ in named:
        query = query.join(Registration.event)
    return query.where(Attendee.dropped_at.is_(None), *conditions)
