"""Translations at the desk: what is due in each language, and each text beside its original."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import lazyload
from werkzeug.datastructures import MultiDict

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..content import figure_names, translations
from ..content.staff_views import rendered
from ..content.translations import Trust
from ..core import audit, clock, editing
from ..core.database import db, locked, write
from ..core.i18n import SOURCE
from ..core.i18n import gettext as _
from ..core.localised import Localised, block_hashes, load_texts
from ..editions.context import current_host
from ..editions.models import Edition
from ..editorial import checks, versions
from . import hints
from .forms import TranslationForm, form_for, write_part
from .paragraphs import aligned, blocks

blueprint = Blueprint("translation", __name__, url_prefix="/staff/content/translations")
MOST = 200  # records on the list; who has more narrows it


@blueprint.get("/")
@requires(Verb.TRANSLATE)
def parity() -> str:
    """How far each language has come: kinds of texts, and of one kind each record."""
    kind = request.args.get("kind", "")
    found = translations.counts_by_kind(current_host())
    records: list[Any] = []
    if kind in translations.KINDS:
        about = translations.KINDS[kind]
        query = about.of_host(db.select(about.model), current_host()).options(lazyload("*"))
        records = list(db.session.scalars(query.order_by(about.model.id)))  # type: ignore[attr-defined]
        load_texts(*records)
    items = [(record, pairs) for record in records if (pairs := _trusts(record))]
    return render_template(
        "translation/parity.html",
        counts={name: counters for name, counters in found.items() if any(c.total() for c in counters.values())},
        totals={
            code: sum((counters[code] for counters in found.values()), Counter()) for code in translations.LANGUAGES
        },
        languages=translations.LANGUAGES,
        trusts=list(Trust),
        kind=kind if records else "",
        items=items[:MOST],
        total=len(items),
    )


def _sum(counters: Iterable[Counter[Trust]]) -> Counter[Trust]:
    return sum(counters, Counter())


def _trusts(record: Localised) -> list[tuple[str, Trust]]:
    pairs = ((code, translations.worst_of(record, code)) for code in translations.LANGUAGES)
    return [(code, worst) for code, worst in pairs if worst is not None]


@blueprint.get("/<language>/")
@requires(Verb.TRANSLATE)
def translations_due(language: str) -> str:
    """What needs somebody in a language: the worst first."""
    check(language)
    kind, trust = request.args.get("kind", ""), request.args.get("state", "")
    found = translations.due(current_host(), language, [kind] if kind in translations.KINDS else [])
    wanted = {trust} if trust in set(Trust) else set(translations.DUE)
    rows = [one for one in found if one.worst in wanted]
    return render_template(
        "translation/translations_due.html",
        language=language,
        rows=rows[:MOST],
        total=len(rows),
        kind=kind,
        state=trust,
        trusts=list(Trust),
    )


@blueprint.get("/<language>/<kind>/<int(max=2147483647):number>/")
@requires(Verb.TRANSLATE)
def translation(language: str, kind: str, number: int) -> str:
    record = _record(language, kind, number)
    form_class, stored = form_for(record, language, _may_approve())
    return _page(record, language, kind, form_class(None, stored))


@blueprint.post("/<language>/<kind>/<int(max=2147483647):number>/")
@requires(Verb.TRANSLATE)
def change_translation(language: str, kind: str, number: int) -> Response:
    """Keep a translation; where the original has moved on meanwhile, what was typed is shown beside the new one."""
    write()
    record = locked(_record(language, kind, number))
    form_class, stored = form_for(record, language, _may_approve())
    entry = audit.entry_of(record, request.form.get("undo", type=int))
    moved = False
    if entry is not None:
        form = form_class.taking_back(_by_paragraph(form_class, audit.changes_of(entry), language), stored)
    else:
        posted, moved = _beside_the_original(form_class, stored)
        form = form_class(posted, stored)
    if "preview" in request.form or moved:
        db.session.rollback()
        shown = _page(record, language, kind, form, moved, _preview(record, form, language))
        return make_response(shown, 409 if moved else 200)
    is_sound = form.is_accepted()
    if not (_is_whole(record, form) and is_sound):
        db.session.rollback()
        return make_response(_page(record, language, kind, form), form.status if not is_sound else 422)
    found = versions.texts_of(record, language)
    before = {part.name: record.texts_of(part.name).get(language, "") for part in form.parts}
    trusts = {part.name: part.trust for part in form.parts}
    approves = bool(form.data.get("reviewed"))
    with db.session.no_autoflush:
        for part in form.parts:
            write_part(record, form, part, language, approves)
            row = record.texts.get((part.name, language))
            if row is not None and approves:
                row.reviewer, row.reviewed_at = signed_in().name[:80], clock.now()
    changes: dict[str, tuple[Any, Any]] = {}
    for part in form.parts:
        after = record.texts_of(part.name).get(language, "")
        if before[part.name] != after:
            changes[f"{part.name}-{language}"] = (before[part.name], after)
        trust = translations.trust_of(record.texts.get((part.name, language)), record.texts.get((part.name, SOURCE)))
        if trust != trusts[part.name]:
            changes[f"{part.name}-{language}-state"] = (trusts[part.name].value, trust.value)
    noted = audit.record("translation.changed", record, **changes)
    versions.note(record, language, found)
    db.session.commit()
    where = url_for(".translation", language=language, kind=kind, number=number, saved=noted.id)
    return make_response(redirect(where, 303))


def _beside_the_original(form_class: type[TranslationForm], stored: dict[str, Any]) -> tuple[MultiDict[str, str], bool]:
    """What was sent, paragraph by paragraph of the original as it is now; whether it has moved on since."""
    seen, now = request.form.get("original", ""), _original(form_class)
    if seen == now:
        return request.form, False
    then = _read(seen)
    posted = MultiDict(request.form)
    fresh = form_class(None, stored)
    posted["seen"], posted["original"] = fresh.seen.data or "", now
    for part in form_class.parts:
        hashes = then.get(part.name, "").split()
        typed = [request.form.get(f"{part.name}_{place}", "").strip() for place in range(1, len(hashes) + 1)]
        kept = [(text, one) for text, one in zip(typed, hashes, strict=True) if text]
        text = "\n\n".join(text.replace("\r\n", "\n") for text, _hash in kept)
        of_each = " ".join(" ".join([one] * len(blocks(text))) for text, one in kept)
        source = "\n\n".join(block.source for block in part.blocks)
        for name, block in zip(part.names, aligned(source, text, of_each), strict=True):
            posted[name] = block.text
    return posted, True


def _original(form_class: type[TranslationForm]) -> str:
    """Which original a page was made from: field → the hashes of its paragraphs."""
    hashes = {part.name: " ".join(block_hashes(block.source) for block in part.blocks) for part in form_class.parts}
    return json.dumps(hashes)


def _read(seen: str) -> dict[str, str]:
    try:
        found = json.loads(seen)
    except ValueError:
        return {}
    return {str(name): str(hashes) for name, hashes in found.items()} if isinstance(found, dict) else {}


def _by_paragraph(
    form_class: type[TranslationForm], changes: dict[str, tuple[Any, Any]], language: str
) -> dict[str, tuple[str, str]]:
    """A noted change of whole texts, as the fields of the form have it."""
    found: dict[str, tuple[str, str]] = {}
    for part in form_class.parts:
        if (change := changes.get(f"{part.name}-{language}")) is None:
            continue
        source = "\n\n".join(block.source for block in part.blocks)
        old, new = (aligned(source, str(text or ""), "") for text in change)
        found |= {name: (mine.text, theirs.text) for name, mine, theirs in zip(part.names, old, new, strict=True)}
    return found


def _is_whole(record: Localised, form: TranslationForm) -> bool:
    """Whether its figures exist, and nothing is missing of what somebody has read over; faults stand at the fields."""
    is_whole, edition = True, _edition_of_figures(record)
    for part in form.parts:
        for name in part.names if part.name == "body" else ():
            if edition and (faults := figure_names.faults_of(edition, str(form[name].data or ""))):
                form[name].errors = [*form[name].errors, *faults]
                is_whole = False
    if form.data.get("reviewed") and any(not form[name].data for part in form.parts for name in part.names):
        form["reviewed"].errors = [_("A paragraph has no translation yet, so it cannot count as read over.")]
        is_whole = False
    elif form.data.get("reviewed") and not hints.references_fit(form):
        form["reviewed"].errors = [_("The figures are not those of the original, so it cannot count as read over.")]
        is_whole = False
    return is_whole


def _preview(record: Localised, form: TranslationForm, language: str) -> Markup | None:
    edition = _edition_of_figures(record)
    body = next((part for part in form.parts if part.name == "body"), None)
    if body is None or edition is None or "preview" not in request.form:
        return None
    return rendered(edition, form.text_of(body), language)


def _edition_of_figures(record: Any) -> Edition | None:
    """Whose figures the text may name; None: it names none."""
    if not translations.KINDS[record.__tablename__].names_figures:
        return None
    return db.session.get(Edition, record.edition_id)


def _page(
    record: Localised,
    language: str,
    kind: str,
    form: TranslationForm,
    moved: bool = False,
    preview: Markup | None = None,
) -> str:
    return render_template(
        "translation/translation.html",
        record=record,
        about=translations.KINDS[kind],
        kind=kind,
        language=language,
        form=form,
        seen_original=_original(type(form)),
        change=editing.saved_change(record),
        moved=moved,
        preview=preview,
        notes=hints.notes_of(record, form, current_host(), language),
        found=checks.of_record(record, language) if kind in checks.CHECKED else None,
    )


def _may_approve() -> bool:
    """Who may edit the original answers for the translation too."""
    return may(signed_in().role_name, Verb.EDIT_CONTENT)


def check(language: str) -> None:
    if language not in translations.LANGUAGES:
        abort(404)


def _record(language: str, kind: str, number: int) -> Any:
    check(language)
    about = translations.KINDS.get(kind) or abort(404)
    query = about.of_host(db.select(about.model), current_host())
    return db.session.scalars(query.where(about.model.id == number)).unique().first() or abort(404)  # type: ignore[attr-defined]
