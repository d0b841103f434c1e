"""The shape of what a scanning device sends."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from ..core.slugs import SLUG
from . import rules
from .rules import BadRow, Reason, Row, Verdict

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_LARGEST = 2**63 - 1
LARGEST_ID = 2**31 - 1


class _Malformed(Exception):
    pass


def read_rows(scans: Any) -> list[Row | BadRow] | None:
    """The scans of a request, each by itself; None if it is no list of 1 to 500."""
    if not isinstance(scans, list) or not 1 <= len(scans) <= rules.MOST_SCANS:
        return None
    return [_row(scan) for scan in scans]


def is_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def _row(scan: Any) -> Row | BadRow:
    if not isinstance(scan, dict):
        return BadRow(None)
    try:
        return _well_formed(scan)
    except _Malformed:
        return BadRow(_echo(scan.get("id")))


def _well_formed(scan: dict[str, Any]) -> Row:
    code, attendee, via = scan.get("code"), _integer(scan.get("attendee")), scan.get("via")
    _require(is_uuid(scan.get("id")))
    _require(isinstance(scan.get("gate"), str) and len(scan["gate"]) <= 120 and bool(SLUG.fullmatch(scan["gate"])))
    if code is not None:
        _require(isinstance(code, str) and attendee is None)
        code = rules.cleaned_code(code)
        _require(code is not None)
    else:
        _require(attendee is not None and 0 < attendee <= LARGEST_ID)
        _require(is_uuid(via) or via == rules.BY_SEARCH)
    at, client_at = _instant(scan.get("at"))
    return Row(
        id=scan["id"].lower(),
        gate=scan["gate"],
        at=at,
        client_at=client_at,
        code=code,
        attendee=attendee,
        via=str(via).lower() if code is None else None,
        device_seq=_integer(scan.get("device_seq")),
        clock_offset_ms=_integer(scan.get("clock_offset_ms")),
        offline=_truth(scan.get("offline")),
        forced=_truth(scan.get("forced")),
        direction=_one_of(scan.get("direction"), rules.ENTRY, rules.EXIT),
        shown=Verdict(shown) if (shown := _one_of(scan.get("shown"), Verdict.ADMITTED, Verdict.REFUSED)) else None,
        shown_reason=_reason(scan.get("shown_reason")),
    )


def instant(text: Any) -> tuple[datetime | None, str] | None:
    """A client's clock as it came: an RFC 3339 time, its instant None outside the calendar; None if it is none."""
    try:
        return _instant(text)
    except _Malformed:
        return None


def _instant(text: Any) -> tuple[datetime | None, str]:
    """An RFC 3339 time, None where it is written rightly but lies outside the calendar."""
    match = _RFC3339.fullmatch(text) if isinstance(text, str) and len(text) <= 64 else None
    if match is None:
        raise _Malformed
    day, time, fraction, zone = match.groups()
    leap = timedelta(seconds=time.endswith(":60"))  # a leap second, which no calendar here has: the one after it
    time = f"{time[:-2]}59" if leap else time
    try:
        at = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0'):0<6}{zone.upper().replace('Z', '+00:00')}")
    except ValueError:
        if day.startswith("0000"):
            return None, text
        raise _Malformed from None
    try:
        return at.astimezone(UTC) + leap, text
    except OverflowError:
        return None, text


def _integer(value: Any) -> int | None:
    if value is None:
        return None
    _require(_is_integer(value) and abs(value) <= _LARGEST)
    return int(value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _truth(value: Any) -> bool:
    _require(value is None or isinstance(value, bool))
    return bool(value)


def _one_of(value: Any, *words: str) -> str | None:
    _require(value is None or (isinstance(value, str) and value in words))
    return value or None


def _reason(value: Any) -> Reason | None:
    """What the screen said. A word that only a later release knows must not cost the scan."""
    return Reason(value) if isinstance(value, str) and value in tuple(Reason) else None


def _echo(value: Any) -> str | None:
    """A faulty row's id, if it can be sent back at all (a lone surrogate cannot)."""
    if not isinstance(value, str) or len(value) > 100:
        return None
    return value if value.encode("utf-8", "ignore").decode() == value else None


def _require(condition: bool) -> None:
    if not condition:
        raise _Malformed
