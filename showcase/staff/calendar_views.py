"""The reverse calendar's pages: its days, the ticks, and the numbers it counts with."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import account, requires
from ..accounts.rules import Verb
from ..core import audit, clock, editing
from ..core.database import db, locked, write
from ..editions.context import current_edition, edition_of
from ..editions.models import Edition
from ..editions.reverse_calendar import BY_KEY
from ..registration import deadlines, when
from .calendar_forms import DaysForm, DoneForm, days_form

blueprint = Blueprint("staff_calendar", __name__, url_prefix="/staff")


@blueprint.get("/calendar/")
@requires(Verb.BUILD_PUBLICATION)
def nearest() -> str:
    """The calendar of the next gathering, else of the edition in front."""
    ahead, front = deadlines.coming(clock.now()), current_edition()
    if ahead:
        return _page(edition_of(ahead[0].slug))
    return _page(front) if front else render_template("staff/calendar_empty.html")


@blueprint.get("/editions/<slug>/calendar/")
@requires(Verb.BUILD_PUBLICATION)
def steps(slug: str) -> str:
    return _page(edition_of(slug))


@blueprint.post("/editions/<slug>/calendar/<key>/completion")
@requires(Verb.BUILD_PUBLICATION)
def completion(slug: str, key: str) -> Response:
    """A step is done: by whom, and on which day."""
    write()
    edition = locked(edition_of(slug))
    form = DoneForm(request.form, today=clock.now().astimezone(ZoneInfo(edition.host.timezone)).date())
    if key not in BY_KEY:
        abort(404)
    if not form.validate():
        db.session.rollback()
        return make_response(_page(edition_of(slug), key, form), 422)
    record = deadlines.record_of(edition, key)
    audit.record("calendar_step.done", record, **form.give_to(record))
    db.session.commit()
    return make_response(redirect(url_for(".steps", slug=slug, ticked=key) + f"#{key}", 303))


@blueprint.post("/editions/<slug>/calendar/<key>/reopening")
@requires(Verb.BUILD_PUBLICATION)
def reopening(slug: str, key: str) -> Response:
    """It is not done after all."""
    write()
    edition = locked(edition_of(slug))
    if key not in BY_KEY:
        abort(404)
    record = deadlines.record_of(edition, key)
    changes = {"done_on": (record.done_on, None), "done_by": (record.done_by, "")}
    record.done_on, record.done_by = None, ""
    audit.record("calendar_step.reopened", record, **changes)
    db.session.commit()
    return make_response(redirect(url_for(".steps", slug=slug) + f"#{key}", 303))


@blueprint.get("/editions/<slug>/calendar/days")
@requires(Verb.SET_UP)
def days(slug: str) -> str:
    found = edition_of(slug)
    return _days_page(found, days_form().of_request(_subject(found), deadlines.stored_days(found)))


@blueprint.post("/editions/<slug>/calendar/days")
@requires(Verb.SET_UP)
def change_days(slug: str) -> Response:
    write()
    found = locked(edition_of(slug))
    form = days_form().of_request(_subject(found), deadlines.stored_days(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_days_page(edition_of(slug), form), form.status)
    form.give_to(found)
    entry = audit.record("calendar.changed", _subject(found), **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".days", slug=slug, saved=entry.id), 303))


def _subject(edition: Edition) -> str:
    """How the log calls the calendar of an edition."""
    return f"calendar:{edition.id}"


def _page(edition: Edition, key: str = "", form: DoneForm | None = None) -> str:
    who = account()
    today = clock.now().astimezone(ZoneInfo(edition.host.timezone)).date()
    return render_template(
        "staff/calendar.html",
        edition=edition,
        calendar=deadlines.of(edition, clock.now()),
        names=deadlines.names(),
        today=today,
        mine=who.name if who else "",
        faulty=key,
        form=form,
        ticked=request.args.get("ticked", ""),
        when=when,
    )


def _days_page(edition: Edition, form: DaysForm) -> str:
    change = editing.saved_change(_subject(edition))
    return render_template("staff/calendar_days.html", edition=edition, form=form, change=change)
