"""What guests ask of the communes, for who answers there: what is late first, each with a place for the answer."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from sqlalchemy.orm import undefer

from ..accounts.guard import refuse, requires, signed_in
from ..accounts.rules import Verb
from ..content.communes import year_end
from ..core import clock
from ..core.database import db, locked, write
from ..core.file_answers import picture_answer
from ..core.localised import load_texts
from ..core.mail import Message
from ..core.query_pages import page_address, page_of
from ..editions.context import current_edition
from ..editions.models import Unit
from ..registration import contact, unit_tasks
from ..registration.models import UnitTask
from . import overview, wording
from .unit_task_forms import AnswerForm

blueprint = Blueprint("staff_requests", __name__, url_prefix="/staff/requests")


@blueprint.get("/")
@requires(Verb.ANSWER_REQUESTS)
def requests_list() -> str:
    page = page_of(unit_tasks.in_order(signed_in()))
    return render_template(
        "staff/requests.html",
        tasks=page,
        units=_units_of(page.items),
        kinds=wording.task_kinds(),
        today=overview.today(),
        page_address=page_address,
    )


@blueprint.get("/<int(max=2147483647):number>/")
@requires(Verb.ANSWER_REQUESTS)
def unit_task(number: int) -> str:
    return _task_page(_within_reach(number), AnswerForm(None, {"answer": ""}))


@blueprint.post("/<int(max=2147483647):number>/answer")
@requires(Verb.ANSWER_REQUESTS)
def answer(number: int) -> Response:
    write()
    task = locked(_within_reach(number))
    form = AnswerForm.of_request(task, {"answer": ""})
    if not task.is_open or not form.is_accepted():
        answered = not task.is_open
        db.session.rollback()
        return make_response(_task_page(_within_reach(number), form, answered), 409 if answered else form.status)
    unit_tasks.answer(task, form.answer.data, signed_in(), clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".unit_task", number=number), 303))


@blueprint.get("/<int(max=2147483647):number>/photo")
@requires(Verb.ANSWER_REQUESTS)
def photo(number: int) -> Response:
    task = _within_reach(number, undefer(UnitTask.photo))
    if task.photo is None:
        abort(404)
    return picture_answer(task.photo, task.photo_type)


def _within_reach(number: int, *options: object) -> UnitTask:
    """404 if there is none, 403 and a line in the log if it is another unit's."""
    query = db.select(UnitTask).where(UnitTask.id == number)
    found = db.session.scalar(query.where(unit_tasks.within(signed_in())).options(*options))
    if found is None and (code := db.session.scalar(query.with_only_columns(UnitTask.unit_code))) is not None:
        refuse(Verb.ANSWER_REQUESTS, unit=code)
    return found or abort(404)


def _task_page(task: UnitTask, form: AnswerForm, meanwhile: bool = False) -> str:
    sent = db.select(Message).filter_by(kind=unit_tasks.ANSWER, subject_id=task.id).order_by(Message.id.desc())
    return render_template(
        "staff/request.html",
        task=task,
        form=form,
        meanwhile=meanwhile,
        unit=_units_of([task]).get(task.unit_code),
        kinds=wording.task_kinds(),
        today=overview.today(),
        message=db.session.scalar(sent.limit(1)),
        message_states=wording.message_states(),
        shown_phone=contact.shown_phone,
    )


def _units_of(tasks: list[UnitTask]) -> dict[str, Unit]:
    """The units by code, as they were in the year of the edition in front."""
    found = list(db.session.scalars(db.select(Unit).where(Unit.code.in_({task.unit_code for task in tasks}))))
    load_texts(*found)
    edition = current_edition()
    standing = [unit for unit in found if edition is None or unit.existed_on(year_end(edition))]
    return {unit.code: unit for unit in [*found, *standing]}
