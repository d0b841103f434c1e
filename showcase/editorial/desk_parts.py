"""What other parts of the desk show on an article's page: where it stands, what was said of it, what was found in it.

    @part_of_article(Place.BESIDE)
    def _stage(article: Article) -> DeskPart | None:
        return DeskPart("editorial/_stage.html", {"steps": …})

The template finds its values under `part`: `{{ part.steps }}`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..content.models import Article


class Place(StrEnum):
    """Where on the page: over the text, beside it (under it on a phone), or at the foot."""

    ABOVE = "above"
    BESIDE = "beside"
    BELOW = "below"


@dataclass(frozen=True)
class DeskPart:
    template: str
    context: dict[str, Any] = field(default_factory=dict)


PartMaker = Callable[[Article], DeskPart | None]
_makers: list[tuple[Place, PartMaker]] = []


def part_of_article(place: Place = Place.BESIDE) -> Callable[[PartMaker], PartMaker]:
    """Register what a page of an article shows of yours; None: nothing for this one."""

    def register(maker: PartMaker) -> PartMaker:
        _makers.append((place, maker))
        return maker

    return register


def parts_of(article: Article) -> dict[str, list[DeskPart]]:
    """Place → what stands there, in the order of registration."""
    found: dict[str, list[DeskPart]] = {place.value: [] for place in Place}
    for place, maker in _makers:
        if (part := maker(article)) is not None:
            found[place].append(part)
    return found
