"""What can be chosen of a filter or a deed: fixed, or stored; all that is stored is read in one query for a page."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, Select, String

from ..core.database import db
from ..core.i18n import SOURCE, locale
from ..core.localised import LocalisedText
from ..core.search import given_name_key
from ..registration.models import Event


@dataclass(frozen=True)
class Choice:
    """One of them: as an address carries it, and in words."""

    value: str
    words: str


@dataclass(frozen=True)
class Choices:
    """Where a feature's choices come from.

    `fixed` answers pairs of value and words, in their order. `stored` answers a select of three columns, value, words
    and place in the order (rows of the same place stand by their words), for the event that the list shows (None: all
    events), or None where there is nothing to choose then. `worded` puts the words of a stored row otherwise, such as
    the name of a country for its code.
    """

    fixed: Callable[[], Iterable[tuple[str, str]]] = tuple
    stored: Callable[[Event | None], Select[tuple[object, object, object]] | None] = lambda _event: None
    worded: Callable[[str], str] = str


def _titles(_event: Event | None) -> Select[tuple[object, object, object]]:
    """All events, the latest first, by their titles in the page's language, else in the source language."""
    texts = db.select(LocalisedText.text).where(
        LocalisedText.owner_kind == Event.__tablename__,
        LocalisedText.owner_id == Event.id,
        LocalisedText.field == "title",
    )
    here, source = (texts.where(LocalisedText.locale == code).scalar_subquery() for code in (locale(), SOURCE))
    place = db.func.row_number().over(order_by=(Event.starts_at.desc(), Event.id))
    return db.select(Event.slug, db.func.coalesce(here, source, Event.slug), place)


EVENTS = Choices(stored=_titles)
Row = tuple[str, str, str, int]  # such as `load` reads for others beside: key, value, words, number


def load(
    wanted: Mapping[str, Choices], event: Event | None, beside: Sequence[Select[Row]] = ()
) -> tuple[dict[str, list[Choice]], list[Row]]:
    """Key → what can be chosen, for all of these, and the rows of selects that the same query takes along."""
    found = {key: [Choice(value, words) for value, words in choices.fixed()] for key, choices in wanted.items()}
    selects: list[Select[Row]] = list(beside)
    for key, choices in wanted.items():
        stored = choices.stored(event)
        if stored is not None:
            value, words, place = (rows := stored.order_by(None).subquery()).c
            texts = (db.literal(key), db.cast(value, String), db.cast(words, String))
            selects.append(db.select(*texts, db.cast(place, Integer)).select_from(rows))
    placed: dict[str, list[tuple[int, str, Choice]]] = defaultdict(list)
    others: list[Row] = []
    for key, value, words, number in db.session.execute(db.union_all(*selects)) if selects else ():
        if key in wanted:
            shown = wanted[key].worded(words)
            placed[key].append((number, given_name_key(shown), Choice(value, shown)))
        else:
            others.append((key, value, words, number))
    for key, rows_of_key in placed.items():
        found[key] += [choice for _place, _order, choice in sorted(rows_of_key, key=lambda row: row[:2])]
    return found, others
