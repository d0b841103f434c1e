"""Where a figure stands, so that nobody changes one without seeing every place; each feature names its own."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from ..core import numbers
from ..core.database import db
from ..core.i18n import LOCALES, use_locale
from ..core.i18n import gettext as _
from ..core.localised import LocalisedText, load_texts
from ..editions.context import current_edition
from ..editions.models import Edition, Host
from . import figures
from .models import Achievement, Article, GuideEntry, Observation, achievement_indicator
from .references import references

TELLING_DIGITS = 3  # a shorter number stands in many texts that mean something else


@dataclass(frozen=True)
class Figure:
    """A figure by the name under which texts refer to it; `observation`: what it is a value of, if of an indicator."""

    host: Host
    name: str
    observation: Observation | None = None


@dataclass(frozen=True)
class Use:
    """A place where a figure stands. `by_name`: it would lead nowhere if the name went away."""

    place: str
    what: str
    url: str = ""
    by_name: bool = False


Finder = Callable[[Figure], Iterable[Use]]
_finders: list[Finder] = []


def uses_of_figures(finder: Finder) -> Finder:
    """Register a feature's answer to: where does this figure stand?"""
    _finders.append(finder)
    return finder


def uses(figure: Figure) -> list[Use]:
    """All places, each once."""
    return list(dict.fromkeys(use for finder in _finders for use in finder(figure)))


def mark_of(places: Sequence[Use], *values: str) -> str:
    """What says that somebody has seen these places for these values."""
    said = json.dumps([[(use.place, use.what) for use in places], values])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def articles_naming(figure: Figure) -> list[tuple[Article, str]]:
    """Articles whose text refers to a figure, each with the language in which it does."""
    rows = _texts_naming(figure, Article).order_by(Article.published_on.desc(), Article.id, LocalisedText.locale)
    found = db.session.execute(rows).unique().all()
    return [(article, code) for article, code, text in found if figure.name in set(_names_in(text))]


def texts_naming(figure: Figure) -> list[LocalisedText]:
    """Texts in any language that refer to a figure by its name."""
    found = []
    for model in (Article, GuideEntry):
        rows = _texts_naming(figure, model).with_only_columns(LocalisedText).order_by(LocalisedText.id)
        found += [row for row in db.session.scalars(rows) if figure.name in set(_names_in(row.text))]
    return found


def places_of(text: str, number: str) -> list[tuple[int, int]]:
    """Where in a text a number stands as `written_out` has it."""
    return [found.span() for found in _number(number).finditer(_plain(text))]


def _texts_naming(figure: Figure, model: Any) -> Any:
    return (
        db.select(model, LocalisedText.locale, LocalisedText.text)
        .join(Edition, Edition.id == model.edition_id)
        .join(LocalisedText, LocalisedText.owner_id == model.id)
        .where(
            LocalisedText.owner_kind == model.__tablename__,
            LocalisedText.field == "body",
            LocalisedText.text.contains(figure.name, autoescape=True),
            Edition.host_id == figure.host.id,
        )
    )


def written_out(value: float) -> dict[str, str]:
    """A number as texts of each language have it."""
    found = {}
    for code in LOCALES:
        with use_locale(code):
            found[code] = _plain(numbers.number(value))
    return found


def is_telling(value: float) -> bool:
    """Whether a number by itself says which figure is meant: not 5, and not 2023."""
    digits = sum(sign.isdigit() for sign in numbers.as_typed(value))
    is_year = float(value).is_integer() and 1900 <= value <= 2100
    return digits >= TELLING_DIGITS and not is_year


def texts_saying(value: float, kinds: Iterable[str]) -> list[LocalisedText]:
    """Texts of these kinds of records that have the number written out, not by reference."""
    if not is_telling(value):
        return []
    said = written_out(value)
    likely = db.or_(
        *(
            db.and_(LocalisedText.locale == code, LocalisedText.text.contains(word.split(" ")[0], autoescape=True))
            for code, word in said.items()
        )
    )
    query = db.select(LocalisedText).where(LocalisedText.owner_kind.in_(list(kinds)), likely)
    rows = db.session.scalars(
        query.order_by(LocalisedText.owner_kind, LocalisedText.owner_id, LocalisedText.field, LocalisedText.locale)
    )
    return [row for row in rows if _says(row.text, said[row.locale])]


def facts_saying(observation: Observation, value: float) -> list[tuple[Achievement, str]]:
    """Facts of the indicator's stories that have the number beside them, not by reference: (story, name of fact)."""
    told = (
        db.select(Achievement)
        .join(achievement_indicator)
        .where(achievement_indicator.c.indicator_id == observation.indicator_id)
        .order_by(Achievement.id)
    )
    return [
        (story, str(fact["slug"]))
        for story in db.session.scalars(told)
        for fact in story.facts
        if fact.get("value") == value and (fact.get("unit") or "") == observation.indicator.unit
    ]


