"""The console's pages about frozen versions: freezing, what changed since, taking files and bundles home."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import media
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from . import freezing, version_pages
from .bundles import BundleRefused
from .freezing import Withheld
from .models import Issue, IssueVersion

blueprint = Blueprint("publication_versions", __name__, url_prefix="/staff/publications")


@blueprint.post("/<string:slug>/versions")
@requires(Verb.BUILD_PUBLICATION)
def freeze(slug: str) -> Any:
    """Ask the worker for the next version; asked twice, one is made."""
    write()
    freezing.request_freeze(locked(_issue(slug)), signed_in())
    db.session.commit()
    return redirect(url_for("publication.issue", slug=slug, _anchor="versions"), 303)


@blueprint.get("/<string:slug>/versions/changes")
@requires(Verb.BUILD_PUBLICATION)
def changes(slug: str) -> Any:
    """What the next version would change, paragraph by paragraph."""
    found = _issue(slug)
    if found.version is None:
        abort(404)
    fault, paragraphs = "", []
    try:
        paragraphs = version_pages.changed_since(found)
    except (BundleRefused, OSError) as error:
        fault = str(error)
    return render_template(
        "publication/staff/changes.html", issue=found, version=found.version, paragraphs=paragraphs, fault=fault
    )


@blueprint.get("/<string:slug>/versions/<int(max=2147483647):number>/bundle")
@requires(Verb.BUILD_PUBLICATION)
def bundle(slug: str, number: int) -> Any:
    version = _version(slug, number)
    try:
        content = freezing.bundle_of(version)
    except Withheld:
        return _gone(version)
    except BundleRefused:
        abort(404)
    response = Response(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-v{number}.zip"'
    return response


@blueprint.get("/<string:slug>/versions/<int(max=2147483647):number>/<string:language>/<string:kind>")
@requires(Verb.BUILD_PUBLICATION)
def file(slug: str, number: int, language: str, kind: str) -> Any:
    version = _version(slug, number)
    if freezing.withheld_for(version):
        return _gone(version)
    kept = version.file(language, kind)
    if kept is None or not media.path_of(kept.sha256).is_file():
        abort(404)
    return pdf_answer(media.read(kept.sha256), f"{slug}-v{number}-{language}-{kind}.pdf", download=True)


def _gone(version: IssueVersion) -> Response:
    page = render_template(
        "publication/staff/withheld.html", version=version, photographs=freezing.withheld_for(version)
    )
    return make_response(page, 410)


def _version(slug: str, number: int) -> IssueVersion:
    found = freezing.version_of(_issue(slug), number)
    if found is None:
        abort(404)
    return found


def _issue(slug: str) -> Issue:
    found = db.session.scalar(db.select(Issue).filter_by(slug=slug))
    if found is None:
        abort(404)
    return found
