"""How two answers of the same people become one: what may not be, who is who, which value stands. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .rules import State


class Side(StrEnum):
    """Whose value stands."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"  # one after the other; only where that makes sense


class MergeRefusal(StrEnum):
    SAME = "same"
    OTHER_EVENT = "other_event"
    CANCELLED = "cancelled"
    CANCELLED_BUT_ENTERED = "cancelled_but_entered"
    PENDING = "pending"
    OFFER = "offer"
    MERGED_ELSEWHERE = "merged_elsewhere"
    FORGOTTEN = "forgotten"
    BOTH_ENTERED = "both_entered"
    TOO_LARGE = "too_large"
    NO_ROOM = "no_room"
    CHANGED = "changed"
    LATER_MERGE = "later_merge"


class MergeRefused(Exception):
    """It may not be done now; `names` are the people in whom it fails."""

    def __init__(self, refusal: MergeRefusal, names: Sequence[str] = ()) -> None:
        super().__init__(refusal)
        self.refusal, self.names = refusal, tuple(names)


@dataclass(frozen=True)
class Standing:
    """What is asked of an answer before it is joined to another."""

    number: int
    event: int
    state: str
    entered: bool = False  # somebody of it has come in
    offered: bool = False  # places in a session are held for it until it answers
    merged: bool = False  # it was joined to another one
    forgotten: bool = False


PARTY_FIELDS = (
    "contact_name",
    "contact_email",
    "contact_phone",
    "home_phone",
    "contact_country",
    "locale",
    "guest_kind",
    "delegation_name",
    "note",
)
PERSON_FIELDS = (
    "name",
    "second_name",
    "honorific",
    "called",
    "office",
    "phone",
    "age_band",
    "sessions",
    "diet",
    "access",
)
TOGETHER = ("note", "sessions", "diet", "access")  # fields whose two values may both stand
STRICTER = ("no_photo", "vip")  # said once, it holds for the person: nobody chooses


def refusal_to_merge(kept: Standing, gone: Standing) -> MergeRefusal | None:
    """Why two answers stay two, whoever of their people are the same."""
    both = kept, gone
    if kept.number == gone.number:
        return MergeRefusal.SAME
    if kept.event != gone.event:
        return MergeRefusal.OTHER_EVENT
    if any(one.forgotten for one in both):
        return MergeRefusal.FORGOTTEN
    if any(one.merged for one in both):
        return MergeRefusal.MERGED_ELSEWHERE
    if any(one.state == State.CANCELLED for one in both):
        entered = any(one.entered for one in both)
        return MergeRefusal.CANCELLED_BUT_ENTERED if entered else MergeRefusal.CANCELLED
    if kept.state != gone.state and State.PENDING in (kept.state, gone.state):
        return MergeRefusal.PENDING
    return MergeRefusal.OFFER if any(one.offered for one in both) else None


def state_of_both(kept: str, gone: str) -> str:
    """A place that one of them has is not lost."""
    return State.CONFIRMED if State.CONFIRMED in (kept, gone) else kept


def same_people(kept: Mapping[int, Sequence[str]], gone: Mapping[int, Sequence[str]]) -> dict[int, int]:
    """Who of the one is very likely who of the other: number of the gone → of the kept, by their folded names, of
    which each may have several.

    Word for word first, then in another order, then with fewer words; each stands once.
    """
    found: dict[int, int] = {}
    for alike in (_equal, _same_words, _fewer_words):
        for number, names in gone.items():
            if number in found:
                continue
            free = [other for other in kept if other not in found.values()]
            match = next((o for o in free if any(alike(one, other) for one in names for other in kept[o])), None)
            if match is not None:
                found[number] = match
    return found


def _equal(one: str, other: str) -> bool:
    return bool(one.strip()) and one == other


def _same_words(one: str, other: str) -> bool:
    return bool(one.strip()) and sorted(one.split()) == sorted(other.split())


def _fewer_words(one: str, other: str) -> bool:
    fewer, more = sorted((set(one.split()), set(other.split())), key=len)
    return len(fewer) > 1 and fewer <= more


def usual_side(field: str, kept: Any, gone: Any) -> Side:
    """Whose value stands where nobody has chosen: the kept one's, unless only the other says something."""
    if field in TOGETHER and kept and gone:
        return Side.BOTH
    return Side.GONE if gone and not kept else Side.KEPT


def joined_value(side: Side, kept: Any, gone: Any) -> Any:
    if side == Side.GONE:
        return gone
    if side == Side.KEPT or kept == gone:
        return kept
    if isinstance(kept, list):
        return [*kept, *(one for one in gone if one not in kept)]
    return "\n".join(one for one in (kept, gone) if one)


def consents_of_both(
    kept: Mapping[str, bool], gone: Mapping[str, bool], kept_wrote: bool, gone_wrote: bool
) -> dict[str, bool]:
    """The stricter of the two wins. A parent who spoke for the children has spoken; and who wrote nothing about food
    or help has not refused to have it kept: only those are asked who wrote something (`…_wrote`).
    """
    said = {purpose: bool(kept.get(purpose)) and bool(gone.get(purpose)) for purpose in {*kept, *gone}}
    said["guardian"] = bool(kept.get("guardian")) or bool(gone.get("guardian"))
    wrote = [bool(one.get("sensitive")) for one, spoke in ((kept, kept_wrote), (gone, gone_wrote)) if spoke]
    if wrote:
        said["sensitive"] = all(wrote)
    return said


@dataclass(frozen=True)
class Choices:
    """What an officer decides: who is who, and whose values stand where they differ.

    `pairs`: number of somebody of the gone answer → who of the kept one it is. `party`: field → side.
    `people`: (number of the gone one, field) → side. `answers`: (question, number of the gone one or None) → side.
    """

    pairs: Mapping[int, int]
    party: Mapping[str, Side] = field(default_factory=dict)
    people: Mapping[tuple[int, str], Side] = field(default_factory=dict)
    answers: Mapping[tuple[int, int | None], Side] = field(default_factory=dict)

    def are_sound(self, kept: Iterable[int], gone: Iterable[int]) -> bool:
        """Whether each pair is of the two answers, and nobody stands in two."""
        chosen = list(self.pairs.values())
        return set(self.pairs) <= set(gone) and set(chosen) <= set(kept) and len(set(chosen)) == len(chosen)
