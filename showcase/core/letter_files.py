"""The letters that a site without a mail server writes to files: they go when the address in their row goes."""

from datetime import datetime
from pathlib import Path

from flask import current_app

from .database import db
from .forgetting import follows
from .mail import Message, name_of


@follows
def forget(now: datetime) -> dict[str, int]:
    files = list((Path(current_app.config["VAR"]) / "mail").glob("*.eml"))
    if not files:
        return {}
    kept = {name_of(one) for one in db.session.scalars(db.select(Message.message_id).where(Message.recipient != ""))}
    past = [file for file in files if file.stem not in kept]
    for file in past:
        file.unlink(missing_ok=True)
    return {"letter_files": len(past)}
