"""Doing something to ticked guests, or to all that the list finds; and taking it back within a day."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..core import clock
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..registration.models import Event
from . import doing, party_facts
from .choices import Choice
from .deeds import CannotDo, Deed
from .models import GuestDeed
from .selection import Selection
from .views import blueprint, event_of_list

ALL, MOST_TICKED = "all", 500


@blueprint.get("/deeds/")
@requires(Verb.CHANGE_GUESTS)
def deeds_list() -> str:
    """What was done to many lately, and what of it can still be taken back."""
    return render_template("guests/deeds.html", deeds=doing.lately(), worded=doing.worded, now=clock.now())


@blueprint.post("/deeds/")
@requires(Verb.CHANGE_GUESTS)
def do() -> Response:
    """Do what is chosen: to those ticked at once, to all that are found after a question with their number."""
    write()
    selection = Selection.of(request.form)
    where: dict[str, Any] = selection.args
    event, back = event_of_list(selection), url_for(".guests", **where)
    found = _chosen(event)
    if found is None:
        return _refused(_("Choose what is to be done, and once more whom."), back)
    deed, choice = found
    if ALL not in request.form.getlist("who"):
        return _done(deed, choice, doing.those_of(_ticked(), event), event, ".guests", back, where)
    ids: list[int] = sorted(db.session.scalars(selection.ids()))
    asked = request.form.get("number")
    if asked != str(len(ids)):
        db.session.rollback()
        page = render_template(
            "guests/deed_question.html",
            selection=selection,
            wanted=request.form.get("deed"),
            words=doing.in_words(deed, choice.words),
            number=len(ids),
            has_changed=asked is not None,
            back=back,
        )
        return make_response(page, 200 if asked is None else 409)
    return _done(deed, choice, ids, event, ".guests", back, where)


@blueprint.post("/<code>/deeds")
@requires(Verb.CHANGE_GUESTS)
def do_to_party(code: str) -> Response:
    """The same to ticked people of one party, on its page."""
    write()
    party = party_facts.registration_of(code) or abort(404)
    event, back = party.event, url_for(".registration", code=code)
    found = _chosen(event)
    if found is None:
        return _refused(_("Choose what is to be done, and once more whom."), back)
    own = {person.id for person in party.people}
    return _done(
        *found, [number for number in _ticked() if number in own], event, ".registration", back, {"code": code}
    )


@blueprint.get("/deeds/<int(max=2147483647):number>/")
@requires(Verb.CHANGE_GUESTS)
def deed(number: int) -> str:
    return _page(number)


@blueprint.post("/deeds/<int(max=2147483647):number>/undoing")
@requires(Verb.CHANGE_GUESTS)
def undoing(number: int) -> Response:
    """Take it back, but for those whom somebody has changed since."""
    write()
    made = doing.of_number(number) or abort(404)
    try:
        doing.undo(made, signed_in(), clock.now())
    except doing.TooLate:
        db.session.rollback()
    except CannotDo as why:
        db.session.rollback()
        return make_response(_page(number, str(why)), 409)
    db.session.commit()
    return make_response(redirect(url_for(".deed", number=number), 303))


def _chosen(event: Event | None) -> tuple[Deed, Choice] | None:
    found = doing.chosen(request.form.get("deed", ""), event)
    if found is not None and not may(signed_in().role_name, found[0].verb):
        abort(403)
    return found


def _ticked() -> list[int]:
    found = (int(text) for text in request.form.getlist("who") if text.isascii() and text.isdigit() and len(text) < 10)
    return list(dict.fromkeys(found))[:MOST_TICKED]


def _done(
    deed: Deed, choice: Choice, ids: Sequence[int], event: Event | None, page: str, back: str, where: Mapping[str, Any]
) -> Response:
    """Do it, and go back to the page, which offers to undo it."""
    if not ids:
        return _refused(_("Nobody was ticked. Tick whom you mean, then choose again."), back)
    try:
        made = doing.do(deed, choice, ids, event, signed_in())
    except CannotDo as why:
        return _refused(str(why), back)
    if made is None:
        db.session.rollback()
        return make_response(redirect(url_for(page, done=0, **where), 303))
    db.session.commit()
    return make_response(redirect(url_for(page, done=made.id, **where), 303))


def _refused(reason: str, back: str) -> Response:
    db.session.rollback()
    return make_response(render_template("guests/deed_refused.html", reason=reason, back=back), 422)


def _page(number: int, reason: str = "") -> str:
    made: GuestDeed = doing.of_number(number) or abort(404)
    left = doing.changed_since(made) if made.undone_at else ()
    return render_template(
        "guests/deed.html",
        made=made,
        words=doing.worded(made),
        left=left,
        number_left=doing.number_left(made) if left else 0,
        reason=reason,
        now=clock.now(),
    )
