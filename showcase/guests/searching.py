"""What is typed into the search, as conditions on guests: words of names, references, telephone numbers, addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import phonenumbers
from sqlalchemy import Boolean, ColumnElement, Integer, Select, String
from sqlalchemy.orm import aliased

from ..core import search
from ..core.database import db
from ..registration.contact import HOME
from ..registration.models import Attendee, Registration
from .models import WORD, AttendeeWord, RegistrationWord
from .rules import Beginning, may_be_code, number_words

MOST_WORDS = 8
_HOME_CODE = str(phonenumbers.country_code_for_region(HOME))


@dataclass(frozen=True)
class Clause:
    """A condition on `Attendee`, asked of one guest after the other, and the way to all of whom it is true.

    Where an index leads to all whom it finds, `ids` selects their ids, or `parties` those of their registrations.
    The condition itself compares columns that have an index through `one_by_one`: SQLite would else gather all that
    the index knows before the first guest.
    """

    condition: ColumnElement[bool]
    ids: Select[tuple[int]] | None = None
    parties: Select[tuple[int]] | None = None

    @property
    def everybody(self) -> Select[tuple[int]] | None:
        """The ids of all whom it finds, some of them perhaps twice; None: no index leads to them."""
        if self.parties is None:
            return self.ids
        return _people_of(self.parties)


def _people_of(parties: Select[tuple[int]]) -> Select[tuple[int]]:
    theirs = parties.subquery()
    return db.select(Attendee.id).select_from(theirs).join(Attendee, Attendee.registration_id == theirs.c[0])


_party = aliased(Registration)


def one_by_one(column: Any) -> Any:
    """The column of the guest, or of the guest's registration, as a value that no index is asked for; true is 1."""
    if column.class_ is Registration:
        own = db.select(getattr(_party, column.key)).where(_party.id == Attendee.registration_id)
        return own.correlate(Attendee).scalar_subquery()
    if isinstance(column.type, Boolean):
        return db.cast(column, Integer)
    return column.concat("") if isinstance(column.type, String) else column + 0


def clauses(text: str) -> list[Clause]:
    """What all must be true of a guest whom the text names: each of its words begins a word of the name, in any order.

    A telephone number is read in whatever notation, an e-mail address by its beginning, a reference in any case.
    """
    if not text:
        return []
    numbers, compact = number_words(text, _HOME_CODE), "".join(text.split())[:WORD]
    if numbers:
        whole = [Beginning(compact)] if compact == text else []
        return [_either(people=[*numbers, *whole], parties=numbers, code=compact)]
    if "@" in text:
        return [_either(parties=[Beginning(compact.lower())])]
    words = search.words(text)[:MOST_WORDS]
    return [_word(word) for word in words] or [Clause(db.false())]


def _word(word: str) -> Clause:
    if search.is_unspaced(word):
        return Clause(Attendee.folded.like(search.like_pattern(word), escape="\\"))
    return _either(people=[Beginning(word[:WORD])], code=word)


def _either(people: Sequence[Beginning] = (), parties: Sequence[Beginning] = (), code: str = "") -> Clause:
    """Guests with such a word of their own, or whose party has such a one or such a reference."""
    tests: list[ColumnElement[bool]] = []
    ways: list[Select[tuple[int]]] = []
    if people:
        own = _begins(AttendeeWord.word, people)
        tests.append(db.exists().where(AttendeeWord.attendee_id == Attendee.id, own))
        ways.append(db.select(AttendeeWord.attendee_id).where(own))
    theirs: list[Select[tuple[int]]] = []
    if parties:
        word = _begins(RegistrationWord.word, parties)
        tests.append(db.exists().where(RegistrationWord.registration_id == Attendee.registration_id, word))
        theirs.append(db.select(RegistrationWord.registration_id).where(word))
    if may_be_code(code) and code.isascii() and code.isalnum():
        # Codes are of digits and capitals, so none stands behind ZZ….
        first, last = code.upper(), code.upper() + "Z" * 12
        tests.append(one_by_one(Registration.code).between(first, last))
        theirs.append(db.select(Registration.id).where(Registration.code.between(first, last)))
    if not ways and len(theirs) == 1:
        return Clause(db.or_(*tests), parties=theirs[0])
    ways += [_people_of(one) for one in theirs]
    return Clause(db.or_(*tests), ids=ways[0] if len(ways) == 1 else db.select(db.union_all(*ways).subquery().c[0]))


def _begins(column: Any, beginnings: Iterable[Beginning]) -> ColumnElement[bool]:
    return db.or_(db.false(), *(db.and_(column >= one.first, column < one.end) for one in beginnings))
