"""Pages of how the host shows itself: its logo, its colours and its horizon."""

from base64 import b64encode
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, uploads
from ..core.database import db, locked, write
from ..core.i18n import SOURCE
from ..core.media import Media
from . import colours, drawings
from .context import current_edition, current_host
from .look_forms import ColoursForm, HorizonForm, LogoForm, colours_values, grounds, palette_of
from .models import Edition, Host

blueprint = Blueprint("look", __name__, url_prefix="/staff/host")
LOGOS = {"light": "logo", "dark": "logo_dark"}  # ground in addresses → column


@blueprint.get("/logos/")
@requires(Verb.SET_UP)
def host_logos() -> str:
    return _logos_page(current_host(), {})


@blueprint.post("/logos/<string:ground>")
@requires(Verb.SET_UP)
def change_logo(ground: str) -> Response:
    """Give a logo, take it away (`remove`), or take the last change of it back (`undo`)."""
    if ground not in LOGOS:
        abort(404)
    write()
    found, use = locked(current_host()), LOGOS[ground]
    form = LogoForm(CombinedMultiDict([request.files, request.form]))
    before: Media | None = getattr(found, use)
    undone = audit.changes_of(entry).get(use) if (entry := _entry_to_undo(found)) else None
    seen = undone[1] if undone else form.before.data
    is_new = not {"undo", "remove"} & request.form.keys()
    is_stale = seen != _hash(before) or ("undo" in request.form and undone is None)
    if is_stale or (is_new and not form.validate()):
        db.session.rollback()
        return make_response(_logos_page(current_host(), {ground: form}, is_stale), 409 if is_stale else 422)
    setattr(found, use, _kept(form, found) if is_new else _stored(undone[0]) if undone else None)
    entry = audit.record("logo.changed", found, **{use: (_hash(before), _hash(getattr(found, use)))})
    db.session.commit()
    return make_response(redirect(url_for(".host_logos", saved=entry.id), 303))


@blueprint.get("/colours/")
@requires(Verb.SET_UP)
def host_colours() -> str:
    found = _edition()
    return _colours_page(found, ColoursForm.of_request(found, colours_values(found.palette)))


@blueprint.post("/colours/")
@requires(Verb.SET_UP)
def change_colours() -> Response:
    write()
    found = locked(_edition())
    form = ColoursForm.of_request(found, colours_values(found.palette))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_colours_page(_edition(), form), form.status)
    found.palette = palette_of(form, found.palette)
    drawings.follow_colours(found)
    entry = audit.record("edition.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".host_colours", saved=entry.id), 303))


def _colours_page(edition: Edition, form: ColoursForm) -> str:
    chosen = form.chosen()
    changed = colours.tokens(chosen)
    shown = {scheme: colours.DEFAULTS[scheme] | changed[scheme] for scheme in colours.SCHEMES}
    return render_template(
        "editions/staff/colours.html",
        form=form,
        edition=edition,
        change=editing.saved_change(edition),
        names=colours.OWN,
        shown=shown,
        needs={
            f"{name}_{scheme}": colours.needs(name, scheme, shown[scheme][name])
            for name in colours.OWN
            for scheme in colours.SCHEMES
        },
        chosen=chosen,
        grounds=grounds(),
    )


@blueprint.get("/horizon/")
@requires(Verb.SET_UP)
def host_horizon() -> str:
    found = _edition()
    return _horizon_page(found, HorizonForm.of_request(found, drawings.values(found)))


@blueprint.post("/horizon/")
@requires(Verb.SET_UP)
def change_horizon() -> Response:
    """Keep a horizon, or only look at it (`look`)."""
    write()
    found = locked(_edition())
    form = HorizonForm.of_request(found, drawings.values(found))
    is_accepted, is_trial = form.is_accepted(), "look" in request.form
    if not is_accepted or is_trial:
        db.session.rollback()
        page = _horizon_page(_edition(), form, is_trial and is_accepted)
        return make_response(page, 200 if is_accepted else form.status)
    drawings.take(found, form.drawing.data, form.parts, form.sun.data)
    entry = audit.record("edition.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".host_horizon", saved=entry.id), 303))


def _horizon_page(edition: Edition, form: HorizonForm, is_trial: bool = False) -> str:
    return render_template(
        "editions/staff/horizon.html",
        form=form,
        edition=edition,
        change=editing.saved_change(edition),
        is_trial=is_trial,
        shown=_shown(edition, form if is_trial else None),
    )


def _shown(edition: Edition, trial: HorizonForm | None) -> dict[str, str]:
    """Addresses of the drawing on light and on dark grounds: as it is, or as it would be."""
    if trial is not None and trial.drawing.data == drawings.PUT_TOGETHER:
        made = drawings.put_together(edition, trial.parts, trial.sun.data)
        both = {colours.LIGHT: made.light, colours.DARK: made.dark}
        return {scheme: f"data:image/svg+xml;base64,{b64encode(one).decode()}" for scheme, one in both.items()}
    light, dark = (edition.pictures.get(use, "") for use in (drawings.USE, drawings.TWIN))
    if trial is not None:
        found = drawings.candidates(edition).get(trial.drawing.data)
        light, dark = (found.hash, found.variants.get("dark", "")) if found else ("", "")
    hashes = {colours.LIGHT: light, colours.DARK: dark or light}
    return {scheme: url_for("media.media_file", digest=one) for scheme, one in hashes.items() if one}


def _edition() -> Edition:
    """The edition on the front page, whose look the public sees; before there is one, its pages are not there."""
    return current_edition() or abort(404)


def _logos_page(host: Host, faulty: dict[str, LogoForm], is_stale: bool = False) -> str:
    forms = {ground: faulty.get(ground) or LogoForm() for ground in LOGOS}
    for ground, form in forms.items():
        form.logo.id = f"logo-{ground}"
    change = editing.saved_change(host)
    noted = audit.changes_of(change) if change else {}
    return render_template(
        "editions/staff/logos.html",
        logos=[(ground, getattr(host, use), forms[ground]) for ground, use in LOGOS.items()],
        change=change,
        changed=next((ground for ground, use in LOGOS.items() if use in noted), "light"),
        is_stale=is_stale,
    )


def _kept(form: LogoForm, host: Host) -> Media:
    names = host.texts_of("name")
    return uploads.keep(form.logo.picture, names.get(SOURCE, host.slug)[:200], alt=names)


def _entry_to_undo(host: Host) -> audit.AuditEntry | None:
    return audit.entry_of(host, request.form.get("undo", type=int))


def _stored(digest: str) -> Media | None:
    return db.session.scalar(db.select(Media).filter_by(hash=digest)) if digest else None


def _hash(picture: Any) -> str:
    return picture.hash if picture else ""
