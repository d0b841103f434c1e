"""The host's own list in the console: sent, looked over with every fault named, and all of it kept or nothing."""

import uuid
from collections import Counter
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.datastructures import CombinedMultiDict

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content.communes import Directory
from ..core import audit, clock, once, workbooks
from ..core.database import db, write
from ..core.i18n import country_name, lazy
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.sheet_faults import column_letters
from ..core.sheets import Sheet
from ..registration import guest_words
from ..registration.event_pages import event_of, locked_event_of
from ..registration.models import Event
from . import import_forms, import_wording, imports, kept_sheets
from .import_columns import Column, Mapping
from .import_forms import ConfirmForm, UploadForm
from .invitation_pages import InvitationPage, blueprint, invitations_page, offer
from .kept_sheets import KeptSheet

HERE = "staff_invitations.import_list"
SHOWN_PROBLEMS = 100
SHOWN_ROWS = 10
offer(InvitationPage(lazy("Import a list"), HERE, 30))


@blueprint.get("/<slug>/import/")
@requires(Verb.INVITE)
def import_list(slug: str) -> str:
    return _upload_page(event_of(slug), UploadForm())


@blueprint.post("/<slug>/import/")
@requires(Verb.INVITE)
def send_list(slug: str) -> Response:
    event = event_of(slug)
    form = UploadForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return make_response(_upload_page(event, form), 422)
    write()
    kept = kept_sheets.keep(form.list.sheet, event, signed_in())
    db.session.commit()
    return make_response(redirect(url_for(".look_over_list", slug=slug, number=kept.id), 303))


@blueprint.get("/<slug>/import/template.xlsx")
@requires(Verb.INVITE)
def list_template(slug: str) -> Response:
    event_of(slug)
    heads, sample = import_wording.heads(), import_wording.sample()
    widths = [max(14, len(head) + 2) for head in heads.values()]
    content = workbooks.made(_("Invitations"), list(heads.values()), [[sample[column] for column in heads]], widths)
    response = Response(content, content_type=workbooks.CONTENT_TYPE)
    response.headers["Content-Disposition"] = "attachment; filename=invitations.xlsx"
    return response


@blueprint.get("/<slug>/import/<int(max=2147483647):number>/")
@requires(Verb.INVITE)
def look_over_list(slug: str, number: int) -> Response:
    event = event_of(slug)
    kept = kept_sheets.of(number, event, signed_in())
    if kept is None:
        return _gone(event)
    sheet = kept_sheets.opened(kept)
    columns = import_forms.columns_of_address(sheet.width) or imports.guessed(sheet, imports.head_of(sheet))
    return make_response(_look_over_page(event, kept, sheet, columns))


@blueprint.post("/<slug>/import/<int(max=2147483647):number>/")
@requires(Verb.INVITE)
def keep_list(slug: str, number: int) -> Response:
    write()
    event = locked_event_of(slug)
    form = ConfirmForm(request.form)
    if (made := once.made_before(form, audit.AuditEntry)) is not None:
        return _done(slug, made)
    kept = kept_sheets.of(number, event, signed_in())
    if kept is None:
        db.session.rollback()
        return _gone(event_of(slug))
    sheet = kept_sheets.opened(kept)
    columns = import_forms.read(form.columns.data, sheet.width)
    if not _contradiction(columns):
        plan = imports.plan(event, sheet, imports.head_of(sheet), columns)
        if not plan.problems:
            entry = imports.apply(event, plan, clock.now())
            db.session.delete(kept)
            db.session.flush()
            once.remember(form, entry)
            db.session.commit()
            return _done(slug, entry)
    db.session.rollback()
    kept = kept_sheets.of(number, event_of(slug), signed_in()) or abort(404)
    return make_response(_look_over_page(event_of(slug), kept, sheet, columns), 422)


def _done(slug: str, entry: audit.AuditEntry) -> Response:
    return make_response(redirect(url_for(".import_list", slug=slug, done=entry.id), 303))


def _gone(event: Event) -> Response:
    return make_response(_upload_page(event, UploadForm(), gone=True), 410)


def _upload_page(event: Event, form: UploadForm, gone: bool = False) -> str:
    entry = audit.entry_of(event, request.args.get("done", type=int))
    done = audit.changes_of(entry) if entry is not None and entry.verb == "invitation.imported" else None
    return invitations_page(
        "invitations/staff/import_list.html",
        event,
        HERE,
        form=form,
        gone=gone,
        done={name.removeprefix("rows_"): new for name, (_old, new) in done.items()} if done else None,
        columns=import_wording.columns(),
    )


def _look_over_page(event: Event, kept: KeptSheet, sheet: Sheet, columns: Mapping) -> str:
    head = imports.head_of(sheet)
    contradiction = _contradiction(columns)
    plan = None if contradiction else imports.plan(event, sheet, head, columns)
    return invitations_page(
        "invitations/staff/look_over_list.html",
        event,
        HERE,
        above=[(_("Import a list"), url_for(HERE, slug=event.slug))],
        kept=kept,
        columns=_shown_columns(sheet, head, columns),
        choices=import_wording.columns(),
        contradiction=contradiction,
        plan=plan,
        problems=_shown_problems(plan, columns) if plan else [],
        problems_left=max(0, len(plan.problems) - SHOWN_PROBLEMS) if plan else 0,
        shown_rows=plan.entries[:SHOWN_ROWS] if plan else [],
        shown_hints=plan.hints[:SHOWN_PROBLEMS] if plan else [],
        units=_unit_names(event) if Column.UNIT in columns else {},
        kinds=guest_words.kinds(),
        country_name=country_name,
        words=import_wording,
        confirmation={"key": uuid.uuid4().hex, "columns": import_forms.written(columns)},
    )


def _contradiction(columns: Mapping) -> str:
    """Why these columns cannot be read at all."""
    if Column.NAME not in columns:
        return _("Please say which column holds the names.")
    twice = [column for column, times in Counter(one for one in columns if one).items() if times > 1]
    if twice:
        return _("Two columns are called “%(name)s”. Please choose one.", name=import_wording.columns()[twice[0]])
    return ""


def _shown_columns(sheet: Sheet, head: int, columns: Mapping) -> list[dict[str, Any]]:
    below = sheet.rows[head + 1 :]
    return [
        {
            "letters": column_letters(place + 1),
            "head": sheet.rows[head].cell(place),
            "sample": next((row.cell(place) for row in below if row.cell(place)), ""),
            "column": column,
        }
        for place, column in enumerate(columns)
    ]


def _shown_problems(plan: imports.Plan, columns: Mapping) -> list[dict[str, Any]]:
    return [
        {
            "line": problem.line,
            "letters": column_letters(problem.column) if problem.column else "",
            "written": problem.written[:120],
            "sentence": import_wording.problem(problem, columns[problem.column - 1] if problem.column else None),
        }
        for problem in plan.problems[:SHOWN_PROBLEMS]
    ]


def _unit_names(event: Event) -> dict[str, str]:
    directory = Directory(event.edition)
    load_texts(*directory.units)
    return {unit.code: str(unit.text_in("name")) for unit in directory.standing}
