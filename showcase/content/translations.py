"""How far translations are: what is missing, machine-made, unread, or older than the text it was made from."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy.orm import aliased

from ..core import audit
from ..core.database import db
from ..core.i18n import LOCALES, SOURCE, lazy, marked
from ..core.localised import Localised, LocalisedText, Origin, TextState, block_hashes
from ..editions.models import Edition, Host
from .models import Achievement, Article, GuideEntry, Indicator, Theme, Topic

LANGUAGES = tuple(code for code in LOCALES if code != SOURCE)


class Trust(StrEnum):
    """How far a translation may be trusted; the worst that holds of it."""

    MISSING = "missing"
    OUTDATED = "outdated"
    MACHINE = "machine"
    UNREVIEWED = "unreviewed"
    APPROVED = "approved"


DUE = (Trust.OUTDATED, Trust.MISSING, Trust.MACHINE, Trust.UNREVIEWED)


@dataclass(frozen=True)
class Kind:
    """A kind of record that is translated: `of_host` narrows a query to the host's."""

    model: type[Localised]
    label: str  # an English message
    title: str  # the field by which a record is called
    of_host: Callable[[Any, Host], Any]
    names_figures: bool = False  # its body is Markdown with figures by reference; the record belongs to an edition


LABELS = {
    "title": lazy("Title"),
    "heading": lazy("Heading"),
    "summary": lazy("Summary"),
    "body": lazy("Text"),
    "byline": lazy("Written by"),
    "name": lazy("Name"),
    "note": lazy("Note"),
    "scope": lazy("What belongs to it"),
}


def called(**labels: Any) -> None:
    """Let a feature say what the texts of its records are called."""
    LABELS.update(labels)


KINDS: dict[str, Kind] = {}


def translated(kind: Kind) -> None:
    """Let a feature's records be translated at the desk."""
    KINDS[kind.model.__tablename__] = kind  # type: ignore[attr-defined]


def _hosted(query: Any, host: Host) -> Any:
    return query.filter_by(host_id=host.id)


def _of_edition(model: Any) -> Callable[[Any, Host], Any]:
    return lambda query, host: query.where(model.edition.has(host_id=host.id))


def _of_edition_id(query: Any, host: Host) -> Any:
    return query.where(GuideEntry.edition_id.in_(db.select(Edition.id).filter_by(host_id=host.id)))


translated(Kind(Article, marked("Articles"), "title", _of_edition(Article), names_figures=True))
translated(
    Kind(
        Achievement,
        marked("Achievements"),
        "title",
        lambda query, host: query.where(Achievement.topic.has(host_id=host.id)),
    )
)
translated(Kind(GuideEntry, marked("Homecoming guide"), "heading", _of_edition_id, names_figures=True))
translated(Kind(Indicator, marked("Figures"), "name", _hosted))
translated(Kind(Theme, marked("Themes"), "name", _hosted))
translated(Kind(Topic, marked("Topics"), "name", _hosted))


def named(rows: Iterable[LocalisedText]) -> list[tuple[LocalisedText, Any]]:
    """Texts with their records."""
    return [(row, db.session.get(KINDS[row.owner_kind].model, row.owner_id)) for row in rows]


def outdate(rows: Iterable[LocalisedText]) -> None:
    """Mark translations as older than the original, so that somebody reads them over."""
    for row in rows:
        if row.locale != SOURCE and row.state != TextState.OUTDATED:
            subject = f"{row.owner_kind}:{row.owner_id}"
            audit.record("translation.outdated", subject, **{f"{row.field}-{row.locale}": (row.state, "outdated")})
            row.state = TextState.OUTDATED


@dataclass(frozen=True)
class Due:
    """A record whose texts in a language need somebody; `worst` of all its fields."""

    kind: str
    record: Localised
    language: str
    worst: Trust


def trust_of(row: LocalisedText | None, source: LocalisedText | None) -> Trust:
    """How far the translation of one field may be trusted."""
    if row is None or not row.text:
        return Trust.MISSING
    return Trust.OUTDATED if is_older(row, source) else _as_noted(row.state, row.origin)


def is_older(row: LocalisedText, source: LocalisedText | None) -> bool:
    """Whether the source has changed since it was translated; what was never noted is taken as fitting."""
    if source is None or not row.source_hashes:
        return False
    return _has_moved_on(row.source_hashes, source.text)


def worst_of(record: Localised, language: str) -> Trust | None:
    """The worst of a record's fields in a language; None: it has nothing to translate."""
    found = [
        trust_of(record.texts.get((name, language)), source)
        for name in record.FIELDS
        if (source := record.texts.get((name, SOURCE))) and source.text
    ]
    return min(found, key=list(Trust).index, default=None)


def counts(host: Host) -> dict[str, Counter[Trust]]:
    """Language → how many texts there are of each trust."""
    found = {code: Counter[Trust]() for code in LANGUAGES}
    for counters in counts_by_kind(host).values():
        for code, counter in counters.items():
            found[code] += counter
    return found


def counts_by_kind(host: Host) -> dict[str, dict[str, Counter[Trust]]]:
    """Kind → language → how many texts there are of each trust, in two queries; a text whose source has changed later
    is read, the others are only counted."""
    found = {kind: {code: Counter[Trust]() for code in LANGUAGES} for kind in KINDS}
    row, source = aliased(LocalisedText), LocalisedText
    mine = [
        (source.owner_kind == kind) & source.owner_id.in_(about.of_host(db.select(about.model.id), host))  # type: ignore[attr-defined]
        for kind, about in KINDS.items()
    ]
    sources = db.select(source.owner_kind).where(source.locale == SOURCE, source.text != "", db.or_(*mine))
    totals = sources.add_columns(db.func.count()).group_by(source.owner_kind)
    for kind, number in db.session.execute(totals):
        for counter in found[kind].values():
            counter[Trust.MISSING] = number
    same = (
        (row.owner_kind == source.owner_kind)
        & (row.owner_id == source.owner_id)
        & (row.field == source.field)
        & row.locale.in_(LANGUAGES)
        & (row.text != "")
    )
    is_later = source.changed_at > row.changed_at
    hashes, text = (db.case((is_later, column), else_="") for column in (row.source_hashes, source.text))
    pairs = sources.join(row, same).add_columns(row.locale, row.state, row.origin, hashes, text)
    for kind, code, state, origin, made_from, now in db.session.execute(pairs):
        trust = Trust.OUTDATED if made_from and _has_moved_on(made_from, now) else _as_noted(state, origin)
        found[kind][code][trust] += 1
        found[kind][code][Trust.MISSING] -= 1
    return found


def due(host: Host, language: str, kinds: Sequence[str] = ()) -> list[Due]:
    """Records with texts that need somebody in a language, the worst first."""
    found = []
    for kind, about in KINDS.items():
        if kinds and kind not in kinds:
            continue
        for record in db.session.scalars(about.of_host(db.select(about.model), host)).unique():
            worst = worst_of(record, language)
            if worst is not None:
                found.append(Due(kind, record, language, worst))
    return sorted(found, key=lambda one: list(Trust).index(one.worst))


def _has_moved_on(hashes: str, text: str) -> bool:
    return _distinct(hashes.split()) != _distinct(block_hashes(text).split())


def _distinct(hashes: list[str]) -> list[str]:
    return [key for key, _rows in groupby(hashes)]


def _as_noted(state: str, origin: str) -> Trust:
    if state == TextState.OUTDATED:
        return Trust.OUTDATED
    if state == TextState.APPROVED:
        return Trust.APPROVED
    return Trust.MACHINE if origin == Origin.MACHINE else Trust.UNREVIEWED
