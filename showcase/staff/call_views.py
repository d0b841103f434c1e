"""Whom to telephone today: why, with which number, what time it is there, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import clock
from ..core.database import db, locked, write
from ..core.i18n import gettext as _
from ..core.i18n import use_locale
from ..core.localised import load_texts
from ..registration import calls, contact, links, people, when
from ..registration.models import CallTask, Registration
from . import wording
from .call_forms import OutcomeForm
from .paging import Page, page_address, page_of

blueprint = Blueprint("staff_calls", __name__, url_prefix="/staff/calls")


@dataclass(frozen=True)
class Answered:
    """A call whose form came back with something amiss."""

    number: int
    form: OutcomeForm


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def calls_list() -> str:
    return _list()


@blueprint.post("/<int(max=2147483647):number>/done")
@requires(Verb.CHANGE_GUESTS)
def done(number: int) -> Response:
    write()
    task, form = _locked(number), OutcomeForm(request.form, prefix=f"call-{number}-")
    if not form.validate():
        db.session.rollback()
        return make_response(_list(Answered(number, form)), 422)
    if task.is_open:  # pressed twice, or by two: the first has said it
        calls.done(task, form.outcome.data, signed_in(), clock.now())
        db.session.commit()
    return _back()


@blueprint.post("/<int(max=2147483647):number>/not-reached")
@requires(Verb.CHANGE_GUESTS)
def not_reached(number: int) -> Response:
    write()
    task = _locked(number)
    # The page says how often it has been tried: pressed twice, it counts once.
    if task.is_open and request.form.get("tries") == str(task.tries):
        calls.put_off(task, _today(task.registration))
        db.session.commit()
    return _back()


def _list(answered: Answered | None = None) -> str:
    now = clock.now()
    page = page_of(calls.open_calls(now))
    load_texts(*{task.registration.event for task in page.items})
    return render_template(
        "staff/calls.html",
        calls=page,
        forms=_forms(page, answered),
        answered=answered,
        reasons=wording.call_reasons(),
        today=_today,
        there=_there(page),
        words=_words,
        shown_phone=contact.shown_phone,
        page_address=page_address,
    )


def _forms(page: Page, answered: Answered | None) -> dict[int, OutcomeForm]:
    found = {task.id: OutcomeForm(prefix=f"call-{task.id}-") for task in page.items}
    return found | ({answered.number: answered.form} if answered else {})


def _there(page: Page) -> Callable[[Registration], list[tuple[str, str]]]:
    """What hour it is now where a party lives; nothing where the clocks of its country are not known."""
    now = clock.now()
    countries = {task.registration.contact_country for task in page.items}
    found = {code: [(place, when.hour(now, zone)) for place, zone in when.PLACES.get(code, ())] for code in countries}
    return lambda registration: found[registration.contact_country]


def _words(registration: Registration) -> str:
    """What to send by Zalo or Viber, in the party's own language."""
    with use_locale(registration.locale):
        person, event = people.contact_addressed(registration), registration.event.text_in("title")
        url = links.manage_url(registration)
        return _("%(person)s, here are your tickets for “%(event)s”: %(url)s", person=person, event=event, url=url)


def _today(registration: Registration) -> date:
    return clock.in_zone(clock.now(), registration.event.timezone).date()


def _locked(number: int) -> CallTask:
    found = db.session.get(CallTask, number)
    return locked(found) if found else abort(404)


def _back() -> Response:
    return make_response(redirect(url_for(".calls_list"), 303))
