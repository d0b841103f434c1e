"""What a party says to places that are offered in a session, on its private page: yes, no thanks, or wait no longer."""

from flask import Response, abort, redirect, url_for

from ..core import clock
from ..core.database import db, write
from ..core.security import private, refuse_cross_site
from ..core.slugs import SLUG
from . import services
from .rules import Refused
from .views import blueprint


@blueprint.post("/r/<token>/sessions/<session>/acceptance")
def accept_offer(token: str, session: str) -> Response:
    return _answer(token, session, takes=True)


@blueprint.post("/r/<token>/sessions/<session>/refusal")
def refuse_offer(token: str, session: str) -> Response:
    return _answer(token, session, takes=False)


def _answer(token: str, slug: str, takes: bool) -> Response:
    """Sent again, it changes nothing; what came too late says so on the page."""
    refuse_cross_site()
    write()
    registration = services.of_private_token(token)
    if registration is None or not SLUG.fullmatch(slug):
        abort(404)
    found = next((one for one in registration.event.sessions if one.slug == slug), None)
    if found is None:
        abort(404)
    done = "offer-taken" if takes else "offer-refused"
    try:
        services.answer_offer(registration, found, takes, clock.now())
    except Refused:
        db.session.rollback()
        done = "offer-over"
    db.session.commit()
    return private(redirect(url_for(".party", token=token, done=done, _anchor="waiting"), 303))
