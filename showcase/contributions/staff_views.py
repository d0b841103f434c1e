"""Contributions in the console: the list, one promise and its steps, and the purposes of the host."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import undefer
from werkzeug.datastructures import CombinedMultiDict

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content.communes import Directory
from ..content.queries import edition_or_404
from ..core import audit, clock, editing, once, search
from ..core.audit import Personal
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer, picture_answer
from ..core.forms import searched
from ..core.i18n import country_name
from ..core.localised import load_texts
from ..core.query_pages import page_address, page_of
from ..core.slugs import SLUG
from ..editions.context import current_host
from ..editions.models import Host
from ..editions.officials import today_of
from ..registration import contact, when
from . import desk, receipts, rules, services, wording
from .forms import DoneForm, OfficerForm, ReceivedForm, officer_values
from .models import Contribution
from .rules import Kind, Publicity, State
from .unit_choices import unit_choices, units_named

blueprint = Blueprint("staff_contributions", __name__, url_prefix="/staff/contributions")


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def contributions() -> str:
    host = current_host()
    causes = services.causes_of(host, only_open=False)
    asked = _asked()
    page = page_of(desk.found(host, asked, signed_in(), today_of(host)))
    load_texts(*causes)
    return render_template(
        "contributions/staff/contributions.html",
        page=page,
        asked=asked,
        causes=causes,
        totals=desk.totals(host, causes),
        due=desk.number_due(host, today_of(host)),
        today=today_of(host),
        words=wording,
        numbers_of=receipts.number_of,
        page_address=page_address,
        spelled=when.spelled,
    )


@blueprint.get("/new")
@requires(Verb.CHANGE_GUESTS)
def new_contribution() -> str:
    return _form_page(OfficerForm(None, _fresh()))


@blueprint.post("/new")
@requires(Verb.CHANGE_GUESTS)
def add_contribution() -> Response:
    """A promise made on the telephone or at the gathering."""
    write()
    edition = edition_or_404()
    form = OfficerForm(request.form, _fresh())
    if (made := once.made_before(form, Contribution)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_form_page(form), form.status)
    causes = services.causes_of(edition.host)
    officer = int(form.officer.data) if form.officer.data else None
    made = services.promise(form.promise(causes), edition, clock.now(), officer_id=officer)
    once.remember(form, made)
    db.session.commit()
    return _to(made)


@blueprint.get("/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def contribution(number: int) -> str:
    return _page(_gift(number))


@blueprint.get("/<int(max=2147483647):number>/change")
@requires(Verb.CHANGE_GUESTS)
def edit_contribution(number: int) -> str:
    gift = _gift(number)
    return _form_page(OfficerForm.of_request(gift, _stored(gift)), gift)


@blueprint.post("/<int(max=2147483647):number>/change")
@requires(Verb.CHANGE_GUESTS)
def change_contribution(number: int) -> Response:
    write()
    gift = locked(_gift(number))
    form = OfficerForm.of_request(gift, _stored(gift))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_form_page(form, _gift(number)), form.status)
    changes = form.changes()
    given = form.promise(services.causes_of(gift.host, only_open=False))
    for name in ("amount", "currency", "what", "unit_code", "name", "email", "phone", "country", "kind", "due_on"):
        setattr(gift, name, getattr(given, name))
    gift.cause, gift.folded = given.cause, search.searchable(given.name)
    gift.publicity = given.publicity
    gift.named_as = (given.named_as or given.name) if given.publicity == Publicity.NAMED else ""
    gift.officer_id = int(form.officer.data) if form.officer.data else None
    personal = ("name", "email", "phone", "country", "named_as")
    noted = {name: Personal(*pair) if name in personal else pair for name, pair in changes.items()}
    entry = audit.record("contribution.changed", gift, **noted)
    db.session.commit()
    return make_response(redirect(url_for(".contribution", number=number, saved=entry.id), 303))


@blueprint.post("/<int(max=2147483647):number>/receipt")
@requires(Verb.CHANGE_GUESTS)
def receive(number: int) -> Response:
    """It was handed over; pressed twice, it has one receipt."""
    write()
    gift = locked(_gift(number))
    form = ReceivedForm(request.form)
    form.today = today_of(gift.host)
    if rules.may_be_received(gift.state):
        if not form.validate():
            db.session.rollback()
            return make_response(_page(_gift(number), received=form), 422)
        amount = rules.amount(form.amount.data) if form.amount.data else None
        services.receive(gift, form.on.data, amount, form.currency.data, form.what.data or "")
        db.session.commit()
    return _to(gift)


@blueprint.get("/<int(max=2147483647):number>/receipt.pdf")
@requires(Verb.SEE_GUESTS)
def receipt(number: int) -> Response:
    gift = _gift(number)
    if gift.receipt_number is None:
        abort(404)
    return pdf_answer(receipts.sheet(gift, request.args.get("paper", "a5")), receipts.file_name(gift))


@blueprint.post("/<int(max=2147483647):number>/work")
@requires(Verb.CHANGE_GUESTS)
def finish(number: int) -> Response:
    """The work stands; sent again, words and photo take the place of the earlier ones."""
    write()
    gift = locked(_gift(number))
    form = DoneForm(CombinedMultiDict([request.files, request.form]))
    form.today = today_of(gift.host)
    if gift.state in (State.RECEIVED, State.DONE):
        if not form.validate():
            db.session.rollback()
            return make_response(_page(_gift(number), done=form), 422)
        services.finish(gift, form.on.data, form.result.data, form.photo.kept, clock.now())
        db.session.commit()
    return _to(gift)


@blueprint.get("/<int(max=2147483647):number>/photo")
@requires(Verb.SEE_GUESTS)
def photo(number: int) -> Response:
    gift = _gift(number)
    if not gift.photo_type or gift.photo is None:
        abort(404)
    return picture_answer(gift.photo, gift.photo_type)


@blueprint.post("/<int(max=2147483647):number>/word")
@requires(Verb.CHANGE_GUESTS)
def tell(number: int) -> Response:
    write()
    gift = locked(_gift(number))
    if gift.state == State.DONE:
        services.tell(gift, clock.now())
        db.session.commit()
    return _to(gift)


@blueprint.post("/<int(max=2147483647):number>/withdrawal")
@requires(Verb.CHANGE_GUESTS)
def withdraw(number: int) -> Response:
    write()
    gift = locked(_gift(number))
    services.withdraw(gift, clock.now())
    db.session.commit()
    return _to(gift)


@blueprint.post("/<int(max=2147483647):number>/reopening")
@requires(Verb.CHANGE_GUESTS)
def reopen(number: int) -> Response:
    write()
    gift = locked(_gift(number))
    services.reopen(gift)
    db.session.commit()
    return _to(gift)


def _asked() -> desk.Asked:
    """The filters of the address; what they do not know is left out."""
    given = request.args
    return desk.Asked(
        state=given.get("state", "") if given.get("state") in list(State) else "",
        kind=given.get("kind", "") if given.get("kind") in list(Kind) else "",
        cause=given.get("cause", "") if SLUG.fullmatch(given.get("cause", "")) else "",
        view=given.get("view", "") if given.get("view") in ("due", "mine") else "",
        name=searched(given.get("q", "")),
    )


def _gift(number: int) -> Contribution:
    query = db.select(Contribution).filter_by(id=number, host_id=current_host().id).options(undefer(Contribution.photo))
    return db.session.scalar(query) or abort(404)


def _to(gift: Contribution) -> Response:
    return make_response(redirect(url_for(".contribution", number=gift.id), 303))


def _choices(host: Host, *, only_open: bool) -> tuple[Any, Any, Any]:
    causes, directory = services.causes_of(host, only_open=only_open), Directory(edition_or_404())
    load_texts(*causes, *directory.units)
    return causes, unit_choices(directory), services.officers()


def _fresh() -> dict[str, Any]:
    due = today_of(current_host()) + rules.REMIND_AFTER
    return {
        "choices": _choices(current_host(), only_open=True),
        "kind": Kind.MONEY.value,
        "publicity": Publicity.NONE.value,
        "currency": "VND",
        "due_on": due,
        "officer": str(signed_in().id),
    }


def _stored(gift: Contribution) -> dict[str, Any]:
    return {"choices": _choices(gift.host, only_open=False), **officer_values(gift)}


def _form_page(form: OfficerForm, gift: Contribution | None = None) -> str:
    return render_template("contributions/staff/contribution_form.html", form=form, gift=gift)


def _page(gift: Contribution, received: ReceivedForm | None = None, done: DoneForm | None = None) -> str:
    today = today_of(gift.host)
    unit = units_named([gift.unit_code]).get(gift.unit_code)
    given = {
        "amount": str(gift.amount or ""),
        "currency": gift.currency,
        "what": gift.what if gift.kind != Kind.MONEY else "",
        "on": today,
    }
    return render_template(
        "contributions/staff/contribution.html",
        gift=gift,
        received=received or ReceivedForm(data=given),
        done=done or DoneForm(data={"on": gift.done_on or today, "result": gift.texts_of("result")}),
        words=wording,
        unit=unit,
        rules=rules,
        today=today,
        number_of=receipts.number_of,
        shown_phone=contact.shown_phone,
        country_name=country_name,
        spelled=when.spelled,
        change=editing.saved_change(gift),
        token=services.private_token(gift),
    )
