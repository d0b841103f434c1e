"""What guests answer to an event's questions: kept so that it says the same whatever becomes of the question."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import selectinload

from ..core import audit
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.i18n import gettext as _
from ..core.localised import Shown, worded
from .models import Answer, Attendee, Event, Question, Registration
from .rules import Answers, Party, Per

Place = tuple[int, int | None]  # question id, attendee id (None: the party)


@dataclass(frozen=True)
class Entry:
    """A question to somebody of a party, and the answer if there is one."""

    question: Question
    attendee: Attendee | None
    answer: Answer | None

    @property
    def words(self) -> list[Shown | str]:
        """The answer as a page shows it, a choice in its parts; empty: there is none."""
        return words_of(self.answer)

    @property
    def is_open(self) -> bool:
        """Whether the organisers still need it."""
        return self.question.asked and self.question.required and not self.words


def asked(event: Event, per: Per) -> list[Question]:
    """What the form asks now."""
    return [question for question in event.questions if question.asked and question.per == per]


def of(registration: Registration) -> dict[Place, Answer]:
    """What a party and its people have answered. Nothing is looked up where nothing was ever asked."""
    if not registration.event.questions:
        return {}
    query = db.select(Answer).filter_by(registration_id=registration.id).options(selectinload(Answer.sensitive))
    found = db.session.scalars(query.order_by(Answer.id))
    return {(answer.question_id, answer.attendee_id): answer for answer in found}


def entries(registration: Registration, stored: Mapping[Place, Answer]) -> list[Entry]:
    """All that is asked or was answered, in the order of the questions and of the people who come."""
    found = [
        Entry(question, attendee, stored.get((question.id, attendee.id if attendee else None)))
        for question in registration.event.questions
        for attendee in (registration.people if question.per == Per.PERSON else [None])
    ]
    return [entry for entry in found if entry.question.asked or entry.words]


def note(registration: Registration, party: Party) -> None:
    """Keep what a new party answers. The event is locked by whoever calls; what is no longer asked is left aside."""
    said = [(None, party.answers), *zip(registration.attendees, (one.answers for one in party.people), strict=True)]
    for attendee, answers in said:
        note_of(registration, attendee, answers)


def note_of(registration: Registration, attendee: Attendee | None, given: Answers) -> None:
    """Keep what the party, or one person who is new in it, answers."""
    if not given:
        return
    for question in asked(registration.event, Per.PERSON if attendee else Per.PARTY):
        value = _kept(question, given.get(question.slug), None)
        if value:
            _keep(registration, question, attendee.id if attendee else None, None, value)
    db.session.flush()


def change(registration: Registration, given: Mapping[Place, Any]) -> None:
    """Keep what a party now says, and its words before. The event is locked by whoever calls."""
    stored, questions = of(registration), {question.id: question for question in registration.event.questions}
    for place, said in given.items():
        answer = stored.get(place)
        question = questions[place[0]]
        before, after = answer.kept if answer else "", _kept(question, said, answer)
        if before == after:
            continue
        kept = _keep(registration, question, place[1], answer, after)
        db.session.flush()
        words = _plain(before), _plain(after)
        audit.record("answer.changed", kept, value=audit.Secret(*words) if question.is_sensitive else words)


def said(answer: Answer | None) -> Any:
    """What was said: a text, true or false, or the chosen options as {key, words}; None: nothing."""
    kept = answer.kept if answer is not None else ""
    return json.loads(kept) if kept else None


def chosen(answer: Answer | None) -> list[str]:
    """The keys of the chosen options."""
    found = said(answer)
    return [option["key"] for option in found] if isinstance(found, list) else []


def words_of(answer: Answer | None) -> list[Shown | str]:
    found = said(answer)
    if found is None:
        return []
    if isinstance(found, bool):
        return [_("Yes") if found else _("No")]
    return [worded(option["words"]) for option in found] if isinstance(found, list) else [str(found)]


def _keep(
    registration: Registration, question: Question, attendee_id: int | None, earlier: Answer | None, value: str
) -> Answer:
    answer = earlier or Answer(question_id=question.id, registration_id=registration.id, attendee_id=attendee_id)
    answer.keep(value, question.is_sensitive)
    db.session.add(answer)
    return answer


def _kept(question: Question, value: Any, earlier: Answer | None) -> str:
    """A value as it is stored; an option that was chosen before keeps the words in which it was chosen."""
    if question.is_choice and value is not None:
        known = {option["key"]: option for option in (*question.options, *_options_of(earlier))}
        value = [known[key] for key in ([value] if isinstance(value, str) else value) if key in known]
    if value is None or value in ("", []):
        return ""
    return json.dumps(value, ensure_ascii=False)


def _options_of(answer: Answer | None) -> Iterator[dict[str, Any]]:
    found = said(answer)
    if isinstance(found, list):
        yield from found


def _plain(value: str) -> Any:
    """As the log of changes keeps it: readable without the question."""
    found = json.loads(value) if value else None
    if isinstance(found, list):
        return [option["words"].get(SOURCE) or next(iter(option["words"].values()), "") for option in found]
    return found
