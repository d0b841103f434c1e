"""Badges in the console: which are to be printed, the files, and one anew for a guest at the table."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, numbers, once
from ..core.database import db, write
from ..core.file_answers import pdf_answer
from ..core.i18n import gettext as _
from ..core.i18n import ngettext
from ..registration import print_runs
from ..registration.desk_pages import desk_page, event_of, to_event_in_front
from ..registration.models import Attendee, Event
from ..registration.print_runs import PrintRun
from . import choice, faces, printing, wording
from .forms import BadgesForm, badges_form
from .rules import Paper, Which

# Other modules of the feature add their pages to it.
blueprint = Blueprint("badges", __name__, url_prefix="/staff/badges")
HERE = "badges.page"
SHOWN_BY_HAND = 20  # names


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def in_front() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.SEE_GUESTS)
def page(slug: str) -> str:
    return _page(event_of(slug))


@blueprint.post("/<slug>/print")
@requires(Verb.SEE_GUESTS)
def print_badges(slug: str) -> Response:
    """A few are a file at once; many are made by the worker."""
    write()
    event = event_of(slug)
    found = choice.standing(event)
    form = badges_form(found, request.form)
    if (made := once.made_before(form, PrintRun)) is not None:
        return _to(event, made)
    if form.is_accepted():
        wanted = found.chosen(form.choice)
        if 0 < len(wanted) <= printing.MOST:
            run = printing.ask(event, wanted, Paper(form.paper.data), form.begin.data)
            once.remember(form, run)
            db.session.commit()
            return _to(event, run)
        form.which.errors = [_nothing(form) if not wanted else _too_many()]
    db.session.rollback()
    return make_response(_page(event_of(slug), form), 422)


@blueprint.post("/<slug>/guests/<int(max=2147483647):number>/print")
@requires(Verb.SEE_GUESTS)
def print_one(slug: str, number: int) -> Response:
    """One badge anew, for a guest whose badge is lost or wrong."""
    write()
    event = event_of(slug)
    try:
        paper = Paper(request.form.get("paper", ""))
    except ValueError:
        abort(400)
    wanted = [guest for guest in choice.guests([number]) if guest.event_id == event.id]
    if not wanted:
        abort(404)
    run = printing.ask(event, [number], paper, 1)
    db.session.commit()
    return _to(event, run)


@blueprint.get("/<slug>/files/<int(max=2147483647):number>")
@requires(Verb.SEE_GUESTS)
def printed_file(slug: str, number: int) -> Response:
    event = event_of(slug)
    run = print_runs.found(event, number, [printing.WHAT])
    if run is None or run.content is None:
        abort(404)
    day = numbers.day(clock.in_zone(run.created_at, event.timezone).date()).replace("/", "-")
    return pdf_answer(run.content, f"the-deo-{event.slug}-{day}-{run.id}.pdf", download=True)


@blueprint.post("/<slug>/files/<int(max=2147483647):number>/taking-back")
@requires(Verb.SEE_GUESTS)
def take_back(slug: str, number: int) -> Response:
    """The printer ate it: these badges count as not printed."""
    write()
    event = event_of(slug)
    run = print_runs.found(event, number, [printing.WHAT])
    if run is None:
        abort(404)
    printing.take_back(run)
    db.session.commit()
    return make_response(redirect(url_for(".page", slug=slug, _anchor="files"), 303))


def _to(event: Event, run: PrintRun) -> Response:
    """To the file, which leaves the page where it is; to where its progress shows, if the worker makes it."""
    if run.finished_at is None and run.job_id is None:
        print_runs.finish(run.id)
        run = db.session.get_one(PrintRun, run.id)
    if run.finished_at is not None:
        return make_response(redirect(url_for(".printed_file", slug=event.slug, number=run.id), 303))
    return make_response(redirect(url_for(".page", slug=event.slug, _anchor="files"), 303))


def _nothing(form: BadgesForm) -> str:
    if form.which.data == Which.NEW:
        return _("All these badges have been printed.")
    if form.which.data == Which.CHANGED:
        return _("Nothing on these badges has changed since they were printed.")
    return _("Nobody of these comes.")


def _too_many() -> str:
    return _("A file holds at most %(most)d badges. Please choose a kind or a delegation.", most=printing.MOST)


def _page(event: Event, form: BadgesForm | None = None) -> str:
    found = choice.standing(event)
    runs = print_runs.of_event(event, [printing.WHAT])
    by_hand = [f"{guest.name} ({guest.code})" for guest in found.guests if faces.is_by_hand(guest)]
    return desk_page(
        "badges/staff/badges.html",
        event,
        HERE,
        form=form or badges_form(found),
        counts=found.counts,
        by_hand=by_hand,
        most_by_hand=SHOWN_BY_HAND,
        runs=runs,
        counting=found.files,
        running=print_runs.are_running(runs),
        words_of=_words_of,
        url_of=lambda run: url_for(".printed_file", slug=event.slug, number=run.id),
    )


def _words_of(run: PrintRun) -> str:
    """How many badges a file has, and on which paper."""
    badges = ngettext("%(num)d badge", "%(num)d badges", len(run.numbers))
    return f"{badges}, {wording.short_papers()[run.options['paper']]}"


def own_address(attendee: Attendee, event: Event) -> str:
    """Where one badge is printed anew."""
    values: dict[str, Any] = {"slug": event.slug, "number": attendee.id}
    return url_for("badges.print_one", **values)
