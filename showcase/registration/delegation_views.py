"""A delegation answers: its list is read and shown with numbers, then its leader sends it as one party."""

from functools import partial
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import CombinedMultiDict

from ..core import clock
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.security import refuse_cross_site
from . import answering, drafts
from .answering import FORM, Asked
from .delegation_forms import DelegationForm, delegation_form
from .drafts import Typed
from .public_forms import fresh_marks, problem_of
from .rules import LARGEST_DELEGATION, Refused
from .views import blueprint, event_on_show

DRAFT = "delegation"  # unfinished answers of delegations


@blueprint.route("/register/<event>/delegation/", methods=["GET", "POST"])
def delegation(event: str) -> Response:
    return answer(open_delegation(event))


@drafts.opens(DRAFT)
def open_delegation(event: str) -> Asked:
    """The form that every delegation may open; 404 without such an event."""
    found = event_on_show(event)
    return Asked(
        found,
        url_for("registration.delegation", event=found.slug),
        back=(_("Answer the invitation"), url_for("registration.register", event=found.slug)),
        heading=_("A delegation answers"),
        note=partial(answering.noted_once, "form"),
        draft=(DRAFT, found.slug),
        largest=LARGEST_DELEGATION,
        is_delegation=True,
    )


def answer(asked: Asked) -> Response:
    """The page of a delegation's form that is opened, looked at, mended or sent."""
    if request.method != "POST":  # a HEAD too must only look
        return _page(asked, _form(asked, data={**asked.start, **fresh_marks(FORM)}))
    refuse_cross_site()
    if "save" in request.form and asked.event.is_open(clock.now()):
        return answering.saved(asked)
    form = _form(asked, CombinedMultiDict([request.files, request.form]))
    listed, seen = form.look(), "country" in request.form
    if not listed or "check" in request.form or not form.was_looked_at:
        form.mark_as_looked_at()
        if listed and not seen:
            form.take_for_granted()
        return _page(asked, form, 200 if listed else 422, leader=listed or seen, looked=True)
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return _page(asked, form, 422, problem, leader=True, looked=True)
    answering.count("registration", answering.ANSWERS_AN_HOUR)
    try:
        registration = asked.note(form.mark, form.digest(), form.party(), clock.now())
    except Refused as refused:
        db.session.rollback()
        return _page(asked, form, 409, form.refuse(refused), leader=True, looked=True)
    drafts.answered(form.mark)
    db.session.commit()
    return answering.to_party(registration)


def go_on(asked: Asked, typed: Typed) -> Response:
    """The page again with what was saved."""
    typed["born"] = fresh_marks(FORM)["born"]
    form = _form(asked, typed)
    listed = bool(typed.get("names")) and form.look()
    if listed and "country" not in typed:
        form.take_for_granted()
    return _page(asked, form, leader=listed or "country" in typed, looked=bool(form.lines))


def _form(asked: Asked, *args: Any, **values: Any) -> DelegationForm:
    return delegation_form(asked.event)(asked.event, *args, largest=asked.largest, guest=asked.guest, **values)


def _page(
    asked: Asked, form: DelegationForm, status: int = 200, problem: str = "", leader: bool = False, looked: bool = False
) -> Response:
    """`leader`: whether the second half of the form is shown; `looked`: whether the list is, with its numbers."""
    shown = {"leader": leader, "looked": looked}
    return answering.page_of_form("registration/delegation.html", asked, form, status, problem, **shown)
