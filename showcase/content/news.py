"""What is new on the site, for feed readers: articles, achievements, and what later features bring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ..core.localised import Localised, Shown
from ..editions.models import Edition
from . import queries

LATEST = 20  # of each kind


@dataclass(frozen=True)
class News:
    """A record that a feed tells of: its texts by field, its page, and the heading under which it stands."""

    record: Localised
    title_field: str
    summary_field: str
    endpoint: str
    slug: str
    heading: Localised
    heading_slug: str
    published_on: date | None = None

    @property
    def title(self) -> Shown:
        return self.record.text_in(self.title_field)

    @property
    def summary(self) -> Shown:
        return self.record.text_in(self.summary_field)

    @property
    def updated_at(self) -> datetime:
        """When a text that the feed shows was last changed."""
        shown = ((self.title_field, self.title.lang), (self.summary_field, self.summary.lang))
        return max(self.record.texts[key].changed_at for key in shown if key in self.record.texts)


Source = Callable[[Edition], list[News]]
_sources: list[Source] = []


def brings_news(source: Source) -> Source:
    """Let a feature tell the feed what it has, newest first, LATEST at most."""
    _sources.append(source)
    return source


def news(edition: Edition) -> list[News]:
    """All news with their texts, newest first; of one day, as their features order them."""
    found = [one for source in _sources for one in source(edition)]
    queries.ready(edition, *(one.record for one in found), *(one.heading for one in found))
    return sorted(found, key=lambda one: one.published_on or one.updated_at.date(), reverse=True)


@brings_news
def _articles(edition: Edition) -> list[News]:
    return [
        News(a, "title", "summary", "content.article", a.slug, a.theme, a.theme.slug, a.published_on)
        for a in queries.articles(edition, limit=LATEST)
    ]


@brings_news
def _achievements(edition: Edition) -> list[News]:
    found = sorted(queries.achievements(edition), key=lambda a: a.period, reverse=True)[:LATEST]
    return [News(a, "title", "body", "content.achievement", a.slug, a.topic, a.topic.slug) for a in found]
