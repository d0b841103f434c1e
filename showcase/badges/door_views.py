"""A badge for a guest at the help desk, asked for by a volunteer's phone or page, and printed at once."""

from flask import Response, abort, request

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..checkin import api_views, staff_views
from ..checkin.claims import Scanner
from ..checkin.guard import devices_only, for_scanners
from ..checkin.help_api_views import person_of
from ..checkin.help_staff_views import guest_of
from ..core.database import db, write
from ..core.errors import Problem
from ..core.file_answers import pdf_answer
from ..registration import print_runs
from ..registration.models import Attendee
from ..registration.print_runs import PrintRun
from . import choice, printing
from .rules import Paper


@api_views.blueprint.get("/attendees/<int(max=2147483647):attendee_id>/badge.pdf")
@for_scanners
def badge(asking: Scanner, attendee_id: int) -> Response:
    """One badge on a page, on the paper asked for (labels, if none is). It counts as printed."""
    devices_only(asking)
    paper = _paper(request.args.get("paper", Paper.LABELS))
    if paper is None:
        fault = {"field": "paper", "message": "One of labels, cards, holders is expected."}
        raise Problem(422, "invalid", errors=[fault])
    write()
    content = _printed(person_of(attendee_id, asking), paper)
    if content is None:
        raise Problem(409, "not_confirmed", "Only who is confirmed has a badge.")
    return pdf_answer(content, f"badge-{attendee_id}.pdf")


@staff_views.blueprint.post("/gates/<slug>/guests/<int(max=2147483647):number>/badge")
@requires(Verb.CHECK_IN)
def print_badge(slug: str, number: int) -> Response:
    """The same for whoever sits at the help desk's page."""
    paper = _paper(request.form.get("paper", "")) or abort(400)
    write()
    content = _printed(guest_of(staff_views.gate_of(slug), number), paper)
    return pdf_answer(content, f"badge-{number}.pdf") if content is not None else abort(404)


def _paper(word: str) -> Paper | None:
    return Paper(word) if word in set(Paper) else None


def _printed(person: Attendee, paper: Paper) -> bytes | None:
    """The file of one badge; None for who has none."""
    if not choice.guests([person.id]):
        db.session.rollback()
        return None
    run = printing.ask(person.registration.event, [person.id], paper, 1)
    number = run.id
    db.session.commit()
    print_runs.finish(number)
    return db.session.get_one(PrintRun, number).content
