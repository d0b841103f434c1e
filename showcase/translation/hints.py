"""What a translator is told beside each paragraph: what changed in the original, its references, its terms."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..content.models import Article
from ..core.changed_words import Run, words_changed
from ..core.localised import Localised
from ..editions import officials
from ..editions.models import Host
from . import rules
from .forms import TranslationForm
from .models import Term
from .rules import Hint, References
from .terms import glossary_of


@dataclass(frozen=True)
class ParagraphNotes:
    """`changes`: empty where the original is what the translation was made from."""

    changes: list[Run]
    references: References
    hints: list[Hint]


def notes_of(record: Localised, form: TranslationForm, host: Host, language: str) -> dict[str, ParagraphNotes]:
    """Field of the form → its notes, of what stands in the form now."""
    # A term that is translated itself needs no hint how to.
    glossary = rules.Glossary(()) if isinstance(record, Term) else glossary_of(host, language, day_of(record, host))
    found = {}
    for part in form.parts:
        for name, block in zip(part.names, part.blocks, strict=True):
            text = str(form[name].data or "")
            found[name] = ParagraphNotes(
                words_changed(block.before, block.source) if block.before else [],
                rules.references_differ(block.source, text) if text else References([], []),
                glossary.hints(block.source, text),
            )
    return found


def references_fit(form: TranslationForm) -> bool:
    """Whether every field names the same figures as its original, in whichever paragraph."""
    return not any(
        rules.references_differ("\n\n".join(block.source for block in part.blocks), form.text_of(part))
        for part in form.parts
    )


def day_of(record: Any, host: Host) -> date:
    """The day whose officials a text names: an article's own, else today."""
    return record.published_on if isinstance(record, Article) else officials.today_of(host)
