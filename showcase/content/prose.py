"""Articles as pages: Markdown without HTML, and figures that are looked up where they stand."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import lazyload

from ..core import numbers
from ..core.database import db
from ..core.i18n import locale
from ..core.localised import Localised, Shown, worded
from ..editions.models import Edition
from . import blocks, figures, markdown, queries
from .blocks import Drawing
from .models import Achievement, Fact, Feature
from .references import Reference, references, replace_references


@dataclass
class Evidence:
    """A figure in a text: what stands there, where it leads, and what it rests on."""

    record: Localised  # its texts are loaded before anything of the following is asked
    text: Callable[[], str]
    whole: Callable[[], str]  # the figure with its unit, where the text has only a part of it
    title: Callable[[], str]  # what the record is called
    what: Callable[[], str]  # what of the record this is: a period, the name of a fact
    url: str = ""
    sources: list[dict[str, Any]] = field(default_factory=list)
    confidence: str = "exact"
    note: dict[str, str] = field(default_factory=dict)
    is_figure: bool = True  # not: a name, which needs no place among the figures beside a text


Resolver = Callable[[Edition, list[Reference]], dict[str, Evidence]]
_resolvers: dict[str, Resolver] = {}


def resolves(*kinds: str) -> Callable[[Resolver], Resolver]:
    """Let a feature answer for references of some kinds: names (without part) to evidence, in one query."""

    def register(resolver: Resolver) -> Resolver:
        _resolvers.update(dict.fromkeys(kinds, resolver))
        return resolver

    return register


def evidence_of(edition: Edition, text: str) -> dict[str, Evidence]:
    """What the references of a text stand for, in the order of the text; unknown ones are left out."""
    wanted = [r for _line, _braces, r in references(text) if r and not r.is_block]
    found: dict[str, Evidence] = {}
    for resolver in dict.fromkeys(_resolvers[r.kind] for r in wanted if r.kind in _resolvers):
        found |= resolver(edition, [r for r in wanted if _resolvers.get(r.kind) is resolver])
    return {name: found[name] for name in dict.fromkeys(map(blocks.key, wanted)) if name in found}


@dataclass(frozen=True)
class Written:
    """Some texts of an edition, with all that they refer to; `records` are loaded before anything is shown."""

    texts: tuple[str | Shown, ...]
    evidence: dict[str, Evidence]
    drawings: dict[str, Drawing]

    @property
    def records(self) -> list[Localised]:
        named = [one.record for one in self.evidence.values()]
        return [*named, *(record for one in self.drawings.values() for record in one.records)]

    def html(self, place: int = 0, mark: str = "", on_paper: bool = False) -> Markup:
        """One of the texts as HTML; `mark` tells the footnotes of several texts on one page apart."""
        return render(self.texts[place], self.evidence, self.drawings, on_paper, mark)

    def without_links(self) -> "Written":
        """For paper: a figure in a text is no link there."""
        evidence = {name: replace(one, url="") for name, one in self.evidence.items()}
        return replace(self, evidence=evidence)

    def cited(self) -> Iterator[tuple[str, Evidence | Drawing]]:
        """What rests on sources, by name."""
        yield from ((name, one) for name, one in self.evidence.items() if one.is_figure)
        yield from ((name, one) for name, one in self.drawings.items() if one.sources is not None)


def read(edition: Edition, *texts: str | Shown) -> Written:
    """Texts with what they refer to: one query for each kind of reference, however many there are."""
    whole = "\n\n".join(map(str, texts))
    return Written(texts, evidence_of(edition, whole), blocks.drawings_of(edition, whole))


def render(
    text: str | Shown,
    evidence: dict[str, Evidence],
    drawings: dict[str, Drawing] | None = None,
    on_paper: bool = False,
    mark: str = "",
) -> Markup:
    """A body as HTML; each figure leads to the page that says more about it.

    `mark` tells the footnotes of several texts on one page apart.
    """
    drawings = drawings or {}

    def show(reference: Reference) -> str:
        if reference.is_block:  # in the middle of a sentence
            drawn = drawings.get(blocks.key(reference))
            return _linked(drawn.title(), "" if on_paper else drawn.url) if drawn else "…"
        known = evidence.get(blocks.key(reference))
        return "…" if known is None else _linked(known.text(), known.url)

    code = text.lang if isinstance(text, Shown) else locale()
    placed, aside = blocks.set_aside(str(text))
    html = markdown.as_html(replace_references(placed, show), code, on_paper, mark)
    return Markup(blocks.put_back(html, aside, drawings, on_paper))  # noqa: S704 - cleaned


def _linked(words: str, url: str) -> str:
    written = re.sub(r"([\\\[\]*_`<>])", r"\\\1", words)
    return f"[{written}]({url})" if url else written


def by_source(evidence: dict[str, Evidence]) -> list[tuple[Evidence, list[tuple[str, str]]]]:
    """The evidence of a text for its margin: each record once, with (figure, what it is) for all that it gives."""
    found: dict[tuple[int, str], tuple[Evidence, dict[tuple[str, str], None]]] = {}
    for one in evidence.values():
        if not one.is_figure:
            continue
        known = found.setdefault((id(one.record), repr(one.sources)), (one, {}))
        known[1][one.whole(), one.what()] = None
    return [(one, list(figures)) for one, figures in found.values()]


def as_text(text: str | Shown) -> Markup:
    """A short text of our own (a programme, a note) without references."""
    return render(text, {})


@resolves("indicator")
def _indicators(edition: Edition, wanted: list[Reference]) -> dict[str, Evidence]:
    known = queries.indicators_by_key(edition, sorted({r.record for r in wanted}))
    by_name = {(i.key, o.period): (i, o) for i in known for o in i.observations if o.variant == 0}
    found = {}
    for reference in wanted:
        if (reference.record, reference.period) not in by_name:
            continue
        indicator, observation = by_name[reference.record, reference.period]
        found[f"{reference.name}|{reference.part}"] = Evidence(
            indicator,
            _deferred(observation.value, indicator.unit, reference.part, observation.rank, observation.out_of),
            _whole(observation.value, indicator.unit, reference.part, observation.rank, observation.out_of),
            lambda i=indicator: str(i.text_in("name")),  # type: ignore[misc]
            lambda o=observation: numbers.period(o.period),  # type: ignore[misc]
            url_for("content.indicator", slug=indicator.slug),
            observation.sources,
            observation.confidence,
            observation.confidence_note,
        )
    return found


@resolves("achievement")
def _achievements(edition: Edition, wanted: list[Reference]) -> dict[str, Evidence]:
    query = db.select(Achievement).where(Achievement.slug.in_({r.record for r in wanted})).options(lazyload("*"))
    known = {a.slug: a for a in db.session.scalars(query)}
    found = {}
    for reference in wanted:
        achievement = known.get(reference.record)
        fact = _fact(achievement.facts, reference.field) if achievement else None
        if achievement is None or fact is None:
            continue
        found[f"{reference.name}|{reference.part}"] = Evidence(
            achievement,
            _deferred(fact["value"], fact.get("unit"), reference.part, None, fact.get("of")),
            _whole(fact["value"], fact.get("unit"), reference.part, None, fact.get("of")),
            lambda a=achievement: str(a.text_in("title")),  # type: ignore[misc]
            lambda f=fact: str(worded(f["label"])),  # type: ignore[misc]
            url_for("content.achievement", slug=achievement.slug),
            achievement.sources,
            achievement.confidence,
            achievement.confidence_note,
        )
    return found


@resolves("province", "diaspora")
def _facts(edition: Edition, wanted: list[Reference]) -> dict[str, Evidence]:
    """Facts of the province and of its people abroad; three parts lead to a gathering or a contribution."""
    simple = [r for r in wanted if not r.field]
    query = (
        db.select(Fact)
        .where(Fact.host_id == edition.host_id, Fact.key.in_({r.record for r in simple}))
        .options(lazyload("*"))
    )
    known = {(f.kind, f.key): f for f in db.session.scalars(query)} if simple else {}
    found = _features(edition, [r for r in wanted if r.field])
    for reference in simple:
        fact = known.get((reference.kind, reference.record))
        if fact is not None:
            found[f"{reference.name}|{reference.part}"] = Evidence(
                fact,
                _deferred(fact.value, fact.unit, reference.part),
                _whole(fact.value, fact.unit, reference.part),
                lambda f=fact: str(f.text_in("label")),  # type: ignore[misc]
                lambda f=fact: numbers.period(f.period),  # type: ignore[misc]
                "",
                fact.sources,
                fact.confidence,
                fact.confidence_note,
            )
    return found


@resolves("transport", "speciality", "heritage", "festival")
def _features(edition: Edition, wanted: list[Reference]) -> dict[str, Evidence]:
    if not wanted:
        return {}
    query = (
        db.select(Feature)
        .where(Feature.host_id == edition.host_id, Feature.slug.in_({r.record for r in wanted}))
        .options(lazyload("*"))
    )
    known = {f.slug: f for f in db.session.scalars(query)}
    found = {}
    for reference in wanted:
        feature = known.get(reference.record)
        fact = _fact(feature.details.get("facts", []), reference.field) if feature else None
        if feature is not None and fact is None and reference.field in feature.details:
            fact = {"value": feature.details[reference.field], "unit": "persons", "label": {}}
        if feature is None or fact is None:
            continue
        found[f"{reference.name}|{reference.part}"] = Evidence(
            feature,
            _deferred(fact["value"], fact.get("unit"), reference.part, None, fact.get("of")),
            _whole(fact["value"], fact.get("unit"), reference.part, None, fact.get("of")),
            lambda f=feature: str(f.text_in("name")),  # type: ignore[misc]
            lambda x=fact: str(worded(x["label"])),  # type: ignore[misc]
            "",
            feature.sources,
            feature.confidence,
            feature.confidence_note,
        )
    return found


def part_of(value: Any, unit: str | None, part: str, rank: int | None = None, out_of: float | None = None) -> str:
    """The wanted part of a figure: the number alone, without its sign, its rank, or the whole it is a part of."""
    if part == "rank":
        return numbers.number(rank) if rank is not None else "…"
    if part == "of":
        return numbers.number(out_of) if out_of is not None else "…"
    if part == "value":
        return figures.written(value, unit).number
    if part == "magnitude" and isinstance(value, int | float):
        return figures.written(abs(value), unit).text
    return figures.written(value, unit, out_of if rank is None else None).text


def _deferred(
    value: Any, unit: str | None, part: str, rank: int | None = None, out_of: float | None = None
) -> Callable[[], str]:
    return lambda: part_of(value, unit, part, rank, out_of)


def _whole(
    value: Any, unit: str | None, part: str, rank: int | None = None, out_of: float | None = None
) -> Callable[[], str]:
    if part in ("rank", "of") and rank is not None:
        return _deferred(rank, "rank", "", None, out_of)
    return _deferred(value, unit, "", rank, out_of)


def _fact(facts: Iterable[dict[str, Any]], slug: str) -> dict[str, Any] | None:
    return next((fact for fact in facts if fact.get("slug") == slug), None)
