"""Searching from every page of the console."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core.forms import clean
from . import finding

blueprint = Blueprint("staff_search", __name__, url_prefix="/staff/search")
LONGEST = 120


@blueprint.route("", methods=["GET", "POST"])
@requires(Verb.SEE_CONSOLE)
def search() -> str | Response:
    """Look for words.

    People type names of guests here. In an address they would stay in the browser's history and in the logs of
    every proxy before us, so the form posts them; the session keeps them, and the answer is a page with a clean
    address that can be reloaded and come back to. `?q=` is understood too, for links that name no person.
    """
    if request.method == "POST":
        session["sought"] = _typed(request.form.get("q"))
        return make_response(redirect(url_for(".search"), 303))
    who = signed_in()
    words = _typed(request.args.get("q", session.get("sought")))
    only = request.args.get("kind", "")
    return render_template(
        "staff/search.html", words=words, only=only, groups=finding.find(words, who, only), kinds=finding.kinds(who)
    )


def _typed(words: str | None) -> str:
    return clean((words or "").replace("\0", ""))[:LONGEST]
