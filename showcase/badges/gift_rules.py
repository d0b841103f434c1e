"""What a household is given: how many of each gift, and in which languages it gets the book. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Per(StrEnum):
    HOUSEHOLD = "household"
    PERSON = "person"
    ELDER = "elder"  # from 60 on
    CHILD = "child"  # up to 15


class Second(StrEnum):
    """For which households a book in a second language is laid beside the first."""

    NOBODY = "nobody"
    CHILDREN = "children"  # where somebody is 15 at most
    YOUNGER = "younger"  # where somebody is under 60


@dataclass(frozen=True)
class Household:
    """A party, as the rules look at it. `country`: where it lives; `is_delegation`: people who do not live together."""

    locale: str
    country: str
    kind: str
    people: int
    elders: int
    children: int
    younger: int  # of whom is known that they are under 60, children among them
    is_delegation: bool = False


@dataclass(frozen=True)
class GiftRule:
    gift: int
    per: Per
    kinds: Sequence[str] = ()  # of guests; none: all


@dataclass(frozen=True)
class BookRule:
    """`languages`: those in which the book is printed; the first is given where nothing better fits."""

    languages: Sequence[str]
    each: int = 1  # for a household
    second: Second = Second.YOUNGER
    per_member: bool = True  # a delegation gets one for each of its people
    spare: int = 5  # per cent


@dataclass(frozen=True)
class Share:
    """What a household is given: gift → number, language → number; nothing of what it gets none of."""

    gifts: Mapping[int, int] = field(default_factory=dict)
    books: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.gifts or self.books)


# The language that children learn at school where their families live; elsewhere it is the language of all guests.
SPOKEN = {"VN": "vi", "KH": "km", "FR": "fr", "BE": "fr", "LU": "fr", "MC": "fr", "NC": "fr", "PF": "fr"}
ABROAD = "en"
HOME = "VN"


def share_of(household: Household, gifts: Iterable[GiftRule], books: BookRule | None) -> Share:
    counted = {
        Per.HOUSEHOLD: min(household.people, 1),
        Per.PERSON: household.people,
        Per.ELDER: household.elders,
        Per.CHILD: household.children,
    }
    given = {rule.gift: counted[rule.per] for rule in gifts if not rule.kinds or household.kind in rule.kinds}
    return Share({gift: number for gift, number in given.items() if number}, _books(household, books))


def _books(household: Household, rule: BookRule | None) -> dict[str, int]:
    if rule is None or not rule.languages or not household.people:
        return {}
    first = household.locale if household.locale in rule.languages else rule.languages[0]
    number = household.people if household.is_delegation and rule.per_member else rule.each
    found = {first: number} if number else {}
    wanted = {Second.NOBODY: 0, Second.CHILDREN: household.children, Second.YOUNGER: household.younger}[rule.second]
    second = _second(household, first, rule.languages)
    if number and wanted and second and not household.is_delegation:
        found[second] = 1
    return found


def _second(household: Household, first: str, languages: Sequence[str]) -> str:
    """The language of the younger ones, that of the country they live in; empty where it is none but the first."""
    there = SPOKEN.get(household.country, ABROAD)
    there = there if there in languages or household.country == HOME else ABROAD
    return there if there in languages and there != first else ""


def with_spare(number: int, per_cent: int) -> int:
    """So many and some more, rounded up."""
    return number + -(-number * per_cent // 100)


def total(shares: Iterable[Share]) -> Share:
    gifts: dict[int, int] = {}
    books: dict[str, int] = {}
    for share in shares:
        for gift, number in share.gifts.items():
            gifts[gift] = gifts.get(gift, 0) + number
        for language, number in share.books.items():
            books[language] = books.get(language, 0) + number
    return Share(gifts, books)
