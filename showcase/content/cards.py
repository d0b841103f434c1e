"""The picture of a shared link, for each public page and language: made when first asked for, kept by what it shows."""

import hashlib
import html
import os
import threading
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request
from markupsafe import Markup

from ..core import cards, numbers, throttle
from ..core.addresses import absolute_url
from ..core.cards import Card
from ..core.i18n import gettext as _
from ..core.i18n import locale, offered, url_for_locale
from ..core.localised import Shown
from ..core.slugs import SLUG
from ..editions import colours
from ..editions.context import LazySite
from ..editions.models import Edition
from . import figures, queries
from .models import Achievement, Article, edition_indicator

blueprint = Blueprint("cards", __name__)
SITE, OF_THE_SITE = "site", "home"
KEPT = 3000  # drawings on the disk, about 45 kB each
DRAWN_A_MINUTE = 120
_drawing = threading.Lock()  # one at a time: a crowd of robots must not take the processor from guests
Maker = Callable[[str], tuple[Edition, Card]]
_makers: dict[str, Maker] = {}
_endpoints: dict[str, tuple[str, str]] = {}
REGIONS = {"vi": "vi_VN", "en": "en_US", "fr": "fr_FR", "km": "km_KH"}


def has_card(kind: str, endpoint: str = "", value: str = "slug") -> Callable[[Maker], Maker]:
    """Let a feature say what stands on the card of a page: from a slug to its edition and words; aborts with 404."""

    def register(maker: Maker) -> Maker:
        _makers[kind] = maker
        if endpoint:
            _endpoints[endpoint] = (kind, value)
        return maker

    return register


@blueprint.get("/cards/<kind>/<slug>.<locale:locale>.png")
def card(kind: str, slug: str) -> Response:
    if kind not in _makers or not SLUG.fullmatch(slug):
        abort(404)
    edition, words = _makers[kind](slug)
    palette = {**colours.DEFAULTS[colours.LIGHT], **colours.tokens(edition.palette)[colours.LIGHT]}
    try:
        content = _kept(words, palette)
    except throttle.TooMany as limit:
        return Response(status=429, content_type="text/plain", headers={"Retry-After": str(limit.seconds)})
    response = Response(content, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if "v" in request.args else "max-age=3600"
    response.set_etag(hashlib.sha256(content).hexdigest()[:20])
    response.make_conditional(request)
    return response


@blueprint.app_template_global("open_graph")
def open_graph(title: str, description: str) -> Markup:
    """What a page says of itself where its address is shared; private pages say nothing."""
    if "currency" not in g:
        return Markup("")
    kind, value = _endpoints.get(request.endpoint or "", (SITE, ""))
    slug = (request.view_args or {}).get(value, OF_THE_SITE)
    version = hashlib.sha256(f"{cards.DESIGN}{title}{description}".encode()).hexdigest()[:10]
    title, description = html.unescape(title), html.unescape(description)  # of blocks that are HTML
    others = [language.code for language in offered() if language.code != locale()]
    tags = [
        ("og:type", "website"),
        ("og:site_name", LazySite().name),
        ("og:title", title),
        ("og:description", " ".join(description.split())[:300]),
        ("og:url", current_app.config["BASE_URL"] + url_for_locale(locale()).split("?")[0]),
        ("og:locale", REGIONS.get(locale(), locale())),
        *(("og:locale:alternate", REGIONS.get(code, code)) for code in others),
        ("og:image", absolute_url("cards.card", kind=kind, slug=slug, v=version)),
        ("og:image:type", "image/png"),
        ("og:image:width", str(cards.WIDTH)),
        ("og:image:height", str(cards.HEIGHT)),
        ("og:image:alt", title),
    ]
    rows = [Markup('<meta property="{}" content="{}">').format(name, content) for name, content in tags]
    return Markup("\n  ").join([*rows, Markup('<meta name="twitter:card" content="summary_large_image">')])


def _kept(words: Card, palette: dict[str, str]) -> bytes:
    """The drawing of these words in these colours: from the disk, or drawn now."""
    named = repr((cards.DESIGN, astuple(words), sorted(palette.items())))
    path = Path(current_app.config["VAR"]) / "cards" / f"{hashlib.sha256(named.encode()).hexdigest()}.png"
    if path.exists():
        return path.read_bytes()
    throttle.count("cards", "everybody", DRAWN_A_MINUTE, 60)
    with _drawing:
        content = cards.draw(words, palette)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
    temporary.write_bytes(content)
    temporary.replace(path)
    oldest = sorted(path.parent.glob("*.png"), key=lambda file: file.stat().st_mtime)[:-KEPT]
    for file in oldest:
        file.unlink(missing_ok=True)
    return content


def made(edition: Edition, title: Shown | str, kind: str, heading: Any = "", figure: str = "") -> tuple[Edition, Card]:
    """A card of an edition's record; its host stands at the foot."""
    above = " · ".join(part for part in (kind, str(heading)) if part)
    return edition, Card(str(title), above, figure, str(edition.host.text_in("name")))


@has_card(SITE)
def _site(slug: str) -> tuple[Edition, Card]:
    edition = queries.edition_or_404()
    if slug != OF_THE_SITE:
        abort(404)
    queries.ready(edition)
    return made(edition, edition.text_in("title"), str(edition.host.text_in("place")))


@has_card("edition", "content.past_edition")
def _past_edition(slug: str) -> tuple[Edition, Card]:
    edition = queries.past_edition_or_404(slug)
    queries.ready(edition)
    return made(edition, edition.text_in("title"), str(edition.host.text_in("place")), figure=str(edition.year))


@has_card("article", "content.article")
def _article(slug: str) -> tuple[Edition, Card]:
    edition = queries.edition_of_or_404(Article, slug)
    found = queries.article_or_404(edition, slug)
    queries.ready(edition, found, found.theme)
    return made(edition, found.text_in("title"), _("Articles"), found.theme.text_in("name"))


@has_card("achievement", "content.achievement")
def _achievement(slug: str) -> tuple[Edition, Card]:
    edition = queries.edition_of_or_404(Achievement, slug)
    found = queries.achievement_or_404(edition, slug)
    queries.ready(edition, found, found.topic)
    period = numbers.period(found.period)
    return made(edition, found.text_in("title"), _("Achievements"), found.topic.text_in("name"), period)


@has_card("indicator", "content.indicator")
def _indicator(slug: str) -> tuple[Edition, Card]:
    edition = queries.edition_choosing_or_404(edition_indicator, edition_indicator.c.indicator_id, slug)
    found = queries.indicator_or_404(edition, slug)
    queries.ready(edition, found, found.topic)
    latest = figures.latest(found)
    written = f"{figures.observed(latest, found.unit)}, {numbers.period_in_sentence(latest.period)}" if latest else ""
    return made(edition, found.text_in("name"), _("Figures"), found.topic.text_in("name"), written)
