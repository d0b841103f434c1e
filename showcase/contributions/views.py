"""What a giver sees: the purposes, the form, and a page of the own promise that tells what became of it."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..content import queries
from ..content.communes import Directory
from ..core import clock, discovery, pdf, throttle
from ..core.caching import public_page
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer, picture_answer
from ..core.security import private, refuse_cross_site
from ..editions.context import current_edition
from ..registration import when
from ..registration.models import Registration
from ..registration.private_pages import registration_of
from ..registration.public_forms import fresh_marks, problem_of
from . import receipts, rules, services, wording
from .forms import PromiseForm, PublicityForm
from .models import Contribution
from .rules import Kind, Publicity
from .unit_choices import unit_choices, units_named

blueprint = Blueprint("contributions", __name__, url_prefix="/<locale:locale>")
FORM = "contribution-form"  # what a form's birth mark is for
PROMISED_AN_HOUR = 30  # from one address
SHOWN = 30  # works on the page of purposes


@blueprint.get("/contributions/")
@public_page
def purposes() -> str:
    """What one may give to, how it goes on, and the works that stand."""
    edition = queries.edition_or_404()
    causes = services.causes_of(edition.host)
    told = services.told_in(edition, SHOWN)
    units = units_named(gift.unit_code for gift in told)
    queries.ready(edition, *causes, *told, *(gift.cause for gift in told), *units.values())
    return render_template("contributions/purposes.html", causes=causes, told=told, units=units, spelled=when.spelled)


@discovery.listed
def pages() -> Iterable[discovery.Page]:
    edition = current_edition()
    if edition is not None and services.causes_of(edition.host):
        yield "contributions.purposes", {}


@blueprint.route("/contributions/new/", methods=["GET", "POST"])
def promise() -> Response:
    return _promised(None)


@blueprint.route("/r/<token>/contributions/", methods=["GET", "POST"])
def of_party(token: str) -> Response:
    """What a party has promised, and the same form with what is known of it filled in."""
    return _promised(registration_of(token))


@blueprint.get("/contributions/of/<token>/")
def contribution(token: str) -> Response:
    gift = _gift(token)
    given = {"publicity": gift.publicity, "named_as": gift.named_as}
    return _own_page(gift, _publicity_form(PublicityForm(data=given)))


@blueprint.post("/contributions/of/<token>/publicity")
def change_publicity(token: str) -> Response:
    refuse_cross_site()
    write()
    gift = locked(_gift(token))
    form = _publicity_form(PublicityForm(request.form))
    if not form.validate():
        db.session.rollback()
        return _own_page(_gift(token), form, 422)
    services.change_publicity(gift, Publicity(form.publicity.data), form.named_as.data)
    db.session.commit()
    return private(redirect(url_for(".contribution", token=token, saved=1, _anchor="telling"), 303))


@blueprint.post("/contributions/of/<token>/withdrawal")
def withdrawal(token: str) -> Response:
    """The giver takes the promise back; what was handed over stays as it is."""
    refuse_cross_site()
    write()
    services.withdraw(locked(_gift(token)), clock.now())
    db.session.commit()
    return private(redirect(url_for(".contribution", token=token), 303))


@blueprint.get("/contributions/of/<token>/receipt.pdf")
def receipt(token: str) -> Response:
    gift = _gift(token)
    if gift.receipt_number is None:
        abort(404)
    return private(pdf_answer(receipts.sheet(gift), receipts.file_name(gift)))


@blueprint.get("/contributions/of/<token>/photo")
def own_photo(token: str) -> Response:
    return private(_photo(_gift(token)))


@blueprint.get("/contributions/<int(max=2147483647):number>/photo")
def photo(number: int) -> Response:
    """Of a work that may be told; once the consent is taken back, it is not there any more."""
    gift = db.session.get(Contribution, number)
    if gift is None or not gift.is_told:
        abort(404)
    answer = _photo(gift)
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return make_response(answer.make_conditional(request))


def _promised(party: Registration | None) -> Response:
    edition = queries.edition_or_404()
    causes, directory = services.causes_of(edition.host), Directory(edition)
    queries.ready(edition, *causes, *directory.units)
    if request.method != "POST":  # a HEAD too must only look
        form = PromiseForm(data={**fresh_marks(FORM), **_known_of(party)})
        form.offer(causes, unit_choices(directory))
        return _form_page(form, party, len(causes))
    refuse_cross_site()
    form = PromiseForm(request.form)
    form.offer(causes, unit_choices(directory))
    sound = form.validate()
    problem = problem_of(form, FORM)
    if problem or not sound:
        return _form_page(form, party, len(causes), 422, problem)
    try:
        throttle.count("contribution", request.remote_addr or "", PROMISED_AN_HOUR, 3600)
    except throttle.TooMany:
        abort(429)
    given = form.promise(causes)
    write()
    gift = services.take(form, given, edition, clock.now(), party)
    db.session.commit()
    return private(redirect(url_for(".contribution", token=services.private_token(gift)), 303))


def _known_of(party: Registration | None) -> dict[str, Any]:
    """What need not be typed: of the party, and what the address chooses."""
    values: dict[str, Any] = {"kind": Kind.MONEY, "publicity": Publicity.NONE}
    if party is not None:
        values |= {
            "name": party.contact_name,
            "country": party.contact_country,
            "email": party.contact_email or "",
            "phone": party.contact_phone or party.home_phone or "",
        }
    chosen = {"cause": request.args.get("cause", ""), "unit_code": request.args.get("commune", "")}
    return values | {name: value for name, value in chosen.items() if value}


def _form_page(
    form: PromiseForm, party: Registration | None, causes: int, status: int = 200, problem: str = ""
) -> Response:
    given = services.of_registration(party) if party else ()
    page = render_template(
        "contributions/promise.html",
        form=form,
        party=party,
        given=given,
        causes=causes,
        problem=problem,
        words=wording,
        token_of=services.private_token,
    )
    return private(make_response(page, status))


def _own_page(gift: Contribution, form: PublicityForm, status: int = 200) -> Response:
    edition = queries.edition_or_404()
    unit = units_named([gift.unit_code]).get(gift.unit_code)
    queries.ready(edition, unit)
    if gift.receipt_number is not None:
        pdf.get_ready_soon()
    page = render_template(
        "contributions/contribution.html",
        gift=gift,
        form=form,
        unit=unit,
        token=services.private_token(gift),
        words=wording,
        may_withdraw=rules.may_be_withdrawn(gift.state),
        has_photo=bool(gift.photo_type),
        spelled=when.spelled,
        saved=request.args.get("saved") == "1",
    )
    return private(make_response(page, status))


def _publicity_form(form: PublicityForm) -> PublicityForm:
    form.offer()
    return form


def _gift(token: str) -> Contribution:
    return services.of_private_token(token) or abort(404)


def _photo(gift: Contribution) -> Response:
    if not gift.photo_type or gift.photo is None:
        abort(404)
    return picture_answer(gift.photo, gift.photo_type)
