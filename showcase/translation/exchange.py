"""Translators' files: what goes out, and what of a file that comes back is taken."""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import lazyload

from ..content.body_fields import LONGEST_BODY
from ..content.translations import KINDS, LANGUAGES, Trust, trust_of
from ..core import audit, search
from ..core.database import db, locked
from ..core.forms import has_control_characters
from ..core.i18n import SOURCE
from ..core.localised import Localised, LocalisedText, Origin, TextState, block_hashes, load_texts
from ..editions.models import Host
from ..editions.parts import without_own_breaks
from ..editorial import versions
from . import rules
from .forms import write_text
from .paragraphs import Block, aligned, blocks
from .po_files import Entry


class Left(StrEnum):
    """Why an entry of a file is not taken."""

    UNKNOWN = "unknown"  # names no text of ours
    STALE = "stale"  # was made from an original that has changed since
    APPROVED = "approved"
    MEANWHILE = "meanwhile"  # somebody has changed the paragraph here since the file was made
    REFERENCES = "references"
    UNFIT = "unfit"  # signs that cannot be stored, or too many


@dataclass
class Outcome:
    """What was taken, by record, and what was not, each entry with its record where there is one."""

    taken: list[tuple[str, Localised, int]] = field(default_factory=list)
    left: dict[Left, list[tuple[Entry, str, Localised | None]]] = field(default_factory=lambda: defaultdict(list))
    same: int = 0  # say what stands here already

    @property
    def paragraphs(self) -> int:
        return sum(number for _kind, _record, number in self.taken)


def entries_of(host: Host, language: str) -> Iterator[Entry]:
    """Every paragraph of the host's texts with its translation, kind by kind."""
    for kind in KINDS:
        ids = _ids_by_name(host, kind)
        names = {number: name for name, number in ids.items()}
        records = _records(kind, list(names))
        load_texts(*records)
        for record in records:
            for field_name in record.FIELDS:
                row, source = record.texts.get((field_name, language)), record.texts.get((field_name, SOURCE))
                trust = trust_of(row, source)
                for number, block in enumerate(_blocks(row, source), 1):
                    yield Entry(
                        f"{kind}:{names[record.id]}:{field_name}:{number}",
                        block.source,
                        block.text,
                        bool(block.text) and (block.is_changed or trust in (Trust.OUTDATED, Trust.MACHINE)),
                        _digest(block.text),
                        comments=(trust.value,),
                    )


