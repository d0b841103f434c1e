"""The console's pages about an issue's way to its readers: licence and deposit, signed proofs, copies."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..content.communes import Directory
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer, picture_answer
from ..core.i18n import LOCALES, lazy
from ..core.localised import load_texts
from ..editions.models import Unit
from ..invitations.models import Invitation
from ..publication import services as publications
from ..publication import staff_views as publication_pages
from ..publication.models import Issue
from . import distribution, proof_files, rules, services, wording
from .forms import PLACES, CopiesForm, DepositForm, PlanForm, ProofForm, StepForm, step_form
from .models import Consignment, Proof
from .rules import Step

blueprint = Blueprint("release", __name__, url_prefix="/staff/publications")
publication_pages.offer_page(lazy("Licence, deposit, release"), "release.way")
publication_pages.offer_page(lazy("Copies: who gets how many"), "release.copies")


@blueprint.get("/<string:slug>/release/")
@requires(Verb.BUILD_PUBLICATION)
def way(slug: str) -> str:
    """The five steps, the next with its form."""
    return _way_page(issue_of(slug))


@blueprint.post("/<string:slug>/release/<step>")
@requires(Verb.BUILD_PUBLICATION)
def record(slug: str, step: str) -> Response:
    write()
    found, wanted = locked(issue_of(slug)), _step(step)
    form = step_form(wanted, request.form, {}, services.today(found))
    refused = None
    if form.validate():
        assert form.done_on.data
        refused = services.record(found, wanted, form.done_on.data, form.note.data or "", form.imprint(), signed_in())
        if refused is None:
            db.session.commit()
            return make_response(redirect(url_for(".way", slug=slug, _anchor=step), 303))
        form.refuse(wording.refusal(refused))
    db.session.rollback()
    return make_response(_way_page(issue_of(slug), form, wanted), 409 if refused else 422)


@blueprint.post("/<string:slug>/release/<step>/undoing")
@requires(Verb.BUILD_PUBLICATION)
def undo(slug: str, step: str) -> Response:
    write()
    refused = services.take_back(locked(issue_of(slug)), _step(step))
    if refused is not None:
        db.session.rollback()
        return make_response(_way_page(issue_of(slug), problem=wording.refusal(refused)), 409)
    db.session.commit()
    return make_response(redirect(url_for(".way", slug=slug), 303))


@blueprint.get("/<string:slug>/release/deposit")
@requires(Verb.BUILD_PUBLICATION)
def deposit(slug: str) -> str:
    """Where copies are deposited, and how long to wait."""
    found = issue_of(slug)
    kept = services.deposit_of(found.publication.edition.host)
    values: dict[str, Any] = {"days": kept.days}
    for row, place in enumerate(kept.places[:PLACES]):
        values |= {f"name_{row}": place["name"], f"copies_{row}": place["copies"]}
    return render_template("release/staff/deposit.html", issue=found, form=DepositForm(None, data=values))


@blueprint.post("/<string:slug>/release/deposit")
@requires(Verb.BUILD_PUBLICATION)
def keep_deposit(slug: str) -> Response:
    write()
    found = issue_of(slug)
    form = DepositForm(request.form)
    if not form.validate():
        db.session.rollback()
        return make_response(render_template("release/staff/deposit.html", issue=issue_of(slug), form=form), 422)
    assert form.days.data is not None
    services.keep_deposit(locked(found.publication.edition.host), form.places(), form.days.data)
    db.session.commit()
    return make_response(redirect(url_for(".way", slug=slug, _anchor=Step.DEPOSITED), 303))


# Signed proofs


@blueprint.post("/<string:slug>/proofs")
@requires(Verb.BUILD_PUBLICATION)
def keep_proof(slug: str) -> Response:
    write()
    found = issue_of(slug)
    form = ProofForm(CombinedMultiDict([request.files, request.form]), services.today(found))
    if not form.validate():
        db.session.rollback()
        return make_response(_way_page(issue_of(slug), proof_form=form), 422)
    assert form.signed_on.data
    made = form.made
    services.keep_proof(
        found,
        made.content,
        made.content_type,
        form.sheets.data or "",
        form.signer.data or "",
        form.signed_on.data,
        signed_in(),
    )
    db.session.commit()
    return make_response(redirect(url_for(".way", slug=slug, _anchor="proofs"), 303))


@blueprint.get("/<string:slug>/proofs/<int(max=2147483647):number>")
@requires(Verb.BUILD_PUBLICATION)
def proof(slug: str, number: int) -> Response:
    """The scan itself: nothing public, it bears signatures."""
    found = _proof(issue_of(slug), number)
    if found.content_type == proof_files.PDF:
        return pdf_answer(found.content, f"{slug}-proof-{number}.pdf")
    return picture_answer(found.content, found.content_type)


@blueprint.post("/<string:slug>/proofs/<int(max=2147483647):number>/removal")
@requires(Verb.BUILD_PUBLICATION)
def remove_proof(slug: str, number: int) -> Response:
    write()
    found = issue_of(slug)
    services.remove_proof(found, _proof(found, number))
    db.session.commit()
    return make_response(redirect(url_for(".way", slug=slug, _anchor="proofs"), 303))


# Copies


@blueprint.get("/<string:slug>/copies/")
@requires(Verb.BUILD_PUBLICATION)
def copies(slug: str) -> str:
    found = issue_of(slug)
    return _copies_page(found, PlanForm(None, _languages(found)))


@blueprint.post("/<string:slug>/copies/")
@requires(Verb.BUILD_PUBLICATION)
def plan_copies(slug: str) -> Response:
    write()
    found = locked(issue_of(slug))
    form = PlanForm(request.form, _languages(found))
    if not form.validate():
        db.session.rollback()
        return make_response(_copies_page(issue_of(slug), form), 422)
    assert form.copies.data is not None
    distribution.plan(found, _units(found, form.whom.data), form.locale.data, form.copies.data)
    db.session.commit()
    return make_response(redirect(url_for(".copies", slug=slug, _anchor="units"), 303))


@blueprint.get("/<string:slug>/copies/<int(max=2147483647):number>/")
@requires(Verb.BUILD_PUBLICATION)
def consignment(slug: str, number: int) -> str:
    found = issue_of(slug)
    one = _consignment(found, number)
    copies = one.sent if one.sent is not None else one.planned
    return _sending_page(found, one, CopiesForm(None, one.sent_on or services.today(found), copies))


@blueprint.post("/<string:slug>/copies/<int(max=2147483647):number>/")
@requires(Verb.BUILD_PUBLICATION)
def send_copies(slug: str, number: int) -> Response:
    write()
    found = issue_of(slug)
    one = locked(_consignment(found, number))
    form = CopiesForm(request.form, services.today(found))
    is_valid, is_released = form.validate(), Step.RELEASED in services.days_of(found)
    if not is_valid or not is_released:
        db.session.rollback()
        found = issue_of(slug)
        return make_response(_sending_page(found, _consignment(found, number), form), 409 if is_valid else 422)
    assert form.copies.data is not None
    assert form.day.data
    distribution.send(one, form.copies.data, form.day.data)
    db.session.commit()
    return make_response(redirect(url_for(".copies", slug=slug, _anchor=f"consignment-{number}"), 303))


@blueprint.post("/<string:slug>/copies/households/<code>")
@requires(Verb.SEE_GUESTS)
def post_copy(slug: str, code: str) -> Response:
    """A copy went out to a household that could not come, or did not after all."""
    write()
    found = locked(issue_of(slug))
    invitation = db.session.scalar(db.select(Invitation).filter_by(code=code, wishes_news=True)) or abort(404)
    if Step.RELEASED not in services.days_of(found):
        db.session.rollback()
        return make_response(_copies_page(issue_of(slug), PlanForm(None, _languages(issue_of(slug)))), 409)
    day = services.today(found) if request.form.get("sent") == "yes" else None
    distribution.post(found, invitation, day)
    db.session.commit()
    return make_response(redirect(url_for(".copies", slug=slug, _anchor=f"household-{code}"), 303))


def issue_of(slug: str) -> Issue:
    return db.session.scalar(db.select(Issue).filter_by(slug=slug)) or abort(404)


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        abort(404)


def _proof(issue: Issue, number: int) -> Proof:
    return db.session.scalar(db.select(Proof).filter_by(issue_id=issue.id, id=number)) or abort(404)


def _consignment(issue: Issue, number: int) -> Consignment:
    return db.session.scalar(db.select(Consignment).filter_by(issue_id=issue.id, id=number)) or abort(404)


def _languages(issue: Issue) -> dict[str, str]:
    return {code: LOCALES[code].name for code in publications.locales_of(issue)}


def _units(issue: Issue, level: str) -> Sequence[Unit]:
    return [unit for unit in Directory(issue.publication.edition).standing if unit.level == level]


def _way_page(
    issue: Issue,
    form: StepForm | None = None,
    at: Step | None = None,
    proof_form: ProofForm | None = None,
    problem: str = "",
) -> str:
    days, today = services.days_of(issue), services.today(issue)
    step = rules.next_of(days)
    if step is not None and at is not step:
        form = step_form(step, None, issue.imprint, today)
    kept = services.deposit_of(issue.publication.edition.host)
    deposited = days.get(Step.DEPOSITED)
    return render_template(
        "release/staff/way.html",
        issue=issue,
        steps=wording.steps(),
        done=services.steps_of(issue),
        due=services.due_days(issue),
        next=step,
        last=rules.last_of(days),
        form=form,
        deposit=kept,
        release_day=rules.release_day(deposited, kept.days) if deposited else None,
        today=today,
        proofs=services.proofs_of(issue),
        proof_form=proof_form or ProofForm(None, today),
        problem=problem,
    )


def _copies_page(issue: Issue, form: PlanForm) -> str:
    consignments = distribution.consignments(issue)
    load_texts(*(one.unit for one in consignments))
    return render_template(
        "release/staff/copies.html",
        issue=issue,
        form=form,
        counts=distribution.counts(issue),
        consignments=consignments,
        wishes=distribution.wishing(issue),
        is_released=Step.RELEASED in services.days_of(issue),
        states=wording.copies(),
        state_of=rules.state_of,
        languages={code: language.name for code, language in LOCALES.items()},
    )


def _sending_page(issue: Issue, one: Consignment, form: CopiesForm) -> str:
    is_locked = Step.RELEASED not in services.days_of(issue)
    return render_template("release/staff/sending.html", issue=issue, one=one, form=form, is_locked=is_locked)
