"""What machines read about the site: the sitemap, robots.txt and the description of the API."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

import yaml
from flask import Blueprint, Response, current_app, jsonify
from markupsafe import Markup

from ..config import ROOT
from .addresses import absolute_url
from .api import rfc3339
from .audit import AuditEntry
from .caching import public_page
from .database import db
from .i18n import common_language, offered
from .localised import LocalisedText

blueprint = Blueprint("discovery", __name__)
# Endpoint, values without the language, and the record that the page is about (`article:12`), if one tells of changes.
Page = tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], str]
PageSource = Callable[[], Iterable[Page]]
_sources: list[PageSource] = []


def listed(source: PageSource) -> PageSource:
    """Register a feature's public pages for the sitemap."""
    _sources.append(source)
    return source


@blueprint.get("/sitemap.xml")
@public_page
def sitemap() -> Response:
    """Every public page in every language, each naming the others."""
    rows = []
    codes, common = [language.code for language in offered()], common_language()
    pages = [page for source in _sources for page in source()]
    changes = _last_changes({page[2] for page in pages if len(page) > 2})
    for endpoint, values, *records in pages:
        addresses = {code: absolute_url(endpoint, locale=code, **values) for code in codes}
        others = {**addresses, "x-default": addresses[common]}
        links = Markup("").join(
            Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>').format(code, address)
            for code, address in others.items()
        )
        changed = next((changes[record] for record in records if record in changes), None)
        when = Markup("<lastmod>{}</lastmod>").format(rfc3339(changed)) if changed else ""
        rows += [Markup("<url><loc>{}</loc>{}{}</url>").format(one, when, links) for one in addresses.values()]
    body = Markup(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">{}</urlset>'
    ).format(Markup("\n").join(rows))
    return Response(body, content_type="application/xml; charset=utf-8")


def _last_changes(records: Collection[str]) -> dict[str, datetime]:
    """When a text of a record, or anything else of it in the console, was last changed."""
    kinds = {record.partition(":")[0] for record in records}
    if not kinds:
        return {}
    texts = db.select(LocalisedText.owner_kind, LocalisedText.owner_id, db.func.max(LocalisedText.changed_at))
    of_texts = texts.where(LocalisedText.owner_kind.in_(kinds)).group_by(*texts.selected_columns[:2])
    edits = db.select(AuditEntry.subject, db.func.max(AuditEntry.at)).group_by(AuditEntry.subject)
    of_edits = edits.where(db.or_(*(AuditEntry.subject.startswith(f"{kind}:", autoescape=True) for kind in kinds)))
    found = {f"{kind}:{number}": at for kind, number, at in db.session.execute(of_texts)}
    for subject, at in db.session.execute(of_edits):
        found[subject] = max(at, found.get(subject, at))
    return found


@blueprint.get("/robots.txt")
def robots() -> Response:
    address = current_app.config["BASE_URL"] + "/sitemap.xml"
    body = f"User-agent: *\nDisallow: /staff/\nDisallow: /api/\n\nSitemap: {address}\n"
    response = Response(body, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.get("/api/v1/openapi.json")
def openapi() -> Response:
    response = jsonify({**description(), "servers": [{"url": current_app.config["BASE_URL"]}]})
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@cache
def description() -> dict[str, Any]:
    """The API's description: the common part, and what each feature's own openapi.yaml adds."""
    whole: dict[str, Any] = {}
    for file in sorted((ROOT / "showcase").glob("*/openapi.yaml")):
        _unite(whole, yaml.safe_load(file.read_text(encoding="utf-8")))
    return whole


def _unite(whole: dict[str, Any], part: dict[str, Any]) -> None:
    for name, value in part.items():
        if isinstance(value, dict) and isinstance(whole.get(name), dict):
            _unite(whole[name], value)
        else:
            whole[name] = value
