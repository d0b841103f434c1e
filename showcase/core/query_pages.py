"""Pages of a long list, as the pager shows them."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy import Select

from .database import db

ON_A_PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of a list; `total` is of the whole."""

    items: list[Any]
    page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ON_A_PAGE))

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages


def page_of(query: Select[Any]) -> Page:
    """The page that the address asks for."""
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:8]) < 100_000 else 1
    # The whole is counted on the way; only who asks for a page beyond the last costs a second look.
    counted = query.add_columns(db.func.count().over())
    rows = db.session.execute(counted.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)).all()
    if not rows and number > 1:
        total = db.session.scalar(db.select(db.func.count()).select_from(query.order_by(None).subquery())) or 0
        number = max(1, -(-total // ON_A_PAGE))
        rows = db.session.execute(counted.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)).all()
    items = [row[0] if len(row) == 2 else row[:-1] for row in rows]
    return Page(items, number, rows[0][-1] if rows else 0)


def page_address(number: int) -> str:
    """The present address with another page number."""
    query = {name: request.args.getlist(name) for name in request.args if name != "page"}
    return url_for(request.endpoint or "", **{**query, **(request.view_args or {}), "page": number})
