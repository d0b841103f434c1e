"""An event's questions to its guests: added, changed, put in order, switched off and taken away one by one."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..core import audit, ordering, slugs
from ..core.copies import twin
from ..core.database import db
from ..core.i18n import SOURCE
from .events import Noted
from .models import Answer, Event, Question
from .rules import Refusal, Refused

MOST = 10  # of an event
FEW = 3  # with more, the form takes a family longer than three minutes
MOST_OPTIONS = 8
SHAPE = ("per", "kind")  # what answers fit to
Texts = Mapping[str, Mapping[str, str]]


def add(event: Event, texts: Texts, values: Mapping[str, Any], noted: Noted) -> Question:
    """A new question after the others. The event is locked by whoever calls, here and below. Raises Refused."""
    if len(event.questions) >= MOST:
        raise Refused(Refusal.TOO_MANY_QUESTIONS)
    wish = slugs.slugify(texts["label"][SOURCE])[:60].strip("-") or "question"
    slug = slugs.first_free(wish, {question.slug for question in event.questions})
    position = max((question.position for question in event.questions), default=-1) + 1
    question = Question(slug=slug, position=position, **values)
    event.questions.append(question)
    _store(question, texts)
    audit.record("question.created", question, **noted)
    return question


def change(question: Question, texts: Texts, values: Mapping[str, Any], noted: Noted) -> audit.AuditEntry:
    """Change a question. Raises Refused where answers would no longer fit it, or be kept longer than was promised."""
    reshaped = any(values[name] != getattr(question, name) for name in SHAPE)
    if (reshaped or values["kept_days"] > question.kept_days) and is_answered(question):
        raise Refused(Refusal.QUESTION_ANSWERED)
    was_sensitive = question.is_sensitive
    for name, value in values.items():
        setattr(question, name, value)
    _store(question, texts)
    if question.is_sensitive and not was_sensitive:
        _seal_answers(question)
    return audit.record("question.changed", question, **noted)


def move(question: Question, step: ordering.Step) -> None:
    moved = ordering.move(question.event.questions, question, step)
    if moved:
        audit.record("question.moved", question, place=moved)


def remove(question: Question) -> None:
    """Take a question away that nobody has answered. Raises Refused."""
    if is_answered(question):
        raise Refused(Refusal.QUESTION_ANSWERED)
    # Answers that were taken back have no words any more, but the log still has theirs.
    audit.erase_all(Answer, db.select(Answer.id).filter_by(question_id=question.id))
    audit.record("question.deleted", question, label=(question.texts_of("label"), None), kind=(question.kind, None))
    question.event.questions.remove(question)
    db.session.flush()


def carry_over(last: Event, event: Event, reword: Callable[[str], str]) -> list[Question]:
    """Give an event the questions of another, without what was answered; `reword` renews a text with its options."""
    for question in last.questions:
        copy: Question = twin(question, event_id=None)
        for option in copy.options:
            option["words"] = {code: reword(text) for code, text in option["words"].items()}
        event.questions.append(copy)
    return event.questions


def is_answered(question: Question) -> bool:
    """Whether any answer is still kept."""
    kept = db.select(Answer.id).where(Answer.question_id == question.id, Answer.says_something()).limit(1)
    return db.session.scalar(kept) is not None


def numbers_of_answers(event: Event) -> dict[int, int]:
    """Question id → how many answers to it are kept."""
    query = (
        db.select(Answer.question_id, db.func.count())
        .join(Question, Question.id == Answer.question_id)
        .where(Question.event_id == event.id, Answer.says_something())
        .group_by(Answer.question_id)
    )
    return {question_id: number for question_id, number in db.session.execute(query)}  # noqa: C416 - rows, not pairs


def options_from(rows: Iterable[Mapping[str, str]], stored: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The options that are typed, each with a key of its own.

    A key stays with its words in the source language, whatever row they move to: other words are another answer, and
    whoever chose the earlier ones must not be taken to have chosen these.
    """
    keys = {option["words"].get(SOURCE): option["key"] for option in stored}
    made: list[dict[str, Any]] = []
    for row in rows:
        words = {code: text for code, text in row.items() if text}
        if SOURCE not in words:
            continue
        taken = {*keys.values(), *(option["key"] for option in made)}
        wish = slugs.slugify(words[SOURCE])[:40].strip("-") or "option"
        made.append({"key": keys.get(words[SOURCE]) or slugs.first_free(wish, taken), "words": words})
    return made


def _seal_answers(question: Question) -> None:
    """What has been said so far is from now on kept apart, and no longer in the log."""
    for answer in db.session.scalars(db.select(Answer).filter_by(question_id=question.id).order_by(Answer.id)):
        answer.keep(answer.kept, is_sensitive=True)
    audit.erase_all(Answer, db.select(Answer.id).filter_by(question_id=question.id))


def _store(question: Question, texts: Texts) -> None:
    for field, given in texts.items():
        question.set_texts(field, given)
    db.session.flush()
