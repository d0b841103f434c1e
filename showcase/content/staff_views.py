"""The desk of those who write: what is due, and the lists of what can be written."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy import Select

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, search
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.i18n import gettext as _
from ..core.localised import LocalisedText, load_texts
from ..editions.context import current_edition, current_host
from ..editions.models import Edition, Host
from . import figures, translations
from .models import Article, Indicator

blueprint = Blueprint("staff_content", __name__, url_prefix="/staff/content")
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Desk:
    """What the desk's first page counts."""

    stale: list[Indicator]
    bare: list[Article]  # without a picture
    translations: dict[str, Any]


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
    found = Desk(stale_figures(host), articles_without_picture(), translations.counts(host))
    load_texts(*found.stale, *found.bare)
    return render_template("content/staff/desk.html", desk=found, trusts=translations.DUE, today=today_of(host))


def today_of(host: Host) -> date:
    return clock.in_zone(clock.now(), host.timezone).date()


def is_stale(indicator: Indicator, today: date) -> bool:
    """Whether the page of a figure says that a newer one may be known."""
    newest = figures.latest(indicator)
    return newest is not None and newest.review_on is not None and newest.review_on <= today


def stale_figures(host: Host) -> list[Indicator]:
    query = db.select(Indicator).filter_by(host_id=host.id).order_by(Indicator.position, Indicator.id)
    today = today_of(host)
    return [indicator for indicator in db.session.scalars(query) if is_stale(indicator, today)]


def articles_without_picture() -> list[Article]:
    edition = current_edition()
    query = db.select(Article).where(Article.edition_id == (edition.id if edition else 0), Article.picture_id.is_(None))
    return list(db.session.scalars(query.order_by(Article.published_on.desc(), Article.id)))


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
