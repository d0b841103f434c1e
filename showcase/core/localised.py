"""One table of localised values: every text of every record, in every language, with its history of trust."""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from icu4py.breakers import LineBreaker
from markupsafe import Markup, escape
from sqlalchemy import String, Text, UniqueConstraint, and_, inspect, or_
from sqlalchemy.orm import Mapped, attribute_keyed_dict, declared_attr, foreign, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from . import clock, search
from .database import UtcDateTime, db
from .i18n import SOURCE, locale


class Origin(StrEnum):
    HUMAN = "human"
    MACHINE = "machine"


class TextState(StrEnum):
    MISSING = "missing"
    DRAFT = "draft"
    OUTDATED = "outdated"
    UNREVIEWED = "unreviewed"
    APPROVED = "approved"


class LocalisedText(db.Model):  # type: ignore[name-defined]
    """A field of a record in one language."""

    __table_args__ = (UniqueConstraint("owner_kind", "owner_id", "field", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(40))
    locale: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)  # for search; without marks and without word-break signs
    origin: Mapped[str] = mapped_column(String(10), default=Origin.HUMAN)
    state: Mapped[str] = mapped_column(String(12), default=TextState.APPROVED)
    # Of each block of the source this was translated from, so that a changed paragraph is known by itself.
    source_hashes: Mapped[str] = mapped_column(Text, default="")
    # The paragraphs it was made from that the source no longer has, so that a translator sees what changed in them.
    earlier_source: Mapped[str] = mapped_column(Text, default="")
    reviewer: Mapped[str | None] = mapped_column(String(80))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    @property
    def key(self) -> tuple[str, str]:
        return self.field, self.locale

    def earlier_blocks(self) -> dict[str, str]:
        """Hash → the paragraph of the source as it stood."""
        return _by_hash(self.earlier_source or "")

    def keep_of_source(self, text: str) -> None:
        """Keep what this was made from of a source text that moves on, and nothing else."""
        known = self.earlier_blocks() | _by_hash(text)
        mine = (self.source_hashes or "").split()
        self.earlier_source = "\n\n".join(known[one] for one in dict.fromkeys(mine) if one in known)


@dataclass(frozen=True)
class Shown:
    """A text as a page shows it: in the asked language, or in the source language and saying so."""

    text: str
    lang: str
    is_fallback: bool
    is_unreviewed: bool

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> Markup:
        if self.is_fallback and self.text:
            return Markup('<span lang="{}">{}</span>').format(self.lang, self.text)
        return escape(self.text)


class Localised:
    """Gives a model texts in several languages; `FIELDS` names them.

    >>> project.set_text("name", "vi", "Cảng Định An")
    >>> project.text_in("name", "en").is_fallback
    True
    """

    FIELDS: ClassVar[tuple[str, ...]] = ()

    @declared_attr
    @classmethod
    def texts(cls) -> Mapped[dict[tuple[str, str], LocalisedText]]:
        return relationship(
            LocalisedText,
            primaryjoin=lambda: and_(
                foreign(LocalisedText.owner_id) == cls.id,  # type: ignore[attr-defined]
                LocalisedText.owner_kind == cls.__tablename__,  # type: ignore[attr-defined]
            ),
            collection_class=attribute_keyed_dict("key"),
            cascade="all, delete-orphan",
            lazy="selectin",
            overlaps="texts",
        )

    def text_in(self, field: str, code: str | None = None) -> Shown:
        """The text of a field in a language (default: the page's), falling back to the source language."""
        self._require(field)
        wanted = code or locale()
        for candidate in (wanted, SOURCE):
            found = self.texts.get((field, candidate))
            if found and found.text:
                return Shown(found.text, candidate, candidate != wanted, found.state == TextState.UNREVIEWED)
        other = next((t for (name, _), t in sorted(self.texts.items()) if name == field and t.text), None)
        if other:
            return Shown(other.text, other.locale, True, other.state == TextState.UNREVIEWED)
        return Shown("", wanted, False, False)

    def texts_of(self, field: str) -> dict[str, str]:
        """All languages of a field, as the API gives them."""
        return {code: t.text for (name, code), t in sorted(self.texts.items()) if name == field and t.text}

    def set_text(
        self,
        field: str,
        code: str,
        text: str,
        origin: Origin = Origin.HUMAN,
        state: TextState = TextState.APPROVED,
    ) -> None:
        """Store a field's text; Khmer gets its word breaks, everything is composed (NFC)."""
        self._require(field)
        text = unicodedata.normalize("NFC", text)
        if code == "km":
            text = with_khmer_breaks(text)
        source = self.texts.get((field, SOURCE))
        hashes = "" if code == SOURCE or source is None else block_hashes(source.text)
        row = self.texts.get((field, code))
        if row is None:
            row = LocalisedText(owner_kind=self.__tablename__, field=field, locale=code)  # type: ignore[attr-defined]
            row.text = ""
            self.texts[field, code] = row
        if row.text == text and (row.origin, row.state) == (origin, state):
            return
        if code == SOURCE:
            for (name, _code), made in self.texts.items():
                if name == field and made is not row:
                    made.keep_of_source(row.text)
        row.text, row.folded = text, search.searchable(text)
        row.origin, row.state, row.source_hashes, row.earlier_source = origin, state, hashes, ""
        row.changed_at = clock.now()

    def set_texts(self, field: str, texts: Mapping[str, str]) -> None:
        """Store a field in these languages; what is said already stays as it is, with its state."""
        stored = self.texts_of(field)
        for code, text in texts.items():
            if text != stored.get(code, ""):
                self.set_text(field, code, text)

    def _require(self, field: str) -> None:
        if field not in self.FIELDS:
            raise KeyError(f"{type(self).__name__} has no text called {field!r}")


