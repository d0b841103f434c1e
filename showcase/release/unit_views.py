"""What was sent to a unit, for who answers there: they say how many copies came."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core.database import db, locked, write
from ..core.localised import load_texts
from ..core.query_pages import page_address, page_of
from ..editions.reach import units_within
from . import distribution, rules, services, wording
from .forms import CopiesForm
from .models import Consignment

blueprint = Blueprint("consignments", __name__, url_prefix="/staff/consignments")


@blueprint.get("/")
@requires(Verb.REPORT)
def received() -> str:
    page = page_of(distribution.for_units_of(signed_in()))
    load_texts(*(one.unit for one in page.items), *(one.issue for one in page.items))
    return render_template(
        "release/staff/received.html",
        page=page,
        states=wording.copies(),
        state_of=rules.state_of,
        page_address=page_address,
    )


@blueprint.get("/<int(max=2147483647):number>/")
@requires(Verb.REPORT)
def receipt(number: int) -> str:
    one = _within_reach(number)
    copies = one.received if one.received is not None else one.sent
    form = CopiesForm(None, one.received_on or services.today(one.issue), copies)
    form.note.data = one.note
    return render_template("release/staff/receipt.html", one=one, form=form)


@blueprint.post("/<int(max=2147483647):number>/")
@requires(Verb.REPORT)
def receive_copies(number: int) -> Response:
    write()
    one = locked(_within_reach(number))
    form = CopiesForm(request.form, services.today(one.issue))
    if not form.validate():
        db.session.rollback()
        return make_response(render_template("release/staff/receipt.html", one=_within_reach(number), form=form), 422)
    assert form.copies.data is not None
    assert form.day.data
    distribution.receive(one, form.copies.data, form.day.data, form.note.data or "")
    db.session.commit()
    return make_response(redirect(url_for(".received", _anchor=f"consignment-{number}"), 303))


def _within_reach(number: int) -> Consignment:
    query = db.select(Consignment).where(Consignment.id == number, Consignment.sent.is_not(None))
    return db.session.scalar(query.where(Consignment.unit_id.in_(units_within(signed_in(), Verb.REPORT)))) or abort(404)
