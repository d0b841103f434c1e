"""The console's first page."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, session, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..core import clock, numbers
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.security import local_target
from ..registration import deadlines
from . import demo, overview, set_up

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.get("/")
@requires(Verb.SEE_CONSOLE)
def home() -> str:
    who = signed_in()

    def allowed(verb: Verb) -> bool:
        return may(who.role_name, verb)

    return render_template(
        "staff/home.html",
        events=overview.events() if allowed(Verb.CHECK_IN) else [],
        failed=overview.failed_messages() if allowed(Verb.SEE_MESSAGES) else 0,
        dead=overview.dead_jobs() if allowed(Verb.SEE_MESSAGES) else 0,
        cases=overview.open_cases() if allowed(Verb.MANAGE_DOOR) else 0,
        requests=overview.requests_to_communes(who) if allowed(Verb.ANSWER_REQUESTS) else (0, 0),
        texts=overview.texts_waiting(who) if allowed(Verb.TRANSLATE) else None,
        figure_checks=overview.figures_to_check(who) if allowed(Verb.REPORT) else None,
        calls=overview.calls_to_make() if allowed(Verb.SEE_GUESTS) else (0, 0),
        calendars=deadlines.coming(clock.now()) if allowed(Verb.BUILD_PUBLICATION) else [],
        step_names=deadlines.names(),
        day_word=numbers.day,
        set_up_left=set_up.left() if allowed(Verb.MANAGE_ACCOUNTS) else [],
        demo_people=overview.demo_people() if allowed(Verb.PURGE_DEMO) else 0,
        purged=request.args.get("purged", type=int),
    )


@blueprint.post("/language")
@requires(Verb.SEE_CONSOLE, unsecured=True)
def language() -> Response:
    """Choose the console's language for this session, and stay on the page."""
    code = request.form.get("locale", "")
    if code not in LOCALES:
        abort(400)
    session["locale"] = code
    return make_response(redirect(local_target(request.form.get("next"), ".home"), 303))


@blueprint.get("/demo")
@requires(Verb.PURGE_DEMO)
def demo_question() -> str:
    """The question before the rehearsal's guests are taken away."""
    return render_template("staff/demo_question.html", people=overview.demo_people())


@blueprint.post("/demo/purge")
@requires(Verb.PURGE_DEMO)
def demo_purge() -> Response:
    number = demo.purge()
    db.session.commit()
    return make_response(redirect(url_for(".home", purged=number), 303))
