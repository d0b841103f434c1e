"""Communes and districts at the desk: names, days and successors, corrected after a notice of the change."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import defer, lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing
from ..core.database import db, locked, write
from ..core.i18n import lazy
from ..core.localised import load_texts
from ..editions.context import current_host
from ..editions.models import Edition, Unit
from . import communes as directory
from .commune_forms import UnitForm, names_of, unit_values
from .staff_views import asked_edition, asked_letters, asked_words, blueprint, list_of_desk, matching, saying

_ASKS_BACK = {"more", "find"}

list_of_desk(lazy("Communes and districts"), "staff_content.communes")


@blueprint.get("/communes/")
@requires(Verb.EDIT_CONTENT)
def communes() -> str:
    """Units of every time below the host's province."""
    edition = asked_edition() or abort(404)
    everything = _loaded(directory.below(edition))
    districts = [unit for unit in everything if unit.level == "district"]
    query = saying(directory.below(edition), Unit, "name")
    if district := request.args.get("district", "").replace("\0", ""):
        within = [unit.id for unit in districts if unit.code == district]
        query = query.where(db.or_(Unit.parent_id.in_(within), Unit.id.in_(within)))
    found = _loaded(query)
    return render_template(
        "content/staff/communes.html",
        units=found,
        above={unit.id: unit for unit in everything},
        successors=names_of(found),
        districts=[(unit.code, str(unit.text_in("name"))) for unit in districts],
        district=district,
        words=asked_words(),
    )


@blueprint.get("/communes/<int(max=2147483647):number>/")
@requires(Verb.EDIT_CONTENT)
def commune(number: int) -> str:
    found = _unit(number)
    return _page(UnitForm.of_request(found, unit_values(found)), found)


@blueprint.post("/communes/<int(max=2147483647):number>/")
@requires(Verb.EDIT_CONTENT)
def change_commune(number: int) -> Response:
    write()
    found = locked(_unit(number))
    form = UnitForm.of_request(found, unit_values(found))
    form.unit = found
    if _ASKS_BACK & request.form.keys():
        db.session.rollback()
        form.sources.wants_more = "more" in request.form
        return make_response(_page(form, found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form, found), form.status)
    form.write_to(found)
    entry = audit.record("unit.corrected", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".commune", number=number, saved=entry.id), 303))


def _page(form: UnitForm, found: Unit) -> str:
    looked_for = asked_letters()
    return render_template(
        "content/staff/commune.html",
        form=form,
        unit=found,
        change=editing.saved_change(found),
        looked_for=looked_for,
        successors=matching(form.succeeded_by, looked_for),
    )


def _loaded(query: Any) -> list[Unit]:
    found = list(db.session.scalars(query.options(lazyload("*"), defer(Unit.outline))))
    load_texts(*found)
    return found


def _unit(number: int) -> Unit:
    """A unit of the province in any of the host's editions; else somebody else's."""
    edition = db.session.scalars(db.select(Edition).filter_by(host_id=current_host().id).limit(1)).first()
    if edition is None:
        abort(404)
    return db.session.scalar(directory.below(edition).where(Unit.id == number)) or abort(404)
