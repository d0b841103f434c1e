"""Codes that let in, in the console: made, told on, counted and withdrawn."""

import csv
import io
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, clock, once
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.paging import pages_of
from ..core.security import private
from . import codes, holds
from .access_rules import CodeFault
from .code_forms import code_form
from .event_pages import EventPage, blueprint, event_of, list_page, locked_event_of, offer, part_page, question_page
from .models import AccessCode, Event

HERE = "staff_events.codes"
ON_A_PAGE = 50
offer(EventPage(lazy("Codes"), HERE, 25))


@blueprint.get("/<slug>/codes/", endpoint="codes")
@requires(Verb.SET_UP)
def codes_list(slug: str) -> Response:
    event = event_of(slug)
    pages = pages_of(codes.number_of(event), ON_A_PAGE)
    page = list_page(
        "registration/staff/codes.html",
        event,
        HERE,
        codes=codes.of_event(event, pages.part),
        pages_of_codes=pages,
        page_address=lambda number: url_for(".codes", slug=slug, page=number),
        made=request.args.get("made", 0, int),
        text_of=codes.text_of,
        state=lambda code: _state(code),
    )
    return private(make_response(page))


@blueprint.get("/<slug>/codes/new")
@requires(Verb.SET_UP)
def new_codes(slug: str) -> str:
    event = event_of(slug)
    return part_page(event, code_form(event, holds.of_event(event)), _("New codes"), HERE)


@blueprint.post("/<slug>/codes/new")
@requires(Verb.SET_UP)
def create_codes(slug: str) -> Response:
    write()
    event = locked_event_of(slug)
    form = code_form(event, holds.of_event(event), request.form)
    if once.made_before(form, AccessCode) is not None:
        return make_response(redirect(url_for(".codes", slug=slug), 303))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(part_page(event, form, _("New codes"), HERE), form.status)
    made = codes.make(event, form.number.data, form.values(), form.changes())
    once.remember(form, made[0])
    db.session.commit()
    return make_response(redirect(url_for(".codes", slug=slug, made=len(made)), 303))


@blueprint.get("/<slug>/codes/<int(max=2147483647):number>/withdrawal")
@requires(Verb.SET_UP)
def withdrawal(slug: str, number: int) -> str:
    """Asks once more: the letter with the code has perhaps been sent."""
    event = event_of(slug)
    code = _code(event, number)
    return question_page(
        event,
        _("Withdraw the code %(code)s?", code=codes.text_of(code)),
        HERE,
        [_("It was made for: %(name)s", name=code.name), _("Nobody answers with it any more. Who has answered stays.")],
        _("Yes, withdraw it"),
        back=url_for(".codes", slug=slug),
    )


@blueprint.post("/<slug>/codes/<int(max=2147483647):number>/withdrawal")
@requires(Verb.SET_UP)
def withdraw_code(slug: str, number: int) -> Response:
    write()
    codes.withdraw(_code(locked_event_of(slug), number), clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".codes", slug=slug, _anchor=f"code-{number}"), 303))


@blueprint.post("/<slug>/codes/file")
@requires(Verb.SET_UP)
def codes_file(slug: str) -> Response:
    """All that still let in, for letters that are written elsewhere. The log notes who took them along."""
    write()
    event = locked_event_of(slug)
    good = [code for code in codes.of_event(event) if codes.fault_of(code, clock.now()) is None]
    audit.record("access_code.exported", event, number=(None, len(good)))
    db.session.commit()
    response = Response(_as_csv(good), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-codes.csv"'
    return private(response)


def _as_csv(good: list[AccessCode]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_("Code"), _("For whom"), _("Opens"), _("Answers left")])
    for code in reversed(good):
        left = "" if code.uses is None else code.uses - code.used
        opens = str(code.session.text_in("title")) if code.session else str(code.event.text_in("title"))
        writer.writerow([codes.text_of(code), _as_text(code.name), _as_text(opens), left])
    return "\ufeff" + buffer.getvalue()


def _as_text(cell: str) -> str:
    """What a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _state(code: AccessCode) -> tuple[str, str]:
    """Whether a code still lets in: a word and its tone."""
    if code.withdrawn_at is not None:
        return _("taken back"), "laterite"
    match codes.fault_of(code, clock.now()):
        case CodeFault.OVER:
            return _("over"), ""
        case CodeFault.USED:
            return _("used"), "river"
        case _:
            return _("good"), "sao"


def _code(event: Event, number: int) -> Any:
    return db.session.scalar(db.select(AccessCode).filter_by(event_id=event.id, id=number)) or abort(404)
