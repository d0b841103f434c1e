"""A text as readers will see it, on the site and in a column of the book, before it is kept."""

from dataclasses import dataclass

from markupsafe import Markup

from ..content import prose
from ..core.i18n import use_locale
from ..core.localised import load_texts
from ..editions.models import Edition
from .workflow_rules import words_of


@dataclass(frozen=True)
class Preview:
    web: Markup
    paper: Markup
    words: int


def of_text(edition: Edition, text: str, language: str) -> Preview:
    with use_locale(language):
        written = prose.read(edition, text)
        load_texts(*written.records)
        on_paper = written.without_links().html(mark="paper", on_paper=True)
        return Preview(written.html(), on_paper, words_of(text))
