"""The projects that the site's feed tells of: those that look for partners, newest list first."""

from ..content.news import LATEST, News, brings_news
from ..editions.models import Edition
from . import queries
from .rules import Kind


@brings_news
def _projects(edition: Edition) -> list[News]:
    found = [p for p in queries.projects(edition) if p.kind == Kind.CALLING][:LATEST]
    return [News(p, "name", "summary", "investment.project", p.slug, p.sector, p.sector.slug) for p in found]
