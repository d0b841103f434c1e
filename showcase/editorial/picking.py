"""What a text may name: figures, charts, pictures, projects, offices, each with what an editor puts in the text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import lazyload

from ..content import figures, queries
from ..content.models import Achievement, Fact
from ..core import numbers, search
from ..core.database import db
from ..core.i18n import lazy
from ..core.localised import load_texts, worded
from ..editions import officials
from ..editions.models import Edition
from ..investment.models import Project
from ..photos import services as photos

MOST = 40  # finds of one kind


@dataclass(frozen=True)
class Offer:
    """`insert`: what stands in the text; `shown`: what readers see there today; `picture`: the hash of a small one."""

    insert: str
    label: str
    shown: str = ""
    picture: str = ""


Source = Callable[[Edition, str], Iterator[Offer]]
KINDS: dict[str, tuple[Any, Source]] = {}


def _kind(name: str, label: Any) -> Callable[[Source], Source]:
    def register(source: Source) -> Source:
        KINDS[name] = (label, source)
        return source

    return register


def offers(edition: Edition, kind: str, words: str) -> list[Offer]:
    """What of a kind has all the words, marks or none; the most telling first."""
    _label, source = KINDS[kind]
    wanted = search.words(words)
    found: list[Offer] = []
    for one in source(edition, words):
        said = search.fold(f"{one.label} {one.insert}")
        if all(word in said for word in wanted):
            found.append(one)
        if len(found) == MOST:
            break
    return found


@_kind("figure", lazy("Figures"))
def _figures(edition: Edition, words: str) -> Iterator[Offer]:
    """The newest value of every series, its earlier ones where somebody looks for it, then facts."""
    indicators = queries.indicators(edition)
    facts = list(
        db.session.scalars(db.select(Fact).filter_by(host_id=edition.host_id).order_by(Fact.position, Fact.id))
    )
    query = db.select(Achievement).where(Achievement.edition_id == edition.id).options(lazyload("*"))
    stories = list(db.session.scalars(query.order_by(Achievement.position, Achievement.id)))
    load_texts(*indicators, *facts, *stories)
    for indicator in indicators:
        newest = figures.latest(indicator)
        for one in reversed(indicator.observations):
            if one.variant == 0 and (one is newest or words):
                name = f"{indicator.text_in('name')}, {numbers.period(one.period)}"
                said = figures.observed(one, indicator.unit).text
                yield Offer(f"{{{{ {indicator.key}:{one.period} }}}}", name, said)
    for fact in facts:
        said = figures.written(fact.value, fact.unit).text
        yield Offer(f"{{{{ {fact.kind}/{fact.key} }}}}", str(fact.text_in("label")), said)
    for story in stories:
        for part in story.facts:
            label = f"{story.text_in('title')}: {worded(part.get('label'))}"
            said = figures.written(part.get("value"), part.get("unit"), part.get("of")).text
            yield Offer(f"{{{{ achievement/{story.slug}/{part['slug']} }}}}", label, said)


@_kind("chart", lazy("Charts"))
def _charts(edition: Edition, words: str) -> Iterator[Offer]:
    for indicator in queries.indicators(edition):
        drawn = [one for one in figures.series_of(indicator.observations) if one.can_be_drawn]
        if drawn:
            periods = [one.period for one in drawn[0].observations]
            said = f"{numbers.period(periods[0])} – {numbers.period(periods[-1])}"
            yield Offer(f"{{{{ chart/{indicator.key} }}}}", str(indicator.text_in("name")), said)


@_kind("picture", lazy("Pictures"))
def _pictures(edition: Edition, words: str) -> Iterator[Offer]:
    for photo in photos.choices(edition.host, words):
        yield Offer(f"{{{{ picture/{photo.slug} }}}}", photo.name, photo.credit, photo.small)


@_kind("project", lazy("Projects"))
def _projects(edition: Edition, words: str) -> Iterator[Offer]:
    query = db.select(Project).filter_by(host_id=edition.host_id).options(lazyload("*")).order_by(Project.id)
    found = list(db.session.scalars(query))
    load_texts(*found)
    for project in found:
        yield Offer(f"{{{{ project/{project.slug} }}}}", str(project.text_in("name")), str(project.text_in("place")))


@_kind("official", lazy("Offices"))
def _offices(edition: Edition, words: str) -> Iterator[Offer]:
    seats = officials.seats_on(edition.host, officials.today_of(edition.host))
    load_texts(*(one for seat in seats for one in (seat.office, seat.holder)))
    for seat in seats:
        if seat.holder is not None:
            said = f"{seat.holder.text_in('title')}, {seat.holder.named}"
            yield Offer(f"{{{{ official/{seat.office.slug} }}}}", str(seat.office.text_in("name")), said)
