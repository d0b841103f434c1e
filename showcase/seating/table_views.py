"""Tables in the console: made by the dozen, changed one by one, drawn as they stand in the room."""

from typing import Any

from flask import Response, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing, once
from ..core.database import db, write
from ..core.editing import EditForm
from ..core.i18n import gettext as _
from . import board as boards
from . import drawing as drawings
from . import services, wording
from .forms import PlanForm, TableForm, TablesForm, plan_values, table_values
from .models import SeatingPlan, SeatingTable
from .pages import blueprint, plan_of, plan_page, table_of
from .rules import Kind

USUAL = {"how_many": 10, "capacity": 10, "per_row": 6, "kind": Kind.FAMILIES}
PLAN = "/<slug>/<int(max=2147483647):number>"
TABLE = f"{PLAN}/<int(max=2147483647):table>/"


@blueprint.get(f"{PLAN}/room")
@requires(Verb.SEE_GUESTS)
def room(slug: str, number: int) -> str:
    plan = plan_of(slug, number)
    board = boards.board_of(plan)
    drawing = drawings.room(board, lambda table: url_for(".table", slug=slug, number=number, table=table.number))
    return plan_page("seating/staff/room.html", plan, "seating.room", board=board, drawing=drawing)


@blueprint.get(f"{PLAN}/new")
@requires(Verb.CHANGE_GUESTS)
def new_tables(slug: str, number: int) -> str:
    plan = plan_of(slug, number)
    return _new_page(plan, TablesForm(None, _usual(plan)))


@blueprint.post(f"{PLAN}/new")
@requires(Verb.CHANGE_GUESTS)
def make_tables(slug: str, number: int) -> Response:
    write()
    plan = services.locked_plan(plan_of(slug, number))
    form = TablesForm(request.form, _usual(plan))
    if once.made_before(form, SeatingPlan) is not None:
        return _to_plan(slug, number)
    form.taken = services.taken_numbers(plan, form.numbers)
    form.there = _count(plan)
    if not form.is_accepted():
        page = make_response(_new_page(plan, form), form.status)
        db.session.rollback()
        return page
    made = services.make_tables(plan, **form.values())
    once.remember(form, plan)
    anchor = f"table-{made[0].number}"
    db.session.commit()
    return _to_plan(slug, number, anchor)


@blueprint.get(TABLE)
@requires(Verb.SEE_GUESTS)
def table(slug: str, number: int, table: int) -> str:
    plan = plan_of(slug, number)
    found = table_of(plan, table)
    return _table_page(plan, found, TableForm.of_request(found, table_values(found)))


@blueprint.post(TABLE)
@requires(Verb.CHANGE_GUESTS)
def change_table(slug: str, number: int, table: int) -> Response:
    write()
    plan = services.locked_plan(plan_of(slug, number))
    found = table_of(plan, table)
    form = TableForm.of_request(found, table_values(found))
    form.fewest = services.seated_at(found)
    wanted = form.number.data
    if isinstance(wanted, int) and wanted != found.number and 0 < wanted < 10_000:
        form.taken = services.taken_numbers(plan, [wanted])
    if not form.is_accepted():
        page = make_response(_table_page(plan, found, form), form.status)
        db.session.rollback()
        return page
    entry = services.change_table(found, form.values(), form.changes())
    where: dict[str, Any] = {"slug": slug, "number": number, "table": found.number, "saved": entry.id}
    db.session.commit()
    return make_response(redirect(url_for(".table", **where), 303))


@blueprint.post(f"{TABLE}removal")
@requires(Verb.CHANGE_GUESTS)
def remove_table(slug: str, number: int, table: int) -> Response:
    write()
    plan = services.locked_plan(plan_of(slug, number))
    services.remove_table(table_of(plan, table))
    db.session.commit()
    return _to_plan(slug, number)


@blueprint.get(f"{PLAN}/settings")
@requires(Verb.CHANGE_GUESTS)
def settings(slug: str, number: int) -> str:
    plan = plan_of(slug, number)
    return _settings_page(plan, PlanForm.of_request(plan, plan_values(plan)))


@blueprint.post(f"{PLAN}/settings")
@requires(Verb.CHANGE_GUESTS)
def change_settings(slug: str, number: int) -> Response:
    write()
    plan = services.locked_plan(plan_of(slug, number))
    form = PlanForm.of_request(plan, plan_values(plan))
    if not form.is_accepted():
        page = make_response(_settings_page(plan, form), form.status)
        db.session.rollback()
        return page
    form.write_to(plan)
    entry = audit.record("seating_plan.changed", plan, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".settings", slug=slug, number=number, saved=entry.id), 303))


def _usual(plan: SeatingPlan) -> dict[str, Any]:
    last = db.session.scalar(db.select(db.func.max(SeatingTable.number)).filter_by(plan_id=plan.id)) or 0
    return {**USUAL, "first": last + 1}


def _count(plan: SeatingPlan) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(SeatingTable).filter_by(plan_id=plan.id)) or 0


def _to_plan(slug: str, number: int, anchor: str | None = None) -> Response:
    return make_response(redirect(url_for(".plan", slug=slug, number=number, _anchor=anchor), 303))


def _new_page(plan: SeatingPlan, form: TablesForm) -> str:
    url = url_for(".make_tables", slug=plan.event.slug, number=plan.id)
    return _form_page(plan, "seating.new_tables", form, _("Make tables"), url, _("Make these tables"))


def _table_page(plan: SeatingPlan, table: SeatingTable, form: TableForm) -> str:
    board = boards.board_of(plan)
    where: dict[str, Any] = {"slug": plan.event.slug, "number": plan.id, "table": table.number}
    return plan_page(
        "seating/staff/table.html",
        plan,
        "",
        form=form,
        heading=wording.table(table),
        form_url=url_for(".change_table", **where),
        label=_("Keep the change"),
        change=editing.saved_change(table),
        table=table,
        people=board.at[table.id],
        removal_url=url_for(".remove_table", **where),
    )


def _settings_page(plan: SeatingPlan, form: PlanForm) -> str:
    url = url_for(".change_settings", slug=plan.event.slug, number=plan.id)
    change = editing.saved_change(plan)
    return _form_page(plan, "seating.settings", form, _("Settings of the plan"), url, _("Keep the change"), change)


def _form_page(
    plan: SeatingPlan, tab: str, form: EditForm, heading: str, url: str, label: str, change: Any = None
) -> str:
    return plan_page(
        "seating/staff/form.html", plan, tab, form=form, heading=heading, form_url=url, label=label, change=change
    )