def take_in(host: Host, language: str, entries: list[Entry], over_all: bool) -> Outcome:
    """Give the texts what a file says; `over_all`: also where a person has approved or changed it here meanwhile."""
    assert language in LANGUAGES
    outcome = Outcome()
    wanted: dict[tuple[str, str], dict[str, list[tuple[int, Entry]]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        parts = entry.context.split(":")
        if len(parts) != 4 or parts[0] not in KINDS or not (parts[3].isdecimal() and len(parts[3]) < 6):
            outcome.left[Left.UNKNOWN].append((entry, "", None))
            continue
        kind, name, field_name, number = parts
        wanted[kind, name][field_name].append((int(number), entry))
    ids = {kind: _ids_by_name(host, kind) for kind in {kind for kind, _name in wanted}}
    for (kind, name), fields in wanted.items():
        record_id = ids[kind].get(name)
        record = locked(_records(kind, [record_id])[0]) if record_id else None
        if record is None:
            outcome.left[Left.UNKNOWN] += [(entry, "", None) for rows in fields.values() for _place, entry in rows]
            continue
        _take_in_record(outcome, kind, record, language, fields, over_all)
    return outcome


def _take_in_record(
    outcome: Outcome,
    kind: str,
    record: Any,
    language: str,
    fields: dict[str, list[tuple[int, Entry]]],
    over_all: bool,
) -> None:
    changes: dict[str, tuple[Any, Any]] = {}
    taken, said = 0, versions.texts_of(record, language)
    for field_name, rows in fields.items():
        source, row = record.texts.get((field_name, SOURCE)), record.texts.get((field_name, language))
        if field_name not in record.FIELDS or source is None or not source.text:
            outcome.left[Left.UNKNOWN] += [(entry, field_name, record) for _place, entry in rows]
            continue
        found, mine = _blocks(row, source), {}
        is_approved = trust_of(row, source) is Trust.APPROVED
        for number, entry in rows:
            place = _place_of(entry, number, found)
            why = Left.STALE if place is None else None
            if place is not None:
                block, is_same = found[place], _plain(entry.text) == _plain(found[place].text)
                if is_same and not (block.is_changed and not entry.is_fuzzy):
                    outcome.same += 1
                    continue
                why = _why_left(entry, block, is_approved, over_all)
            if why is None and place is not None:
                mine[place] = entry
            elif why is not None:
                outcome.left[why].append((entry, field_name, record))
        if mine:
            before = record.texts_of(field_name).get(language, "")
            state = trust_of(row, source)
            _write(record, field_name, language, found, mine)
            after = record.texts_of(field_name).get(language, "")
            if before != after:
                changes[f"{field_name}-{language}"] = (before, after)
            if (now := trust_of(record.texts[field_name, language], source)) != state:
                changes[f"{field_name}-{language}-state"] = (state.value, now.value)
            taken += len(mine)
    if taken:
        audit.record("translation.changed", record, **changes)
        versions.note(record, language, said)
        outcome.taken.append((kind, record, taken))


def _why_left(entry: Entry, block: Block, is_approved: bool, over_all: bool) -> Left | None:
    if has_control_characters(entry.text, allow_newlines=True) or len(entry.text) > LONGEST_BODY:
        return Left.UNFIT
    if rules.references_differ(block.source, entry.text):
        return Left.REFERENCES
    if over_all:
        return None
    if is_approved:
        return Left.APPROVED
    if entry.held and entry.held != _digest(block.text):
        return Left.MEANWHILE
    return None


def _place_of(entry: Entry, number: int, found: list[Block]) -> int | None:
    """Which paragraph an entry is about: the one of its words in the original, the nearest where several have them."""
    source = _plain(entry.source)
    places = [place for place, block in enumerate(found) if _plain(block.source) == source]
    return min(places, key=lambda place: abs(place + 1 - number), default=None)


def _write(record: Localised, name: str, language: str, found: list[Block], mine: dict[int, Entry]) -> None:
    """The field's paragraphs with those of the file among them; nobody here has read these over yet."""
    pieces, hashes = [], []
    for place, block in enumerate(found):
        text = _plain(mine[place].text) if place in mine else block.text
        made_from = block_hashes(block.source) if place in mine or not block.hash else block.hash
        pieces += blocks(text)
        hashes += [made_from] * len(blocks(text))
    row = record.texts.get((name, language))
    text = "\n\n".join(pieces)
    is_same = row is not None and _plain(row.text) == text
    origin = Origin(row.origin) if row is not None and is_same else Origin.HUMAN
    state = TextState(row.state) if row is not None and is_same else TextState.UNREVIEWED
    stored = without_own_breaks(row.text) if row is not None and is_same else text
    write_text(record, name, language, stored, " ".join(hashes), origin, state)


def _blocks(row: LocalisedText | None, source: LocalisedText | None) -> list[Block]:
    if source is None:
        return []
    if row is None:
        return aligned(source.text, "", "")
    return aligned(source.text, without_own_breaks(row.text), row.source_hashes, row.earlier_blocks())


def _ids_by_name(host: Host, kind: str) -> dict[str, int]:
    """The records of a kind as files name them: by slug, and by number too where two have the same."""
    model: Any = KINDS[kind].model
    rows = list(db.session.execute(KINDS[kind].of_host(db.select(model.id, model.slug), host).order_by(model.id)))
    often = Counter(slug for _number, slug in rows)
    return {slug if often[slug] == 1 else f"{slug}~{number}": number for number, slug in rows}


def _records(kind: str, numbers: list[int]) -> list[Any]:
    model: Any = KINDS[kind].model
    query = db.select(model).where(model.id.in_(numbers)).order_by(model.id).options(lazyload("*"))
    return list(db.session.scalars(query))


def _plain(text: str) -> str:
    """As two texts are compared: composed, without the word breaks that we put in."""
    lines = unicodedata.normalize("NFC", text).replace(search.ZERO_WIDTH_SPACE, "").strip().split("\n")
    return "\n".join(line.rstrip() for line in lines)


def _digest(text: str) -> str:
    return hashlib.sha256(_plain(text).encode()).hexdigest()[:12]
