"""The pages of a list whose length is known, as the pager shows them; the address says which."""

from dataclasses import dataclass

from flask import request


@dataclass(frozen=True)
class Pages:
    """The page that is shown, and how many there are."""

    page: int
    pages: int
    rows: int  # on each

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def part(self) -> slice:
        """What of the list stands on this page."""
        return slice((self.page - 1) * self.rows, self.page * self.rows)


def pages_of(total: int, rows: int) -> Pages:
    """The page that the address asks for, never beyond the last; what is no number is the first."""
    pages = max(1, -(-total // rows))
    text = request.args.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return Pages(min(max(1, number), pages), pages, rows)
