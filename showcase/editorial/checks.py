"""The checks of texts with what the site knows: its figures, its officials, its pictures, its references."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import joinedload, lazyload

from ..content import figure_names, prose, translations
from ..content.models import Article
from ..core.caching import Kept
from ..core.database import db
from ..core.i18n import SOURCE, use_locale
from ..core.localised import LocalisedText, load_texts
from ..core.numbers import MINUS
from ..editions.models import Edition, Host, Office, Official
from ..editions.officials import today_of
from . import checking_rules as rules
from .check_models import DismissedFinding
from .checking_rules import Finding, Known, Rule, Term

CHECKED = ("article", "guide_entry", "achievement", "project", "indicator", "section")
REFERENCES = "body"  # the field whose figures stand by reference

_figures: Kept[dict[str, list[tuple[str, str]]]] = Kept(16)
_found: Kept[list["Found"]] = Kept(16)


@dataclass(frozen=True)
class Found:
    """A finding with where it stands; `title` calls the record. `dismissed`: by whom and why, if somebody let it be."""

    kind: str
    record_id: int
    slug: str
    title: str
    field: str
    language: str
    finding: Finding
    dismissed: DismissedFinding | None = None

    @property
    def place(self) -> tuple[str, int, str, str, str]:
        return self.kind, self.record_id, self.field, self.language, self.finding.key


def findings(
    text: str, language: str, edition: Edition, day: date | None = None, takes_references: bool = True
) -> list[Finding]:
    """What is found in a text as somebody has typed it; `day`: of which the register is asked, today if not said."""
    known = known_of(edition, language, day or today_of(edition.host), takes_references)
    found = rules.findings(text, known)
    if takes_references:
        found = [*_broken(text, {one.written: one for one in figure_names.unknown_in(edition, text)}), *found]
    return found


def known_of(
    edition: Edition, language: str, day: date, takes_references: bool = True, terms: Sequence[Term] | None = None
) -> Known:
    written = figures_as_written(edition, language) if takes_references else {}
    asked = terms_of(edition.host, language) if terms is None else terms
    return Known(language, written, asked, day, takes_references)


def figures_as_written(edition: Edition, language: str) -> dict[str, list[tuple[str, str]]]:
    """Every figure that texts may name, by the number as the language writes it → (its unit, reference)."""

    def read() -> dict[str, list[tuple[str, str]]]:
        names = figure_names.all_names(edition)
        evidence = prose.evidence_of(edition, "\n".join(f"{{{{ {name} }}}} {{{{ {name} | value }}}}" for name in names))
        with use_locale(language):
            load_texts(*(one.record for one in evidence.values()))
            said = {name: _plain(one.text()) for name, one in evidence.items()}
        found: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            number, whole = said.get(f"{name}|value", ""), said.get(f"{name}|", "")
            if number[:1].isdigit() or number[:1] == "-":
                found.setdefault(number, []).append((whole.partition(number)[2].strip(), name))
        return found

    return _figures.get((edition.id, language), read)


def terms_of(host: Host, language: str) -> list[Term]:
    """Who held which office, under the titles of a language."""
    query = db.select(Official).join(Office).where(Office.host_id == host.id).options(lazyload("*"))
    officials = list(db.session.scalars(query.order_by(Official.begins_on, Official.id)))
    load_texts(*officials)
    titles = ((one, one.text_in("title", language)) for one in officials)
    return [Term(title.text, one.person, one.begins_on, one.ends_on) for one, title in titles if not title.is_fallback]


def all_findings(edition: Edition, language: str) -> list[Found]:
    """Of all texts of the edition in a language, by record; kept while nothing of the content changes."""
    terms = tuple(terms_of(edition.host, language))
    today = today_of(edition.host)
    key = (edition.id, language, today, terms)
    found = _found.get(key, lambda: list(_read_all(edition, language, today, terms)))
    return with_dismissals(found)


def of_record(record: Any, language: str) -> list[Found]:
    """Of one record, as it is stored, with what was let be."""
    kind = record.__tablename__
    edition = getattr(record, "edition", None) or db.session.get(Edition, getattr(record, "edition_id", 0) or 0)
    if edition is None or kind not in CHECKED:
        return []
    rows = {(name, code): row for (name, code), row in record.texts.items() if code in (SOURCE, language)}
    day = getattr(record, "published_on", None) or today_of(edition.host)
    title = str(record.text_in(translations.KINDS[kind].title, SOURCE))
    made = Found(kind, record.id, getattr(record, "slug", ""), title, "", language, Finding(Rule.UNSOURCED, 0, ""))
    terms = terms_of(edition.host, language)
    body = rows.get((REFERENCES, language))
    unknown = {}
    if body is not None and translations.KINDS[kind].names_figures:
        unknown = {one.written: one for one in figure_names.unknown_in(edition, body.text)}
    found = list(_of_rows(made, rows, edition, day, terms, unknown))
    if isinstance(record, Article) and record.picture is not None:
        found += _alt_missing(made, record.picture.texts_of("alt"))
    return with_dismissals(found)


def with_dismissals(found: Iterable[Found]) -> list[Found]:
    """The same, each with who let it be, if anybody did; those come last."""
    rows = list(found)
    query = db.select(DismissedFinding).where(DismissedFinding.locale.in_({one.language for one in rows}))
    query = query.options(joinedload(DismissedFinding.account).lazyload("*"))
    dismissed = {
        (one.owner_kind, one.owner_id, one.field, one.locale, one.key): one for one in db.session.scalars(query)
    }
    told = [Found(**{**vars(one), "dismissed": dismissed.get(one.place)}) for one in rows]
    return sorted(told, key=lambda one: one.dismissed is not None)


def _read_all(edition: Edition, language: str, today: date, terms: Sequence[Term]) -> Iterable[Found]:
    kinds = {kind: translations.KINDS[kind] for kind in CHECKED if kind in translations.KINDS}
    mine = {kind: _numbers_of(about.model, edition, about.of_host) for kind, about in kinds.items()}
    query = db.select(LocalisedText).where(
        LocalisedText.locale.in_({language, SOURCE}),
        or_(*(and_(LocalisedText.owner_kind == kind, LocalisedText.owner_id.in_(ids)) for kind, ids in mine.items())),
    )
    texts: dict[tuple[str, int], dict[tuple[str, str], LocalisedText]] = {}
    for row in db.session.scalars(query.order_by(LocalisedText.owner_kind, LocalisedText.owner_id)):
        texts.setdefault((row.owner_kind, row.owner_id), {})[row.key] = row
    slugs = {
        (kind, number): slug
        for kind, about in kinds.items()
        if hasattr(about.model, "slug")
        for number, slug in db.session.execute(
            db.select(about.model.id, about.model.slug).where(about.model.id.in_(mine[kind]))  # type: ignore[attr-defined]
        )
    }
    articles = db.select(Article).filter_by(edition_id=edition.id)
    known_articles = {
        one.id: one for one in db.session.scalars(articles.options(lazyload("*"), joinedload(Article.picture)))
    }
    load_texts(*(one.picture for one in known_articles.values() if one.picture))
    bodies = [
        row.text
        for (kind, _number), rows in texts.items()
        for row in rows.values()
        if kinds[kind].names_figures and row.key == (REFERENCES, language)
    ]
    unknown = {one.written: one for one in figure_names.unknown_in(edition, "\n".join(bodies))}
    for (kind, number), rows in sorted(texts.items(), key=lambda one: (CHECKED.index(one[0][0]), one[0][1])):
        named = rows.get((kinds[kind].title, SOURCE)) or rows.get((kinds[kind].title, language))
        made = Found(
            kind,
            number,
            slugs.get((kind, number), ""),
            named.text if named else "",
            "",
            language,
            Finding(Rule.UNSOURCED, 0, ""),
        )
        article = known_articles.get(number) if kind == "article" else None
        day = article.published_on if article else today
        yield from _of_rows(made, rows, edition, day, terms, unknown)
        if article is not None and article.picture is not None:
            yield from _alt_missing(made, article.picture.texts_of("alt"))


def _numbers_of(model: Any, edition: Edition, of_host: Any) -> Any:
    query = db.select(model.id)
    if hasattr(model, "edition_id"):
        return query.where(model.edition_id == edition.id)
    return of_host(query, edition.host)


def _of_rows(
    made: Found,
    rows: dict[tuple[str, str], LocalisedText],
    edition: Edition,
    day: date,
    terms: Sequence[Term],
    unknown: dict[str, figure_names.Unknown],
) -> Iterable[Found]:
    """Findings of a record's texts in the language, beside the original where it is a translation."""
    language = made.language
    for (name, code), row in sorted(rows.items()):
        if code != language or not row.text:
            continue
        has_figures = name == REFERENCES and translations.KINDS[made.kind].names_figures
        found = rules.findings(row.text, known_of(edition, language, day, has_figures, terms))
        if has_figures:
            found = [*_broken(row.text, unknown), *found]
        if language != SOURCE and (original := rows.get((name, SOURCE))) is not None:
            found = [*rules.beside_original(row.text, original.text, language), *found]
        for one in found:
            yield Found(made.kind, made.record_id, made.slug, made.title, name, language, one)


def _alt_missing(made: Found, said: dict[str, str]) -> list[Found]:
    if said.get(made.language):
        return []
    finding = rules.Text("").whole(Rule.MISSING_ALT, made.title)
    return [Found(made.kind, made.record_id, made.slug, made.title, "picture", made.language, finding)]


def _broken(text: str, unknown: dict[str, figure_names.Unknown]) -> list[Finding]:
    if not unknown:
        return []
    read = rules.Text(text)
    places = ((one, read.raw.find(written)) for written, one in unknown.items())
    return [
        read.finding(Rule.BROKEN_REFERENCE, at, at + len(one.written), ", ".join(one.near))
        for one, at in places
        if at >= 0
    ]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace(MINUS, "-")
