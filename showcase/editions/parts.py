"""Parts of an edition folder: each kind of record with its place in a file, its shape, and how it is stored.

`load` and `export` (packs) walk over the parts of all features; a feature describes its own in `pack.py`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..core import audit, search, slugs
from ..core.database import db
from ..core.i18n import SOURCE
from ..core.localised import Localised, Origin, TextState, with_khmer_breaks
from ..core.media import Media
from ..core.shapes import (
    Choice,
    Entry,
    Finding,
    ListOf,
    Mapping,
    Place,
    Report,
    Shape,
    String,
    Texts,
    Words,
    non_empty,
    says_nothing,
)
from .models import Edition, Host, Sourced, Unit


@dataclass
class Folder:
    """An edition folder as it was read: the entries of each file, and its pictures."""

    path: Path
    report: Report = field(default_factory=Report)
    files: dict[str, Entry] = field(default_factory=dict)

    def entries(self, file: str, key: str) -> list[Entry]:
        """A list of a file; one mapping counts as a list of one, a missing file as an empty list."""
        found = self.files.get(file, Entry()).get(key) or []
        return [found] if isinstance(found, Entry) else list(found)


@dataclass
class Scope:
    """What the records of a folder belong to, and what loading them has done so far."""

    folder: Folder | None
    now: datetime
    host: Host
    edition: Edition
    pictures: dict[str, Media] = field(default_factory=dict)  # by slug
    units: dict[str, Unit | None] = field(default_factory=dict)  # by code, as they have been asked for
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    guests: list[tuple[int, Entry]] = field(default_factory=list)  # attendees made for a rehearsal

    def picture_slug(self, media_id: int | None) -> str:
        return next((slug for slug, media in self.pictures.items() if media.id == media_id), "")


class Part:
    """One kind of record. Subclasses say where it stands and what it is made of; the rest works by itself."""

    kind: str  # as it is called in findings and lists
    file: str
    path: str  # the key in the file
    model: Any
    fields: dict[str, Shape]  # without texts and evidence
    key: str = "slug"
    columns: dict[str, str] = {}  # column → key of the entry
    texts: tuple[str, ...] = ()  # those of the model's texts that the folder holds; default: all
    required_texts: tuple[str, ...] = ("name",)
    sources: int = 0  # how many sources a record must have
    inside: str = ""  # of which list's entries `path` is a key; empty: of the file itself

    def shape(self) -> Shape:
        """What the file may hold under `path`."""
        return ListOf(self.record_shape())

    def record_shape(self) -> Mapping:
        fields = dict(self.fields)
        for name in self.text_names():
            fields[name if name in self.required_texts else f"{name}?"] = Texts()
        if issubclass(self.model, Sourced):
            fields |= evidence(self.sources)
        return Mapping(fields, self.check, self.names)

    def check(self, entry: Entry, report: Report) -> None:
        """What the shape alone cannot say."""

    def names(self, entry: Entry, report: Report) -> None:
        """The names by which other files may refer to parts of the entry."""

    def text_names(self) -> tuple[str, ...]:
        return self.texts or (self.model.FIELDS if issubclass(self.model, Localised) else ())

    def entries(self, scope: Scope) -> list[Entry]:
        assert scope.folder
        return scope.folder.entries(self.file, self.path)

    def find(self, scope: Scope, entry: Entry) -> Any:
        """The stored record of an entry, if there is one."""
        raise NotImplementedError

    def records(self, scope: Scope) -> list[Any]:
        """All stored records of this part that belong to the scope, in order."""
        raise NotImplementedError

    def make(self, scope: Scope, entry: Entry) -> Any:
        """A new record with what never changes: its owner and its name."""
        raise NotImplementedError

    def prepare(self, scope: Scope) -> None:
        """What must happen before the entries are compared."""

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        """The entry as it will be stored: rules worked out, foreign keys dropped."""
        return entry

    def refuse(self, record: Any, entry: Entry) -> str:
        """Why the stored record cannot become what the folder says; empty if it can."""
        return ""

    def finish(self, scope: Scope, records: list[Any]) -> None:
        """What must happen once all are stored; `records` are those of the folder, in order."""

    def write(self, scope: Scope, record: Any, entry: Entry) -> None:
        """Give the record all that the entry says."""
        for column, key in self.columns.items():
            setattr(record, column, entry[key])
        for name in self.text_names():
            write_texts(record, name, entry[name])
        if isinstance(record, Sourced):
            record.sources = entry["source"]
            record.confidence = entry["confidence"]
            record.confidence_note = entry["confidence_note"]

    def read(self, scope: Scope, record: Any) -> Entry:
        """The entry that would make this record."""
        entry = Entry({key: getattr(record, column) for column, key in self.columns.items()})
        for name in self.text_names():
            entry[name] = read_texts(record, name)
        if isinstance(record, Sourced):
            entry |= {
                "source": record.sources,
                "confidence": record.confidence,
                "confidence_note": record.confidence_note,
            }
        return entry

    def export(self, scope: Scope, record: Any) -> dict[str, Any]:
        """The record as it is written to a file: without what says nothing."""
        return non_empty(self.read(scope, record), dict.fromkeys([self.key, *self.record_shape().fields]))

    def label(self, entry: Entry) -> str:
        return f"{self.kind} {entry[self.key]}"


class SlugPart(Part):
    """Records with a slug that is unique in the installation, owned by a host or an edition."""

    owner: str = "host_id"

    def find(self, scope: Scope, entry: Entry) -> Any:
        return db.session.scalar(self.owned(scope).filter_by(slug=entry["slug"]))

    def records(self, scope: Scope) -> list[Any]:
        return list(db.session.scalars(self.owned(scope).order_by(*self.order())))

    def make(self, scope: Scope, entry: Entry) -> Any:
        return self.model(**self.belonging(scope), slug=slugs.take(self.model.__tablename__, entry["slug"]))

    def owned(self, scope: Scope) -> Any:
        return db.select(self.model).filter_by(**self.belonging(scope))

    def belonging(self, scope: Scope) -> dict[str, Any]:
        return {self.owner: scope.host.id if self.owner == "host_id" else scope.edition.id}

    def order(self) -> list[Any]:
        return [column for name in ("position", "id") if (column := getattr(self.model, name, None)) is not None]


class HostSlugPart(SlugPart):
    """Records whose slug is unique within the host only: no address of their own."""

    def make(self, scope: Scope, entry: Entry) -> Any:
        return self.model(**self.belonging(scope), slug=entry["slug"])


def sync(part: Part, scope: Scope) -> None:
    """Bring the stored records of a part to what the folder says, but leave alone what somebody has edited."""
    part.prepare(scope)
    found: list[Any] = []
    for position, written in enumerate(part.entries(scope)):
        entry = part.resolve(scope, written)
        record = part.find(scope, entry)
        if record is None:
            record = _create(part, scope, entry, written.place)
        elif not _update(part, scope, record, entry, written.place):
            found.append(record)
            continue
        if record is None:
            continue
        if hasattr(record, "position") and "position" not in entry:
            record.position = position
        db.session.flush()
        found.append(record)
    part.finish(scope, found)
    ids = {record.id for record in found}
    scope.missing += [part.label(part.read(scope, record)) for record in part.records(scope) if record.id not in ids]


def _create(part: Part, scope: Scope, entry: Entry, place: Place) -> Any:
    try:
        record = part.make(scope, entry)
    except slugs.SlugTaken:
        message = f"{part.label(entry)}: the slug names, or once named, another record"
        scope.findings.append(Finding(place, message))
        return None
    with db.session.no_autoflush:
        part.write(scope, record, entry)
    db.session.add(record)
    db.session.flush()
    record.pack_hash = digest(part.read(scope, record))
    scope.created.append(part.label(entry))
    return record


def _update(part: Part, scope: Scope, record: Any, entry: Entry, place: Place) -> bool:
    """Whether the record now is what the folder says."""
    stored, wanted = digest(part.read(scope, record)), digest(entry)
    if stored == wanted:
        record.pack_hash = stored
        scope.unchanged += 1
        return True
    if stored != getattr(record, "pack_hash", ""):
        scope.kept.append(part.label(entry))
        return False
    if refusal := part.refuse(record, entry):
        scope.findings.append(Finding(place, f"{part.label(entry)}: {refusal}"))
        return False
    before = part.read(scope, record)
    part.write(scope, record, entry)
    db.session.flush()
    after = part.read(scope, record)
    audit.record(f"{record.__tablename__}.changed", record, **audit.differences(_plain(before), _plain(after)))
    record.pack_hash = digest(after)
    scope.updated.append(part.label(entry))
    return True


def _plain(entry: Entry) -> dict[str, Any]:
    """An entry as the log notes it: a text of each language by itself, as a form has it."""
    noted: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, dict) and value and all(isinstance(one, dict) and "text" in one for one in value.values()):
            noted |= {f"{key}-{code}": one["text"] for code, one in value.items()}
        else:
            noted[key] = value
    return noted


def digest(entry: dict[str, Any]) -> str:
    text = json.dumps(_comparable(entry), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _comparable(value: Any) -> Any:
    """Empty values say as little as missing ones, and 5.0 is 5."""
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items() if not says_nothing(item)}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def evidence(at_least: int = 0) -> dict[str, Shape]:
    """The keys that say where something is known from."""
    source = Mapping({"title": String(), "publisher?": String(), "url?": String(), "published?": String()})
    shape = ListOf(Source(source.fields), at_least=at_least, single=True)
    return {
        "source" if at_least else "source?": shape,
        "confidence": Choice("exact", "rounded", "derived", "conflicting", default="exact"),
        "confidence_note?": Words(),
    }


class Source(Mapping):
    """A source: only its title is a must."""

    def __init__(self, fields: dict[str, Shape]) -> None:
        super().__init__({name if name == "title" else f"{name}?": shape for name, shape in fields.items()})

    def read(self, node: Any, file: Any) -> Entry:
        found = super().read(node, file)
        return Entry(non_empty(found, found))


def write_texts(record: Localised, name: str, texts: dict[str, Any]) -> None:
    """The source language first: a translation remembers the hash of what it was made from."""
    for locale in sorted(texts, key=lambda code: code != SOURCE):
        text = texts[locale]
        record.set_text(name, locale, text["text"], Origin(text["origin"]), TextState(text["state"]))
    for field_name, locale in list(record.texts):
        if field_name == name and locale not in texts:
            del record.texts[field_name, locale]


def read_texts(record: Localised, name: str) -> dict[str, Any]:
    return {
        locale: {"text": without_own_breaks(text.text), "origin": str(text.origin), "state": str(text.state)}
        for (field_name, locale), text in sorted(record.texts.items(), key=lambda item: item[0][1] != SOURCE)
        if field_name == name and text.text
    }


def without_own_breaks(text: str) -> str:
    """A Khmer text without the word breaks that we put in; with those that an editor chose."""
    bare = text.replace(search.ZERO_WIDTH_SPACE, "")
    return bare if with_khmer_breaks(bare) == text else text


def units_of(scope: Scope, codes: Iterable[str]) -> list[Unit]:
    """Units of the folder by code: those that exist in the edition's year."""
    return [unit for code in codes if (unit := unit_of(scope, code))]


def unit_of(scope: Scope, code: str) -> Unit | None:
    if code not in scope.units:
        found = db.session.scalars(db.select(Unit).filter_by(code=code).order_by(Unit.id))
        standing = (unit for unit in found if unit.valid_from is None or unit.valid_from.year <= scope.edition.year)
        scope.units[code] = next(standing, None)
    return scope.units[code]


def file_line(folder: Folder, file: str) -> Place:
    return Place(str(folder.path / file), 1)


def chain(parts: Iterable[Part]) -> Iterator[tuple[str, str, Shape]]:
    """What each part adds to which file."""
    for part in parts:
        yield part.file, part.path, part.shape()
