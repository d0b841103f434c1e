"""Projects at the desk: the whole record with its sources, and who has confirmed it when."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import joinedload, lazyload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..content import corrections, translations, uses
from ..content.achievement_forms import chosen_units
from ..content.corrections import Correction
from ..content.indicator_forms import topics
from ..content.indicator_views import typed_in
from ..content.models import Topic
from ..content.staff_views import (
    Due,
    asked_edition,
    asked_letters,
    asked_words,
    blueprint,
    due_at_desk,
    editions,
    list_of_desk,
    matching,
    saying,
    trusts_of,
)
from ..core import audit, editing, numbers, once, slugs
from ..core.database import db, locked, write
from ..core.i18n import LOCALES, SOURCE, lazy, marked, ngettext
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.versions import refresh_instants
from ..editions.context import current_host
from ..editions.models import Host
from ..editions.officials import today_of
from . import record
from .models import Project, edition_project
from .rules import CONFIRMED_FOR
from .staff_forms import ConfirmationForm, ProjectForm, offices, project_values
from .views import NUMBERS

MOST_ROWS = 200
# The measures of the figures that change only once their places have been seen.
MEASURED = {
    **NUMBERS,
    "area_ha_max": "ha",
    "capital_bn_vnd_max": "bn-vnd",
    "capital_musd_max": "m-usd",
    "smallest_share_m_vnd": "m-vnd",
}
# Lines that are made of the parts few records have; they come from the folder.
FROM_FOLDER = {"code", "legal", "infrastructure", "workforce", "environment", "returns", "goals"}
_ASKS_BACK = {"more", "back", "find"}

list_of_desk(lazy("Projects"), "staff_content.projects")
translations.translated(
    translations.Kind(Project, marked("Projects"), "name", lambda query, host: query.filter_by(host_id=host.id))
)
translations.called(
    **{name: getattr(ProjectForm, name).args[0] for name in Project.FIELDS if name not in ("name", "summary")}
)


@blueprint.get("/projects/")
@requires(Verb.EDIT_CONTENT)
def projects() -> str:
    """Projects of an edition: those to be confirmed first, what was never confirmed next."""
    edition = asked_edition() or abort(404)
    query = saying(db.select(Project), Project, "name", "place", "summary", "capacity", "investor")
    query = query.join(edition_project).where(edition_project.c.edition_id == edition.id)
    if sector := request.args.get("sector", "").replace("\0", ""):
        query = query.where(Project.sector.has(slug=sector))
    total = db.session.scalar(db.select(db.func.count()).select_from(query.subquery())) or 0
    today = today_of(current_host())
    place = db.case((_due(today), 0), (_unconfirmed(), 1), else_=2)
    query = query.order_by(place, Project.list_year.desc(), edition_project.c.position, Project.id).limit(MOST_ROWS)
    found = list(db.session.scalars(query.options(lazyload("*"), joinedload(Project.sector).lazyload("*"))))
    load_texts(*found, *(one.sector for one in found))
    return render_template(
        "investment/staff/projects.html",
        projects=found,
        total=total,
        due={one.id for one in found if record.is_due(one, today)},
        kind_label=record.kind_label,
        trusts=trusts_of(found),
        sectors=topics("sector"),
        sector=sector,
        words=asked_words(),
        edition=edition,
        editions=editions(),
    )


@blueprint.get("/new-project")
@requires(Verb.EDIT_CONTENT)
def new_project() -> str:
    return _page(ProjectForm(None, {}))


@blueprint.post("/new-project")
@requires(Verb.EDIT_CONTENT)
def add_project() -> Response:
    write()
    edition = asked_edition() or abort(404)
    form = ProjectForm(request.form, {})
    if _ASKS_BACK & request.form.keys():
        return _asked_back(form)
    if (made := once.made_before(form, Project)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form), form.answer)
    slug = slugs.take("project", slugs.free("project", form.name.data[SOURCE]))
    of_edition = db.select(db.func.max(edition_project.c.position)).where(edition_project.c.edition_id == edition.id)
    position = (db.session.scalar(of_edition) or 0) + 1
    project = Project(host_id=edition.host_id, slug=slug, position=position, details={})
    _write(form, project)
    db.session.add(project)
    db.session.flush()
    row = {"edition_id": edition.id, "project_id": project.id, "position": position}
    db.session.execute(db.insert(edition_project).values(row))
    values = {name: ("", value) for name, value in typed_in(form).items() if value}
    entry = audit.record("project.added", project, **values)
    once.remember(form, project)
    refresh_instants()
    db.session.commit()
    return _to(project, saved=entry.id)


@blueprint.get("/projects/<slug>/")
@requires(Verb.EDIT_CONTENT)
def project(slug: str) -> str:
    found = _project(slug)
    return _page(ProjectForm.of_request(found, project_values(found)), found)


@blueprint.post("/projects/<slug>/")
@requires(Verb.EDIT_CONTENT)
def change_project(slug: str) -> Response:
    """Keep a record; another figure than before is kept once all places where it stands have been seen."""
    write()
    found = locked(_project(slug))
    form = ProjectForm.of_request(found, project_values(found))
    if _ASKS_BACK & request.form.keys():
        return _asked_back(form, found)
    form.tied = {name: [use for use in _places(found, name) if use.by_name] for name in NUMBERS}
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(form, found), form.answer)
    changed = [name for name in form.changes() if name in MEASURED]
    correction = _correction(found, form, changed) if changed else None
    undone = correction.to_undo() if correction else None
    if correction and undone is None and not correction.is_confirmed:
        return _asked_first(found, form, changed, correction)
    done = None
    if undone is not None:
        corrections.take_back(undone, found)
    elif correction is not None:
        done = correction.carry_out(found)
    _write(form, found)
    entry = audit.record("project.changed", found, **form.changes())
    corrections.keep(done, entry)
    refresh_instants()
    db.session.commit()
    return _to(found, saved=entry.id)


@blueprint.post("/projects/<slug>/confirmation")
@requires(Verb.EDIT_CONTENT)
def confirm_project(slug: str) -> Response:
    """Note that an office has confirmed the record today; a year from now it is asked for again."""
    write()
    host = current_host()
    found = locked(_project(slug))
    names = offices(found, host).get(request.form.get("office", "")) or abort(400)
    before = typed_in(ProjectForm(None, project_values(found)))
    today = today_of(host)
    found.verified_on, found.next_review_on = today, today + CONFIRMED_FOR
    found.set_texts("verified_by", {code: names.get(code, "") for code in LOCALES})
    after = typed_in(ProjectForm(None, project_values(found)))
    entry = audit.record("project.changed", found, **audit.differences(before, after))
    refresh_instants()
    db.session.commit()
    return _to(found, saved=entry.id)


@due_at_desk
def _to_be_confirmed(host: Host) -> Iterator[Due]:
    """How many records are due, and how many nobody has ever confirmed."""
    mine = db.select(db.func.count()).select_from(Project).where(Project.host_id == host.id)
    url = url_for(".projects")
    if due := db.session.scalar(mine.where(_due(today_of(host)))):
        words = ngettext("%(num)d project is to be confirmed again", "%(num)d projects are to be confirmed again", due)
        yield Due(words, url)
    if never := db.session.scalar(mine.where(_unconfirmed())):
        words = ngettext("%(num)d project was never confirmed", "%(num)d projects were never confirmed", never)
        yield Due(words, url)


def _due(today: date) -> Any:
    """As `record.is_due` says it, asked of the database."""
    long_ago = db.and_(Project.next_review_on.is_(None), Project.verified_on <= today - CONFIRMED_FOR)
    return db.or_(Project.next_review_on <= today, long_ago)


def _unconfirmed() -> Any:
    return Project.verified_on.is_(None)


def _places(found: Project, column: str) -> list[uses.Use]:
    return uses.uses(uses.Figure(current_host(), f"project/{found.slug}/{column}"))


def _correction(found: Project, form: ProjectForm, changed: list[str]) -> Correction:
    pairs = [(getattr(found, name), form[name].data) for name in changed]
    return Correction(
        [uses.Figure(current_host(), f"project/{found.slug}/{name}") for name in changed],
        [(old, new) for old, new in pairs if old is not None and new is not None],
        [str(form[name]._value()) for name in changed],
    )


def _asked_first(found: Project, form: ProjectForm, changed: list[str], correction: Correction) -> Response:
    """The page that names all places before a figure changes; nothing is stored yet."""
    changes = [
        (str(form[name].label.text), _written(getattr(found, name), name), _written(form[name].data, name))
        for name in changed
    ]
    crumbs = [(_("Projects"), url_for(".projects")), (found.text_in("name"), url_for(".project", slug=found.slug))]
    return make_response(correction.question(crumbs, changes))


def _written(value: float | None, column: str) -> str:
    return "" if value is None else numbers.figure(value, MEASURED[column]).text


def _asked_back(form: ProjectForm, found: Project | None = None) -> Response:
    """The page as it was sent, with room for one more source or with what was looked for; nothing is stored."""
    db.session.rollback()
    form.sources.wants_more = "more" in request.form
    return make_response(_page(form, found))


def _page(form: ProjectForm, found: Project | None = None) -> str:
    host, looked_for = current_host(), asked_letters()
    return render_template(
        "investment/staff/project.html",
        form=form,
        project=found,
        change=editing.saved_change(found) if found else None,
        trusts=trusts_of([found])[found.id] if found else [],
        places=uses.uses(uses.Figure(host, f"project/{found.slug}/capital_bn_vnd")) if found else [],
        rare=[line for line in record.known(found) if line.key in FROM_FOLDER] if found else [],
        is_due=record.is_due(found, today_of(host)) if found else False,
        confirmation=ConfirmationForm.of_project(found, host) if found else None,
        looked_for=looked_for,
        units=matching(form.units, looked_for),
    )


def _write(form: ProjectForm, project: Project) -> None:
    with db.session.no_autoflush:
        topic = db.select(Topic).filter_by(host_id=current_host().id, kind="sector", slug=form.sector.data)
        project.sector = db.session.scalars(topic).one()
        project.units = chosen_units(project.units, form.units.data or ())
        form.write_to(project)


def _project(slug: str) -> Project:
    query = db.select(Project).filter_by(host_id=current_host().id, slug=slug.replace("\0", ""))
    return db.session.scalar(query) or abort(404)


def _to(found: Project, **more: Any) -> Response:
    return make_response(redirect(url_for(".project", slug=found.slug, **more), 303))
