"""The run of show as a table: many lines typed and saved at once, moved, shifted, taken away and back."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, once
from ..core.audit import AuditEntry
from ..core.database import db, write
from ..core.editing import typed
from ..core.forms import number_of
from ..core.i18n import SOURCE, lazy, ngettext
from ..core.i18n import gettext as _
from ..core.local_time import wall_clock
from ..core.localised import load_texts
from ..core.ordering import Step
from ..registration.desk_pages import to_event_in_front
from ..registration.event_pages import locked_event_of
from ..registration.models import Event
from . import plan as plans
from . import services
from .forms import ItemForm, TableForm, item_values, nearest, table_form
from .models import ProgrammeItem
from .pages import ProgrammePage, blueprint, done_of, offer, plan_of_address, programme_page
from .rules import MOST_ITEMS
from .services import Overtaken, TooMany

HERE = "staff_programme.table"
offer(ProgrammePage(lazy("Run of show"), HERE, 0))


@blueprint.get("/")
@requires(Verb.SET_UP)
def programme() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.SET_UP)
def table(slug: str) -> str:
    plan = plan_of_address(slug)
    return _page(plan, table_form(None, [row.item for row in plan.rows], plan.event.timezone))


@blueprint.post("/<slug>/")
@requires(Verb.SET_UP)
def change_table(slug: str) -> Response:
    """Keep all that was typed, then do what the pressed button says."""
    write()
    event = locked_event_of(slug)
    items = plans.items_of(event)
    load_texts(*items)
    form = table_form(request.form, items, event.timezone)
    if once.made_before(form, Event) is not None:
        return _to_table(slug)
    accepted = form.is_accepted()
    if (
        accepted
        and (form.new.form.minutes.data is not None or form.new.form.fixed.data)
        and not form.new.form.title.data
    ):
        form.new.form.title.errors = [_("Please fill in this line.")]
        accepted = False
    if accepted:
        try:
            done, at = _keep(event, items, form), None
            new = _add(event, form)
            deeds = _deed(event, form, request.form.get("deed", ""))
            done += deeds
            if new is not None:
                at = f"item-{new.id}"
            once.remember(form, event)
            db.session.commit()
            return _to_table(slug, done, at or _where(request.form.get("deed", "")), after=new and new.id)
        except TooMany:
            form.new.form.title.errors = [_("The run of show is full.")]
        except _Faulty:
            pass
    db.session.rollback()
    return make_response(_page(plan_of_address(slug), form), form.status)


@blueprint.post("/<slug>/undo")
@requires(Verb.SET_UP)
def undo(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    numbers = {number_of(one) for one in request.form.getlist("entry")[:MOST_ITEMS]}
    entries = db.session.scalars(db.select(AuditEntry).where(AuditEntry.id.in_(numbers)).order_by(AuditEntry.id.desc()))
    mine = [one for one in entries if one.actor == audit.actor()]
    if not mine:
        abort(404)
    try:
        back = [_take_back(event, entry) for entry in mine]
        db.session.commit()
    except Overtaken:
        db.session.rollback()
        return make_response(redirect(url_for(HERE, slug=slug, overtaken=1), 303))
    return _to_table(slug, [one for one in back if one is not None])


@blueprint.post("/<slug>/copy")
@requires(Verb.SET_UP)
def copy(slug: str) -> Response:
    """The run of show of another event, into an empty one."""
    write()
    event = locked_event_of(slug)
    other = db.session.get(Event, request.form.get("event", 0, number_of))
    if other is None or other.id == event.id:
        db.session.rollback()
        return _to_table(slug)
    entry = services.take_over(event, other)
    db.session.commit()
    return _to_table(slug, [entry] if entry else [])


class _Faulty(ValueError):
    """A field of the form says what is wrong."""


def _keep(event: Event, items: Sequence[ProgrammeItem], form: TableForm) -> list[AuditEntry]:
    """Store the lines that differ, one entry of the log for each."""
    known = {one.id: one for one in items}
    planned = {one.key: one for one in plans.timed(event, items)}
    changes = form.changes()
    done = []
    for number, line in form.rows().items():
        changed = {name for name in ("title", "minutes", "fixed") if f"i{number}-{name}" in changes}
        item = known.get(number)
        if item is None or not changed:
            continue
        noted = {}
        if "title" in changed:
            noted["title-" + SOURCE] = changes[f"i{number}-title"]
            item.set_text("title", SOURCE, line.form.title.data)
        if "minutes" in changed:
            noted["minutes"] = changes[f"i{number}-minutes"]
            item.minutes = line.form.minutes.data
        if "fixed" in changed:
            before = _as_typed(item, event.timezone)
            item.fixed_at = nearest(line.form.fixed.data, planned[number].starts, event.timezone)
            noted["fixed_at"] = (before, _as_typed(item, event.timezone))
        done.append(services.note_change(item, noted))
    return done


def _add(event: Event, form: TableForm) -> ProgrammeItem | None:
    new = form.new.form
    if not new.title.data:
        return None
    minutes = 10 if new.minutes.data is None else new.minutes.data
    item = services.add_item(event, new.title.data, minutes, number_of(form.after.data))
    if new.fixed.data is not None:
        planned = next(one for one in plans.timed(event, plans.items_of(event)) if one.key == item.id)
        item.fixed_at = nearest(new.fixed.data, planned.starts, event.timezone)
    return item


def _deed(event: Event, form: TableForm, deed: str) -> list[AuditEntry]:
    """`up-12`, `down-12`, `put-12-7` (behind 7; behind 0: first), `remove-12`, `shift`."""
    what, *rest = deed.split("-")
    numbers = [int(one) for one in rest if one.isdecimal() and len(one) < 10]
    known = {one.id: one for one in plans.items_of(event)}
    if what == "shift":
        chosen = number_of(form.shift_from.data)
        if chosen not in known or not form.shift_by.data:
            form.shift_by.errors = [_("Please fill in this line.")]
            raise _Faulty
        return [services.shift(event, chosen, form.shift_by.data)]
    if not numbers or numbers[0] not in known:
        return []  # somebody else has taken it away
    if what in (Step.UP, Step.DOWN):
        entry = services.move(event, numbers[0], Step(what))
        return [entry] if entry else []
    if what == "put" and len(numbers) == 2:
        entry = services.place(event, *numbers)
        return [entry] if entry else []
    return [services.remove(known[numbers[0]])] if what == "remove" else []


def _take_back(event: Event, entry: AuditEntry) -> AuditEntry | None:
    """Raises Overtaken where something else has been made of it since."""
    changes = audit.changes_of(entry)
    if entry.subject == audit.name_of(event):
        if entry.verb == "run_of_show.moved":
            return services.undo_move(event, *changes["order"])
        if entry.verb == "run_of_show.shifted":
            return services.undo_shift(event, changes)
        if entry.verb == "run_of_show.copied":
            return services.undo_take_over(event, entry)
        raise Overtaken
    kind, _colon, number = entry.subject.partition(":")
    item = db.session.get(ProgrammeItem, int(number)) if kind == "programme_item" else None
    if item is None or item.event_id != event.id:
        abort(404)
    if entry.verb == "programme_item.removed":
        return services.restore(item)
    if entry.verb in ("programme_item.created", "programme_item.restored"):
        return services.remove(item)
    if entry.verb != "programme_item.changed" or item.removed_at is not None:
        raise Overtaken
    return _change_back(event, item, changes)


def _change_back(event: Event, item: ProgrammeItem, changes: dict[str, tuple[Any, Any]]) -> AuditEntry | None:
    """The fields of the table, unless they say something else by now."""
    stored = ItemForm(None, item_values(item, event.timezone))
    now = {
        "title-" + SOURCE: item.texts_of("title").get(SOURCE, ""),
        "minutes": typed(stored.minutes),
        "fixed_at": typed(stored.fixed_at),
    }
    if not changes or any(name not in now or now[name] != new for name, (_old, new) in changes.items()):
        raise Overtaken
    back = {name: (new, old) for name, (old, new) in changes.items()}
    old = ItemForm.taking_back(changes, item_values(item, event.timezone))
    if "title-" + SOURCE in changes:
        item.set_text("title", SOURCE, changes["title-" + SOURCE][0])
    if "minutes" in changes:
        item.minutes = int(changes["minutes"][0])
    if "fixed_at" in changes:
        item.fixed_at = services.from_typed(old.fixed_at.data, event.timezone)
    return services.note_change(item, back)


def _as_typed(item: ProgrammeItem, zone: str) -> str:
    at = wall_clock(item.fixed_at, zone)
    return at.isoformat(timespec="minutes") if at else ""


def _where(deed: str) -> str | None:
    """Where the page opens after a deed: at the item it was done to."""
    what, *rest = deed.split("-")
    return f"item-{rest[0]}" if what in ("up", "down", "put") and rest and rest[0].isdecimal() else None


def _to_table(
    slug: str, done: list[AuditEntry] | None = None, anchor: str | None = None, after: int | None = None
) -> Response:
    where: dict[str, Any] = {"slug": slug, "done": [one.id for one in done or []], "added": after}
    return make_response(redirect(url_for(HERE, **where, _anchor=anchor), 303))


def _page(plan: plans.Plan, form: TableForm) -> str:
    after = request.args.get("after", 0, number_of)
    others = []
    if not plan.rows:
        query = (
            db.select(Event)
            .where(
                Event.id != plan.event.id,
                db.exists().where(ProgrammeItem.event_id == Event.id, ProgrammeItem.removed_at.is_(None)),
            )
            .order_by(Event.starts_at.desc(), Event.id)
            .options(lazyload("*"))
        )
        others = list(db.session.scalars(query.limit(20)))
        load_texts(*others)
    if form.after.data is None or request.method == "GET":
        form.after.data = str(after) if after else ""
    return programme_page(
        "programme/staff/table.html",
        plan.event,
        HERE,
        plan=plan,
        form=form,
        lines=form.rows(),
        after=number_of(form.after.data),
        done=(done := done_of(plan.event)),
        done_words=" ".join(dict.fromkeys(map(_deed_words, done))),
        others=others,
        overtaken="overtaken" in request.args,
        added=request.args.get("added", 0, number_of),
    )


def _deed_words(entry: AuditEntry) -> str:
    """What has just been done, for the line with the button that takes it back."""
    changes = audit.changes_of(entry)
    match entry.verb:
        case "programme_item.removed":
            return _("“%(title)s” is taken out.", title=changes["title"][0])
        case "programme_item.restored":
            return _("“%(title)s” is back.", title=changes["title"][1])
        case "run_of_show.copied":
            return ngettext(
                "%(num)d item is taken over. Look at the times, and say anew who is in charge and who speaks.",
                "%(num)d items are taken over. Look at the times, and say anew who is in charge and who speaks.",
                changes["items"][1],
            )
        case "run_of_show.emptied":
            return _("What was taken over is gone again.")
        case "run_of_show.moved":
            return _("The order is changed.")
        case "run_of_show.shifted":
            minutes = changes["minutes"][1]
            if minutes >= 0:
                return ngettext("Moved %(num)d minute later.", "Moved %(num)d minutes later.", minutes)
            return ngettext("Moved %(num)d minute earlier.", "Moved %(num)d minutes earlier.", -minutes)
    return _("The change is stored.")
