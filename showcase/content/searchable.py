"""What the site's search finds of the content: articles, achievements, figures, and what the province is known by."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from sqlalchemy import Select
from sqlalchemy.orm import aliased

from ..core import numbers
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import marked
from ..core.site_search import Kind, Row, row_of, searchable
from ..editions.context import current_edition, on_the_site, year_if_past
from ..editions.models import Edition, Unit
from .models import Achievement, Article, Feature, GuideEntry, Indicator, edition_indicator
from .queries import is_shown
from .references import as_plain_text

# What a guest may look for by name; notices and changes of units are read where they belong.
KNOWN_BY = ("heritage", "festival", "speciality", "transport", "gathering", "contribution", "law")


def of_the_editions(model: Any, detail: Any) -> Callable[[], Select[Any]]:
    """Records that belong to an edition, of all that the public may see."""
    return lambda: (
        row_of(model.id, model.slug, year_if_past(), detail)
        .join(Edition, Edition.id == model.edition_id)
        .where(on_the_site(), is_shown(model))
    )


def chosen_by_editions(model: Any, chosen: Any, record: Any, detail: Any) -> Callable[[], Select[Any]]:
    """Records of the host that an edition has chosen; past, if only past ones have."""
    return lambda: (
        row_of(model.id, model.slug, db.func.min(year_if_past()), detail)
        .join(chosen, record == model.id)
        .join(Edition, Edition.id == chosen.c.edition_id)
        .where(on_the_site())
        .group_by(model.id, model.slug, detail)
    )


def leads_to(endpoint: str, name: str = "slug") -> Callable[[Row], str]:
    return lambda row: url_for(endpoint, **_named(name, row.key))


def _named(name: str, key: str) -> dict[str, Any]:
    return {name: key}


def _features() -> Select[Any] | None:
    edition = current_edition()
    if edition is None:
        return None
    found = row_of(Feature.id, Feature.slug, 0, Feature.kind)
    return found.where(Feature.host_id == edition.host_id, Feature.kind.in_(KNOWN_BY))


def _guide() -> Select[Any] | None:
    edition = current_edition()
    if edition is None:
        return None
    return row_of(GuideEntry.id, GuideEntry.slug).where(GuideEntry.edition_id == edition.id)


def _communes() -> Select[Any]:
    above = aliased(Unit)
    found = row_of(Unit.id, Unit.code, 0, db.func.coalesce(above.short_name, "")).outerjoin(above, Unit.parent)
    return found.where(Unit.level == "commune")


def _about_feature(row: Row) -> str:
    return {
        "heritage": _("Heritage"),
        "festival": _("Festival"),
        "speciality": _("Speciality"),
        "transport": _("Roads and bridges"),
        "gathering": _("Earlier gathering"),
        "contribution": _("Given by people abroad"),
        "law": _("Law"),
    }.get(row.detail, "")


def _period(row: Row) -> str:
    return numbers.period(row.detail)


searchable(
    Kind(
        "articles",
        marked("Articles"),
        Article,
        "title",
        ("summary", "body", "byline"),
        of_the_editions(Article, Article.published_on),
        leads_to("content.article"),
        _period,
        as_plain_text,
    )
)
searchable(
    Kind(
        "achievements",
        marked("Achievements"),
        Achievement,
        "title",
        ("body",),
        of_the_editions(Achievement, Achievement.period),
        leads_to("content.achievement"),
        _period,
    )
)
searchable(
    Kind(
        "figures",
        marked("Figures"),
        Indicator,
        "name",
        ("note",),
        chosen_by_editions(Indicator, edition_indicator, edition_indicator.c.indicator_id, Indicator.key),
        leads_to("content.indicator"),
    )
)
searchable(Kind("homeland", marked("Known for"), Feature, "name", ("note",), _features, lambda row: "", _about_feature))
searchable(
    Kind(
        "guide",
        marked("Homecoming guide"),
        GuideEntry,
        "heading",
        ("body",),
        _guide,
        lambda row: url_for("content.guide", _anchor=row.key),
        plain=as_plain_text,
    )
)
searchable(
    Kind(
        "communes",
        marked("Communes"),
        Unit,
        "name",
        (),
        _communes,
        leads_to("content.commune", "code"),
        lambda row: row.detail,
    )
)
