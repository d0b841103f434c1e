"""One search over everything the public may see: each feature says what it has, how it is called and where it leads."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, literal, or_, select, union_all

from . import search
from .caching import while_unchanged
from .database import db
from .highlights import Piece, excerpt, pieces
from .i18n import SOURCE, locale
from .localised import Localised, LocalisedText
from .spelling import Vocabulary, vocabulary

WORDS = 8  # of a search that count
EXACTLY, BEGINS, IN_NAME, TOGETHER, SOMEWHERE = 5, 4, 3, 2, 1
_Text = LocalisedText


class Row(NamedTuple):
    """A record that was found. `key` and `detail` are what its kind selected: for its address, and to say of it."""

    kind: str
    id: int
    key: str
    past: int  # the year of the edition that it belongs to, if that is a past one
    detail: str


@dataclass(frozen=True)
class Kind:
    """A kind of record that the search finds.

    `rows` selects `row_of(…)` of those that the public may see. `fields`: texts that tell what it is, best first.
    """

    name: str  # in the address
    label: str  # marked for translation; many of them
    model: type[Localised]
    title: str
    fields: tuple[str, ...]
    rows: Callable[[], Select[Any] | None]
    url: Callable[[Row], str]
    about: Callable[[Row], str] = lambda row: ""
    plain: Callable[[str], str] = str  # a stored text as it is read: without Markdown

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Hit:
    row: Row
    rank: tuple[int, ...]


@dataclass(frozen=True)
class Passage:
    """Words of a record as a result shows them; `lang`: their language, where it is not the page's."""

    pieces: list[Piece]
    lang: str


@dataclass(frozen=True)
class Result:
    kind: Kind
    row: Row
    title: Passage
    text: Passage | None

    @property
    def url(self) -> str:
        return self.kind.url(self.row)

    @property
    def about(self) -> str:
        return self.kind.about(self.row)


_kinds: dict[str, Kind] = {}


def searchable(kind: Kind) -> Kind:
    """Let the search find a kind of record; they are offered in the order in which features register them."""
    _kinds[kind.name] = kind
    return kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def row_of(record_id: Any, key: Any, past: Any = 0, detail: Any = "") -> Select[Any]:
    """What a kind selects of its records; add what joins and narrows them. `past`: as in Row."""
    return select(
        record_id.label("id"),
        db.cast(key, db.String).label("key"),
        (literal(past) if isinstance(past, int) else past).label("past"),
        db.cast(literal(detail) if isinstance(detail, str) else detail, db.String).label("detail"),
    )


def find(words: Sequence[str]) -> list[Hit]:
    """All records that have every word in one of their texts, best first; one query."""
    documents = _documents()
    if not words or documents is None:
        return []
    patterns = [_says(word) for word in words]
    whole = " ".join(words)
    is_name = or_(*(and_(documents.c.kind == kind.name, _Text.field == kind.title) for kind in kinds()))
    score = case(
        (and_(is_name, _Text.folded == " " + whole), EXACTLY),
        (and_(is_name, _Text.folded.startswith(" " + whole, autoescape=True)), BEGINS),
        (and_(is_name, *patterns), IN_NAME),
        (and_(*patterns), TOGETHER),
        else_=SOMEWHERE,
    )
    asked = case((and_(_Text.locale == locale(), *patterns), 1), else_=0)
    query: Select[Any] = (
        select(*documents.c, func.max(score), func.max(asked))
        .join(_Text, and_(_Text.owner_kind == documents.c.owner, _Text.owner_id == documents.c.id))
        .where(or_(*patterns))
        .group_by(*documents.c)
    )
    if len(words) > 1:
        query = query.having(and_(*(func.max(case((pattern, 1), else_=0)) == 1 for pattern in patterns)))
    order = {kind.name: place for place, kind in enumerate(kinds())}
    hits = [
        Hit(Row(kind, number, key, past, detail), (-score, -past if past else -9999, -asked, order[kind], number))
        for kind, _owner, number, key, past, detail, score, asked in db.session.execute(query).all()
    ]
    return sorted(hits, key=lambda hit: hit.rank)


