"""Watches every request of every test: whoever changes something in one has to write to a log.

A change is a row that is inserted, updated or deleted; the log is the audit, or the scans at the door. So a route
that forgets it fails the first test that uses it.
"""

import re
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Engine, event

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# Somebody, or a phone at the door, is still there; a passkey has been used on the way in.
SEEN = re.compile(
    r"UPDATE account SET seen_at=[^,]* WHERE|UPDATE device SET last_seen_at=|UPDATE passkey SET sign_count="
)
LOGS = {"audit_entry", "scan"}
# What changes beside the deed itself and tells nothing of its own.
BESIDE = {
    "attempts": "counts, to slow down who guesses",
    "sign_in": "signing in and out is logged; being seen is not",
    "one_time_link": "used on the way in, which is logged",
    "challenge": "a question to a browser",
    "authenticator": "counts once its first code is typed, which is logged",
    "ticket_request": "a wish; whatever does it logs what it did",
    "job": "a wish; whatever does it logs what it did",
    "idempotency_key": "a request that is known again",
    "draft": "an answer that nobody has sent yet",
    "writing_draft": "a text that nobody has kept yet",
    "kept_sheet": "a list that is looked over; gone within the hour",
    "print_run": "a file that was asked for, which is logged",
    "badge_print": "follows from the file",
    "guest_columns": "how somebody likes a list; nobody else sees it",
    "sent_form": "a form that is known again",
    "presence": "follows from the scans",
    "callee": "whom an officer has on the line; what came of the call is logged",
    "content_version": "makes cached pages stale",
    "instant": "makes cached pages stale",
}


class Watch:
    """`missed` are the requests that changed something without a word in a log."""

    def __init__(self, engine: Engine) -> None:
        self.missed: list[str] = []
        event.listen(engine, "before_cursor_execute", self._see)
        event.listen(engine, "commit", self._judge)
        event.listen(engine, "rollback", self._forget)

    def _see(self, connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        found = WRITES.match(statement)
        if found and has_request_context() and not SEEN.match(statement):
            connection.info.setdefault("written", set()).add(found[1])

    def _judge(self, connection: Any) -> None:
        written = connection.info.pop("written", set())
        changed = written - LOGS - BESIDE.keys()
        if has_request_context() and changed and not written & LOGS:
            self.missed.append(f"{request.method} {request.path} changed {', '.join(sorted(changed))}")

    def _forget(self, connection: Any) -> None:
        if not connection.invalidated:  # what it knew went away with the database
            connection.info.pop("written", None)
