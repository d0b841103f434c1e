"""What later features let the door do with many guests at once: a coach whose people come in together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from . import group_codes


@dataclass(frozen=True)
class Group:
    """With whom a guest has come, in a few words, and where all of them are let in."""

    label: str
    url: str


@dataclass(frozen=True)
class Known:
    """A group as devices know it: a few words, the code on its paper, and the numbers of whom it brings."""

    label: str
    code: str
    attendees: Sequence[int]


# Answers the groups of an event that come with a code, in few queries however many they are.
KnownSource = Callable[[Any], Iterable[Known]]
# Answers (event, code) → the group of a scanned or typed code, or None; it looks at nothing where no code of its is.
KnownByCode = Callable[[Any, str], Known | None]
# Answers (gate, guest) → the group, or None: asked once for a guest who has just been let in.
GroupSource = Callable[[Any, Any], Group | None]
# Answers (gate, code) → the page of what a code stands for, if it is no ticket but known to the feature.
CodeSource = Callable[[Any, str], Response | None]
_groups: list[GroupSource] = []
_codes: list[CodeSource] = []
_known: list[tuple[KnownSource, KnownByCode]] = []


def offer(source: GroupSource) -> None:
    _groups.append(source)


def offer_code(source: CodeSource) -> None:
    _codes.append(source)


def groups_of(gate: Any, person: Any) -> list[Group]:
    return [group for source in _groups if (group := source(gate, person)) is not None]


def page_of(gate: Any, code: str) -> Response | None:
    """The page of a code that is no ticket's, such as that on a coach's list."""
    return next((page for source in _codes if (page := source(gate, code)) is not None), None)


def offer_known(source: KnownSource, by_code: KnownByCode) -> None:
    """Let devices know the groups of an event: all of them in their list, one where its code is scanned."""
    _known.append((source, by_code))


def described(event: Any) -> list[dict[str, Any]]:
    """The groups of an event for a device's list: their codes by digest, so that no phone holds a code."""
    return [
        {
            "label": group.label,
            "code_digest": group_codes.digest(group.code, event.slug),
            "attendees": list(group.attendees),
        }
        for source, _by_code in _known
        for group in source(event)
    ]


def of_code(event: Any, code: str) -> Known | None:
    """The group whose code this is, if it is one of the event."""
    return next((group for _source, by_code in _known if (group := by_code(event, code)) is not None), None)
