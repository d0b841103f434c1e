"""Mail: messages are rows beside what they tell of, made from their template at the moment of sending.

What a mail server says is kept as its code alone (`450 4.2.2`): its words quote addresses.
"""

import re
import smtplib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.charset import Charset
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from blinker import Namespace
from flask import current_app
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from . import audit, clock, outbox
from .database import UtcDateTime, db, personal, write
from .i18n import marked
from .outbox import Job, JobState, Lane, Priority, Task

_LINE = 42  # bytes of a name or subject: in base64 and with its marks 68 of the 75 that an encoded word may have
_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463
TIMEOUT = 20  # seconds a mail server may take for one answer
# Sent, before the commit, for a message that did not reach its guest and will not.
unreached = Namespace().signal("unreached")


class MessageState(StrEnum):
    QUEUED = "queued"
    DEFERRED = "deferred"  # not taken yet; tried again by itself
    SENT = "sent"
    REFUSED = "refused"  # the server says that it will never take it
    BOUNCED = "bounced"  # taken, and brought back later
    GIVEN_UP = "given_up"  # tried for hours in vain
    NEEDLESS = "needless"  # overtaken by what happened since it was written down


FAILED = (MessageState.REFUSED, MessageState.BOUNCED, MessageState.GIVEN_UP)


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
    answer: Mapped[str] = mapped_column(String(20), default="")  # the server's last no, such as `550 5.1.1`
    job_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the last time
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def has_failed(self) -> bool:
        return self.state in FAILED

    @property
    def settled_at(self) -> datetime:
        """When it came into its present state, as far as it is known."""
        at = self.failed_at if self.has_failed else self.sent_at if self.state == MessageState.SENT else self.tried_at
        return at or self.created_at


@dataclass(frozen=True)
class Composed:
    subject: str
    text: str
    html: str
    sender_name: str
    sender: str
    reply_to: str | None = None
    # Where its reader ends such mail with one press (core/unsubscribing.py); None: it is about the guest's own doing.
    unsubscribe: str | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # content id → PNG, shown by the HTML as cid:<id>


Composer = Callable[[Message], Composed | None]
_composers: dict[str, Composer] = {}
_priorities: dict[str, Priority] = {}


def composes(kind: str, priority: Priority = Priority.AWAITED) -> Callable[[Composer], Composer]:
    """Register the function that writes messages of a kind; it answers None if there is nothing left to say.

    Invitations and reminders are `Priority.BULK`: where the mail server has an hourly limit, tickets go first.
    """

    def register(composer: Composer) -> Composer:
        _composers[kind], _priorities[kind] = composer, priority
        return composer

    return register


def post(kind: str, subject_id: int, recipient: str, locale: str) -> Message:
    """Write down a message in the present transaction; it leaves after the commit."""
    (message,) = post_all(kind, [(subject_id, recipient, locale)])
    return message


