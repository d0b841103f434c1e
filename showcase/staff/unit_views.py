"""Units as those see them who work for one: their own, what lies below it, and what the site says of them."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from sqlalchemy import Select
from sqlalchemy.orm import lazyload

from ..accounts.guard import requires, signed_in
from ..accounts.models import Account
from ..accounts.rules import Role, Verb
from ..content.models import Achievement, achievement_unit
from ..core import audit, editing
from ..core.database import db, locked, write
from ..core.localised import load_texts
from ..editions.contacts import contact_of
from ..editions.context import current_edition
from ..editions.models import Unit
from ..editions.reach import unit_within, units_within
from ..editions.unit_forms import UnitContactForm, contact_values
from ..investment.models import Project, edition_project, project_unit

blueprint = Blueprint("staff_units", __name__, url_prefix="/staff/units")


@blueprint.get("/")
@requires(Verb.SEE_UNITS)
def units() -> Response:
    """The uppermost units within reach; where there is one, its page."""
    within = units_within(signed_in(), Verb.SEE_UNITS)
    outside = db.or_(Unit.parent_id.is_(None), Unit.parent_id.not_in(within))
    found = _in_order(db.select(Unit).where(Unit.id.in_(within), outside))
    if len({unit.code for unit in found}) == 1:
        return make_response(redirect(url_for(".unit", code=found[0].code), 303))
    return make_response(render_template("staff/units.html", units=found))


@blueprint.get("/<code>/contact")
@requires(Verb.KEEP_UNITS)
def contact(code: str) -> str:
    """How the unit's Front can be reached, to be changed by who works for it or above it."""
    found = unit_within(code, Verb.KEEP_UNITS)
    kept = contact_of(found)
    return _contact_page(found, UnitContactForm.of_request(found, contact_values(kept)))


@blueprint.post("/<code>/contact")
@requires(Verb.KEEP_UNITS)
def change_contact(code: str) -> Response:
    write()
    found = locked(unit_within(code, Verb.KEEP_UNITS))
    kept = contact_of(found)
    form = UnitContactForm.of_request(found, contact_values(kept))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_contact_page(found, form), form.status)
    db.session.add(kept)
    form.write_to(kept)
    entry = audit.record("unit.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".contact", code=code, saved=entry.id), 303))


@blueprint.get("/<code>/")
@requires(Verb.SEE_UNITS)
def unit(code: str) -> str:
    found = unit_within(code, Verb.SEE_UNITS)
    edition = current_edition()
    edition_id = edition.id if edition else 0
    told = db.select(Achievement).join(achievement_unit).where(Achievement.edition_id == edition_id)
    called = db.select(Project).join(project_unit).join(edition_project, edition_project.c.project_id == Project.id)
    achievements = db.session.scalars(told.where(achievement_unit.c.unit_id == found.id).options(lazyload("*"))).all()
    projects = db.session.scalars(
        called.where(project_unit.c.unit_id == found.id, edition_project.c.edition_id == edition_id).options(
            lazyload("*")
        )
    ).all()
    load_texts(*achievements, *projects)
    return render_template(
        "staff/unit.html",
        unit=found,
        contact=contact_of(found),
        above=_above(found),
        below=_in_order(db.select(Unit).where(Unit.parent_id == found.id)),
        achievements=achievements,
        projects=projects,
        reporters=db.session.scalars(
            db.select(Account)
            .filter_by(role=Role.REPORTER, unit_code=found.code, closed=False)
            .order_by(Account.name, Account.id)
        ).all(),
    )


def _contact_page(unit: Unit, form: UnitContactForm) -> str:
    return render_template("staff/unit_contact.html", unit=unit, form=form, change=editing.saved_change(unit))


def _above(unit: Unit) -> Unit | None:
    """The parent, if that too is within reach."""
    within = units_within(signed_in(), Verb.SEE_UNITS)
    return db.session.scalar(db.select(Unit).where(Unit.id == unit.parent_id, Unit.id.in_(within)))


def _in_order(query: Select[Any]) -> list[Unit]:
    found = db.session.scalars(query.order_by(Unit.code, Unit.id).options(lazyload("*"))).all()
    load_texts(*found)
    return list(found)
