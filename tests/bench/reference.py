"""The bare references: the same server with a plain Jinja page, JSON in and one commit out, and a bare check-in.

They show what the machine can give at this minute; the product's figures are ratios to them.
"""

import hashlib
import os
import sqlite3
import threading
import time
import uuid
from typing import Any

import psycopg
from flask import Flask, request
from jinja2 import DictLoader, Environment

_ROW = "<li><a href='/projects/{{ n }}/'>{{ names[n % 7] }} {{ n }}</a> <span>{{ n * 17 }} tỷ đồng</span></li>"
_PAGE = (
    "<!doctype html><html lang=vi><title>{{ title }}</title><h1>{{ title }}</h1><ul>"
    "{% for n in range(200) %}" + _ROW + "{% endfor %}</ul>"
)
_TEMPLATE = Environment(loader=DictLoader({"page": _PAGE}), autoescape=True).get_template("page")
_NAMES = ["Cảng", "Khu du lịch", "Nhà máy", "Chợ", "Điện gió", "Khu dân cư", "Bệnh viện"]
_TABLES = (
    "CREATE TABLE IF NOT EXISTS reference (id text PRIMARY KEY, name text)",
    "CREATE TABLE IF NOT EXISTS reference_device (id integer PRIMARY KEY, key_digest text UNIQUE)",
    "CREATE TABLE IF NOT EXISTS reference_scan (id text PRIMARY KEY, device_id integer, gate text, ticket bigint,"
    " client_at text, at double precision, verdict text)",
    "CREATE TABLE IF NOT EXISTS reference_admission (ticket bigint PRIMARY KEY, scan_id text)",
)
_DEVICE = "SELECT id FROM reference_device WHERE key_digest = {0}"
_ADMIT = "INSERT INTO reference_admission VALUES ({0}, {0}) ON CONFLICT DO NOTHING"
_SCAN = "INSERT INTO reference_scan VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0})"
_local = threading.local()

application = Flask(__name__)


@application.get("/page")
def page() -> str:
    return _TEMPLATE.render(title="Dự án kêu gọi đầu tư", names=_NAMES)


@application.post("/commit")
def commit() -> dict[str, str]:
    body = request.get_json()
    number = str(uuid.uuid4())
    connection = _connection()
    _begin(connection)
    connection.execute(_worded("INSERT INTO reference VALUES ({0}, {0})"), (number, body["name"]))
    connection.commit()
    return {"id": number}


@application.post("/checkin")
def checkin() -> tuple[dict[str, Any], int]:
    """Scans as a device sends them: its key is looked up, scans and admissions are kept in one transaction.

    No signature is verified and no rule is asked: a ticket is a number that is admitted once.
    """
    body = request.get_json()
    key = request.headers["Authorization"].removeprefix("Bearer ")
    connection = _connection()
    device = connection.execute(_worded(_DEVICE), (hashlib.sha256(key.encode()).hexdigest(),)).fetchone()
    if device is None:
        connection.rollback()
        return {"code": "unauthorized"}, 401
    _begin(connection)
    results = []
    for scan in body["scans"]:
        ticket = int(scan["code"][-18:])
        admitted = connection.execute(_worded(_ADMIT), (ticket, scan["id"])).rowcount == 1
        verdict = "admitted" if admitted else "refused"
        kept = (scan["id"], device[0], scan["gate"], ticket, scan["at"], time.time(), verdict)
        connection.execute(_worded(_SCAN), kept)
        results.append({"id": scan["id"], "verdict": verdict})
    connection.commit()
    return {"results": results, "server_time": time.time()}, 200


def _begin(connection: Any) -> None:
    """SQLite is told that something will be written; psycopg begins by itself."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN IMMEDIATE")


_MARK = "%s" if os.environ.get("REFERENCE_DATABASE", "").startswith("postgresql:") else "?"
_words = {text: text.format(_MARK) for text in (_DEVICE, _ADMIT, _SCAN, "INSERT INTO reference VALUES ({0}, {0})")}
_worded = _words.__getitem__


def _connection() -> Any:
    if not hasattr(_local, "connection"):
        url = os.environ["REFERENCE_DATABASE"]
        if url.startswith("postgresql:"):
            _local.connection = psycopg.connect(url)
            _local.connection.execute("SELECT pg_advisory_xact_lock(1)")
        else:
            _local.connection = sqlite3.connect(url, isolation_level=None, timeout=30)
            _local.connection.execute("PRAGMA journal_mode=WAL")
            _local.connection.execute("PRAGMA synchronous=FULL")
        for table in _TABLES:
            _local.connection.execute(table)
        _enrol(_local.connection)
        _local.connection.commit()
    return _local.connection


def _enrol(connection: Any) -> None:
    """The device that the load comes from: REFERENCE_KEY is its key."""
    digest = hashlib.sha256(os.environ.get("REFERENCE_KEY", "").encode()).hexdigest()
    connection.execute(
        f"INSERT INTO reference_device (id, key_digest) VALUES (1, {_MARK}) ON CONFLICT DO NOTHING", (digest,)
    )