@uses_of_figures
def _on_the_front_page(figure: Figure) -> Iterator[Use]:
    if figure.observation is None:
        return
    here = current_edition()
    named = {"indicator": figure.observation.indicator.key, "period": figure.observation.period}
    query = db.select(Edition).where(Edition.host_id == figure.host.id).order_by(Edition.year.desc(), Edition.id)
    for edition in db.session.scalars(query):
        if named in edition.year_in_figures and figure.observation.variant == 0:
            url = url_for("content.home") if here is not None and edition.id == here.id else ""
            yield Use(_("Front page, the year in figures"), str(edition.text_in("title")), url, by_name=True)


@uses_of_figures
def _on_its_own_page(figure: Figure) -> Iterator[Use]:
    if (observation := figure.observation) is None:
        return
    indicator = observation.indicator
    name, page = str(indicator.text_in("name")), url_for("content.indicator", slug=indicator.slug)
    for series in figures.series_of(indicator.observations):
        if observation in series.observations:
            if series.can_be_drawn:
                yield Use(_("Chart"), f"{name}, {series.label.lower()}", page)
            yield Use(_("Table of all values"), f"{name}, {series.label.lower()}", f"{page}#values")
    if figures.latest(indicator) is observation:
        yield Use(_("List of figures"), name, url_for("content.indicators"))


@uses_of_figures
def _in_articles(figure: Figure) -> Iterator[Use]:
    for article, code in articles_naming(figure):
        what = _("%(field)s, %(language)s", field=article.text_in("title", code), language=LOCALES[code].name)
        place = _("Article") if article.is_public else _("Article, not on the site yet")
        yield Use(place, what, _page_of(article, code), by_name=True)


@uses_of_figures
def _drawn_in_articles(figure: Figure) -> Iterator[Use]:
    """Articles that draw the chart of the indicator."""
    if figure.observation is None:
        return
    chart = f"chart/{figure.observation.indicator.key}"
    rows = _texts_naming(Figure(figure.host, chart), Article).order_by(Article.id, LocalisedText.locale)
    for article, code, text in db.session.execute(rows).unique():
        if re.search(rf"\{{\{{\s*{re.escape(chart)}[\s:|}}]", text):
            what = _("%(field)s, %(language)s", field=article.text_in("title", code), language=LOCALES[code].name)
            yield Use(_("Article, chart"), what, _page_of(article, code))


@uses_of_figures
def _on_share_cards(figure: Figure) -> Iterator[Use]:
    """The picture of a shared link has the newest figure, in each language."""
    if figure.observation is None or figures.latest(figure.observation.indicator) is not figure.observation:
        return
    indicator = figure.observation.indicator
    for code, language in LOCALES.items():
        what = _("%(field)s, %(language)s", field=indicator.text_in("name", code), language=language.name)
        yield Use(_("Share card"), what, url_for("cards.card", kind="indicator", slug=indicator.slug, locale=code))


@uses_of_figures
def _in_the_guide(figure: Figure) -> Iterator[Use]:
    rows = _texts_naming(figure, GuideEntry).order_by(GuideEntry.position, GuideEntry.id, LocalisedText.locale)
    for entry, code, text in db.session.execute(rows).unique():
        if figure.name in set(_names_in(text)):
            what = _("%(field)s, %(language)s", field=entry.text_in("heading", code), language=LOCALES[code].name)
            yield Use(_("Homecoming guide"), what, url_for("content.guide", locale=code), by_name=True)


@uses_of_figures
def _in_stories(figure: Figure) -> Iterator[Use]:
    """Stories that rest on the indicator show its latest figure."""
    observation = figure.observation
    if observation is None or figures.latest(observation.indicator) is not observation:
        return
    query = db.select(Achievement).where(Achievement.indicators.any(id=observation.indicator_id))
    found = db.session.scalars(query.order_by(Achievement.position, Achievement.id)).all()
    load_texts(*found)
    for story in found:
        yield Use(_("Achievement"), str(story.text_in("title")), url_for("content.achievement", slug=story.slug))


@uses_of_figures
def _in_open_data(figure: Figure) -> Iterator[Use]:
    if figure.observation is not None:
        yield Use(_("Open data"), _("Table for programs (CSV)"), url_for("content_api.indicators_csv"))
        yield Use(_("Open data"), _("List for programs (JSON)"), url_for("content_api.indicators"))


def _page_of(article: Article, code: str) -> str:
    """Where an editor sees the text: as readers do, or at the desk while they cannot."""
    if article.is_public:
        return url_for("content.article", slug=article.slug, locale=code)
    return url_for("editorial.article", slug=article.slug)


def _names_in(text: str) -> Iterator[str]:
    return (reference.name for _line, _braces, reference in references(text) if reference)


def _plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text).replace(numbers.MINUS, "-")


def _says(text: str, number: str) -> bool:
    return _number(number).search(_plain(text)) is not None


def _number(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,-]){re.escape(number)}(?!\d|[.,]\d)")
