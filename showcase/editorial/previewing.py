"""A text as readers will see it, on the site and in a column of the book, before it is kept."""

import re
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from ..content import prose
from ..core.database import db
from ..core.i18n import use_locale
from ..core.localised import load_texts
from ..core.media import Media
from ..editions.models import Edition
from .workflow_rules import words_of

_OF_PAPER = re.compile(r"showcase:/media/([0-9a-f]{64})")


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
        return Preview(written.html(), _for_a_browser(on_paper), words_of(text))


def _for_a_browser(on_paper: Markup) -> Markup:
    """Paper's pictures are whole files of the folder; a browser asks the site for them, no larger than a page needs."""
    wanted = set(_OF_PAPER.findall(on_paper))
    if not wanted:
        return on_paper
    known = {one.hash: one.on_screen for one in db.session.scalars(db.select(Media).where(Media.hash.in_(wanted)))}

    def address(found: re.Match[str]) -> str:
        return url_for("media.media_file", digest=known.get(found[1], found[1]))

    return Markup(_OF_PAPER.sub(address, on_paper))  # noqa: S704 - an address in what is markup already
