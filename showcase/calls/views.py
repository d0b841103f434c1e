"""The call desk of an event: its list, and one guest a screen with what is said, sent and noted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import clock
from ..core.database import db, write
from ..core.i18n import LOCALES, SOURCE
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.paging import pages_of
from ..registration import calls as party_calls
from ..registration import contact, refusals, when
from ..registration.desk_pages import desk_page, event_of, to_event_in_front
from ..registration.guest_words import call_reasons
from ..registration.models import Event
from ..registration.rules import Refused as PlaceRefused
from . import queue, rules, services, tally, wording, words, zones
from .forms import CallForm
from .models import Call, Callee
from .rules import Refusal, Refused

blueprint = Blueprint("staff_calls", __name__, url_prefix="/staff/calls")
HERE = "staff_calls.desk"
ON_A_PAGE = 40


@dataclass(frozen=True)
class Reach:
    """A number of the guest with the clocks that may hang there."""

    number: str  # E.164
    shown: str
    hours: list[zones.Hour]


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def calls_list() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.SEE_GUESTS)
def desk(slug: str) -> str:
    event, now = event_of(slug), clock.now()
    rows = queue.of_event(event, now)
    due, later = [row for row in rows if row.due], [row for row in rows if not row.due]
    shown = later if "later" in request.args else due
    pages = pages_of(len(shown), ON_A_PAGE)
    officers = tally.of_today(event, now)
    return desk_page(
        "calls/staff/desk.html",
        event,
        HERE,
        **_around(),
        rows=shown[pages.part],
        due=due,
        later=later,
        shows_later="later" in request.args,
        page=pages,
        page_address=lambda number: url_for(".desk", slug=slug, page=number, **_which()),
        hour_there=lambda row: zones.hours_of(row.phone, row.country, now),
        held=lambda row: row.is_held(now, signed_in().id),
        reasons=call_reasons(),
        officers=officers,
        in_all=tally.in_all(officers),
        last=_just_noted(event),
        nobody="nobody" in request.args,
        taken="taken" in request.args,
    )


@blueprint.post("/<slug>/next")
@requires(Verb.CHANGE_GUESTS)
def take_next(slug: str) -> Response:
    """The next guest, or with `step` -1 the one before."""
    write()
    event, now = event_of(slug), clock.now()
    rows = queue.of_event(event, now)
    present = _callee(event, request.form.get("from", type=int))
    step = -1 if request.form.get("step") == "-1" else 1
    callee = services.take_next(event, rows, signed_in(), now, _key(present), step)
    if callee is None:
        services.let_go(signed_in())
    db.session.commit()
    return _to(callee) if callee is not None else _to_desk(slug, nobody=1)


@blueprint.post("/<slug>/take")
@requires(Verb.CHANGE_GUESTS)
def take(slug: str) -> Response:
    """This very guest, from a list or their own page."""
    write()
    event, kind, number = event_of(slug), request.form.get("kind", ""), request.form.get("number", type=int)
    row = next((one for one in queue.of_event(event, clock.now()) if one.key == (kind, number)), None)
    if row is None:
        db.session.rollback()
        return _to_desk(slug, nobody=1)
    callee = services.take(event, row.kind, row.number, signed_in(), clock.now())
    db.session.commit()
    return _to(callee) if callee is not None else _to_desk(slug, taken=1)


@blueprint.post("/<slug>/pause")
@requires(Verb.CHANGE_GUESTS)
def pause(slug: str) -> Response:
    """Back to the list: whoever was taken up is free."""
    write()
    event_of(slug)
    services.let_go(signed_in())
    db.session.commit()
    return _to_desk(slug)


@blueprint.get("/<slug>/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def callee(slug: str, number: int) -> str:
    event = event_of(slug)
    return _callee_page(_callee(event, number) or abort(404))


@blueprint.post("/<slug>/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def note(slug: str, number: int) -> Response:
    """One of the answers: it is noted, and the next guest is on the screen."""
    write()
    event, now, who = event_of(slug), clock.now(), signed_in()
    found = _callee(event, number) or abort(404)
    rows = queue.of_event(event, now)
    services.held(found)
    newest = services.last_call(found)
    form = _form(found, newest, now, posted=True)
    pressed = request.form.get("answer", "")
    said = form.said(pressed)
    if form.seen.data != str(newest.id if newest else 0):
        db.session.rollback()
        if newest is not None and newest.account_id == who.id and pressed.partition(":")[0] == newest.outcome:
            return _to_desk(slug, done=newest.id)  # pressed twice
        return make_response(_callee_page(found, form, Refused(Refusal.NOTED)), 409)
    if said is None:
        db.session.rollback()
        return make_response(_callee_page(found, form, pressed=pressed), 422)
    try:
        call = services.note(found, said, who, now)
    except (Refused, PlaceRefused) as refused:
        db.session.rollback()
        return make_response(_callee_page(found, form, refused, pressed), 409)
    following = services.take_next(event, rows, who, now, _key(found))
    db.session.commit()
    return _to(following, done=call.id) if following is not None else _to_desk(slug, done=call.id)


@blueprint.post("/<slug>/noted/<int(max=2147483647):number>/undoing")
@requires(Verb.CHANGE_GUESTS)
def undo(slug: str, number: int) -> Response:
    write()
    event = event_of(slug)
    call = _call(event, number) or abort(404)
    found = call.callee
    services.held(found)
    try:
        services.undo(call, signed_in(), clock.now())
    except Refused as refused:
        db.session.rollback()
        return make_response(_callee_page(found, refusal=refused), 409)
    db.session.commit()
    return _to(found, undone=1)


def _callee_page(
    found: Callee, form: CallForm | None = None, refusal: Refused | PlaceRefused | None = None, pressed: str = ""
) -> str:
    event, now = found.event, clock.now()
    load_texts(event.edition.host)
    invitation, registration = found.invitation, found.registration
    tasks = party_calls.open_of(registration) if registration else []
    history = services.history(found)
    newest = next((one for one in history if one.callee_id == found.id and one.undone_at is None), None)
    return render_template(
        "calls/staff/callee.html",
        event=event,
        other_events=[],  # one guest a screen: nobody changes the event here
        when=when,
        **_around(),
        callee=found,
        name=words.name_of(found) or _("(deleted)"),
        form=form or _form(found, newest, now),
        opened=pressed.partition(":")[0],
        refusal=_refused(refusal, event),
        is_others=found.is_held(now, signed_in().id),
        waits=queue.waits(found, tasks, now),
        elsewhere=services.answered_elsewhere(invitation) if invitation and not invitation.reply else [],
        numbers=_reaches(found, now),
        greeting=words.greeting(found),
        message=words.message(found, tasks),
        language=LOCALES.get(words.locale_of(found), LOCALES[SOURCE]),
        usual_times=_usual_times(found, now),
        usual_numbers=services.usual_numbers(invitation) if invitation else [],
        most=services.most_people(invitation) if invitation else 0,
        is_body=invitation is not None and services.is_body(invitation),
        reasons=[call_reasons()[task.reason] for task in tasks],
        history=history,
        newest=newest,
        last=_just_noted(event),
        undone="undone" in request.args,
        places=len(registration.people) if registration else 0,
    )


def _around() -> dict[str, Any]:
    """What both pages ask."""
    return {
        "outcomes": wording.outcomes(),
        "tones": wording.tones(),
        "may_undo": services.may_undo,
        "called": words.name_of,
    }


def _refused(refused: Refused | PlaceRefused | None, event: Event) -> str:
    """Why nothing was noted, in words; empty: nothing was refused."""
    if refused is None:
        return ""
    return wording.refusals()[refused.refusal] if isinstance(refused, Refused) else refusals.words_of(refused, event)


def _form(found: Callee, newest: Call | None, now: datetime, posted: bool = False) -> CallForm:
    most = services.most_people(found.invitation) if found.invitation else 0
    values: dict[str, Any] = {"hours": _hours(found, now), "most": most, "now": now}
    if posted:
        return CallForm(request.form, **values)
    return CallForm(data={"seen": str(newest.id if newest else 0), "people": min(2, most)}, **values)


def _hours(found: Callee, now: datetime) -> list[zones.Hour]:
    """The clocks that the guest may mean, that of the event if nothing is known of theirs; each once."""
    country = words.country_of(found)
    every = [hour for number in words.phones_of(found) for hour in zones.hours_of(number, country, now)]
    here = found.event.timezone
    known = {hour.zone: hour for hour in every}
    known = known or {here: zones.Hour(here, zones.place_of(here), clock.in_zone(now, here))}
    return list(known.values())


def _reaches(found: Callee, now: datetime) -> list[Reach]:
    country = words.country_of(found)
    return [Reach(n, contact.shown_phone(n), zones.hours_of(n, country, now)) for n in words.phones_of(found)]


def _usual_times(found: Callee, now: datetime) -> list[tuple[str, str]]:
    """What one press says: the value of the button, and the hour on the guest's clock in words."""
    first = _hours(found, now)[0]
    times = rules.usual_times(first.local)
    return [(f"later:{at:%Y-%m-%dT%H:%M}@{first.zone}", when.moment(at, first.zone)) for at in times]


