"""Public pages of the showcase: the front page, achievements, figures, articles, and the feed."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState

from ..core import clock, discovery, numbers
from ..core.api import rfc3339
from ..core.caching import public_page
from ..core.database import db
from ..editions.context import current_edition, on_the_site, past_editions
from ..editions.models import Edition
from ..editions.officials import today_of
from . import figures, places, prose, queries
from .communes import in_sentence
from .home import part_of, parts_of_home
from .models import Achievement, Article, Indicator, edition_indicator
from .news import news

blueprint = Blueprint("content", __name__, url_prefix="/<locale:locale>")
feeds = Blueprint("feeds", __name__)

FIGURES_IN_FRONT = 5
ARTICLES_IN_FRONT = 5


@blueprint.record_once
def give_words(state: BlueprintSetupState) -> None:
    """What templates and their macros need to write figures and to draw them."""
    state.app.jinja_env.globals.update(figures=figures, numbers=numbers, prose=prose, in_sentence=in_sentence)


@blueprint.get("/")
@public_page
def home() -> str:
    edition = queries.edition_or_404()
    named = [entry["indicator"] for entry in edition.year_in_figures]
    indicators = queries.indicators_by_key(edition, named)
    year = queries.year_in_figures(edition, indicators)[:FIGURES_IN_FRONT]
    articles = queries.articles(edition, for_guests=True, limit=ARTICLES_IN_FRONT)
    parts = parts_of_home(edition)
    place = places.place_in_front(edition, queries.districts(edition)) if edition.front_place else None
    queries.ready(
        edition,
        *((place.feature, *place.districts) if place else ()),
        *indicators,
        *articles,
        *(article.theme for article in articles),
        *(article.picture for article in articles),
        *(record for part in parts.values() for record in part.records),
    )
    return render_template("content/home.html", edition=edition, year=year, articles=articles, parts=parts, place=place)


@blueprint.get("/achievements/")
@public_page
def achievements() -> str:
    edition = queries.edition_or_404()
    stories = queries.achievements(edition, with_places=True)
    districts = sorted({unit for a in stories for unit in a.units if unit.level == "district"}, key=lambda u: u.code)
    place = next((unit for unit in districts if unit.code == request.args.get("place")), None)
    found = [a for a in stories if place is None or place in a.units]
    queries.ready(edition, *found, *(a.topic for a in found), *(a.picture for a in found), *districts)
    of_the_year = [a for a in found if not a.after_edition]
    by_topic = sorted(of_the_year, key=lambda a: (a.topic.position, a.topic.id))
    groups = [(topic, list(rows)) for topic, rows in groupby(by_topic, key=lambda a: a.topic)]
    later = [a for a in found if a.after_edition]
    counted = [(unit, sum(unit in a.units for a in stories)) for unit in districts]
    return render_template(
        "content/achievements.html", edition=edition, groups=groups, later=later, places=counted, place=place
    )


@blueprint.get("/achievements/<slug>/")
@public_page
def achievement(slug: str) -> str:
    edition = queries.edition_of_or_404(Achievement, slug)
    found = queries.achievement_or_404(edition, slug)
    districts = queries.districts(edition) if found.units else []
    queries.ready(edition, found, found.topic, found.picture, *found.indicators, *districts)
    codes = {unit.code for unit in found.units}
    drawing = places.place_map(districts, codes, key="places") if codes else ""
    return render_template("content/achievement.html", edition=edition, achievement=found, places=drawing)


@blueprint.get("/indicators/")
@public_page
def indicators() -> str:
    edition = queries.edition_or_404()
    found = queries.indicators(edition)
    queries.ready(edition, *found, *(i.topic for i in found))
    ordered = sorted(found, key=lambda i: (i.topic.position, i.topic.id))
    groups = [(topic, list(rows)) for topic, rows in groupby(ordered, key=lambda i: i.topic)]
    return render_template("content/indicators.html", edition=edition, groups=groups, found=found)


@blueprint.get("/indicators/<slug>/")
@public_page
def indicator(slug: str) -> str:
    edition = queries.edition_choosing_or_404(edition_indicator, edition_indicator.c.indicator_id, slug)
    found = queries.indicator_or_404(edition, slug)
    stories = queries.achievements_about(edition, found)
    queries.ready(edition, found, found.topic, *stories, *(story.topic for story in stories))
    return render_template(
        "content/indicator.html",
        edition=edition,
        indicator=found,
        latest=figures.latest(found),
        series=figures.series_of(found.observations),
        stories=stories,
        today=today_of(edition.host),
    )


@blueprint.get("/articles/")
@public_page
def articles() -> str:
    edition = queries.edition_or_404()
    found = queries.articles(edition)
    queries.ready(edition, *found, *(a.theme for a in found), *(a.picture for a in found))
    by_theme = sorted(found, key=lambda a: (a.theme.position, a.theme.id))
    groups = [(theme, list(rows)) for theme, rows in groupby(by_theme, key=lambda a: a.theme)]
    return render_template("content/articles.html", edition=edition, groups=groups)


@blueprint.get("/articles/<slug>/")
@public_page
def article(slug: str) -> str:
    edition = queries.edition_of_or_404(Article, slug)
    found = queries.article_or_404(edition, slug)
    body = found.text_in("body")
    written = prose.read(edition, body)
    queries.ready(edition, found.theme, found.picture, *written.records)
    return render_template(
        "content/article.html",
        edition=edition,
        article=found,
        body=body,
        html=written.html(),
        evidence=prose.by_source(written.evidence),
        changed_at=max(text.changed_at for text in found.texts.values()) if found.texts else None,
    )


@blueprint.get("/editions/<slug>/")
@public_page
def past_edition(slug: str) -> str | Response:
    """A past edition's own front page, with all that it holds; today's has a better address."""
    current = queries.edition_or_404()
    if slug == current.slug:
        return make_response(redirect(url_for(".home"), 302))
    edition = queries.past_edition_or_404(slug)
    achievements, articles = queries.achievements(edition), queries.articles(edition)
    indicators = queries.indicators(edition, at_once=True)
    parts = {name: part for name in ("gathering", "all_projects") if (part := part_of(name, edition))}
    queries.ready(
        edition,
        *(*achievements, *articles, *indicators),
        *(article.theme for article in articles),
        *(record for part in parts.values() for record in part.records),
    )
    return render_template(
        "content/past_edition.html",
        edition=edition,
        year=queries.year_in_figures(edition, indicators)[:FIGURES_IN_FRONT],
        achievements=achievements,
        articles=articles,
        indicators=indicators,
        parts=parts,
    )


@feeds.get("/feeds/<locale:locale>.atom")
@public_page
def feed() -> Response:
    """What is new, for feed readers."""
    edition = queries.edition_or_404()
    found = news(edition)
    updated = max((one.updated_at for one in found), default=edition.published_at or clock.now())
    body = render_template("content/feed.xml", edition=edition, news=found, updated_at=updated, instant=rfc3339)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    edition = current_edition()
    if edition is None:
        return
    for section in ("home", "achievements", "indicators", "articles"):
        yield f"content.{section}", {}
    yield from (("content.past_edition", {"slug": past.slug}) for past in past_editions())
    yield from (("content.achievement", {"slug": row.slug}, f"achievement:{row.id}") for row in _rows(Achievement))
    yield from (("content.article", {"slug": row.slug}, f"article:{row.id}") for row in _rows(Article))
    shown = queries.chosen_by_editions(Indicator, edition_indicator, edition_indicator.c.indicator_id)
    yield from (("content.indicator", {"slug": row.slug}) for row in shown)


def _rows(kind: type[Achievement | Article]) -> Sequence[Any]:
    """Slugs of all editions that the public may see: what is printed leads to past ones too."""
    query = db.select(kind.id, kind.slug).join(Edition, Edition.id == kind.edition_id).where(on_the_site())
    return db.session.execute(query.where(queries.is_shown(kind)).order_by(kind.id)).all()
