"""Whatever a reader, a person or a broken phone sends is answered in its place, and the good scan beside it counts."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from showcase.checkin.models import Device, Gate, Scan
from showcase.core import keys
from showcase.core.database import db
from showcase.registration import tickets
from tests.checkin.door import PHONE, check_in, code_of, make_gate, make_guest, scan_of
from tests.factories import make_event, save

KEY = "scd_a-phone"
TEXTS = st.sampled_from(["", "\0", "\ud800", "\U0001f600", "\u202e12", "7" * 600, "' OR 1=1 --", "search", "entry"])
NUMBERS = st.sampled_from([0, -1, 1.5, 2**31, 2**63, -(2**63), 10**30, 1e300])
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS | st.text(max_size=8)
VALUES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=4), SCALARS, max_size=2)
FIELDS = ["id", "code", "gate", "at", "attendee", "via", "device_seq", "clock_offset_ms", "offline", "forced"]
FAULTS = st.dictionaries(st.sampled_from([*FIELDS, "direction", "shown", "shown_reason", "else"]), VALUES, max_size=3)
TIMES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00Z"]


@pytest.fixture
def gate(app: Flask) -> Gate:
    gate = make_gate(make_event())
    save(Device(event_id=gate.event_id, name="Máy 1", key_digest=keys.digest(KEY)))
    return gate


def post(app: Flask, path: str, body: Any) -> Any:
    text = body if isinstance(body, bytes) else json.dumps(body)
    headers = {"Authorization": f"Bearer {KEY}"}
    return app.test_client().post(f"/api/v1/checkin/{path}", data=text, headers=headers)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FAULTS | VALUES, min_size=1, max_size=30))
def test_no_row_however_broken_costs_another_its_place(app: Flask, gate: Gate, faults: list[Any]) -> None:
    """Wrong types and wrong texts in every field; a good scan stands at the end, and is the only one to be let in."""
    guest = make_guest(gate.event)
    rows = [{**scan_of("12345678", gate), **one} if isinstance(one, dict) else one for one in faults]
    answer = post(app, "scans", {"scans": [*rows, scan_of(guest, gate)]})
    assert answer.status_code == 200
    results = answer.json["results"]
    assert len(results) == len(rows) + 1
    assert {result["verdict"] for result in results[:-1]} <= {"rejected", "refused"}
    assert results[-1]["attendee"]["id"] == guest.id


def test_what_is_no_request_is_refused(app: Flask, gate: Gate) -> None:
    bodies = [b"", b"\xff", b"[]", b"7", b'{"scans": NaN}', b"[" * 90_000, b'{"scans": [' + b"9" * 5000 + b"]}"]
    assert {post(app, "scans", body).status_code for body in bodies} == {400, 422}


def test_a_row_of_a_megabyte_is_bad_or_too_large_and_never_half_taken(app: Flask, gate: Gate) -> None:
    good = scan_of(make_guest(gate.event), gate)
    assert post(app, "scans", {"scans": [scan_of("9" * 1_000_000, gate), good]}).status_code == 413
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0
    bad, taken = post(app, "scans", {"scans": [scan_of("9" * 990_000, gate), good]}).json["results"]
    assert (bad["verdict"], bad["reason"], taken["verdict"]) == ("rejected", "malformed", "admitted")


def test_what_a_reader_puts_around_a_code_is_no_part_of_it(gate: Gate) -> None:
    prefixes = ["\\000026", "\x1d", "\x02", "\ufeff", "\\000026\x1d", " \\000026 "]
    scans = [scan_of(f"{prefix}{code_of(make_guest(gate.event))}\x1d\r\n", gate) for prefix in prefixes]
    assert {result.verdict for result in check_in(*scans, scanner=PHONE)} == {"admitted"}


def test_what_only_looks_like_a_ticket_names_nobody(gate: Gate) -> None:
    """Reported by a trusted phone as an entry that has happened: what is no ticket cannot be forced."""
    code = code_of(make_guest(gate.event))
    codes = [
        code[:-1],
        code + "0",
        code[:-1] + str((int(code[-1]) + 1) % 10),
        code.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),  # full-width digits
        code.translate({ord("0") + n: 0x0660 + n for n in range(10)}),  # Arabic ones
        f"{code[:90]}\x1d{code[90:]}",
        f"{code[:90]} {code[90:]}",
        f"\\000026\\000026{code}",
        str(10**190),
        "9" * 191,
        "\U0001f600" * 191,
        "'; DROP TABLE scan; --",
        *(letter * 8 for letter in ("\ud800", "７", "0", "ß", "\u0131", "'")),
    ]
    results = check_in(*(scan_of(one, gate, forced=True, offline=True) for one in codes), scanner=PHONE)
    assert {result.reason for result in results} == {"unknown", "bad_signature", "malformed"}
    assert {result.verdict for result in results} == {"refused", "rejected"}
    assert {result.attendee for result in results} == {None}


def test_a_ticket_signed_by_another_site_is_a_bad_signature(app: Flask, gate: Gate) -> None:
    guest = make_guest(gate.event)
    secret, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "another-site"
    foreign, short = code_of(guest), tickets.short_code(guest.id, 1)
    app.config["SECRET_KEY"] = secret
    results = check_in(scan_of(foreign, gate), scan_of(short, gate), scanner=PHONE)
    assert [result.reason for result in results] == ["bad_signature", "unknown"]


def test_no_clock_is_too_wrong_to_let_somebody_in(gate: Gate) -> None:
    scans = [
        scan_of(make_guest(gate.event), gate, at=at, clock_offset_ms=offset, offline=offline, device_seq=2**63 - 1)
        for at in TIMES
        for offset in (None, 1 - 2**63, 7_200_000)
        for offline in (True, False)
    ]
    assert {result.verdict for result in check_in(*scans)} == {"admitted"}
    kept = {scan.id: scan for scan in db.session.scalars(select(Scan))}
    assert all(kept[scan["id"]].clock_doubtful and kept[scan["id"]].client_at == scan["at"] for scan in scans)
