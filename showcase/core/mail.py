"""Mail: messages are rows beside what they tell of, made from their template at the moment of sending."""

import re
import smtplib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.charset import Charset
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from . import audit, clock, outbox
from .database import UtcDateTime, db, personal, write
from .i18n import marked
from .outbox import Lane, Task

_LINE = 42  # bytes of a name or subject: in base64 and with its marks 68 of the 75 that an encoded word may have
TIMEOUT = 20  # seconds a mail server may take for one answer


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"  # the server says the address is no good


class Message(db.Model):  # type: ignore[name-defined]
    """One message to one address. Its text is made when it is sent, so a corrected name is right in it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))  # which composer makes it
    subject_id: Mapped[int] = mapped_column(index=True)  # the row it is about, known to its composer
    locale: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str] = mapped_column(
        String(254),
        info=personal("tell the guest about the registration", marked("%(forget_people_days)d days after the event")),
    )
    # Stable: a resend is the same message to the guest's mail program.
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=MessageState.QUEUED)
    job_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Composed:
    subject: str
    text: str
    html: str
    sender_name: str
    sender: str
    reply_to: str | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # content id → PNG, shown by the HTML as cid:<id>


Composer = Callable[[Message], Composed | None]
_composers: dict[str, Composer] = {}


def composes(kind: str) -> Callable[[Composer], Composer]:
    """Register the function that writes messages of a kind; it answers None if there is nothing left to say."""

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


def post(kind: str, subject_id: int, recipient: str, locale: str) -> Message:
    """Write down a message in the present transaction; it leaves after the commit."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    message = Message(
        kind=kind,
        subject_id=subject_id,
        recipient=recipient,
        locale=locale,
        message_id=f"<{uuid.uuid4().hex}@{host}>",
    )
    db.session.add(message)
    db.session.flush()
    message.job_id = outbox.enqueue(Lane.MAIL, "mail", message=message.id).id
    return message


def resend(message: Message) -> None:
    """Send again, as the same message."""
    audit.record("message.resent", message, state=(message.state, MessageState.QUEUED))
    message.state = MessageState.QUEUED
    message.job_id = outbox.enqueue(Lane.MAIL, "mail", message=message.id).id


@outbox.handles("mail")
def deliver(task: Task) -> None:
    message = db.session.get(Message, task.values["message"])
    if message is None:
        return
    composed = _composers[message.kind](message)
    refused = False
    if composed is not None:
        letter = _letter(message, composed)
        db.session.rollback()  # no transaction is held while a mail server takes its time
        refused = not _hand_over(letter)
    write()
    message = db.session.get_one(Message, task.values["message"])
    message.state = MessageState.REFUSED if refused else MessageState.SENT
    message.sent_at = clock.now()
    db.session.commit()


def _letter(message: Message, composed: Composed) -> EmailMessage:
    letter = EmailMessage()
    letter["Message-ID"] = message.message_id
    letter["Date"] = format_datetime(message.created_at)
    sender = Address(addr_spec=composed.sender).addr_spec  # complains of line breaks
    letter.set_raw("From", f"{_encoded(composed.sender_name)}\n <{sender}>")
    letter["To"] = message.recipient
    letter.set_raw("Subject", _encoded(composed.subject))
    letter["Auto-Submitted"] = "auto-generated"
    if composed.reply_to:
        letter["Reply-To"] = composed.reply_to
    letter.set_content(composed.text)
    letter.add_alternative(composed.html, subtype="html")
    letter["Content-Language"] = message.locale  # after the content, which would take it away
    html = letter.get_payload()[1]  # type: ignore[index]
    for content_id, picture in composed.pictures.items():
        html.add_related(picture, "image", "png", cid=f"<{content_id}>", disposition="inline")  # type: ignore[union-attr]
    return letter


def _encoded(text: str) -> str:
    """A name or subject for the post, its lines ending between words.

    EmailMessage's own folding loses the space there; Header breaks words, which some readers do not join again.
    """
    lines = [""]
    for word in re.findall(r"\S+\s*", text):
        if len((lines[-1] + word).encode()) > _LINE:
            lines.append("")
        lines[-1] += word
    return "\n ".join(Charset("utf-8").header_encode(line) for line in lines if line)


def _hand_over(letter: EmailMessage) -> bool:
    """Give a letter to the mail server; False if it says that the address is no good for ever."""
    url: str | None = current_app.config["SMTP_URL"]
    if url is None:
        _write_file(letter, Path(current_app.config["VAR"]) / "mail")
        return True
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    server_class = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with server_class(parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=TIMEOUT) as server:
        if not secure and parse_qs(parts.query).get("starttls") == ["1"]:
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        try:
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _ in refusal.recipients.values()]
            if all(500 <= code < 600 for code in codes):
                return False
            raise
    return True


def _write_file(letter: EmailMessage, folder: Path) -> None:
    """The sample's post office: a file a message, named by its id, so that a resend replaces it."""
    folder.mkdir(parents=True, exist_ok=True)
    name = letter["Message-ID"].strip("<>").split("@")[0]
    temporary = folder / f".{name}.part"
    temporary.write_bytes(bytes(letter))
    temporary.replace(folder / f"{name}.eml")
