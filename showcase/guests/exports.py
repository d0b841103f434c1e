"""Lists of guests that are taken away: which there are, what stands in each, and what the log knows of it.

What a list needs and nothing more: security reads names, kinds and countries and nothing of anybody's health; the
kitchen reads numbers and no name.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..core import audit
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..registration.models import Attendee, Event, Registration, SensitiveAnswer, Session, booking
from ..registration.rules import CHILDREN, SensitiveKind, State
from . import columns
from .columns import Column
from .deeds import in_chunks
from .selection import WITH_PARTY, Selection

NameOf = Callable[[Attendee], str]
BATCH = 500  # guests looked up at once
MOST_ON_PAPER = 1_000  # guests on one printed list
LONGEST_PURPOSE = 200
VEGETARIAN = frozenset(("chay", "ăn chay", "vegetarian", "végétarien", "végétarienne"))  # as guests write it


class Kind(StrEnum):
    """What for a list is made."""

    TABLE = "table"  # the columns are chosen
    PROTOCOL = "protocol"
    SECURITY = "security"
    CATERING = "catering"


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


# Columns of the fixed lists beside the name; those that no feature offers are left out.
COLUMNS = {
    Kind.PROTOCOL: ("honorific", "second-name", "office", "vip", "kind", "country", "table", "escort"),
    Kind.SECURITY: ("kind", "country"),
}


@dataclass(frozen=True)
class Count:
    """A line of the kitchen's list: how many, and of what."""

    label: str
    number: int
    is_head: bool = False


def columns_of(kind: Kind, chosen: Sequence[str]) -> list[Column]:
    """The columns of a list beside the name. Of security nobody's health is any concern, whatever is chosen."""
    found = columns.named(chosen if kind == Kind.TABLE else COLUMNS.get(kind, ()))
    return [one for one in found if kind == Kind.TABLE or not one.is_sensitive]


def ids_of(kind: Kind, selection: Selection) -> list[int]:
    """Whom a list names, in the order of given names. The fixed lists are of those who come."""
    query = selection.ids().order_by(Attendee.sort_given, Attendee.id)
    if kind != Kind.TABLE:
        query = query.where(Registration.state == State.CONFIRMED)
    return list(db.session.scalars(query))


def head_of(shown: Sequence[Column]) -> list[str]:
    return [_("No."), _("Name"), *(str(column.label) for column in shown)]


def rows_of(ids: Sequence[int], shown: Sequence[Column], name_of: NameOf = lambda one: one.name) -> Iterator[list[str]]:
    """The lines of a list, batch by batch; each leaves the memory before the next is read."""
    number = 0
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        people = {person.id: person for person in db.session.scalars(_people(batch))}
        cells = columns.cells(shown, list(people.values()))
        for person_id in batch:
            if (person := people.get(person_id)) is None:
                continue  # erased while the list was being made
            number += 1
            own = cells[person_id]
            yield [str(number), name_of(person), *(own[one.key].text if one.key in own else "" for one in shown)]
        db.session.expunge_all()


def kitchen(event: Event, ids: Sequence[int]) -> list[tuple[str, list[Count]]]:
    """What the kitchen needs of an event: for each of its sessions how many eat, children among them, and what is
    asked for. Nobody is named, and whoever has written something alone cannot be told from the number.
    """
    load_texts(*event.sessions)
    wanted = set(ids)
    booked: dict[int, set[int]] = {}
    for session, person in db.session.execute(
        db.select(booking.c.session_id, booking.c.attendee_id).where(
            booking.c.session_id.in_([session.id for session in event.sessions])
        )
    ):
        if person in wanted:
            booked.setdefault(session, set()).add(person)
    ages = _ages(ids)
    diets = _diets(ids)
    parts = [(_("All who come"), _counts(wanted, ages, diets))]
    parts += [(_title(one), _counts(booked.get(one.id, set()), ages, diets)) for one in event.sessions]
    return parts


def note(kind: Kind, form: Format, purpose: str, selection: Selection, rows: int, shown: Sequence[Column]) -> None:
    """Who has taken what along, and what for. Words that were searched for may be a name: only that there were some."""
    filters = {name: value for name, value in selection.args.items() if name != "q"}
    audit.record(
        "guests.exported",
        "guests",
        list=(None, str(kind)),
        format=(None, str(form)),
        purpose=(None, purpose),
        rows=(None, rows),
        columns=(None, ["name", *(one.key for one in shown)] if kind != Kind.CATERING else []),
        filters=(None, filters),
        searched=(None, bool(selection.q)),
    )


def _people(ids: Sequence[int]) -> Any:
    return db.select(Attendee).where(Attendee.id.in_(ids)).options(*WITH_PARTY).order_by(Attendee.id)


def _ages(ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in in_chunks(ids):
        query = db.select(Attendee.id, Attendee.age_band).where(Attendee.id.in_(some))
        found.update((number, band or "") for number, band in db.session.execute(query))
    return found


def _diets(ids: Sequence[int]) -> dict[int, str]:
    """What somebody asks for, by the same words whatever their capitals; vegetarian meals in the kitchen's language."""
    found: dict[int, str] = {}
    for some in in_chunks(ids):
        query = db.select(SensitiveAnswer).where(
            SensitiveAnswer.attendee_id.in_(some), SensitiveAnswer.kind == SensitiveKind.DIET
        )
        for one in db.session.scalars(query):
            if one.attendee_id is not None and one.text.strip():
                words = " ".join(one.text.split()).casefold().rstrip(".")
                found[one.attendee_id] = _("vegetarian") if words in VEGETARIAN else words
    return found


def _counts(people: set[int], ages: dict[int, str], diets: dict[int, str]) -> list[Count]:
    asked = Counter(diets[number] for number in people if number in diets)
    return [
        Count(_("People"), len(people), is_head=True),
        Count(_("children up to 6"), sum(ages.get(number) == CHILDREN[0] for number in people)),
        Count(_("children from 7 to 15"), sum(ages.get(number) == CHILDREN[1] for number in people)),
        Count(_("60 and over"), sum(ages.get(number) == "60+" for number in people)),
        Count(_("eat as all do"), len(people) - sum(asked.values())),
        *(Count(words, number) for words, number in sorted(asked.items(), key=lambda one: (-one[1], one[0]))),
    ]


def _title(session: Session) -> str:
    return str(session.text_in("title"))
