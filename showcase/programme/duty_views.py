"""Duties of the sub-committees in the console: who does what when, with telephones and a tick."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import editing, once
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration.event_pages import locked_event_of
from . import duties
from .forms import MOMENTS, DutyForm, duty_values
from .models import Duty
from .pages import ProgrammePage, blueprint, offer, plan_of_address, programme_page
from .plan import Plan, plan_of

HERE = "staff_programme.duties"
offer(ProgrammePage(lazy("Duties"), HERE, 10))


@blueprint.get("/<slug>/duties/", endpoint="duties")
@requires(Verb.SET_UP)
def duties_list(slug: str) -> str:
    plan = plan_of_address(slug)
    groups = duties.groups_of(plan)
    removed = request.args.get("removed", 0, int)
    return programme_page(
        "programme/staff/duties.html", plan.event, HERE, plan=plan, groups=groups, removed=removed, moments=MOMENTS
    )


@blueprint.get("/<slug>/duties/new")
@requires(Verb.SET_UP)
def new_duty(slug: str) -> str:
    plan = plan_of_address(slug)
    given = {name: request.args[name] for name in ("subcommittee_id", "item_id") if name in request.args}
    stored = duty_values(None, plan.event.timezone, **given)
    return _page(plan, _with_choices(DutyForm(None, stored), plan))


@blueprint.post("/<slug>/duties/new")
@requires(Verb.SET_UP)
def create_duty(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = _with_choices(DutyForm(request.form, duty_values(None, event.timezone)), plan_of(event))
    if (made := once.made_before(form, Duty)) is not None:
        return _to_list(slug, made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(plan_of_address(slug), form), form.status)
    duty = Duty(event_id=event.id)
    form.write_to_duty(duty)
    duties.create(duty, form.changes())
    once.remember(form, duty)
    db.session.commit()
    return _to_list(slug, duty)


@blueprint.get("/<slug>/duties/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def duty(slug: str, number: int) -> str:
    plan = plan_of_address(slug)
    found = duties.of_event(plan.event, number) or abort(404)
    return _page(plan, _form(plan, found), found)


@blueprint.post("/<slug>/duties/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_duty(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = duties.of_event(event, number) or abort(404)
    form = _form(plan_of(event), found)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(plan_of_address(slug), form, found), form.status)
    entry = None
    if changes := form.changes():
        form.write_to_duty(found)
        entry = duties.note_change(found, changes)
    db.session.commit()
    return make_response(redirect(url_for(".duty", slug=slug, number=number, saved=entry.id if entry else None), 303))


@blueprint.post("/<slug>/duties/<int(max=2147483647):number>/tick")
@requires(Verb.SET_UP)
def tick_duty(slug: str, number: int) -> Response:
    """`done`: 1 or 0. Says what it shall be, so that pressing twice changes nothing twice."""
    write()
    found = duties.of_event(locked_event_of(slug), number) or abort(404)
    duties.tick(found, request.form.get("done") == "1")
    db.session.commit()
    return _to_list(slug, found)


@blueprint.post("/<slug>/duties/<int(max=2147483647):number>/removal")
@requires(Verb.SET_UP)
def remove_duty(slug: str, number: int) -> Response:
    """Takes it away, or with `back` gives it back."""
    write()
    event = locked_event_of(slug)
    found = db.session.scalar(db.select(Duty).filter_by(event_id=event.id, id=number)) or abort(404)
    back = "back" in request.form
    if back:
        duties.restore(found)
    else:
        duties.remove(found)
    db.session.commit()
    return make_response(redirect(url_for(HERE, slug=slug, removed=None if back else number), 303))


def _form(plan: Plan, found: Duty) -> Any:
    return _with_choices(DutyForm.of_request(found, duty_values(found, plan.event.timezone)), plan)


def _with_choices(form: Any, plan: Plan) -> Any:
    for name, offered in duties.choices(plan).items():
        form[name].choices = offered
    form.moment.choices = list(MOMENTS.items())
    return form


def _to_list(slug: str, duty: Duty) -> Response:
    return make_response(redirect(url_for(HERE, slug=slug, _anchor=f"duty-{duty.id}"), 303))


def _page(plan: Plan, form: Any, found: Duty | None = None) -> str:
    return programme_page(
        "programme/staff/duty.html",
        plan.event,
        HERE,
        form=form,
        duty=found,
        heading=_("A duty") if found else _("New duty"),
        change=editing.saved_change(found) if found else None,
    )
