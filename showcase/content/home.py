"""The parts of the front pages, today's and past editions', that later features fill: the gathering, projects."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..core.localised import Localised
from ..editions.models import Edition


@dataclass(frozen=True)
class Part:
    """What a feature shows on the front page: its own template, and the records whose texts it needs."""

    template: str
    records: list[Localised] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Edition], Part | None]
_makers: dict[str, Maker] = {}
_past_makers: dict[str, Maker] = {}


def part_of_home(name: str) -> Callable[[Maker], Maker]:
    """Let a feature fill the part `name` of templates/content/home.html."""

    def register(maker: Maker) -> Maker:
        _makers[name] = maker
        return maker

    return register


def part_of_past_edition(name: str) -> Callable[[Maker], Maker]:
    """Let a feature fill the part `name` of templates/content/past_edition.html."""

    def register(maker: Maker) -> Maker:
        _past_makers[name] = maker
        return maker

    return register


def part_of(name: str, edition: Edition) -> Part | None:
    """One part of a past edition's page; of the front page, if no feature has another for it."""
    maker = _past_makers.get(name) or _makers.get(name)
    return maker(edition) if maker else None


def parts_of_home(edition: Edition) -> dict[str, Part]:
    made = {name: maker(edition) for name, maker in _makers.items()}
    return {name: part for name, part in made.items() if part is not None}