def post_all(kind: str, readers: Sequence[tuple[int, str, str]]) -> list[Message]:
    """The same for each of these (subject, recipient, locale), in few statements."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    messages = [
        Message(
            kind=kind,
            subject_id=subject_id,
            recipient=recipient,
            locale=locale,
            message_id=f"<{uuid.uuid4().hex}@{host}>",
        )
        for subject_id, recipient, locale in readers
    ]
    db.session.add_all(messages)
    db.session.flush()
    _enqueue(*messages)
    return messages


def resend(message: Message) -> None:
    """Send again, as the same message; one that still waits for its next try is tried now."""
    audit.record("message.resent", message, state=(message.state, MessageState.QUEUED))
    job = db.session.get(Job, message.job_id) if message.job_id else None
    message.state, message.answer, message.failed_at = MessageState.QUEUED, "", None
    if job is None or job.state == JobState.DONE:
        _enqueue(message)
    elif job.state != JobState.RUNNING:
        outbox.begin_anew(job)


@outbox.handles("mail")
def deliver(task: Task) -> None:
    message = db.session.get(Message, task.values["message"])
    if message is None:
        return
    composed = _composers[message.kind](message)
    refusal = None
    if composed is not None:
        letter = _letter(message, composed)
        db.session.rollback()  # no transaction is held while a mail server takes its time
        try:
            _hand_over(letter)
        except NotTaken as said:
            refusal = said
    write()
    message = db.session.get(Message, task.values["message"])
    if message is None:
        return
    message.tried_at = clock.now()
    if composed is None:
        message.state = MessageState.NEEDLESS
    elif refusal is None:
        message.state, message.sent_at, message.failed_at, message.answer = MessageState.SENT, clock.now(), None, ""
    elif refusal.for_ever:
        fail(message, MessageState.REFUSED, refusal.answer)
    else:
        message.state, message.answer = MessageState.DEFERRED, refusal.answer
    db.session.commit()
    if refusal is not None and not refusal.for_ever:
        raise refusal  # the outbox knows when to try again


def fail(message: Message, state: MessageState, answer: str) -> None:
    """Note that a message will not reach its guest."""
    message.state, message.answer, message.failed_at = state, answer, clock.now()
    db.session.flush()
    unreached.send(message)


@outbox.mourns("mail")
def _give_up(values: Mapping[str, int]) -> None:
    message = db.session.get(Message, values["message"])
    if message is not None:
        fail(message, MessageState.GIVEN_UP, message.answer)


def _enqueue(*messages: Message) -> None:
    """Messages of one kind."""
    priority = _priorities.get(messages[0].kind, Priority.AWAITED) if messages else Priority.AWAITED
    jobs = outbox.enqueue_all(Lane.MAIL, "mail", [{"message": one.id} for one in messages], priority=priority)
    for message, job in zip(messages, jobs, strict=True):
        message.job_id = job.id


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
    if composed.unsubscribe:  # RFC 8058
        letter["List-Unsubscribe"] = f"<{composed.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
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


class NotTaken(Exception):
    """A mail server did not take a letter: what it said (empty: nothing was to be heard), and whether for ever."""

    def __init__(self, answer: str, for_ever: bool = False) -> None:
        super().__init__(answer)
        self.answer, self.for_ever = answer, for_ever


def _hand_over(letter: EmailMessage) -> None:
    """Give a letter to the mail server; raises NotTaken."""
    url: str | None = current_app.config["SMTP_URL"]
    if url is None:
        _write_file(letter, Path(current_app.config["VAR"]) / "mail")
        return
    is_taken = False
    try:
        with _connected(url) as server:
            server.send_message(letter, from_addr=_envelope_sender(letter))
            is_taken = True
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        raise NotTaken(_answer(code, words), for_ever=_is_final(code)) from None
    except smtplib.SMTPResponseException as refusal:
        if not is_taken:  # else it only took leave rudely
            # The others are about us, and an operator mends them.
            of_letter = isinstance(refusal, smtplib.SMTPDataError)
            answer = _answer(refusal.smtp_code, refusal.smtp_error)
            raise NotTaken(answer, for_ever=of_letter and _is_final(refusal.smtp_code)) from None
    except (OSError, smtplib.SMTPException):
        if not is_taken:
            raise NotTaken("") from None


def _connected(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    server_class = smtplib.SMTP_SSL if secure else smtplib.SMTP
    server = server_class(parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=TIMEOUT)
    try:
        if not secure and parse_qs(parts.query).get("starttls") == ["1"]:
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _envelope_sender(letter: EmailMessage) -> str | None:
    """To whom a letter that cannot be delivered goes back: an address that names it, where the operator gives one."""
    address: str | None = current_app.config["BOUNCE_ADDRESS"]
    if not address or "@" not in address:
        return None
    mailbox, _, host = address.rpartition("@")
    return f"{mailbox}+{name_of(letter['Message-ID'])}@{host}"


def _answer(code: int, words: bytes | str) -> str:
    enhanced = _ENHANCED.match(words if isinstance(words, bytes) else words.encode())
    return f"{code} {enhanced[1].decode()}" if enhanced else str(code)


def _is_final(code: int) -> bool:
    return 500 <= code < 600


def name_of(message_id: str) -> str:
    """The random part of a message's id."""
    return message_id.strip("<>").split("@")[0]


def _write_file(letter: EmailMessage, folder: Path) -> None:
    """The sample's post office: a file a message, named by its id, so that a resend replaces it."""
    folder.mkdir(parents=True, exist_ok=True)
    name = name_of(letter["Message-ID"])
    temporary = folder / f".{name}.part"
    temporary.write_bytes(bytes(letter))
    temporary.replace(folder / f"{name}.eml")
