"""How wide the columns of a list on paper are, from what stands in them.

The layout engine could find this out by itself, but it lays each cell out once more for that, on every page anew.
"""

from collections.abc import Sequence

LONGEST = 32  # signs of a cell that need not stand on one line
LEAST, GAP = 3, 1.5  # signs of the narrowest column; and of the space beside each
HEAD = 0.9  # its letters are smaller


def shares(head: Sequence[str], rows: Sequence[Sequence[str]], together: float) -> list[float]:
    """The width of each column in per cent, which make `together` per cent.

    Each has room for its longest word; the rest is shared so that as many cells as can be stand on one line.
    """
    columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)] or [[] for _one in head]
    least = [max(LEAST, HEAD * _word(title), *map(_word, cells)) for title, cells in zip(head, columns, strict=True)]
    wished = [
        max(narrow, HEAD * len(title) / 2, *(min(LONGEST, len(cell)) for cell in cells))
        for narrow, title, cells in zip(least, head, columns, strict=True)
    ]
    signs = [one + GAP for one in wished]
    return [round(together * one / sum(signs), 2) for one in signs]


def _word(text: str) -> int:
    return min(LONGEST, max(map(len, text.split()), default=0))
