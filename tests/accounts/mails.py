"""What the worker has written to somebody's address."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import current_app

from showcase.core import outbox
from showcase.core.outbox import Lane


def letters_to(address: str) -> list[EmailMessage]:
    """All letters so far, the oldest first, after the worker has done what is due."""
    while outbox.run_next(Lane.MAIL):
        pass
    files = sorted((Path(current_app.config["VAR"]) / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    letters = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [letter for letter in letters if letter["To"] == address and isinstance(letter, EmailMessage)]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage) -> str:
    """The path of the one-time link, which must stand in both forms of the letter."""
    found = re.search(r"http://localhost(/staff/links/[\w-]+)", text_of(letter))
    html = letter.get_body(("html",))
    assert found is not None
    assert html is not None
    assert found[1] in html.get_content()
    return found[1]
