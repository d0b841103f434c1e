"""Copies of the list for the MC: fixed as they were made, numbered, with marks at what changed since the one before.

A copy keeps, as JSON, `{event, starts, lines, hand_overs, gone}`: lines in the words in which they are read out, each
with its mark; `gone` names who stood in the copy before and does not stand in this one.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy.orm import defer, joinedload, lazyload

from ..accounts.models import Account
from ..core import audit, clock, keys
from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import SOURCE, use_locale
from ..registration import when
from ..registration.models import Event
from . import hand_overs, wording
from .lines import Line, Order, sections
from .models import McCopy, RankGroup
from .rules import State

_LINK = "mc-copy"


class Mark(StrEnum):
    """What became of a line since the copy before."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Read:
    """A line as the MC reads it; `number` tells it from the others of the event."""

    number: int
    group: str
    who: str
    title: str
    spoken: str
    says: str
    instead_of: list[str]
    state: str
    mark: str = ""


@dataclass(frozen=True)
class Given:
    """A hand-over as the MC reads it."""

    kind: str
    what: str
    giver: str
    receiver: str
    carrier: str
    item: str


@dataclass(frozen=True)
class Content:
    event: str
    starts: str
    lines: list[Read]
    hand_overs: list[Given] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, copy: McCopy) -> "Content":
        """What a copy says; nothing once it is forgotten."""
        found: dict[str, Any] = json.loads(copy.content) if copy.content else {"event": "", "starts": "", "lines": []}
        lines = [Read(**line) for line in found["lines"]]
        given = [Given(**one) for one in found.get("hand_overs", [])]
        return cls(found["event"], found["starts"], lines, given, found.get("gone", []))


def of_event(event: Event) -> list[McCopy]:
    """The newest first; what they say is not loaded."""
    query = (
        db.select(McCopy)
        .filter_by(event_id=event.id)
        .options(lazyload("*"), defer(McCopy.content), joinedload(McCopy.made_by).lazyload("*"))
        .order_by(McCopy.number.desc())
    )
    return list(db.session.scalars(query))


def last_of(event: Event) -> McCopy | None:
    query = db.select(McCopy).filter_by(event_id=event.id).options(lazyload("*")).order_by(McCopy.number.desc())
    return db.session.scalar(query.limit(1))


def newer_than(copy: McCopy) -> McCopy | None:
    """The newest copy where that is another; what it says is not loaded."""
    query = db.select(McCopy).where(McCopy.event_id == copy.event_id, McCopy.number > copy.number)
    query = query.options(lazyload("*"), defer(McCopy.content)).order_by(McCopy.number.desc())
    return db.session.scalar(query.limit(1))


def of_number(event: Event, number: int) -> McCopy | None:
    query = db.select(McCopy).filter_by(event_id=event.id, number=number)
    return db.session.scalar(query.options(lazyload("*"), joinedload(McCopy.made_by).lazyload("*")))


def make(event: Event, by: Account | None, now: datetime) -> McCopy:
    """Keep the list as it is now, as the next copy. The event is locked by whoever calls."""
    before = last_of(event)
    order = Order(event)
    with use_locale(SOURCE):
        given = [
            Given(one.kind_word, one.what, one.giver_words, one.receiver_words, one.carrier_words, one.item)
            for one in hand_overs.shown(event, order)
        ]
        content = Content(
            str(event.text_in("title", SOURCE)),
            str(when.moment(event.starts_at, event.timezone)),
            _marked(before, order),
            given,
            gone_since(before, order),
        )
    made = McCopy(
        event_id=event.id,
        number=before.number + 1 if before else 1,
        made_at=now,
        made_by_id=by.id if by else None,
        content=json.dumps(asdict(content), ensure_ascii=False),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("mc_copy.created", made, number=(None, made.number))
    return made


def marks_since(last: McCopy | None, order: Order) -> dict[int, Mark]:
    """Line's number → what became of it since a copy; in the language of papers, as copies are."""
    if last is None:
        return {}
    before = Content.of(last).lines
    stood = {line.number: line for line in before}
    now = _reading(order)
    common = [line.number for line in now if line.number in stood]
    earlier = [line.number for line in before if line.number in set(common)]
    blocks = SequenceMatcher(None, earlier, common, autojunk=False).get_matching_blocks()
    stayed = {number for block in blocks for number in common[block.b : block.b + block.size]}
    marks: dict[int, Mark] = {}
    for line in now:
        if line.number not in stood:
            marks[line.number] = Mark.NEW
        elif _said(line) != _said(stood[line.number]):
            marks[line.number] = Mark.CHANGED
        elif line.number not in stayed:
            marks[line.number] = Mark.MOVED
    return marks


def gone_since(last: McCopy | None, order: Order) -> list[str]:
    """Who is not read out any more."""
    if last is None:
        return []
    now = {line.number for line in order.lines if is_read(line)}
    return [", ".join(filter(None, [one.who, one.title])) for one in Content.of(last).lines if one.number not in now]


def is_read(line: Line) -> bool:
    """Whether a line goes to the MC: somebody is named, and has not said that they do not come."""
    return bool(line.person.name) and line.state != State.CANCELLED


def token_of(copy: McCopy) -> str:
    return keys.link_token(_LINK, copy.id, copy.link_version)


def url_of(copy: McCopy) -> str:
    """The whole, secret address of a copy."""
    return absolute_url("mc.copy", token=token_of(copy))


def of_token(token: str) -> McCopy | None:
    find = partial(db.session.get, McCopy, options=[lazyload("*")])
    return keys.owner_of_link(_LINK, token, find, lambda found: found.link_version)


def renew_link(copy: McCopy) -> None:
    """Another address, since the old one is in wrong hands; the old one opens no more."""
    version = copy.link_version
    audit.record("mc_copy.link_renewed", copy, link_version=(version, version + 1))
    copy.link_version = version + 1
    db.session.flush()


def is_over(event: Event, now: datetime) -> bool:
    """Whether the MC's addresses are dead: they die with the event."""
    return now > event.ends_at


def made_at(copy: McCopy, zone: str) -> str:
    """The minute, on the event's clock."""
    return f"{clock.in_zone(copy.made_at, zone):%H:%M}"


def _marked(before: McCopy | None, order: Order) -> list[Read]:
    marks = marks_since(before, order)
    return [replace(line, mark=str(marks.get(line.number, ""))) for line in _reading(order)]


def _reading(order: Order) -> list[Read]:
    return [_read(line, group) for group, lines in sections(order.lines) for line in lines if is_read(line)]


def _read(line: Line, group: RankGroup | None) -> Read:
    return Read(
        line.number,
        str(group.text_in("name", SOURCE)) if group else "",
        line.person.named,
        line.person.title,
        line.person.spoken,
        wording.announcement(line),
        line.in_place_of,
        str(line.state),
    )


def _said(line: Read) -> tuple[Any, ...]:
    return line.who, line.title, line.spoken, line.says, tuple(line.instead_of)
