"""The installable page of the door: a shell without data, the same for everybody, that a phone keeps by itself.

Who holds the phone and whom it may let in is settled over the API, by the key of the device.
"""

import hashlib
import json
from itertools import groupby

from flask import Blueprint, Response, g, jsonify, make_response, render_template, url_for
from wtforms import SelectChoice

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import clock, qr
from ..core.assets import STATIC, asset_url
from ..core.i18n import LOCALES, knows_no_session, locale, use_locale
from ..core.i18n import gettext as _
from ..core.security import csrf_token, private
from ..editions import colours
from ..editions.context import current_edition
from ..registration.contact_fields import country_choices
from . import app_files, app_words, phones, practice, rules

blueprint = Blueprint("door_app", __name__, url_prefix="/staff/checkin")
for name in ("start", "worker"):
    knows_no_session(f"door_app.{name}")


@blueprint.get("/")
def start() -> Response:
    """In the browser's language; a phone that has chosen another one goes on to that."""
    response = _shell()
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get("/<locale:locale>/")
def start_in() -> Response:
    return _shell()


@blueprint.get("/phones/own")
@requires(Verb.CHECK_IN)
def own_phone() -> Response:
    """For the page, which knows no session: who of the staff is signed in here, and the mark of their form."""
    near = [event for event in phones.near_events() if event.ends_at + rules.NAMES_END > clock.now()]
    events = [{"slug": event.slug, "title": event.texts_of("title")} for event in near]
    return jsonify({"name": signed_in().name, "mark": csrf_token(), "events": events})


@blueprint.get("/<locale:locale>/manifest.webmanifest")
def manifest() -> Response:
    """What a phone puts on its home screen, by a name in its language."""
    return private(Response(_manifest(), mimetype="application/manifest+json"))


@blueprint.get("/worker.js")
def worker() -> Response:
    """The service worker of this release: what it keeps, each with the hash it is checked by, then its code."""
    kept, pages = {}, []
    for code in LOCALES:
        with use_locale(code):
            pages.append(_page())
            kept[url_for(".start_in")] = app_files.integrity(pages[-1].encode())
            kept[url_for(".manifest")] = app_files.integrity(_manifest().encode())
    kept |= {address: app_files.integrity_of(address) for address in app_files.addresses(*pages)}
    script = (STATIC / "checkin/worker.js").read_text(encoding="utf-8")
    release = hashlib.sha256((json.dumps(kept) + script).encode()).hexdigest()[:12]
    facts = {"RELEASE": release, "HOME": url_for(".start"), "LOCALES": list(LOCALES), "KEPT": list(kept.items())}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in facts.items())
    return private(Response(head + script, mimetype="text/javascript"))


def _shell() -> Response:
    g.uses_camera = g.shows_papers = True
    return private(make_response(_page()))


def _page() -> str:
    colour = {scheme: _colour(scheme, "raised") for scheme in colours.SCHEMES}
    countries = [(group, list(options)) for group, options in groupby(country_choices(), _group_of)]
    return render_template(
        "checkin/app/shell.html",
        files=app_files,
        host=_host(),
        bar_colour=colour,
        words=app_words,
        pretend_tickets=practice.tickets(),
        qr_svg=qr.svg,
        countries=countries,
    )


def _group_of(country: SelectChoice) -> str:
    return str(country.optgroup or "")


def _manifest() -> str:
    """The web app manifest, as text."""
    host = _host()
    icons = [
        {"src": asset_url("checkin/icons/door.svg"), "sizes": "any", "type": "image/svg+xml"},
        *({"src": asset_url(path), "sizes": _sizes(path), "type": "image/png"} for path in app_files.ICONS),
    ]
    icons[-1]["purpose"] = "maskable"
    facts = {
        "id": url_for(".start"),
        "name": f"{_('Reception')} – {host}" if host else _("Reception"),
        "short_name": _("Reception"),
        "lang": locale(),
        "start_url": url_for(".start"),
        "scope": url_for(".start"),
        "display": "standalone",
        "background_color": _colour(colours.LIGHT, "ground"),
        "theme_color": _colour(colours.LIGHT, "raised"),
        "icons": icons,
    }
    return json.dumps(facts, ensure_ascii=False)


def _sizes(icon: str) -> str:
    side = icon.rsplit("-", 1)[1].removesuffix(".png")
    return f"{side}x{side}"


def _host() -> str:
    edition = current_edition()
    return str(edition.host.text_in("short_name")) if edition else ""


def _colour(scheme: str, token: str) -> str:
    edition = current_edition()
    own = colours.tokens(edition.palette)[scheme] if edition else {}
    return own.get(token, colours.DEFAULTS[scheme][token])
