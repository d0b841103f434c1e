"""The names under which texts may refer to figures: what a text names wrongly, and what was perhaps meant."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from ..core.database import db
from ..core.i18n import gettext as _
from ..editions.models import Edition, Office
from . import blocks, prose
from .models import Achievement, Fact, Feature, Indicator, Observation
from .references import references

OF_DIASPORA = {"gathering", "national-event", "contribution", "law"}  # kinds whose figures texts call diaspora/…
NEAR = 3
APART = {"chart", "picture", "official"}  # kinds that nobody means who names a figure wrongly

Namer = Callable[[Edition], Iterable[str]]
_namers: list[Namer] = []


@dataclass(frozen=True)
class Unknown:
    """A pair of braces that leads nowhere, and names like it."""

    written: str
    near: list[str] = field(default_factory=list)


def names_figures(namer: Namer) -> Namer:
    """Register a feature's answer to: which figures of yours may a text name?"""
    _namers.append(namer)
    return namer


def all_names(edition: Edition) -> list[str]:
    """Every figure that a text of the edition may name."""
    return sorted({name for namer in _namers for name in namer(edition)})


def unknown_in(edition: Edition, text: str) -> list[Unknown]:
    """What of a text's references names no figure, or a part that the figure does not have."""
    known = prose.read(edition, text)
    lost = []
    for _line, written, reference in references(text):
        name = blocks.key(reference) if reference else ""
        found = known.evidence.get(name)
        if name not in known.drawings and (found is None or found.text() == "…"):
            lost.append((written, reference.name if reference else written.strip("{} ").partition("|")[0].strip()))
    if not lost:
        return []
    names = all_names(edition)
    return [
        Unknown(written, get_close_matches(name, _alike(name, names), NEAR, 0.5))
        for written, name in dict(lost).items()
    ]


def _alike(name: str, names: list[str]) -> list[str]:
    """For a chart the charts, for a figure whatever is neither drawn nor an official."""
    kind = name.partition("/")[0]
    if kind in APART:
        return [one for one in names if one.startswith(f"{kind}/")]
    return [one for one in names if one.partition("/")[0] not in APART]


def faults_of(edition: Edition, text: str) -> list[str]:
    """The same in sentences, for beside the field."""
    return [_said(one.written[:80], ", ".join(one.near)) for one in unknown_in(edition, text)]


def _said(written: str, near: str) -> str:
    if not near:
        return _("%(written)s names no figure.", written=written)
    return _("%(written)s names no figure. Perhaps you meant %(near)s.", written=written, near=near)


@names_figures
def _indicators(edition: Edition) -> Iterator[str]:
    query = db.select(Indicator.key, Observation.period).join(Observation.indicator)
    rows = db.session.execute(query.where(Indicator.host_id == edition.host_id, Observation.variant == 0))
    return (f"{key}:{period}" for key, period in rows)


@names_figures
def _achievements(edition: Edition) -> Iterator[str]:
    query = db.select(Achievement.slug, Achievement.facts).where(Achievement.edition_id == edition.id)
    for slug, facts in db.session.execute(query):
        yield from (f"achievement/{slug}/{fact['slug']}" for fact in facts)


@names_figures
def _facts(edition: Edition) -> Iterator[str]:
    query = db.select(Fact.kind, Fact.key).where(Fact.host_id == edition.host_id)
    yield from (f"{kind}/{key}" for kind, key in db.session.execute(query))
    of_features = db.select(Feature.kind, Feature.slug, Feature.details).where(Feature.host_id == edition.host_id)
    for kind, slug, details in db.session.execute(of_features):
        path = f"{'diaspora' if kind in OF_DIASPORA else kind}/{slug}"
        yield from (f"{path}/{fact['slug']}" for fact in details.get("facts") or [])


@names_figures
def _charts_and_pictures(edition: Edition) -> Iterator[str]:
    keys = db.session.scalars(db.select(Indicator.key).where(Indicator.host_id == edition.host_id))
    yield from (f"chart/{key}" for key in keys)
    yield from (f"picture/{name}" for name in edition.pictures)


@names_figures
def _officials(edition: Edition) -> Iterator[str]:
    slugs = db.session.scalars(db.select(Office.slug).where(Office.host_id == edition.host_id))
    return (f"official/{slug}" for slug in slugs)
