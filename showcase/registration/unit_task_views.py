"""A guest writes to the Front of a commune, and the receipt that says until when it answers."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict

from ..content import queries
from ..content.commune_parts import part_of_commune
from ..content.communes import Place, place_or_404
from ..content.home import Part
from ..core import clock, throttle
from ..core.database import db, write
from ..core.security import private, refuse_cross_site
from ..editions.models import Edition
from . import unit_tasks, when
from .public_forms import fresh_marks, problem_of
from .rules import TASK_DAYS
from .unit_task_forms import AskingForm, VisitForm, WordForm
from .views import blueprint

FORM = "unit-task-form"  # what a form's birth mark is for
ASKED_AN_HOUR = 30  # from one address


@blueprint.route("/communes/<code>/visit/", methods=["GET", "POST"])
def visit(code: str) -> Response:
    return _asked(code, VisitForm)


@blueprint.route("/communes/<code>/word/", methods=["GET", "POST"])
def word(code: str) -> Response:
    return _asked(code, WordForm)


@blueprint.get("/requests/<token>/")
def unit_task(token: str) -> Response:
    task = unit_tasks.of_private_token(token)
    if task is None:
        abort(404)
    edition = queries.edition_or_404()
    place = place_or_404(edition, task.unit_code)
    queries.ready(edition, *place.outwards)
    page = render_template("registration/unit_task.html", task=task, place=place, spelled=when.spelled)
    return private(make_response(page))


@part_of_commune("requests")
def requests_of(edition: Edition, place: Place) -> Part:
    """The two things that a guest may ask of a commune; the forms have pages of their own, so that this one is kept."""
    addresses = {
        "visit": url_for("registration.visit", code=place.unit.code),
        "send": url_for("registration.word", code=place.unit.code),
    }
    return Part("registration/_commune_requests.html", [], addresses)


def _asked(code: str, form_class: type[AskingForm]) -> Response:
    edition = queries.edition_or_404()
    place = place_or_404(edition, code)
    if place.unit.level != "commune":
        abort(404)
    if request.method != "POST":  # a HEAD too must only look
        return _form_page(edition, place, form_class(data=fresh_marks(FORM)))
    refuse_cross_site()
    form = form_class(CombinedMultiDict([request.files, request.form]))
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return _form_page(edition, place, form, 422, problem)
    try:
        throttle.count("unit-task", request.remote_addr or "", ASKED_AN_HOUR, 3600)
    except throttle.TooMany:
        abort(429)
    write()
    task = unit_tasks.take(form, form.asked(), place.unit, edition.host, clock.now())
    db.session.commit()
    return private(redirect(url_for(".unit_task", token=unit_tasks.private_token(task)), 303))


def _form_page(edition: Edition, place: Place, form: AskingForm, status: int = 200, problem: str = "") -> Response:
    queries.ready(edition, *place.outwards)
    page = render_template(f"registration/{form.KIND}.html", place=place, form=form, problem=problem, days=TASK_DAYS)
    return private(make_response(page, status))
