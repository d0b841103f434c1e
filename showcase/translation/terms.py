"""The term base as texts use it: which names a paragraph needs in a language."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import lazyload

from ..content.translations import Kind, translated
from ..core import search
from ..core.database import db
from ..core.i18n import SOURCE, marked
from ..core.localised import LocalisedText, TextState, load_texts
from ..editions import officials
from ..editions.models import Host
from .models import Term
from .rules import Glossary, TermWords, forms_of

translated(Kind(Term, marked("Terms"), "name", lambda query, host: query.filter_by(host_id=host.id)))


def terms_of(host: Host, words: str = "", kind: str = "") -> list[Term]:
    """Those one of whose names has the words, marks or none; by kind, then as the folder has them."""
    query = db.select(Term).filter_by(host_id=host.id).order_by(Term.kind, Term.position, Term.id)
    if kind:
        query = query.where(Term.kind == kind)
    if said := [LocalisedText.folded.like(pattern, escape="\\") for pattern in search.like_patterns(words)[:8]]:
        rows = db.select(LocalisedText.owner_id).where(LocalisedText.owner_kind == Term.__tablename__, *said)
        query = query.where(Term.id.in_(rows))
    found = list(db.session.scalars(query.options(lazyload("*"))))
    load_texts(*found)
    return found


def glossary_of(host: Host, language: str, day: date) -> Glossary:
    """The terms of a host with their names in a language, and the titles of those in office on a day."""
    return Glossary([*_titles(host, language, day), *(_words(term, language) for term in terms_of(host))])


def _words(term: Term, language: str) -> TermWords:
    texts = term.texts_of("name")
    row = term.texts.get(("name", language))
    return TermWords(
        term.slug,
        tuple(filter(None, (texts.get(SOURCE, ""), *forms_of(term.also.get(SOURCE, ""))))),
        tuple(filter(None, (_plain(texts.get(language, "")), *forms_of(term.also.get(language, ""))))),
        forms_of(term.forbidden.get(language, "")),
        term.note,
        row is not None and row.state == TextState.UNREVIEWED,
    )


def _titles(host: Host, language: str, day: date) -> Iterator[TermWords]:
    """An official's title is translated as the register has it on that day."""
    for seat in officials.seats_on(host, day):
        if seat.holder is None:
            continue
        texts: dict[str, Any] = seat.holder.texts_of("title")
        row = seat.holder.texts.get(("title", language))
        if texts.get(SOURCE) and texts.get(language):
            unread = row is not None and row.state == TextState.UNREVIEWED
            right = (_plain(texts[language]),)
            yield TermWords(f"office/{seat.office.slug}", (texts[SOURCE],), right, is_unread=unread)


def _plain(text: str) -> str:
    return text.replace(search.ZERO_WIDTH_SPACE, "")
