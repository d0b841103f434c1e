"""What stands in a text as a block of its own: charts, pictures, projects; each feature draws its own."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..core.localised import Localised
from ..editions.models import Edition
from .references import REFERENCE as WRITTEN
from .references import Reference, parse, references

_ALONE = re.compile(rf"^ {{0,3}}{WRITTEN.pattern}[ \t]*$", re.MULTILINE)
# No key writes these; what an editor pasted of them is taken out, so nobody can forge a place.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(rf"<p>{_OPEN}(\d+){_CLOSE}</p>")


@dataclass
class Drawing:
    """A block on the site and on paper. Its records' texts are loaded before anything of the rest is asked."""

    records: tuple[Localised, ...]
    title: Callable[[], str]
    screen: Callable[[], Markup]
    paper: Callable[[], Markup]
    url: str = ""
    sources: list[dict[str, Any]] | None = None  # None: it claims nothing that would need any


Drawer = Callable[[Edition, list[Reference]], dict[str, Drawing]]
_drawers: dict[str, list[Drawer]] = {}


def draws(*kinds: str) -> Callable[[Drawer], Drawer]:
    """Let a feature draw blocks of some kinds: references (see `key`) to drawings, in one query."""

    def register(drawer: Drawer) -> Drawer:
        for kind in kinds:
            _drawers.setdefault(kind, []).append(drawer)
        return drawer

    return register


def key(reference: Reference) -> str:
    """What tells a reference from others, the part included."""
    return f"{reference.name}|{reference.part}"


def drawings_of(edition: Edition, text: str) -> dict[str, Drawing]:
    """What the blocks of a text show, in its order; unknown ones are left out."""
    wanted = [reference for _line, _braces, reference in references(text) if reference and reference.is_block]
    found: dict[str, Drawing] = {}
    for drawer in dict.fromkeys(one for reference in wanted for one in _drawers.get(reference.kind, ())):
        found |= drawer(edition, [r for r in wanted if drawer in _drawers.get(r.kind, ())])
    return {name: found[name] for name in dict.fromkeys(map(key, wanted)) if name in found}


def set_aside(text: str) -> tuple[str, list[Reference]]:
    """The text with a place for each block that stands alone on its line, and what belongs there."""
    aside: list[Reference] = []

    def place(match: re.Match[str]) -> str:
        reference = parse(match)
        if reference is None or not reference.is_block:
            return match[0]
        aside.append(reference)
        return f"\n{_OPEN}{len(aside) - 1}{_CLOSE}\n"

    return _ALONE.sub(place, text.replace(_OPEN, "").replace(_CLOSE, "")), aside


def put_back(html: str, aside: Iterable[Reference], drawings: dict[str, Drawing], on_paper: bool) -> str:
    """The page with the blocks in their places; what is unknown leaves a dash."""
    drawn = [drawings.get(key(reference)) for reference in aside]

    def block(match: re.Match[str]) -> str:
        one = drawn[int(match[1])]
        if one is None:
            return "<p>…</p>"
        return str(one.paper() if on_paper else one.screen())

    return _PLACE.sub(block, html)
