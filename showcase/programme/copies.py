"""Numbered copies of the run of show, and how two of them differ.

The content of a copy is JSON, so that it prints the same whatever becomes of the items: `items`, `parts` (the
sub-committees with their members) and `duties`, all in order, times as they stand on the event's clock.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import lazyload

from ..accounts.models import Account
from ..core import audit, clock
from ..core.database import db
from ..core.i18n import SOURCE, ngettext, use_locale
from ..registration.models import Event
from . import duties, rules
from .forms import MOMENTS
from .models import Duty, ProgrammeItem, RunCopy
from .plan import Plan, Row, plan_of, title_of
from .rules import Line

Content = Mapping[str, Any]
WHEN = ("day", "start", "end", "minutes")
# What each paper shows of an item: only a change of that is a change on it.
SHOWN = {
    rules.Role.DIRECTOR: (
        *(*WHEN, "title", "note", "place", "what", "charged", "in_charge", "people", "mc", "slide", "music", "prop"),
        "public",
    ),
    rules.Role.MC: ("day", "start", "title", "note", "people", "mc", "what"),
    rules.Role.SOUND: ("day", "start", "minutes", "title", "slide", "music", "prop"),
    rules.Role.RECEPTION: ("day", "start", "title", "note", "place", "people"),
}
OF_DUTY = ("day", "at", "what", "who", "phones", "when")


def of_event(event: Event) -> list[tuple[RunCopy, str]]:
    """All copies, the newest first, each with the name of who made it."""
    query = (
        db.select(RunCopy, Account.name)
        .outerjoin(Account, Account.id == RunCopy.made_by_id)
        .where(RunCopy.event_id == event.id)
        .order_by(RunCopy.number.desc())
        .options(lazyload("*"))
    )
    return [(copy, name or "") for copy, name in db.session.execute(query)]


def of_number(event: Event, number: int) -> RunCopy | None:
    return db.session.scalar(db.select(RunCopy).filter_by(event_id=event.id, number=number).options(lazyload("*")))


def content_of(copy: RunCopy) -> Content | None:
    """What a copy says; None: it is forgotten."""
    return json.loads(copy.content) if copy.content else None


def changed_since(event: Event, copy: RunCopy | None) -> int:
    """How many items and duties have been written since a copy was made."""
    since = [] if copy is None else [copy.made_at]
    counts = [
        db.select(db.func.count())
        .select_from(model)
        .where(model.event_id == event.id, *(model.changed_at > at for at in since))
        .scalar_subquery()
        for model in (ProgrammeItem, Duty)
    ]
    return db.session.scalar(db.select(counts[0] + counts[1])) or 0


def make(event: Event, by: int | None) -> tuple[RunCopy, bool]:
    """Fix the run of show as it is now; whether that is a new copy, for what says the same is the last one again."""
    last = db.session.scalar(
        db.select(RunCopy).filter_by(event_id=event.id).order_by(RunCopy.number.desc()).limit(1).options(lazyload("*"))
    )
    with use_locale(SOURCE):
        content = json.dumps(_content(event), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    if last is not None and last.digest == digest:
        return last, False
    now = clock.now()
    edited = max((at for at in (_edited(model, event) for model in (ProgrammeItem, Duty)) if at), default=now)
    if last is not None and edited <= last.made_at:
        edited = now  # what has changed is a name or a telephone of the committee
    number = last.number + 1 if last else 1
    copy = RunCopy(
        event_id=event.id, number=number, made_at=now, edited_at=edited, made_by_id=by, digest=digest, content=content
    )
    db.session.add(copy)
    audit.record("run_copy.made", copy, number=(None, number))
    return copy, True


def lines(role: rules.Role, content: Content, since: Content | None) -> list[Line]:
    """The items of a paper, marked where they differ from another copy."""
    old = content["items"] if since is None else since["items"]
    return rules.differences(old, content["items"], SHOWN[role])


def lines_of_part(part: int, content: Content, since: Content | None) -> list[Line]:
    """The duties of a sub-committee (0: of none)."""
    new, old = (_of_part(part, one) for one in (content, content if since is None else since))
    return rules.differences(old, new, OF_DUTY)


def counted(found: Sequence[Line]) -> dict[str, int]:
    """How many lines are new, changed and removed."""
    kinds = [line.difference for line in found]
    return {kind.value: kinds.count(kind) for kind in rules.Difference if kind is not rules.Difference.SAME}


def _of_part(part: int, content: Content) -> list[Mapping[str, Any]]:
    return [duty for duty in content["duties"] if duty["part"] == part]


def _content(event: Event) -> dict[str, Any]:
    plan = plan_of(event)
    groups = duties.groups_of(plan)
    return {
        "items": [_item(plan, row) for row in plan.rows],
        "parts": [
            {
                "id": group.subcommittee.id if group.subcommittee else 0,
                "name": group.subcommittee.name if group.subcommittee else "",
                "duty": group.subcommittee.duty if group.subcommittee else "",
                "members": [
                    {"name": one.name, "office": one.office, "phone": one.phone, "head": one.is_head}
                    for one in group.members
                ],
            }
            for group in groups
        ],
        "duties": [_duty(plan, group, task) for group in groups for task in group.tasks],
    }


def _item(plan: Plan, row: Row) -> dict[str, Any]:
    item = row.item
    starts, ends = (_local(plan, at) for at in (row.time.starts, row.time.ends))
    return {
        "id": item.id,
        "day": f"{starts:%Y-%m-%d}",
        "start": f"{starts:%H:%M}",
        "end": f"{ends:%H:%M}",
        "minutes": item.minutes,
        **{name: item.texts_of(name) for name in ProgrammeItem.FIELDS},
        "charged": [{"name": one.member.name, "phone": one.member.phone} for one in row.charges],
        "people": [str(one) for one in row.people],
        **{name: getattr(item, name) for name in ("what", "in_charge", "slide", "music", "prop", "public")},
    }


def _duty(plan: Plan, group: duties.Group, task: duties.Task) -> dict[str, Any]:
    at = None if task.at is None else _local(plan, task.at)
    return {
        "id": task.duty.id,
        "part": group.subcommittee.id if group.subcommittee else 0,
        "day": f"{at:%Y-%m-%d}" if at else "",
        "at": f"{at:%H:%M}" if at else "",
        "what": task.duty.what,
        "who": task.who,
        "phones": task.phones,
        "when": _when(task),
    }


def _when(task: duties.Task) -> str:
    """`5 phút trước khi bắt đầu: 4. Giới thiệu đại biểu`."""
    if task.row is None:
        return ""
    moment = str(MOMENTS[rules.Moment(task.duty.moment)])
    minutes = task.duty.minutes
    if minutes:
        moment = f"{ngettext('%(num)d minute', '%(num)d minutes', minutes)} {moment}"
    return f"{moment}: {title_of(task.row.item)}"


def _local(plan: Plan, at: datetime) -> datetime:
    return clock.in_zone(at, plan.event.timezone)


def _edited(model: Any, event: Event) -> datetime | None:
    return db.session.scalar(db.select(db.func.max(model.changed_at)).where(model.event_id == event.id))
