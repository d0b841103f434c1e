"""The desk of those who write: what is due, and the lists of what can be written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from markupsafe import Markup
from sqlalchemy import Select

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..core import search
from ..core.database import db
from ..core.i18n import LOCALES, lazy, use_locale
from ..core.i18n import gettext as _
from ..core.localised import LocalisedText, load_texts
from ..editions.context import current_edition, current_host
from ..editions.models import Edition, Host
from ..editions.officials import today_of
from . import figures, prose, translations
from .models import Indicator

blueprint = Blueprint("staff_content", __name__, url_prefix="/staff/content")
LONGEST_SEARCH = 100
MATCHES = 20


@dataclass(frozen=True)
class Due:
    """A line of the desk's first page: what somebody should look at, and where."""

    words: str
    url: str


DueSource = Callable[[Host], Iterable[Due]]
_due: list[DueSource] = []
_lists: list[tuple[Any, str, Verb]] = []


def due_at_desk(source: DueSource) -> DueSource:
    """Register a feature's answer to: what of yours should an editor look at?"""
    _due.append(source)
    return source


def list_of_desk(label: Any, endpoint: str, first: bool = False, verb: Verb = Verb.EDIT_CONTENT) -> None:
    """Let the desk lead whoever may `verb` to a list of records."""
    _lists.insert(0 if first else len(_lists), (label, endpoint, verb))


list_of_desk(lazy("Figures"), "staff_content.indicators")
list_of_desk(lazy("Achievements"), "staff_content.achievements")


@blueprint.record_once
def give_words(state: BlueprintSetupState) -> None:
    """What the templates of the desk need to name languages and kinds of records."""
    names = {code: language.name for code, language in LOCALES.items()}
    state.app.jinja_env.globals.update(language_names=names, desk_kinds=translations.KINDS, trust_words=trust_words)


def trust_words() -> dict[str, str]:
    """How far a translation may be trusted, in words."""
    return {
        "missing": _("missing"),
        "outdated": _("older than the original"),
        "machine": _("by machine"),
        "unreviewed": _("not read over"),
        "approved": _("approved"),
    }


@blueprint.get("/")
@requires(Verb.TRANSLATE)
def desk() -> str:
    host = current_host()
    role = signed_in().role_name
    return render_template(
        "content/staff/desk.html",
        due=[one for source in _due for one in source(host)],
        lists=[(str(label), url_for(endpoint)) for label, endpoint, verb in _lists if may(role, verb)],
        translations=translations.counts(host),
        trusts=translations.DUE,
    )


@due_at_desk
def _stale_figures(host: Host) -> Iterator[Due]:
    stale = stale_figures(host)
    load_texts(*stale)
    for figure in stale:
        words = _("%(figure)s: a newer value may be known", figure=figure.text_in("name"))
        yield Due(words, url_for(".indicator", slug=figure.slug))


def is_stale(indicator: Indicator, today: date) -> bool:
    """Whether the page of a figure says that a newer one may be known."""
    newest = figures.latest(indicator)
    return newest is not None and newest.review_on is not None and newest.review_on <= today


def stale_figures(host: Host) -> list[Indicator]:
    query = db.select(Indicator).filter_by(host_id=host.id).order_by(Indicator.position, Indicator.id)
    today = today_of(host)
    return [indicator for indicator in db.session.scalars(query) if is_stale(indicator, today)]


def asked_words() -> str:
    """What the list is searched for; anything may stand in an address."""
    typed = request.args.get("q", "")
    return "".join(sign if sign.isprintable() else " " for sign in typed)[:LONGEST_SEARCH].strip()


def saying(query: Select[Any], model: Any, *fields: str) -> Select[Any]:
    """Narrow a list to records one of whose texts has the words that are looked for, marks or none."""
    said = [LocalisedText.folded.like(pattern, escape="\\") for pattern in search.like_patterns(asked_words())[:8]]
    if not said:
        return query
    rows = db.select(LocalisedText.owner_id).where(
        LocalisedText.owner_kind == model.__tablename__, LocalisedText.field.in_(fields), *said
    )
    return query.where(model.id.in_(rows))


def asked_edition() -> Edition | None:
    """The edition whose records the page is about: the one on the front page unless the address names another."""
    edition, slug = current_edition(), request.args.get("edition", "").replace("\0", "")
    if edition is None or not slug:
        return edition
    return db.session.scalar(db.select(Edition).filter_by(host_id=edition.host_id, slug=slug)) or edition


def editions() -> list[Edition]:
    query = db.select(Edition).filter_by(host_id=current_host().id).order_by(Edition.year.desc(), Edition.id.desc())
    return list(db.session.scalars(query))


def trusts_of(records: list[Any]) -> dict[int, list[tuple[str, translations.Trust]]]:
    """Record's number → (language, how far its translation may be trusted), for a list."""
    found: dict[int, list[tuple[str, translations.Trust]]] = {}
    for record in records:
        pairs = ((code, translations.worst_of(record, code)) for code in translations.LANGUAGES)
        found[record.id] = [(code, worst) for code, worst in pairs if worst is not None]
    return found


def rendered(edition: Edition, text: str, language: str) -> Markup:
    """A text as its readers will see it."""
    with use_locale(language):
        written = prose.read(edition, text)
        load_texts(*written.records)
        return written.html()


def asked_letters() -> str:
    """What a form looks for among places and figures."""
    typed = request.form.get("looked_for", "")[:LONGEST_SEARCH]
    return "".join(sign for sign in typed if sign.isprintable())


def matching(field: Any, looked_for: str) -> list[Any]:
    """The boxes that the page shows: what is chosen, and what has the words that are looked for."""
    wanted = search.words(looked_for)
    chosen = {field.data} if isinstance(field.data, str) else set(field.data or ())
    options = list(field)
    found = [
        one
        for one in options
        if wanted and all(any(word.startswith(part) for word in search.words(str(one.label.text))) for part in wanted)
    ][:MATCHES]
    return [one for one in options if one.data in chosen or one.data == "" or one in found]
