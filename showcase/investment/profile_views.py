"""A project on one sheet of paper, to be taken along, with the way back to its page."""

import threading
from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from ..content import queries as content_queries
from ..content.places import place_map
from ..core import clock, pdf, throttle
from ..core.addresses import absolute_url
from ..core.caching import public_page
from ..core.i18n import LOCALES, SOURCE, locale
from ..core.i18n import gettext as _
from ..core.qr import svg
from ..editions.models import Edition
from ..editions.palette import recoloured
from . import queries, record
from .models import Project

blueprint = Blueprint("profile", __name__, url_prefix="/<locale:locale>/projects")

SIZES = ("", "close", "closest")  # of the type; a record that says much is set smaller until it fits its sheet
A_MINUTE = 20  # sheets that are laid out for one address; those made before cost nothing
PATIENCE = 5  # seconds
# One sheet at a time in each process: laying out takes half a second of a core, and other pages go first.
_press = threading.Lock()


@blueprint.get("/<slug>/profile.pdf")
@public_page
def profile(slug: str) -> Response:
    edition, found = queries.project_or_404(slug)
    districts, _homes = queries.places(found)
    notices = queries.notices(edition)
    content_queries.ready(edition, found, found.sector, *found.units, *districts, *notices.values())
    sheets = (
        recoloured(
            render_template(
                "investment/profile.html",
                edition=edition,
                project=found,
                size=size,
                other_name=_in_another_language(found),
                rows=record.known(found, queries.rates().get(edition.host_id), but=("area",)),
                unknown=record.unknown(found),
                due=record.is_due(found, _today(edition)),
                today=_today(edition),
                places=place_map(districts, {unit.code for unit in found.units}, key="places"),
                address=absolute_url("investment.project", slug=slug),
                qr=svg(absolute_url("investment.project", slug=slug), _("QR code of the project's page")),
                notices=notices,
            ),
            edition,
        )
        for size in SIZES
    )
    try:
        throttle.count("profile", request.remote_addr or "", A_MINUTE, 60)
    except throttle.TooMany:
        abort(429)
    if not _press.acquire(timeout=PATIENCE):
        abort(503)
    try:
        for sheet in sheets:
            laid_out = pdf.lay_out(sheet)
            if laid_out.pages == 1:
                break
    finally:
        _press.release()
    return Response(laid_out.content, content_type="application/pdf")


def _today(edition: Edition) -> date:
    return clock.in_zone(clock.now(), edition.host.timezone).date()


def _in_another_language(project: Project) -> tuple[str, str]:
    """The project's name for whoever reads the other language of the sheet: the source's, or English beside it."""
    names = project.texts_of("name")
    wanted = SOURCE if locale() != SOURCE else next((code for code in LOCALES if code != SOURCE and code in names), "")
    return wanted, names.get(wanted, "")
