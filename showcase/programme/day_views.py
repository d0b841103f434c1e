"""The run of show on the day: what has begun, how late it is, and when the rest is to be reckoned with."""

from flask import Response, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock
from ..core.database import db, write
from ..core.i18n import lazy
from ..registration.event_pages import locked_event_of
from . import plan as plans
from . import services
from .forms import DelayForm
from .pages import ProgrammePage, blueprint, item_of, offer, plan_of_address, programme_page
from .progress import progress_of

HERE = "staff_programme.day"
offer(ProgrammePage(lazy("On the day"), HERE, 20))


@blueprint.get("/<slug>/day/")
@requires(Verb.SET_UP)
def day(slug: str) -> str:
    return _page(plan_of_address(slug))


@blueprint.post("/<slug>/day/items/<int(max=2147483647):number>")
@requires(Verb.SET_UP)
def mark_item(slug: str, number: int) -> Response:
    """`deed`: start, skip or reset. What is so already stays as it is: two officers may press at once."""
    write()
    item = item_of(locked_event_of(slug), number)
    deed, now = request.form.get("deed"), clock.now()
    if deed == "start" and item.started_at is None:
        services.start(item, now)
    elif deed == "skip" and item.skipped_at is None:
        services.skip(item, now)
    elif deed == "reset" and (item.started_at or item.skipped_at):
        services.reset(item)
    db.session.commit()
    return make_response(redirect(url_for(HERE, slug=slug, _anchor=f"item-{number}"), 303))


@blueprint.post("/<slug>/day/delay")
@requires(Verb.SET_UP)
def say_late(slug: str) -> Response:
    """So many minutes late: the next item, and with it what follows."""
    write()
    event = locked_event_of(slug)
    form = DelayForm(request.form)
    plan = plans.plan_of(event)
    following = progress_of(plan).following
    if not form.validate() or form.minutes.data is None:
        db.session.rollback()
        return make_response(_page(plan_of_address(slug), form), 422)
    if following is not None:
        services.say_late(event, following.item, form.minutes.data)
    db.session.commit()
    return make_response(redirect(url_for(HERE, slug=slug), 303))


def _page(plan: plans.Plan, form: DelayForm | None = None) -> str:
    return programme_page(
        "programme/staff/day.html",
        plan.event,
        HERE,
        plan=plan,
        progress=progress_of(plan),
        form=form or DelayForm(),
        now=clock.now(),
    )
