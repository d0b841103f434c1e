"""What later features add to a party's page and to its timeline, and the links that they put over the guest list.

A feature joins in a module of its own that the application imports:

    @part("seating", 60)
    def seats(registration: Registration) -> str | Markup:
        return Markup(render_template("seating/_of_party.html", …))  # "": nothing to show

    @timeline
    def calls_made(registration: Registration) -> Iterable[Entry]:
        …

    offer_action(Action(lazy("Edit"), address_of_editing, Verb.CHANGE_GUESTS))
    offer_list_action(ListAction(lazy("Write to them"), address_of_writing, Verb.CHANGE_GUESTS, 20))
"""

from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from markupsafe import Markup

from ..accounts.rules import Verb
from ..registration.models import Registration
from .selection import Selection

Maker = Callable[[Registration], str | Markup]


@dataclass(frozen=True)
class Entry:
    """What happened to a party, in a line: when, what, by whom (empty: nobody in particular), and of which person."""

    at: datetime
    words: str
    who: str = ""
    about: str = ""
    text: str = ""  # somebody's own words, shown as such
    url: str = ""


Source = Callable[[Registration], Iterable[Entry]]


@dataclass(frozen=True)
class Action:
    """A link or button in the head of a party's page; `url` answers None where it does not fit the party."""

    label: Any
    url: Callable[[Registration], str | None]
    verb: Verb
    position: int = 50


@dataclass(frozen=True)
class ListAction:
    """A link over the guest list, to what can be done with all that it shows; None: not with these."""

    label: Any
    url: Callable[[Selection], str | None]
    verb: Verb
    position: int = 50


_parts: list[tuple[int, str, Maker]] = []
_sources: list[Source] = []
_actions: list[Action] = []
_list_actions: list[ListAction] = []


def part(key: str, position: int) -> Callable[[Maker], Maker]:
    """Let a feature add a section (HTML with its own heading) to a party's page."""

    def register(maker: Maker) -> Maker:
        insort(_parts, (position, key, maker), key=lambda one: one[:2])
        return maker

    return register


def parts_of(registration: Registration) -> list[str | Markup]:
    """The sections that features add, in their order; those that have nothing to show are left out."""
    return [shown for _position, _key, maker in _parts if (shown := maker(registration))]


def timeline(source: Source) -> Source:
    """Let a feature add entries to the timeline of a party."""
    _sources.append(source)
    return source


def timeline_of(registration: Registration) -> list[Entry]:
    """All that happened to a party, the latest first."""
    entries = chain.from_iterable(source(registration) for source in _sources)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def offer_action(action: Action) -> None:
    insort(_actions, action, key=lambda one: one.position)


def actions_of(registration: Registration) -> list[tuple[Action, str]]:
    return [(action, url) for action in _actions if (url := action.url(registration))]


def offer_list_action(action: ListAction) -> None:
    insort(_list_actions, action, key=lambda one: one.position)


def list_actions_of(selection: Selection) -> list[tuple[ListAction, str]]:
    return [(action, url) for action in _list_actions if (url := action.url(selection))]
