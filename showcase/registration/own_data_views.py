"""What is stored about a party, to read and to take along; and the way to be forgotten."""

import json
from datetime import date, datetime
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..core import clock, letter_files, qr
from ..core.database import db, write
from ..core.i18n import country_name
from ..core.security import private, refuse_cross_site
from . import links, own_data, services
from .private_pages import back, page, registration_of
from .views import blueprint


@blueprint.get("/r/<token>/data")
def data(token: str) -> Response:
    registration = registration_of(token)
    return page("data.html", registration, parts=own_data.parts(registration), country_name=country_name)


@blueprint.get("/r/<token>/data.json")
def data_json(token: str) -> Response:
    registration = registration_of(token)
    found = {part.key: part.rows for part in own_data.parts(registration)}
    content = json.dumps(found, ensure_ascii=False, indent=2, default=_plain)
    response = Response(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{registration.code}.json"'
    return private(response)


@blueprint.route("/r/<token>/deletion", methods=["GET", "POST"])
def deletion(token: str) -> Response:
    """Says what goes and what stays, and asks once more."""
    if request.method != "POST":  # a HEAD too must only look
        return page("deletion.html", registration_of(token))
    refuse_cross_site()
    write()
    registration = services.of_private_token(token)
    if registration is None:
        if not own_data.was_of(token):
            abort(404)
        return _goodbye()  # pressed twice
    if "sure" not in request.form:
        db.session.rollback()
        return page("deletion.html", registration_of(token), 422, unsure=True)
    own_data.erase(registration, clock.now())
    db.session.commit()
    letter_files.forget(clock.now())  # of a site without a mail server: what no row names any more
    return _goodbye()


@blueprint.get("/goodbye/")
def goodbye() -> Response:
    return private(make_response(render_template("registration/goodbye.html")))


@blueprint.get("/r/<token>/keep")
def keep(token: str) -> Response:
    """The way back to the private page, to print or to photograph: for who has no e-mail address."""
    registration = registration_of(token)
    if registration.state == "cancelled":
        return back(registration)
    address = links.manage_url(registration)
    return page("keep.html", registration, address=address, picture=qr.svg)


def _goodbye() -> Response:
    return private(redirect(url_for(".goodbye"), 303))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
