"""The parts of a commune's page that later features fill: projects, the way to the gathering, messages."""

from collections.abc import Callable

from ..editions.models import Edition
from .communes import Place
from .home import Part

Maker = Callable[[Edition, Place], Part | None]
_makers: dict[str, Maker] = {}


def part_of_commune(name: str) -> Callable[[Maker], Maker]:
    """Let a feature fill the part `name` of templates/content/commune.html."""

    def register(maker: Maker) -> Maker:
        _makers[name] = maker
        return maker

    return register


def parts_of_commune(edition: Edition, place: Place) -> dict[str, Part]:
    made = {name: maker(edition, place) for name, maker in _makers.items()}
    return {name: part for name, part in made.items() if part is not None}
