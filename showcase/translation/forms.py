"""A translation beside its original, paragraph by paragraph."""

from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Optional

from ..content.body_fields import LONGEST_BODY, plain_lines
from ..content.translations import LABELS, Trust, trust_of
from ..core.editing import EditForm
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..core.localised import Localised, LocalisedText, Origin, TextState, block_hashes
from ..editions.parts import without_own_breaks
from .paragraphs import Block, aligned, blocks


@dataclass(frozen=True)
class Part:
    """A field of a record with its paragraphs; `names`: of the form's fields, one a paragraph."""

    name: str
    blocks: list[Block]
    trust: Trust

    @property
    def names(self) -> list[str]:
        return [f"{self.name}_{number}" for number in range(1, len(self.blocks) + 1)]

    @property
    def label(self) -> Any:
        return LABELS.get(self.name, self.name)


class TranslationForm(EditForm):
    """Made for one record and language by `form_for`; `parts`: what its fields are the paragraphs of."""

    parts: tuple[Part, ...] = ()

    @property
    def is_taken_back(self) -> bool:
        """Whether somebody no longer stands by having read it over."""
        return "reviewed" in self and bool(self._stored.get("reviewed")) and not self["reviewed"].data

    def text_of(self, part: Part) -> str:
        return "\n\n".join(filter(None, (str(self[name].data or "") for name in part.names)))

    def hashes_of(self, part: Part, reads_over: bool) -> str:
        """Of the original's paragraphs: of today where one was written or read over, else of when it was made."""
        now = block_hashes("\n\n".join(block.source for block in part.blocks)).split()
        kept = []
        for name, block, today in zip(part.names, part.blocks, now, strict=True):
            text = str(self[name].data or "")
            if text:
                is_fresh = reads_over or text != block.text or not block.hash
                pieces = text.count("\n\n") + 1
                kept += [today if is_fresh else block.hash] * pieces
        return " ".join(kept)


def parts_of(record: Localised, language: str) -> tuple[Part, ...]:
    """What of a record is to be translated."""
    found = []
    for name in record.FIELDS:
        source = record.texts.get((name, SOURCE))
        if source is None or not source.text:
            continue
        row = record.texts.get((name, language))
        text, hashes = (without_own_breaks(row.text), row.source_hashes) if row else ("", "")
        found.append(
            Part(name, aligned(source.text, text, hashes, row.earlier_blocks() if row else None), trust_of(row, source))
        )
    return tuple(found)


def form_for(record: Localised, language: str, may_approve: bool) -> tuple[type[TranslationForm], dict[str, Any]]:
    """The form of a record's translation, and what is stored in it."""
    parts = parts_of(record, language)
    fields: dict[str, Any] = {"parts": parts}
    stored: dict[str, Any] = {}
    for part in parts:
        for name, block in zip(part.names, part.blocks, strict=True):
            is_long = part.name == "body" or len(block.source) > 90 or "\n" in block.source
            fields[name] = (TextAreaField if is_long else StringField)(
                part.label,
                [Optional(), NoControlCharacters(allow_newlines=is_long), at_most(LONGEST_BODY)],
                filters=[clean, plain_lines],
                render_kw={"lang": language} | ({"rows": min(20, 2 + len(block.source) // 42)} if is_long else {}),
            )
            stored[name] = block.text
    if may_approve:
        fields["reviewed"] = BooleanField(
            lazy("I have read the whole translation beside the original"),
            description=lazy("It is then shown without the note that nobody has read it over."),
        )
        stored["reviewed"] = bool(parts) and all(part.trust is Trust.APPROVED for part in parts)
    return type("TranslationForm", (TranslationForm,), fields), stored


def write_part(record: Localised, form: TranslationForm, part: Part, language: str, approves: bool) -> None:
    """Give a field what the form says; who changes a machine's words makes them a person's."""
    text = form.text_of(part)
    row = record.texts.get((part.name, language))
    before = without_own_breaks(row.text) if row else ""
    if not text and row is None:
        return
    is_changed = text != "\n\n".join(blocks(before))
    text = text if is_changed else before
    origin = Origin.HUMAN if is_changed or row is None else Origin(row.origin)
    state = TextState.APPROVED if approves else TextState.UNREVIEWED
    if not is_changed and not approves and row is not None:
        state = TextState.UNREVIEWED if form.is_taken_back else TextState(row.state)
    write_text(record, part.name, language, text, form.hashes_of(part, approves), origin, state)


def write_text(
    record: Localised, name: str, language: str, text: str, hashes: str, origin: Origin, state: TextState
) -> None:
    """Give a field a translation that was made from the paragraphs of these hashes, of today or of earlier."""
    row = record.texts.get((name, language))
    earlier = row.earlier_source if row else ""
    record.set_text(name, language, text, origin, state)
    made: LocalisedText = record.texts[name, language]
    if made.source_hashes != hashes:
        made.source_hashes, made.earlier_source = hashes, earlier
        made.keep_of_source("")
