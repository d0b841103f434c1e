"""A text as readers will see it, on the site and in a column of the book, before it is kept."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from ..content import prose
from ..core.i18n import use_locale
from ..core.localised import load_texts
from ..editions.models import Edition


@dataclass(frozen=True)
class Preview:
    web: Markup
    paper: Markup
    words: int


def of_text(edition: Edition, text: str, language: str) -> Preview:
    with use_locale(language):
        evidence = prose.evidence_of(edition, text)
        load_texts(*(one.record for one in evidence.values()))
        # On paper a figure in a text is no link.
        on_paper = {name: replace(found, url="") for name, found in evidence.items()}
        return Preview(prose.render(text, evidence), prose.render(text, on_paper), word_count(text))


def word_count(text: str) -> int:
    """As the book's budgets count: Vietnamese by syllables."""
    return len(text.split())
