"""Papers for each role, A4, made from a fixed copy: what changed since another one is marked in the margin."""

from datetime import date
from typing import Any

from flask import render_template

from ..core import clock, pdf
from ..core.i18n import SOURCE, use_locale
from ..registration import when
from ..registration.models import Event
from . import copies
from .models import RunCopy
from .rules import Role
from .wording import marks, read_in, roles

SIZES = ("", "close", "closest")  # of the type: what nearly fits one sheet is set smaller, so that it does
MOST_ON_A_SHEET = 24  # items; more are several sheets, in letters that one reads at arm's length


def paper(event: Event, role: Role, copy: RunCopy, since: RunCopy | None, part: int | None = None) -> bytes | None:
    """One file; papers are in Vietnamese. `part`: of one sub-committee alone. None: the copy is forgotten."""
    content = copies.content_of(copy)
    if content is None:
        return None
    earlier = copies.content_of(since) if since is not None else None
    rows = _rows(role, content, earlier, part)
    with use_locale(SOURCE):
        first = b""
        for size in SIZES if role is not Role.MC and len(content["items"]) <= MOST_ON_A_SHEET else SIZES[:1]:
            laid_out = pdf.lay_out(_html(event, role, copy, since if earlier is not None else None, size, rows))
            first = first or laid_out.content
            if laid_out.pages <= len(rows.get("sheets", "1")):
                return laid_out.content
        return first


def _html(event: Event, role: Role, copy: RunCopy, since: RunCopy | None, size: str, rows: dict[str, Any]) -> str:
    return render_template(
        f"programme/papers/{role.value}.html",
        size=size,
        event=event,
        host=event.edition.host,
        role=role,
        role_name=roles()[role],
        copy=copy,
        since=since,
        edited=clock.in_zone(copy.edited_at, event.timezone),
        first_day=f"{clock.in_zone(event.starts_at, event.timezone):%Y-%m-%d}",
        marks=marks(),
        when=when,
        read_in=read_in,
        source=SOURCE,
        spelled=_spelled,
        **rows,
    )


def _rows(role: Role, content: copies.Content, since: copies.Content | None, part: int | None) -> dict[str, Any]:
    if role is not Role.COMMITTEE:
        return {"lines": copies.lines(role, content, since), "parts": content["parts"]}
    chosen = [one for one in content["parts"] if part is None or one["id"] == part]
    return {"sheets": [(one, copies.lines_of_part(one["id"], content, since)) for one in chosen]}


def _spelled(day: str) -> str:
    return when.spelled(date.fromisoformat(day))
