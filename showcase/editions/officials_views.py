"""Pages of the register of officials: who holds which office, who did before, and since when."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, slugs, uploads
from ..core.database import db, locked, write
from ..core.editing import EditForm
from ..core.i18n import SOURCE
from ..core.media import Media
from . import officials, rules
from .context import current_host
from .models import Office, Official
from .officials_forms import OfficeForm, OfficialForm, PortraitForm, office_values, official_values, sources_of

blueprint = Blueprint("officials", __name__, url_prefix="/staff/officials")


@blueprint.get("/")
@requires(Verb.SET_UP)
def register() -> str:
    """Who is in office today, or on the day that is asked for."""
    host = current_host()
    today = officials.today_of(host)
    day = _asked_day() or today
    return render_template(
        "editions/staff/officials/register.html",
        seats=officials.seats_on(host, day),
        day=day,
        today=today,
    )


@blueprint.get("/new-office")
@requires(Verb.SET_UP)
def new_office() -> str:
    return _new_office_page(OfficeForm(None, _next_place()))


@blueprint.post("/new-office")
@requires(Verb.SET_UP)
def add_office() -> Response:
    write()
    host = current_host()
    form = OfficeForm(request.form, _next_place())
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_new_office_page(form), form.status)
    office = Office(host_id=host.id, slug=_free_slug(host.id, form.name.data[SOURCE]))
    form.write_to(office)
    db.session.add(office)
    db.session.flush()
    audit.record("office.added", office, **{name: ("", value) for name, value in _typed(form).items()})
    db.session.commit()
    return make_response(redirect(url_for(".office", slug=office.slug), 303))


@blueprint.get("/<string:slug>/")
@requires(Verb.SET_UP)
def office(slug: str) -> str:
    """An office with the line of those who have held it."""
    found = _office(slug)
    today = officials.today_of(current_host())
    return render_template(
        "editions/staff/officials/office.html",
        office=found,
        line=sorted(found.officials, key=lambda one: one.begins_on, reverse=True),
        holder=rules.in_office(found.officials, today),
        today=today,
        signs=officials.signs_papers(found),
        change=editing.saved_change(found),
    )


@blueprint.get("/<string:slug>/change")
@requires(Verb.SET_UP)
def edit_office(slug: str) -> str:
    found = _office(slug)
    return _office_page(found, OfficeForm.of_request(found, office_values(found)))


@blueprint.post("/<string:slug>/change")
@requires(Verb.SET_UP)
def change_office(slug: str) -> Response:
    write()
    found = locked(_office(slug))
    form = OfficeForm.of_request(found, office_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_office_page(found, form), form.status)
    form.write_to(found)
    entry = audit.record("office.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".office", slug=slug, saved=entry.id), 303))


@blueprint.post("/<string:slug>/removal")
@requires(Verb.SET_UP)
def remove_office(slug: str) -> Response:
    """Take an office away that nobody ever held and that signs no papers; one with a history stays."""
    write()
    found = locked(_office(slug))
    if found.officials or officials.signs_papers(found):
        abort(409)
    audit.record("office.removed", found, slug=(found.slug, None), name=(str(found.text_in("name", SOURCE)), None))
    db.session.delete(found)
    db.session.commit()
    return make_response(redirect(url_for(".register"), 303))


@blueprint.get("/<string:slug>/new")
@requires(Verb.SET_UP)
def new_official(slug: str) -> str:
    found = _office(slug)
    return _official_page(found, None, OfficialForm(None, _usual_title(found)))


@blueprint.post("/<string:slug>/new")
@requires(Verb.SET_UP)
def add_official(slug: str) -> Response:
    write()
    found = locked(_office(slug))  # two that name a holder at once come one after the other
    form = OfficialForm(request.form, _usual_title(found))
    form.others = found.officials
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_official_page(found, None, form), form.status)
    official = Official(office_id=found.id)
    form.write_to(official)
    official.sources = sources_of(form, [])
    db.session.add(official)
    db.session.flush()
    entry = audit.record("official.added", official, **{name: ("", value) for name, value in _typed(form).items()})
    db.session.commit()
    return make_response(redirect(url_for(".official", slug=slug, number=official.id, saved=entry.id), 303))


@blueprint.get("/<string:slug>/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def official(slug: str, number: int) -> str:
    found = _official(slug, number)
    return _official_page(found.office, found, OfficialForm.of_request(found, official_values(found)))


@blueprint.post("/<string:slug>/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_official(slug: str, number: int) -> Response:
    write()
    office = locked(_office(slug))
    found = locked(_official(slug, number))
    form = OfficialForm.of_request(found, official_values(found))
    form.others = [other for other in office.officials if other.id != found.id]
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_official_page(office, found, form), form.status)
    form.write_to(found)
    found.sources = sources_of(form, found.sources)
    entry = audit.record("official.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".official", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/<string:slug>/<int(max=2147483647):number>/portrait")
@requires(Verb.SET_UP)
def change_portrait(slug: str, number: int) -> Response:
    """Give a portrait, take it away (`remove`), or take the last change of it back (`undo`)."""
    write()
    found = locked(_official(slug, number))
    form = PortraitForm(CombinedMultiDict([request.files, request.form]))
    is_new = not {"undo", "remove"} & request.form.keys()
    if is_new and not form.validate():
        db.session.rollback()
        page = _official_page(found.office, found, OfficialForm(None, official_values(found)), form)
        return make_response(page, 422)
    picture = _kept(form, found.person) if is_new else _portrait_before(found)
    before, found.portrait_id = found.portrait, picture.id if picture else None
    hashes = (before.hash if before else "", picture.hash if picture else "")
    entry = audit.record("portrait.changed", found, portrait=hashes)
    db.session.commit()
    return make_response(redirect(url_for(".official", slug=slug, number=number, saved=entry.id) + "#portrait", 303))


@blueprint.post("/<string:slug>/<int(max=2147483647):number>/removal")
@requires(Verb.SET_UP)
def remove_official(slug: str, number: int) -> Response:
    """Take an entry away that was a mistake; a term that is over is ended, not removed."""
    write()
    office = locked(_office(slug))
    found = _official(slug, number)
    values = _typed(OfficialForm(None, official_values(found)))
    audit.record("official.removed", found, **{name: (value, "") for name, value in values.items()})
    db.session.delete(found)
    db.session.commit()
    return make_response(redirect(url_for(".office", slug=office.slug), 303))


def _kept(form: PortraitForm, person: str) -> Media:
    return uploads.keep(form.portrait.picture, form.credit.data, alt={SOURCE: person})


def _portrait_before(official: Official) -> Media | None:
    """What an undo brings back; nothing where the portrait is to be taken away."""
    entry = audit.entry_of(official, request.form.get("undo", type=int))
    old = audit.changes_of(entry).get("portrait", ("", ""))[0] if entry else ""
    return db.session.scalar(db.select(Media).filter_by(hash=old)) if old else None


def _new_office_page(form: OfficeForm) -> str:
    return render_template("editions/staff/officials/new_office.html", form=form)


def _office_page(office: Office, form: OfficeForm) -> str:
    return render_template("editions/staff/officials/edit_office.html", form=form, office=office)


def _official_page(
    office: Office, official: Official | None, form: OfficialForm, portrait: PortraitForm | None = None
) -> str:
    change = editing.saved_change(official) if official else None
    return render_template(
        "editions/staff/officials/official.html",
        office=office,
        official=official,
        form=form,
        portrait=portrait or PortraitForm(),
        change=change,
        is_portrait_change=change is not None and "portrait" in audit.changes_of(change),
    )


def _office(slug: str) -> Office:
    found = db.session.scalar(db.select(Office).filter_by(host_id=current_host().id, slug=slug))
    if found is None:
        abort(404)
    return found


def _official(slug: str, number: int) -> Official:
    """The official of that number, if it is one of this office."""
    found = db.session.scalar(db.select(Official).filter_by(id=number, office_id=_office(slug).id))
    if found is None:
        abort(404)
    return found


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


def _next_place() -> dict[str, Any]:
    last = max((office.position for office in officials.offices_of(current_host())), default=0)
    return {"position": last + 1}


def _usual_title(office: Office) -> dict[str, Any]:
    """What a new holder's form begins with."""
    return {"title": office.texts_of("name")}


def _typed(form: EditForm) -> dict[str, str]:
    return {field.name: editing.typed(field) for field in editing.leaves(form)}


def _free_slug(host_id: int, name: str) -> str:
    taken = set(db.session.scalars(db.select(Office.slug).filter_by(host_id=host_id)))
    return slugs.first_free(slugs.slugify(name) or "chuc-danh", taken | {"new-office"})
