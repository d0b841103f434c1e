"""A figure is corrected once: every place is named first, and all that changes with it changes in one transaction.

What stands by reference changes by itself. A number that a text has typed out is offered to be changed, one by one.
Translations that have the figure are marked to be read over. All of it can be taken back while nobody changed it since.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import render_template, request
from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core import audit
from ..core.clock import now
from ..core.database import UtcDateTime, db
from ..core.i18n import LOCALES, SOURCE
from ..core.localised import LocalisedText, TextState
from . import translations, uses
from .uses import Figure, Use

AROUND = 60  # characters of the sentence on either side of a number


class FigureCorrection(db.Model):  # type: ignore[name-defined]
    """What a correction did besides: [text's number, before, after] and [text's number, state before]."""

    id: Mapped[int] = mapped_column(primary_key=True)
    # Of the figure itself.
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id", ondelete="CASCADE"), unique=True)
    places: Mapped[str] = mapped_column(String(16))  # the mark of the places that were seen
    texts: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    states: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class TypedOut:
    """A number that a text has written out, and what would stand there instead."""

    row: LocalisedText
    record: Any
    start: int
    end: int
    better: str

    @property
    def key(self) -> str:
        return f"{self.row.id}-{self.start}"

    @property
    def number(self) -> str:
        return self.row.text[self.start : self.end]

    @property
    def before(self) -> str:
        return _line(self.row.text[max(0, self.start - AROUND) : self.start]).lstrip()

    @property
    def after(self) -> str:
        return _line(self.row.text[self.end : self.end + AROUND]).rstrip()


@dataclass
class Correction:
    """What is about to change: `figures` by their names, `numbers` as (before, after); `values`: as they were typed."""

    figures: Sequence[Figure]
    numbers: Sequence[tuple[float, float]]
    values: Sequence[str]
    facts: Sequence[Any] = field(default_factory=list)

    @cached_property
    def places(self) -> list[Use]:
        return list(dict.fromkeys(use for figure in self.figures for use in uses.uses(figure)))

    @cached_property
    def typed(self) -> list[TypedOut]:
        """In the order of the texts; a number that two of the changes mean is asked about once."""
        found: dict[str, TypedOut] = {}
        for before, after in self.numbers:
            said, better = uses.written_out(before), uses.written_out(after)
            for row, record in translations.named(uses.texts_saying(before, translations.KINDS)):
                for start, end in uses.places_of(row.text, said[row.locale]):
                    one = TypedOut(row, record, start, end, better[row.locale])
                    found.setdefault(one.key, one)
        return list(found.values())

    @cached_property
    def to_read_over(self) -> list[tuple[LocalisedText, Any]]:
        """Translations that have the figure, by reference or typed out, and are not marked yet."""
        named = [row for figure in self.figures for row in uses.texts_naming(figure)]
        rows = dict.fromkeys([*named, *(one.row for one in self.typed)])
        return translations.named(
            row for row in rows if row.locale != SOURCE and row.state != TextState.OUTDATED and row.text
        )

    @property
    def mark(self) -> str:
        offered = [one.key for one in self.typed] + [str(row.id) for row, _record in self.to_read_over]
        return uses.mark_of(self.places, *self.values, *offered)

    @property
    def is_confirmed(self) -> bool:
        return request.form.get("confirmed") == self.mark

    def question(self, crumbs: list[tuple[Any, str]], changes: list[tuple[str, str, str]]) -> str:
        """The page that names all places; nothing is stored yet."""
        page = render_template(
            "content/staff/figure_question.html",
            crumbs=crumbs,
            changes=changes,
            places=self.places,
            typed=self.typed,
            to_read_over=self.to_read_over,
            chosen=set(request.form.getlist("retype")) if "confirmed" in request.form else None,
            facts=self.facts,
            mark=self.mark,
            kept=kept_fields(),
        )
        db.session.rollback()
        return page

    def carry_out(self, subject: Any) -> FigureCorrection:
        """Beside the figure itself: the chosen numbers, and the marks on translations; one entry names all."""
        chosen, over = set(request.form.getlist("retype")), set(request.form.getlist("read-over"))
        retyped = [one for one in self.typed if one.key in chosen]
        marked = [(row, row.state) for row, _record in self.to_read_over if str(row.id) in over]
        texts = _retyped(retyped)
        translations.outdate(row for row, _state in marked)
        names = [
            *(f"{use.place}: {use.what}" for use in self.places),
            *(_named(one.record, one.row) for one in retyped),
        ]
        audit.record(
            "figure.corrected",
            subject,
            stands_in=("", names),
            read_over=("", [_named(record, row) for row, record in self.to_read_over if str(row.id) in over]),
        )
        states = [[row.id, state] for row, state in marked]
        return FigureCorrection(places=uses.mark_of(self.places), texts=texts, states=states)

    def to_undo(self) -> FigureCorrection | None:
        """The correction that is asked to be taken back as a whole, while all stands as it left it."""
        number = request.form.get("undo", type=int)
        found = db.session.scalar(db.select(FigureCorrection).filter_by(entry_id=number, undone_at=None))
        if found is None or found.places != uses.mark_of(self.places):
            return None
        texts = (db.session.get(LocalisedText, row) for row, _before, _after in found.texts)
        untouched = all(
            row and row.text == after for row, (_id, _before, after) in zip(texts, found.texts, strict=True)
        )
        states = (db.session.get(LocalisedText, row) for row, _state in found.states)
        return found if untouched and all(row and row.state == TextState.OUTDATED for row in states) else None


def keep(correction: FigureCorrection | None, entry: audit.AuditEntry) -> None:
    """Remember a correction under the entry of its figure, which the page offers to take back."""
    if correction is not None:
        db.session.flush()
        correction.entry_id = entry.id
        db.session.add(correction)


def take_back(correction: FigureCorrection, subject: Any) -> None:
    """Let texts and translations stand as before the correction."""
    for number, before, after in correction.texts:
        row = db.session.get(LocalisedText, number)
        assert row is not None
        _write(row, _record_of(row), before, after)
    for number, state in correction.states:
        row = db.session.get(LocalisedText, number)
        assert row is not None
        row.state = state
    correction.undone_at = now()
    audit.record("figure.correction_undone", subject)


def kept_fields() -> list[tuple[str, str]]:
    """What was sent, to be sent once more after a question."""
    asked = ("csrf_token", "confirmed", "retype", "read-over")
    return [(name, value) for name, value in request.form.items(multi=True) if name not in asked]


def _retyped(chosen: Iterable[TypedOut]) -> list[list[Any]]:
    """Put the new numbers into the texts; (text's number, before, after) of each."""
    of_row: dict[LocalisedText, list[TypedOut]] = {}
    for one in chosen:
        of_row.setdefault(one.row, []).append(one)
    done = []
    for row, places in of_row.items():
        before = after = row.text
        for one in sorted(places, key=lambda one: one.start, reverse=True):
            after = after[: one.start] + one.better + after[one.end :]
        _write(row, places[0].record, after, before)
        done.append([row.id, before, row.text])
    return done


def _write(row: LocalisedText, record: Any, text: str, before: str) -> None:
    hashes, state, origin = row.source_hashes, row.state, row.origin
    record.set_text(row.field, row.locale, text, origin, state)
    if row.locale != SOURCE:
        row.source_hashes = hashes  # which original it was made from has not changed
    name = row.field if row.locale == SOURCE else f"{row.field}-{row.locale}"
    is_source = row.locale == SOURCE
    audit.record("text.retyped" if is_source else "translation.changed", record, **{name: (before, text)})


def _record_of(row: LocalisedText) -> Any:
    return db.session.get(translations.KINDS[row.owner_kind].model, row.owner_id)


def _named(record: Any, row: LocalisedText) -> str:
    title = record.text_in(translations.KINDS[row.owner_kind].title, SOURCE)
    return f"{title}, {LOCALES[row.locale].name}"


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
