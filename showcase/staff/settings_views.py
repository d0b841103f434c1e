"""The settings: what an officer may change, with its history, and what only the operator may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import selectinload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, settings
from ..core.audit import AuditEntry, Change
from ..core.database import db, write
from ..core.i18n import gettext as _
from . import audit_names, operation
from .settings_forms import SettingsForm, shortened

blueprint = Blueprint("staff_settings", __name__, url_prefix="/staff/settings")
LATEST = 30


@dataclass(frozen=True)
class Past:
    """A change of settings that happened: who, when, what."""

    id: int
    at: datetime
    who: str
    changes: list[Change]


@blueprint.get("/")
@requires(Verb.SET_UP)
def page() -> str:
    return _page(SettingsForm.of_request(settings.SUBJECT, settings.now()))


@blueprint.post("/")
@requires(Verb.SET_UP)
def change() -> Response:
    write()
    row = settings.locked_row()
    before = settings.now()
    form = SettingsForm.of_request(settings.SUBJECT, before)
    accepted = form.is_accepted()
    sooner = shortened(before, form.data) if accepted else ()
    if not accepted or (sooner and "sure" not in request.form):
        db.session.rollback()
        return make_response(_page(form, sooner), form.status)  # 422: a question is open
    settings.change(row, form.data)
    entry = audit.record("settings.changed", settings.SUBJECT, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".page", saved=entry.id), 303))


@blueprint.get("/operation")
@requires(Verb.SET_UP)
def operated() -> str:
    """What only the operator may change."""
    return render_template(
        "staff/operation.html", variables=operation.variables(), facts=operation.facts(), is_moment=operation.is_moment
    )


def _page(form: Any, sooner: Sequence[settings.Number] = ()) -> str:
    return render_template(
        "staff/settings.html",
        form=form,
        groups=settings.GROUPS,
        labels={setting.name: setting.label for setting in settings.ALL},
        change=editing.saved_change(settings.SUBJECT),
        history=_history(),
        sooner=[f"{setting.label}: {_shown(setting.name, form[setting.name].data)}" for setting in sooner],
        shown=_shown,
    )


def _shown(name: str, value: Any) -> str:
    """A value of the log as people read it; it was written as a form sends it."""
    setting = next((one for one in settings.ALL if one.name == name), None)
    if isinstance(setting, settings.Switch):
        return _("yes") if value else _("no")
    return str(value or _("(empty)"))


def _history() -> list[Past]:
    query = db.select(AuditEntry).filter_by(subject=settings.SUBJECT).options(selectinload(AuditEntry.values))
    entries = db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(LATEST)).all()
    names = audit_names.actors({entry.actor for entry in entries})
    return [Past(entry.id, entry.at, names.get(entry.actor, entry.actor), audit.readable(entry)) for entry in entries]
