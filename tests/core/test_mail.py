"""Letters as they go over the wire."""

import email
import re
from email.header import decode_header
from email.policy import compat32, default
from pathlib import Path

import pytest
from flask import Flask

from showcase.core import mail, outbox
from showcase.core.database import db, write
from showcase.core.mail import Composed
from showcase.core.outbox import Lane

TEXT = "Tài khoản của anh chị được mở trên thiết bị mới, Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Trà Vinh"


@pytest.mark.parametrize("number", range(1, 23))
def test_names_and_subjects_of_any_length_keep_their_spaces(
    number: int, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(TEXT.split()[-number:])
    composed = Composed(text, "text", "<p>html</p>", sender_name=text, sender="post@example.org")
    monkeypatch.setitem(mail._composers, "probe", lambda message: composed)
    write()
    name = mail.post("probe", 1, "lan@example.org", "vi").message_id.strip("<>").split("@")[0]
    db.session.commit()
    outbox.run_next(Lane.MAIL)
    raw = (Path(app.config["VAR"]) / f"mail/{name}.eml").read_bytes()
    letter = email.message_from_bytes(raw, policy=compat32)
    assert read(letter["Subject"]) == text
    assert read(letter["From"]) == f"{text} <post@example.org>"
    careless = email.message_from_bytes(raw, policy=default)["From"].addresses[0].display_name
    assert careless.split() == text.split(), "a reader that knows the rule by half still sees whole words"


def read(header: str) -> str:
    """As RFC 2047 says: white space between two encoded words is not there."""
    joined = re.sub(r"\?=\s+=\?", "?==?", header).replace("\n", "")
    parts = [(part.encode() if isinstance(part, str) else part, charset) for part, charset in decode_header(joined)]
    return "".join(part.decode(charset or "ascii") for part, charset in parts)