def _callee(event: Event, number: int | None) -> Callee | None:
    """A guest with all that the screen shows of them, in one look."""
    if number is None or not 0 < number < 2**31:
        return None
    query = db.select(Callee).filter_by(event_id=event.id, id=number)
    alone = lazyload("*")
    found = db.session.scalar(
        query.options(
            joinedload(Callee.invitation).options(alone),
            joinedload(Callee.registration).options(alone),
            joinedload(Callee.held_by).options(alone),
        )
    )
    if found is not None:
        for one in filter(None, (found, found.invitation, found.registration)):
            set_committed_value(one, "event", event)
    return found


def _call(event: Event, number: int | None) -> Call | None:
    if number is None or not 0 < number < 2**31:
        return None
    return db.session.scalar(db.select(Call).join(Call.callee).where(Call.id == number, Callee.event_id == event.id))


def _just_noted(event: Event) -> Call | None:
    """The call that the address says has just been noted."""
    found = _call(event, request.args.get("done", type=int))
    return found if found is not None and found.account_id == signed_in().id else None


def _key(found: Callee | None) -> tuple[str, int] | None:
    return (found.kind, found.invitation_id or found.registration_id or 0) if found is not None else None


def _which() -> dict[str, Any]:
    return {"later": 1} if "later" in request.args else {}


def _to(found: Callee, **more: Any) -> Response:
    return make_response(redirect(url_for(".callee", slug=found.event.slug, number=found.id, **more), 303))


def _to_desk(slug: str, **more: Any) -> Response:
    return make_response(redirect(url_for(".desk", slug=slug, **more), 303))
