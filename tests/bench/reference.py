"""The bare references: what the same server does with a plain Jinja page, and with JSON in and one commit out.

They show what the machine can give at this minute; the product's figures are ratios to them.
"""

import os
import sqlite3
import threading
import uuid

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
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO reference VALUES (?, ?)", (number, body["name"]))
        connection.execute("COMMIT")
    else:
        connection.execute("INSERT INTO reference VALUES (%s, %s)", (number, body["name"]))
        connection.commit()
    return {"id": number}


def _connection() -> sqlite3.Connection | psycopg.Connection:
    if not hasattr(_local, "connection"):
        url = os.environ["REFERENCE_DATABASE"]
        create = "CREATE TABLE IF NOT EXISTS reference (id text PRIMARY KEY, name text)"
        if url.startswith("postgresql:"):
            _local.connection = psycopg.connect(url)
            _local.connection.execute("SELECT pg_advisory_xact_lock(1)")
            _local.connection.execute(create)
            _local.connection.commit()
        else:
            connection = sqlite3.connect(url, isolation_level=None, timeout=30)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(create)
            _local.connection = connection
    return _local.connection
