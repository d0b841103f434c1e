"""The paragraphs of an original, each with what was made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest

from ..core.localised import block_hashes


@dataclass(frozen=True)
class Block:
    """A paragraph of the source beside its translation; `is_changed`: the source has moved on since."""

    source: str
    text: str
    is_changed: bool = False
    hash: str = ""  # of the source paragraph that the translation was made from; empty: not known
    before: str = ""  # that paragraph, where the source has changed since and it is known


def blocks(text: str) -> list[str]:
    return [block.strip() for block in text.split("\n\n") if block.strip()]


def aligned(source: str, text: str, hashes: str, earlier: Mapping[str, str] | None = None) -> list[Block]:
    """Each paragraph of the source with what was made from it, as the hashes of that time tell.

    `earlier`: the paragraphs that the source has no longer, by their hashes.
    """
    wanted, now = blocks(source), block_hashes(source).split()
    made, then = _regrouped(blocks(text), hashes.split())
    if not then:
        rows = list(zip_longest(wanted, made[: len(wanted)], fillvalue=""))
        rest = "\n\n".join(made[len(wanted) :])
        return [
            Block(block, "\n\n".join(filter(None, (done, rest if last else ""))), False, "")
            for (block, done), last in ((row, place == len(rows)) for place, row in enumerate(rows, 1))
        ]
    found: list[Block] = []
    for tag, from_then, to_then, from_now, to_now in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs = zip(range(from_now, to_now), range(from_then, to_then), strict=True)
            found += [Block(wanted[mine], made[old], False, then[old]) for mine, old in pairs]
        elif tag in ("replace", "insert"):
            olds = list(range(from_then, to_then))
            for place, mine in enumerate(range(from_now, to_now)):
                if place < len(olds):
                    old = olds[place]
                    before = (earlier or {}).get(then[old], "")
                    found.append(Block(wanted[mine], made[old], True, then[old], before))
                else:
                    found.append(Block(wanted[mine], "", True))
    return found


def _regrouped(made: list[str], then: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs made from one of the source stand together; without hashes for each, none are used."""
    if len(made) != len(then):
        return made, []
    rows = [
        (key, "\n\n".join(block for _key, block in rows))
        for key, rows in groupby(zip(then, made, strict=True), key=lambda row: row[0])
    ]
    return [block for _key, block in rows], [key for key, _block in rows]