def counts(hits: Iterable[Hit]) -> list[tuple[Kind, int]]:
    """How many were found of each kind that was found at all."""
    found = Counter(hit.row.kind for hit in hits)
    return [(kind, found[kind.name]) for kind in kinds() if found[kind.name]]


def results(hits: Sequence[Hit], words: Sequence[str]) -> list[Result]:
    """Hits with their names and the part of a text that has the words; one query."""
    wanted: dict[str, set[int]] = {}
    for hit in hits:
        wanted.setdefault(_kinds[hit.row.kind].table, set()).add(hit.row.id)
    texts: dict[tuple[str, int], list[Any]] = {}
    if wanted:
        query = select(_Text.owner_kind, _Text.owner_id, _Text.field, _Text.locale, _Text.text).order_by(_Text.id)
        owners = (and_(_Text.owner_kind == owner, _Text.owner_id.in_(ids)) for owner, ids in wanted.items())
        for row in db.session.execute(query.where(or_(*owners))):
            texts.setdefault((row.owner_kind, row.owner_id), []).append(row)
    return [_result(hit.row, texts.get((_kinds[hit.row.kind].table, hit.row.id), []), words) for hit in hits]


@while_unchanged
def known_words() -> Vocabulary:
    """The words of all that the search finds, for those who misspell one; one query."""
    documents = _documents()
    if documents is None:
        return vocabulary([])
    query = select(_Text.field, _Text.text, _Text.folded).join(
        documents, and_(_Text.owner_kind == documents.c.owner, _Text.owner_id == documents.c.id)
    )
    titles = {kind.title for kind in kinds()}
    rows = db.session.execute(query.order_by(_Text.id)).all()
    return vocabulary(
        [row.text for row in rows if row.field in titles], [row.folded for row in rows if row.field not in titles]
    )


def _says(word: str) -> Any:
    """Whether a text has a word that begins so; a short one must be the whole word."""
    if search.is_short(word):
        return _Text.folded.concat(" ").contains(f" {word} ", autoescape=True)
    return _Text.folded.like(search.like_pattern(word), escape="\\")


def _documents() -> Any:
    """What the public may find: kind, owner of its texts, id, key, past, detail."""
    selected = [
        found.with_only_columns(
            literal(kind.name).label("kind"), literal(kind.table).label("owner"), *found.selected_columns
        )
        for kind in kinds()
        if (found := kind.rows()) is not None
    ]
    return union_all(*selected).subquery("documents") if selected else None


def _result(row: Row, texts: Sequence[Any], words: Sequence[str]) -> Result:
    kind = _kinds[row.kind]
    preferred = sorted(texts, key=lambda text: (text.locale != locale(), text.locale != SOURCE))
    name = next((text for text in preferred if text.field == kind.title and text.text), None)
    title = Passage(pieces(name.text, words), name.locale) if name else Passage([], locale())
    rest = [text for field in kind.fields for text in preferred if text.field == field and text.text]
    if _said(title, words) == len(words):
        # The name says it all: the text only tells what it is.
        lead = rest[0] if rest else None
        together = [" ".join(words)]
        return Result(kind, row, title, lead and Passage(excerpt(kind.plain(lead.text), together), lead.locale))
    rest += [text for text in preferred if text.field == kind.title and text is not name]
    passages = [Passage(excerpt(kind.plain(text.text), words), text.locale) for text in rest]
    # The first is in the page's language, if any is; another one is better only if it says more.
    return Result(kind, row, title, max(passages, key=lambda passage: _said(passage, words), default=None))


def _said(passage: Passage, words: Sequence[str]) -> int:
    marked = " " + " ".join(search.fold(piece.text) for piece in passage.pieces if piece.is_found)
    return sum((word if search.is_unspaced(word) else " " + word) in marked for word in words)
