"""The term base at the desk: looked up, added to, mended."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..content.staff_views import asked_words
from ..content.translations import LANGUAGES, trust_of
from ..core import audit, clock, editing, once, paging, slugs
from ..core.database import db, locked, write
from ..core.i18n import SOURCE
from ..editions.context import current_host
from .models import KINDS_OF_TERM, Term
from .term_forms import ApprovingTermForm, TermForm, term_values
from .terms import terms_of
from .views import blueprint

LONGEST_SLUG = 80
ROWS = 40  # terms on a page of the list


@blueprint.get("/terms/")
@requires(Verb.TRANSLATE)
def terms() -> str:
    kind = request.args.get("kind", "")
    found = terms_of(current_host(), asked_words(), kind if kind in KINDS_OF_TERM else "")
    page = paging.pages_of(len(found), ROWS)
    return render_template(
        "translation/terms.html",
        terms=found[page.part],
        total=len(found),
        page=page,
        page_address=lambda number: url_for(".terms", kind=kind or None, q=asked_words() or None, page=number),
        trusts={one.id: _trusts(one) for one in found[page.part]},
        languages=LANGUAGES,
        kinds=KINDS_OF_TERM,
        kind=kind,
        words=asked_words(),
    )


@blueprint.get("/new-term")
@requires(Verb.TRANSLATE)
def new_term() -> str:
    return _page(_form_class()(None, {}))


@blueprint.post("/new-term")
@requires(Verb.TRANSLATE)
def add_term() -> Response:
    write()
    form = _form_class()(request.form, {})
    if (made := once.made_before(form, Term)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form), form.status)
    taken = set(db.session.scalars(db.select(Term.slug).filter_by(host_id=current_host().id)))
    wish = slugs.slugify(form.name.data[SOURCE])[: LONGEST_SLUG - 4].strip("-") or "term"
    term = Term(host_id=current_host().id, slug=slugs.first_free(wish, taken), position=len(taken))
    form.write_to(term)
    db.session.add(term)
    db.session.flush()
    noted = audit.record("term.added", term, **{name: ("", value) for name, value in _typed(form).items() if value})
    once.remember(form, term)
    db.session.commit()
    return _to(term, saved=noted.id)


@blueprint.get("/terms/<slug>/")
@requires(Verb.TRANSLATE)
def term(slug: str) -> str:
    found = _term(slug)
    return _page(_form_class().of_request(found, term_values(found)), found)


@blueprint.post("/terms/<slug>/")
@requires(Verb.TRANSLATE)
def change_term(slug: str) -> Response:
    write()
    found = locked(_term(slug))
    form = _form_class().of_request(found, term_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form, found), form.status)
    form.write_to(found)
    if form.data.get("reviewed"):
        for row in found.texts.values():
            row.reviewer, row.reviewed_at = row.reviewer or signed_in().name[:80], row.reviewed_at or clock.now()
    noted = audit.record("term.changed", found, **form.changes())
    db.session.commit()
    return _to(found, saved=noted.id)


@blueprint.post("/terms/<slug>/removal")
@requires(Verb.EDIT_CONTENT)
def remove_term(slug: str) -> Response:
    write()
    found = locked(_term(slug))
    values = _typed(_form_class()(None, term_values(found)))
    audit.record("term.removed", found, **{name: (value, "") for name, value in values.items() if value})
    db.session.delete(found)
    db.session.commit()
    return make_response(redirect(url_for(".terms"), 303))


def _page(form: TermForm, found: Term | None = None) -> str:
    return render_template(
        "translation/term.html",
        form=form,
        term=found,
        trusts=_trusts(found) if found else [],
        change=editing.saved_change(found) if found else None,
    )


def _trusts(term: Term) -> list[tuple[str, Any]]:
    source = term.texts.get(("name", SOURCE))
    return [(code, trust_of(term.texts.get(("name", code)), source)) for code in LANGUAGES]


def _form_class() -> type[TermForm]:
    return ApprovingTermForm if may(signed_in().role_name, Verb.EDIT_CONTENT) else TermForm


def _typed(form: TermForm) -> dict[str, str]:
    return {field.name: editing.typed(field) for field in editing.leaves(form)}


def _term(slug: str) -> Term:
    query = db.select(Term).filter_by(host_id=current_host().id, slug=slug.replace("\0", ""))
    return db.session.scalar(query) or abort(404)


def _to(found: Term, **more: Any) -> Response:
    return make_response(redirect(url_for(".term", slug=found.slug, **more), 303))
