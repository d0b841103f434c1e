"""Mail that comes back later: notices of other mail servers (RFC 3464), read without believing anything in them.

A notice says of which of our letters it speaks: by the letter's Message-ID, which only its reader knows, or by the
address that it was sent back to. All else in it may be wrong, broken or meant to harm, and then nothing happens.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message as Mail
from enum import StrEnum
from itertools import islice
from pathlib import Path

import structlog
from flask import current_app

from . import mail
from .database import db, locked, write
from .mail import Message, MessageState
from .sweeps import swept

log = structlog.get_logger()
LARGEST = 1_000_000  # bytes that are read; what matters stands at the beginning
MOST_PARTS, AT_ONCE = 50, 500
KEPT = timedelta(days=30)  # what was not understood, for somebody to look at
_OURS = re.compile(r"\b([0-9a-f]{32})@")
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_SMTP = re.compile(r"\s*smtp\s*;\s*([245]\d\d)\b", re.IGNORECASE)
_SENT_BACK_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "In-Reply-To", "References")


class Outcome(StrEnum):
    BOUNCED = "noted: the message came back"
    KNOWN = "known already: the message was not delivered"
    NOT_OURS = "about no message of this site"
    NO_BOUNCE = "no notice that something could not be delivered"


@dataclass(frozen=True)
class Notice:
    """What a notice says: which letters it may speak of (random parts of their ids), and the server's code."""

    names: tuple[str, ...]
    answer: str


def read(raw: bytes) -> Notice | None:
    """The notice in a mail; None if it is none, or cannot be read."""
    try:
        parts = list(islice(email.message_from_bytes(raw[:LARGEST]).walk(), MOST_PARTS))
        answer = next(_failures(parts), None)
        if answer is None:
            return None
        names = dict.fromkeys(name for text in _places(parts) for name in _OURS.findall(text))
        return Notice(tuple(names)[:10], answer)
    except Exception as error:  # whoever wrote it knows more ways to break a parser than we do
        log.warning("bounce not readable", error=type(error).__name__)
        return None


def settle(raw: bytes) -> Outcome:
    """Note in the present transaction what a notice says. A second time changes nothing."""
    notice = read(raw)
    if notice is None:
        return Outcome.NO_BOUNCE
    for name in notice.names:
        message = db.session.scalar(db.select(Message).where(Message.message_id.startswith(f"<{name}@")))
        if message is None:
            continue
        if locked(message).state != MessageState.SENT:
            return Outcome.KNOWN
        mail.fail(message, MessageState.BOUNCED, notice.answer)
        return Outcome.BOUNCED
    return Outcome.NOT_OURS


def settle_folder(folder: Path, now: datetime) -> list[Outcome]:
    """Read what has come into a maildir; commits one by one. What is settled is deleted, the rest is kept as seen."""
    outcomes = []
    for file in sorted(islice((folder / "new").iterdir(), AT_ONCE)):
        if file.is_symlink() or not file.is_file():
            continue
        with file.open("rb") as content:
            raw = content.read(LARGEST)
        write()
        outcomes.append(settle(raw))
        db.session.commit()  # before the file goes: a worker that ends here reads it once more
        if outcomes[-1] in (Outcome.BOUNCED, Outcome.KNOWN):
            file.unlink(missing_ok=True)
        else:
            (folder / "cur").mkdir(exist_ok=True)
            file.rename(folder / "cur" / f"{file.name.partition(':')[0]}:2,S")
    for file in (folder / "cur").glob("*"):
        if file.is_file() and file.stat().st_mtime < (now - KEPT).timestamp():
            file.unlink(missing_ok=True)
    return outcomes


@swept
def sweep(now: datetime) -> None:
    folder: Path | None = current_app.config["BOUNCES"]
    if folder is None:
        return
    try:
        settle_folder(folder, now)
    except OSError as error:
        log.warning("bounces not readable", error=type(error).__name__)


def _failures(parts: list[Mail]) -> Iterator[str]:
    """The codes of what could not be delivered; a notice that something is late or has arrived has none."""
    for part in parts:
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else ()
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, Mail) and str(block.get("Action", "")).strip().lower() == "failed":
                found = (
                    _SMTP.match(str(block.get("Diagnostic-Code", ""))),
                    _STATUS.match(str(block.get("Status", ""))),
                )
                yield " ".join(one[1] for one in found if one)


def _places(parts: list[Mail]) -> Iterator[str]:
    """Where a notice names our letter."""
    for part in parts:
        yield str(part.get("Message-ID", ""))
        if part.get_content_type() == "text/rfc822-headers":
            yield str(part.get_payload())
    for name in _SENT_BACK_TO:
        yield from (str(value) for value in parts[0].get_all(name, ()))
