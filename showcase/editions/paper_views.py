"""Pages of the host's papers: the lines of their head, who signs them, and how that looks on a sheet."""

from datetime import date
from itertools import count
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from ..core.i18n import LOCALES, SOURCE, use_locale
from . import officials, papers
from .context import current_host
from .models import Host, Office, Signer
from .paper_forms import PapersForm, SignerForm, papers_values, signer_values

blueprint = Blueprint("papers", __name__, url_prefix="/staff/host/papers")


@blueprint.get("/")
@requires(Verb.SET_UP)
def host_papers() -> str:
    """The lines, those who sign, and a sheet of the day, the signer and the language that are asked for."""
    found = current_host()
    return _papers_page(found, PapersForm.of_request(found, papers_values(found)))


@blueprint.post("/")
@requires(Verb.SET_UP)
def change_papers() -> Response:
    write()
    found = locked(current_host())
    form = PapersForm.of_request(found, papers_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_papers_page(found, form), form.status)
    form.write_to(found)
    entry = audit.record("host.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".host_papers", saved=entry.id), 303))


@blueprint.get("/sample.pdf")
@requires(Verb.SET_UP)
def sample() -> Response:
    """The same sheet as it prints."""
    found = current_host()
    content = papers.sample_pdf(found, _asked_signer(found), _asked_day(found), _asked_language())
    return pdf_answer(content, "paper-head.pdf")


@blueprint.get("/signers/new")
@requires(Verb.SET_UP)
def new_signer() -> str:
    return _signer_page(None, SignerForm(None, {}))


@blueprint.post("/signers/new")
@requires(Verb.SET_UP)
def add_signer() -> Response:
    write()
    host = locked(current_host())  # two that name a signer at once come one after the other
    form = SignerForm(request.form, {})
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_signer_page(None, form), form.status)
    office = _office(host, form)
    signer = Signer(host_id=host.id, office_id=office.id, slug=_free_slug(host.id, office.slug))
    _write(form, signer, office)
    db.session.add(signer)
    db.session.flush()
    audit.record("signer.added", signer, **{name: ("", value) for name, value in _typed(form).items()})
    db.session.commit()
    return make_response(redirect(url_for(".host_papers", signer=signer.slug) + "#signers", 303))


@blueprint.get("/signers/<string:slug>/")
@requires(Verb.SET_UP)
def signer(slug: str) -> str:
    found = _signer(slug)
    return _signer_page(found, SignerForm.of_request(found, signer_values(found)))


@blueprint.post("/signers/<string:slug>/")
@requires(Verb.SET_UP)
def change_signer(slug: str) -> Response:
    write()
    found = locked(_signer(slug))
    form = SignerForm.of_request(found, signer_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_signer_page(found, form), form.status)
    _write(form, found, _office(current_host(), form))
    entry = audit.record("signer.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".signer", slug=slug, saved=entry.id), 303))


@blueprint.post("/signers/<string:slug>/removal")
@requires(Verb.SET_UP)
def remove_signer(slug: str) -> Response:
    write()
    found = locked(_signer(slug))
    values = _typed(SignerForm(None, signer_values(found)))
    audit.record("signer.removed", found, **{name: (value, "") for name, value in values.items()})
    db.session.delete(found)
    db.session.commit()
    return make_response(redirect(url_for(".host_papers") + "#signers", 303))


def _papers_page(host: Host, form: PapersForm) -> str:
    day, language, chosen = _asked_day(host), _asked_language(), _asked_signer(host)
    with use_locale(language):
        sheet = papers.paper(host, chosen, day)
    signers = papers.signers_of(host)
    return render_template(
        "editions/staff/papers.html",
        form=form,
        change=editing.saved_change(host),
        signers=[(one, papers.signature(one, day)) for one in signers],
        sheet=sheet,
        chosen=chosen,
        day=day,
        language=language,
        has_offices=bool(signers) or bool(officials.offices_of(host)),
    )


def _signer_page(signer: Signer | None, form: SignerForm) -> str:
    return render_template(
        "editions/staff/signer.html",
        form=form,
        signer=signer,
        change=editing.saved_change(signer) if signer else None,
    )


def _write(form: SignerForm, signer: Signer, office: Office) -> None:
    form.write_to(signer)
    signer.office_id, signer.office = office.id, office


def _office(host: Host, form: SignerForm) -> Office:
    return db.session.scalars(db.select(Office).filter_by(slug=form.office_slug.data, host_id=host.id)).one()


def _signer(slug: str) -> Signer:
    found = db.session.scalar(db.select(Signer).filter_by(host_id=current_host().id, slug=slug))
    return found or abort(404)


def _asked_signer(host: Host) -> Signer | None:
    """The one that is asked for, else the first."""
    signers = papers.signers_of(host)
    return next((one for one in signers if one.slug == request.args.get("signer")), signers[0] if signers else None)


def _asked_day(host: Host) -> date:
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return officials.today_of(host)


def _asked_language() -> str:
    wanted = request.args.get("language", SOURCE)
    return wanted if wanted in LOCALES else SOURCE


def _typed(form: SignerForm) -> dict[str, Any]:
    return {field.name: editing.typed(field) for field in editing.leaves(form)}


def _free_slug(host_id: int, office: str) -> str:
    taken = set(db.session.scalars(db.select(Signer.slug).filter_by(host_id=host_id)))
    names = (office if number == 1 else f"{office[:110]}-{number}" for number in count(1))
    return next(name for name in names if name not in taken | {"new"})
