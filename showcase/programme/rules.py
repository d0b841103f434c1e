"""Times of a run of show, what does not fit in it, how late it is, and how two copies of it differ."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

LONGEST = 600  # minutes of one item
MOST_ITEMS = 300
MOST_LATE = 300  # minutes
WORDS_A_MINUTE = 130  # as an MC reads to a hall, not as one reads to oneself
_BETWEEN_WORDS = re.compile("[\\s\u200b]+")  # Khmer words are parted by U+200B
_NUMBERLESS = re.compile(r"\w")


class Moment(StrEnum):
    """When a duty is due, seen from the item it belongs to."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Concern(StrEnum):
    """What does not fit, of one item."""

    GAP = "gap"
    OVERLAP = "overlap"
    LONG_TEXT = "long-text"
    TWICE = "twice"
    NOT_COMING = "not-coming"
    PAST_END = "past-end"


class Difference(StrEnum):
    SAME = ""
    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


class Role(StrEnum):
    """Whom a paper is for."""

    DIRECTOR = "director"
    MC = "mc"
    SOUND = "sound"
    RECEPTION = "reception"
    COMMITTEE = "committee"


@dataclass(frozen=True)
class Slot:
    """An item as the clock sees it; `fixed`: the time it begins whatever comes before."""

    key: int
    minutes: int
    fixed: datetime | None = None


@dataclass(frozen=True)
class Timed:
    """When an item is planned; `gap`: minutes since the end of the one before, below nothing where they overlap."""

    key: int
    starts: datetime
    ends: datetime
    gap: int = 0


@dataclass(frozen=True)
class Presence:
    """Somebody's part in an item. `person` tells people apart, `name` is for reading."""

    person: str
    name: str
    key: int


@dataclass(frozen=True)
class Mark:
    """What has happened to an item on the day."""

    started: datetime | None = None
    skipped: bool = False


@dataclass(frozen=True)
class Expected:
    """When an item is to be reckoned with, and how many minutes behind the plan that is; None: it is left out."""

    key: int
    starts: datetime | None
    ends: datetime | None
    late: int = 0


@dataclass(frozen=True)
class Line:
    """A row of a copy beside what it was in another; `was` holds the earlier values of what has changed."""

    difference: Difference
    row: Mapping[str, Any]
    was: Mapping[str, Any] = field(default_factory=dict)


def schedule(begins: datetime, slots: Iterable[Slot]) -> list[Timed]:
    """Each item after the one before, those with a fixed time at that."""
    planned: list[Timed] = []
    at = begins
    for slot in slots:
        starts = slot.fixed or at
        gap = minutes_between(at, starts) if planned else 0
        at = starts + timedelta(minutes=slot.minutes)
        planned.append(Timed(slot.key, starts, at, gap))
    return planned


def minutes_between(first: datetime, last: datetime) -> int:
    return round((last - first).total_seconds() / 60)


def words_in(text: str) -> int:
    return sum(1 for word in _BETWEEN_WORDS.split(text) if _NUMBERLESS.search(word))


def reading_minutes(words: int) -> float:
    """How long somebody reads so many words aloud, in half minutes rounded up."""
    return -(-2 * words // WORDS_A_MINUTE) / 2


def is_too_long(words: int, minutes: int) -> bool:
    """Whether a text takes longer to read than its item has; what the clock rounds away does not count."""
    return words > minutes * WORDS_A_MINUTE


def twice(planned: Iterable[Timed], presences: Iterable[Presence]) -> list[tuple[Presence, Presence]]:
    """Who is to be in two items that run at the same time: pairs, the earlier item first."""
    times = {one.key: one for one in planned}
    of: dict[str, dict[int, Presence]] = {}
    for one in presences:
        if one.key in times:
            of.setdefault(one.person, {}).setdefault(one.key, one)
    found = []
    for parts in of.values():
        ordered = sorted(parts.values(), key=lambda one: (times[one.key].starts, times[one.key].ends, one.key))
        for place, first in enumerate(ordered):
            for second in ordered[place + 1 :]:
                if times[second.key].starts < times[first.key].ends:
                    found.append((first, second))
    return found


def expected(
    planned: Sequence[Timed], marks: Mapping[int, Mark], late: tuple[int, int] | None, now: datetime
) -> list[Expected]:
    """When each item is to be reckoned with on the day.

    What has begun, began when it did. A delay runs on until gaps swallow it; an item of no length is only late with
    the rest. `late`: an item that has not begun, and the minutes by which somebody says it is late. Once anything has
    begun, what should have begun and has not is expected now.
    """
    found: list[Expected] = []
    delay, begun, first_open = 0, False, True
    for one in planned:
        mark = marks.get(one.key, Mark())
        if mark.skipped:
            # The time it would have taken is won back.
            delay = max(0, delay - minutes_between(one.starts, one.ends))
            found.append(Expected(one.key, None, None))
            continue
        if mark.started is not None:
            starts, begun = mark.started, True
        else:
            delay = max(0, delay - max(one.gap, 0))
            if late is not None and late[0] == one.key:
                delay = late[1]
            starts = one.starts + timedelta(minutes=delay)
            if begun and first_open:
                starts = max(starts, now.replace(second=0, microsecond=0))
            first_open = False
        behind = minutes_between(one.starts, starts)
        delay = max(0, behind)
        found.append(Expected(one.key, starts, starts + (one.ends - one.starts), behind))
    return found


def differences(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], fields: Sequence[str]
) -> list[Line]:
    """The rows of a copy with what has changed in these fields, and where they stood those that are gone.

    Rows are told apart by `id`.
    """
    before = {row["id"]: row for row in old}
    present = {row["id"] for row in new}
    gone: dict[Any, list[Mapping[str, Any]]] = {}
    after: Any = None
    for row in old:
        if row["id"] in present:
            after = row["id"]
        else:
            gone.setdefault(after, []).append(row)
    lines = [Line(Difference.REMOVED, row) for row in gone.get(None, ())]
    for row in new:
        was = before.get(row["id"])
        if was is None:
            lines.append(Line(Difference.NEW, row))
        else:
            changed = {name: was.get(name) for name in fields if was.get(name) != row.get(name)}
            lines.append(Line(Difference.CHANGED if changed else Difference.SAME, row, changed))
        lines.extend(Line(Difference.REMOVED, row) for row in gone.get(row["id"], ()))
    return lines
