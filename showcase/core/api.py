"""The API's habits: JSON in, one envelope for lists, problem documents for refusals."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request
from sqlalchemy import Select, func
from sqlalchemy.orm import InstrumentedAttribute

from . import clock
from .database import db
from .errors import Problem

LARGEST = 1_000_000  # bytes of a request body
DEFAULT_LIMIT, HIGHEST_LIMIT = 50, 500
LARGEST_ID = 2**31 - 1


def json_body() -> dict[str, Any]:
    """The request's JSON object; 400 if it cannot be read, 413 if it is too large, 422 if it is no object."""
    if (request.content_length or 0) > LARGEST:
        raise Problem(413, "too_large")
    try:
        body = _DECODER.decode(request.get_data(cache=True).decode("utf-8"))
    except (ValueError, RecursionError):
        raise Problem(400, "unreadable", "The body is not JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise Problem(422, "invalid", "The body must be a JSON object.", errors=[])
    return body


def envelope(items: list[Any], total: int, limit: int, offset: int) -> dict[str, Any]:
    """A list as the API answers it, with the address of the next page."""
    following = offset + limit
    address = None
    if following < total:
        query = {**request.args.to_dict(), "limit": limit, "offset": following}
        address = f"{current_app.config['BASE_URL']}{request.path}?{urlencode(query)}"
    return {"items": items, "total": total, "next": address}


def page_of(query: Select[Any], describe: Callable[[Any], Any]) -> dict[str, Any]:
    """One page of a query (ordered, of one entity) in the envelope."""
    limit, offset = paging()
    total = db.session.scalar(db.select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = db.session.scalars(query.limit(limit).offset(offset)).all()
    return envelope([describe(row) for row in rows], total, limit, offset)


def page_after(query: Select[Any], number: InstrumentedAttribute[int]) -> dict[str, Any]:
    """One page of records in the order of a number, in the envelope: `after` names the last one that the client has.

    Nothing is skipped or told twice while records come and go meanwhile. `offset` is understood as elsewhere.
    """
    limit, offset = paging()
    after = _number("after", 0, 0, LARGEST_ID)
    total = db.session.scalar(db.select(func.count()).select_from(query.subquery())) or 0
    some = query.where(number > after).order_by(number).limit(limit + 1).offset(offset)
    rows = list(db.session.scalars(some))
    address = None
    if len(rows) > limit:
        rows.pop()
        kept = {name: value for name, value in request.args.items() if name != "offset"}
        query_text = urlencode({**kept, "limit": limit, "after": getattr(rows[-1], number.key)})
        address = f"{current_app.config['BASE_URL']}{request.path}?{query_text}"
    return {"items": rows, "total": total, "next": address}


def paging() -> tuple[int, int]:
    """`limit` and `offset` of the address; 422 if they are no such numbers."""
    return (
        _number("limit", DEFAULT_LIMIT, 1, HIGHEST_LIMIT),
        _number("offset", 0, 0, 10_000_000),
    )


def rfc3339(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def server_time() -> str:
    """Now, to the millisecond: what a client sets its own clock by."""
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 11 and low <= int(text) <= high):
        raise Problem(422, "invalid", errors=[{"field": name, "message": f"A number from {low} to {high}."}])
    return int(text)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
