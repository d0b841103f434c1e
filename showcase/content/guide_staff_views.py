"""The homecoming guide at the desk: sections in their order, written in Vietnamese with figures by reference."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, once, slugs
from ..core.database import db, locked, write
from ..core.i18n import SOURCE, lazy
from ..core.localised import load_texts
from ..editions.context import current_host
from ..editions.models import Edition
from .guide_forms import GuideEntryForm, guide_values, sections
from .indicator_views import typed_in
from .models import GuideEntry
from .staff_views import asked_edition, blueprint, editions, list_of_desk, rendered, trusts_of

LONGEST_SLUG = 50
_ASKS_BACK = {"more", "preview"}

list_of_desk(lazy("Homecoming guide"), "staff_content.guide")


@blueprint.get("/guide/")
@requires(Verb.EDIT_CONTENT)
def guide() -> str:
    edition = asked_edition() or abort(404)
    found = sections(edition.id)
    load_texts(*found)
    return render_template(
        "content/staff/guide.html", entries=found, trusts=trusts_of(found), edition=edition, editions=editions()
    )


@blueprint.get("/new-guide-entry")
@requires(Verb.EDIT_CONTENT)
def new_guide_entry() -> str:
    edition = asked_edition() or abort(404)
    return _page(GuideEntryForm(None, guide_values(edition.id)))


@blueprint.post("/new-guide-entry")
@requires(Verb.EDIT_CONTENT)
def add_guide_entry() -> Response:
    write()
    edition = asked_edition() or abort(404)
    form = GuideEntryForm(request.form, guide_values(edition.id))
    form.edition = edition
    if _ASKS_BACK & request.form.keys():
        return _asked_back(form)
    if (made := once.made_before(form, GuideEntry)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form), form.status)
    order = sections(edition.id)
    wish = slugs.slugify(form.heading.data or "")[:LONGEST_SLUG].strip("-") or "section"
    slug = slugs.first_free(wish, {one.slug for one in order})  # no address of its own: an anchor
    entry = GuideEntry(edition_id=edition.id, slug=slug)
    form.write_to(entry)
    db.session.add(entry)
    db.session.flush()
    _put_in_order([*order, entry], entry, form.after.data)
    values = {name: ("", value) for name, value in typed_in(form).items() if value}
    noted = audit.record("guide_entry.added", entry, **values)
    once.remember(form, entry)
    db.session.commit()
    return _to(entry, saved=noted.id)


@blueprint.get("/guide/<int(max=2147483647):number>/")
@requires(Verb.EDIT_CONTENT)
def guide_entry(number: int) -> str:
    found = _entry(number)
    return _page(GuideEntryForm.of_request(found, guide_values(found.edition_id, found)), found)


@blueprint.post("/guide/<int(max=2147483647):number>/")
@requires(Verb.EDIT_CONTENT)
def change_guide_entry(number: int) -> Response:
    write()
    found = locked(_entry(number))
    form = GuideEntryForm.of_request(found, guide_values(found.edition_id, found))
    form.edition = db.session.get_one(Edition, found.edition_id)
    if _ASKS_BACK & request.form.keys():
        return _asked_back(form, found)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form, found), form.status)
    form.write_to(found)
    if "after" in form.changes():
        _put_in_order(sections(found.edition_id), found, form.after.data)
    noted = audit.record("guide_entry.changed", found, **form.changes())
    db.session.commit()
    return _to(found, saved=noted.id)


def _put_in_order(order: list[GuideEntry], entry: GuideEntry, after: str) -> None:
    """Give all sections their places, this one behind another."""
    others = [one for one in order if one is not entry]
    place = next((number for number, one in enumerate(others, 1) if one.slug == after), 0)
    for position, one in enumerate([*others[:place], entry, *others[place:]]):
        one.position = position


def _asked_back(form: GuideEntryForm, found: GuideEntry | None = None) -> Response:
    """The page as it was sent, with room for one more link or with the text as readers will see it."""
    db.session.rollback()
    form.links.wants_more = "more" in request.form
    preview = rendered(form.edition, form.body.data or "", SOURCE) if "preview" in request.form else None
    return make_response(_page(form, found, preview))


def _page(form: GuideEntryForm, found: GuideEntry | None = None, preview: Markup | None = None) -> str:
    return render_template(
        "content/staff/guide_entry.html",
        form=form,
        entry=found,
        preview=preview,
        change=editing.saved_change(found) if found else None,
        trusts=trusts_of([found])[found.id] if found else [],
    )


def _entry(number: int) -> GuideEntry:
    query = db.select(GuideEntry).join(Edition, Edition.id == GuideEntry.edition_id)
    query = query.where(GuideEntry.id == number, Edition.host_id == current_host().id)
    return db.session.scalar(query) or abort(404)


def _to(found: GuideEntry, **more: Any) -> Response:
    return make_response(redirect(url_for(".guide_entry", number=found.id, **more), 303))
