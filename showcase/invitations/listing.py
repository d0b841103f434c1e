"""An event's invitations as the console narrows and counts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import lazyload

from ..core import search
from ..core.database import db
from ..registration.models import Event
from .models import Invitation
from .rules import Stage

# The stage of a row, as `rules.stage` has it of one invitation.
STAGE: ColumnElement[str] = db.case(
    (Invitation.withdrawn_at.is_not(None), Stage.WITHDRAWN.value),
    (Invitation.reply.is_not(None), Invitation.reply),
    (Invitation.opened_at.is_not(None), Stage.OPENED.value),
    (db.or_(Invitation.sent_at.is_not(None), Invitation.handed_on.is_not(None)), Stage.SENT.value),
    else_=Stage.NOTED.value,
)
REACHES: Mapping[str, ColumnElement[bool]] = {
    "email": Invitation.email.is_not(None),
    "phone": db.and_(
        Invitation.email.is_(None), db.or_(Invitation.phone.is_not(None), Invitation.home_phone.is_not(None))
    ),
    "hand": db.and_(Invitation.email.is_(None), Invitation.phone.is_(None), Invitation.home_phone.is_(None)),
}
NO_UNIT = "none"
MOST_ALIKE = 5  # shown beside an invitation


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty value narrows nothing."""

    q: str = ""
    stage: str = ""  # rules.Stage
    addressee: str = ""  # rules.Addressee
    kind: str = ""
    unit: str = ""  # its code, or NO_UNIT
    reach: str = ""  # one of REACHES

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Filters":
        return cls(**{name: _clean(values.get(name, "")) for name in cls.__dataclass_fields__})

    @property
    def given(self) -> dict[str, str]:
        """Those that narrow, as an address or a form carries them."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}

    @property
    def any_but_stage(self) -> bool:
        return bool(self.given.keys() - {"stage"})


def narrowed(event: Event, filters: Filters) -> Select[Any]:
    """The event's invitations, in Vietnamese order of the given names."""
    query = db.select(Invitation).where(*conditions(event, filters)).options(lazyload("*"))
    if filters.stage:
        query = query.where(filters.stage == STAGE)
    return query.order_by(Invitation.sort_given, Invitation.id)


def counts(event: Event, filters: Filters) -> dict[str, int]:
    """How many there are of each stage, of those that the other filters leave."""
    stage = STAGE.label("stage_now")
    query = db.select(stage, db.func.count()).where(*conditions(event, filters)).group_by(stage.name)
    found = {name: number for name, number in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
    return {one.value: found.get(one, 0) for one in Stage}


def of_events() -> dict[int, dict[str, int]]:
    """Event id → stage → how many."""
    stage = STAGE.label("stage_now")
    query = db.select(Invitation.event_id, stage, db.func.count()).group_by(Invitation.event_id, stage.name)
    found: dict[int, dict[str, int]] = {}
    for event_id, name, number in db.session.execute(query):
        found.setdefault(event_id, {})[name] = number
    return found


def unit_codes(event: Event) -> Select[tuple[str]]:
    """The codes of the communes that hand cards over."""
    return db.select(Invitation.unit_code).where(Invitation.event_id == event.id)


def of_the_same_name(invitation: Invitation) -> Sequence[Invitation]:
    """Who else is invited to the event under this name, marks aside: perhaps the same people."""
    same = db.select(Invitation).filter_by(event_id=invitation.event_id, folded=invitation.folded, withdrawn_at=None)
    others = same.where(Invitation.id != invitation.id, Invitation.folded != "")
    return db.session.scalars(others.order_by(Invitation.id).limit(MOST_ALIKE)).all()


def next_to_tell(invitation: Invitation) -> Invitation | None:
    """Whom to write to after this one: noted, with a telephone but no e-mail address."""
    query = narrowed(invitation.event, Filters(stage=Stage.NOTED, reach="phone"))
    later = db.tuple_(Invitation.sort_given, Invitation.id) > db.tuple_(invitation.sort_given, invitation.id)
    others = query.where(Invitation.id != invitation.id)
    found: Invitation | None = db.session.scalar(others.where(later).limit(1)) or db.session.scalar(others.limit(1))
    return found


def conditions(event: Event, filters: Filters) -> list[ColumnElement[bool]]:
    """Those that the filters leave, the stage aside."""
    found = [Invitation.event_id == event.id]
    for pattern in search.like_patterns(filters.q):
        by_code = Invitation.code.like(pattern.lstrip("% ").upper(), escape="\\")
        found.append(db.or_(Invitation.folded.like(pattern, escape="\\"), by_code))
    if filters.addressee:
        found.append(Invitation.addressee == filters.addressee)
    if filters.kind:
        found.append(Invitation.guest_kind == filters.kind)
    if filters.unit:
        found.append(Invitation.unit_code == ("" if filters.unit == NO_UNIT else filters.unit))
    if filters.reach in REACHES:
        found.append(REACHES[filters.reach])
    return found


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).strip()[:120]
