"""Makers of questions and answers for the tests of several modules."""

from typing import Any

from showcase.core.database import db, write
from showcase.registration.models import Event, Question
from tests.factories import save, texts

CAR = [
    {"key": "san-bay", "words": {"vi": "Sân bay", "en": "The airport"}},
    {"key": "ben-xe", "words": {"vi": "Bến xe"}},
]


def make_question(event: Event, **changes: Any) -> Question:
    """A required question to the party, of a few words; `options` make it a choice."""
    words = {"label": {"vi": "Quê ở xã nào?", "en": "Which commune?"}, "reason": {"vi": "Để người của xã ra đón."}}
    words |= {name: changes.pop(name) for name in Question.FIELDS if name in changes}
    position = len(db.session.scalars(db.select(Question.id).filter_by(event_id=event.id)).all())
    columns = {"slug": f"cau-{position + 1}", "position": position, "per": "party", "kind": "text", "required": True}
    question = save(texts(Question(event_id=event.id, **{**columns, **changes}), **words))
    db.session.expire_all()
    return question


def change_question(question: Question, **changes: Any) -> None:
    write()
    for name, value in changes.items():
        setattr(question, name, value)
    db.session.commit()
