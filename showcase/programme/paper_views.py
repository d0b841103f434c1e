"""Copies of the run of show in the console: fixing one, comparing it with another, the papers of each role."""

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import account, requires
from ..accounts.rules import Verb
from ..core.database import db, write
from ..core.file_answers import pdf_answer
from ..core.i18n import lazy
from ..registration.desk_pages import event_of
from ..registration.event_pages import locked_event_of
from ..registration.models import Event
from . import copies, insert, papers
from .models import RunCopy
from .pages import ProgrammePage, blueprint, event_of_address, offer, programme_page
from .rules import Role
from .wording import roles

HERE = "staff_programme.papers"
offer(ProgrammePage(lazy("On paper"), HERE, 30))


@blueprint.get("/<slug>/papers/", endpoint="papers")
@requires(Verb.SET_UP)
def papers_list(slug: str) -> str:
    """`copy` and `since` are numbers; without them, the newest and the one before it."""
    event = event_of_address(slug)
    made = copies.of_event(event)
    numbers = [copy.number for copy, _name in made]
    chosen = _asked("copy", numbers, numbers[0] if numbers else 0)
    earlier = [number for number in numbers if number < chosen]
    since = _asked("since", numbers, earlier[0] if earlier else 0)
    copy = next((one for one, _name in made if one.number == chosen), None)
    content = copies.content_of(copy) if copy else None
    before = next((one for one, _name in made if one.number == since), None)
    old = copies.content_of(before) if before else None
    return programme_page(
        "programme/staff/papers.html",
        event,
        HERE,
        made=made,
        chosen=chosen,
        since=since if old else 0,
        content=content,
        counts=copies.counted(copies.lines(Role.DIRECTOR, content, old)) if content and old else None,
        changed=copies.changed_since(event, made[0][0] if made else None),
        roles=roles(),
        same="same" in request.args,
    )


@blueprint.post("/<slug>/papers/")
@requires(Verb.SET_UP)
def make_copy(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    who = account()
    _copy, is_new = copies.make(event, who.id if who else None)
    db.session.commit()
    return make_response(redirect(url_for(HERE, slug=slug, same=None if is_new else 1), 303))


@blueprint.get("/<slug>/papers/<int(max=2147483647):number>/<any(director, mc, sound, reception, committee):role>.pdf")
@requires(Verb.SET_UP)
def paper(slug: str, number: int, role: str) -> Response:
    """`since`: the number of the copy to compare with; `part`: one sub-committee alone."""
    event = event_of(slug)
    copy = copies.of_number(event, number) or abort(404)
    since = request.args.get("since", 0, int)
    part = request.args.get("part", None, int)
    content = papers.paper(event, Role(role), copy, _before(event, since), part)
    if content is None:
        abort(410)
    return pdf_answer(content, f"kich-ban-{role}-{event.slug}-ban-{copy.number}.pdf")


@blueprint.get("/<slug>/programme-<any(folded, leaf):kind>.pdf")
@requires(Verb.SET_UP)
def insert_sheet(slug: str, kind: str) -> Response:
    """The guests' programme as it is now, A5; with `imposed`, on A4 for the office printer."""
    event = event_of(slug)
    imposed = "imposed" in request.args
    content = insert.sheet(event, kind == "folded", imposed)
    if content is None:
        abort(404)
    return pdf_answer(content, f"chuong-trinh-{event.slug}{'-a4' if imposed else ''}.pdf")


def _before(event: Event, number: int) -> RunCopy | None:
    return copies.of_number(event, number) if 0 < number < 2**31 else None


def _asked(name: str, numbers: list[int], otherwise: int) -> int:
    asked = request.args.get(name, otherwise, int)
    return asked if asked in numbers or (name == "since" and asked == 0) else otherwise
