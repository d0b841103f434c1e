"""The committee of an event in the console: its sub-committees in order, each with its members."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, editing, once
from ..core.database import db, write
from ..core.file_answers import pdf_answer
from ..registration.desk_pages import desk_page, event_of, locked_event_of, to_event_in_front
from ..registration.event_pages import step_asked
from ..registration.models import Event
from . import papers, services, wording
from .forms import SubcommitteeForm, subcommittee_values
from .models import Subcommittee

# Other modules of the feature add their pages to it.
blueprint = Blueprint("committee", __name__, url_prefix="/staff/committee")
HERE = "committee.page"
blueprint.add_app_template_filter(wording.phone, "dialled")


@blueprint.get("/")
@requires(Verb.SET_UP)
def in_front() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.SET_UP)
def page(slug: str) -> str:
    event = event_of(slug)
    parts = services.of_event(event)
    numbers = [member.id for part in parts for member in part.members]
    return desk_page(
        "committee/page.html",
        event,
        HERE,
        parts=parts,
        escorted=services.escorted_by(numbers),
        phone=wording.phone,
        added=request.args.get("added", type=int),
        there=request.args.get("there", 0, type=int),
    )


@blueprint.get("/<slug>/assignments.pdf")
@requires(Verb.SET_UP)
def assignments(slug: str) -> Response:
    """Who does what, with telephones, to be printed."""
    event = event_of(slug)
    content = papers.assignments(event, services.of_event(event), clock.now())
    return pdf_answer(content, f"phan-cong-{event.slug}.pdf")


@blueprint.get("/<slug>/new")
@requires(Verb.SET_UP)
def new_subcommittee(slug: str) -> str:
    return _page(event_of(slug), SubcommitteeForm(None, {}))


@blueprint.post("/<slug>/new")
@requires(Verb.SET_UP)
def create_subcommittee(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = SubcommitteeForm(request.form, {})
    if (made := once.made_before(form, Subcommittee)) is not None:
        return to_page(slug, f"part-{made.id}")
    form.is_taken = lambda name: services.is_named(event, name)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(event_of(slug), form), form.status)
    made = services.add_subcommittee(event, form.values(), form.changes())
    once.remember(form, made)
    db.session.commit()
    return to_page(slug, f"part-{made.id}")


@blueprint.get("/<slug>/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def subcommittee(slug: str, number: int) -> str:
    event = event_of(slug)
    found = subcommittee_of(event, number)
    return _page(event, SubcommitteeForm.of_request(found, subcommittee_values(found)), found)


@blueprint.post("/<slug>/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_subcommittee(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    found = subcommittee_of(event, number)
    form = SubcommitteeForm.of_request(found, subcommittee_values(found))
    form.is_taken = lambda name: services.is_named(event, name, found)
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_page(event, form, subcommittee_of(event, number)), form.status)
    entry = services.change_subcommittee(found, form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".subcommittee", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/<slug>/<int(max=2147483647):number>/move")
@requires(Verb.SET_UP)
def move_subcommittee(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    services.move_subcommittee(event, subcommittee_of(event, number), step_asked())
    db.session.commit()
    return to_page(slug, f"part-{number}")


@blueprint.post("/<slug>/<int(max=2147483647):number>/removal")
@requires(Verb.SET_UP)
def remove_subcommittee(slug: str, number: int) -> Response:
    write()
    services.remove_subcommittee(subcommittee_of(locked_event_of(slug), number))
    db.session.commit()
    return to_page(slug)


def to_page(slug: str, anchor: str = "", **said: Any) -> Response:
    """Back to the committee's page."""
    return make_response(redirect(url_for("committee.page", slug=slug, **said, _anchor=anchor or None), 303))


def subcommittee_of(event: Event, number: int) -> Subcommittee:
    """The sub-committee of that number, if it is one of this event."""
    found = db.session.scalar(db.select(Subcommittee).filter_by(event_id=event.id, id=number))
    return found or abort(404)


def _page(event: Event, form: SubcommitteeForm, found: Subcommittee | None = None) -> str:
    return desk_page(
        "committee/subcommittee.html",
        event,
        HERE,
        form=form,
        found=found,
        change=editing.saved_change(found) if found else None,
    )