def load_texts(*records: Localised | None) -> None:
    """Load the texts of records of any kinds in one query; for pages that would else ask once a kind.

    The records were selected with `lazyload("*")`, so nothing has been asked yet.
    """
    wanted: dict[str, dict[int, Localised]] = {}
    for record in records:
        if record is not None and "texts" not in inspect(record).dict:
            wanted.setdefault(record.__tablename__, {})[record.id] = record  # type: ignore[attr-defined]
    if not wanted:
        return
    rows = db.session.scalars(
        db.select(LocalisedText).where(
            or_(
                *(
                    and_(LocalisedText.owner_kind == kind, LocalisedText.owner_id.in_(found))
                    for kind, found in wanted.items()
                )
            )
        )
    )
    texts: dict[tuple[str, int], list[LocalisedText]] = {}
    for row in rows:
        texts.setdefault((row.owner_kind, row.owner_id), []).append(row)
    for kind, found in wanted.items():
        for number, record in found.items():
            set_committed_value(record, "texts", texts.get((kind, number), []))


def worded(texts: dict[str, str] | None, code: str | None = None) -> Shown:
    """A text kept beside its record as {locale: text}, as a page shows it."""
    wanted = code or locale()
    if not texts:
        return Shown("", wanted, False, False)
    found = next((c for c in (wanted, SOURCE, *texts) if texts.get(c)), wanted)
    return Shown(texts.get(found, ""), found, found != wanted, False)


def text_filter(record: Localised, field: str) -> Any:
    return record.text_in(field)


def block_hashes(text: str) -> str:
    """A short hash for each paragraph, space-separated."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return " ".join(hashlib.sha256(block.encode()).hexdigest()[:12] for block in blocks if block)


def _by_hash(text: str) -> dict[str, str]:
    """The paragraphs of a text by their hashes."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return {block_hashes(block): block for block in blocks if block}


def with_khmer_breaks(text: str) -> str:
    """Put U+200B between Khmer words: without it print does not wrap. An editor's own breaks win."""
    if search.ZERO_WIDTH_SPACE in text or not any("\u1780" <= c <= "\u17ff" for c in text):
        return text
    units = text.encode("utf-16-le")  # ICU counts in UTF-16 units
    pieces: list[str] = []
    for start, end in LineBreaker(text, "km").segments():
        piece = units[2 * start : 2 * end].decode("utf-16-le")
        if pieces and _is_khmer_letter(pieces[-1][-1:]) and _is_khmer_letter(piece[:1]):
            pieces.append(search.ZERO_WIDTH_SPACE)
        pieces.append(piece)
    return "".join(pieces)


def _is_khmer_letter(character: str) -> bool:
    return "\u1780" <= character <= "\u17ff"
