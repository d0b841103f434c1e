"""Gifts and books in the console: rules, totals with what is missing, and handing over at the table."""

from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from sqlalchemy import ColumnElement
from sqlalchemy.orm import lazyload

from ..accounts.guard import account, requires
from ..accounts.rules import Verb, may
from ..core import editing, once, search
from ..core.database import db, locked, write
from ..core.file_answers import pdf_answer
from ..core.forms import searched
from ..core.i18n import ngettext
from ..core.ordering import Step
from ..core.query_pages import page_address, page_of
from ..registration import print_runs
from ..registration.desk_pages import desk_page, event_of
from ..registration.models import Attendee, Event, Registration
from ..registration.rules import State
from . import gift_papers, gift_words, gifts
from .gift_forms import BooksForm, GiftForm, ShareForm, book_values, gift_values, share_form
from .gift_models import Gift, Handover
from .views import blueprint

HERE = "badges.gifts"
HANDING = "badges.handing"
FEWEST_LETTERS = 3  # for who may not see the whole list


@blueprint.get("/<slug>/gifts/", endpoint="gifts")
@requires(Verb.SEE_GUESTS)
def totals(slug: str) -> str:
    event = event_of(slug)
    plan = gifts.plan_of(event)
    return desk_page(
        "badges/staff/gifts.html",
        event,
        HERE,
        plan=plan,
        totals=gifts.totals(event, plan),
        words=gift_words,
        runs=(runs := print_runs.of_event(event, [gift_papers.WHAT])),
        running=print_runs.are_running(runs),
        words_of=lambda run: ngettext("%(num)d household", "%(num)d households", len(run.numbers)),
        url_of=lambda run: url_for(".printed_gifts", slug=event.slug, number=run.id),
    )


@blueprint.post("/<slug>/gifts/print")
@requires(Verb.SEE_GUESTS)
def print_gifts(slug: str) -> Response:
    """The list on paper: a short one at once, a long one by the worker."""
    write()
    run = gift_papers.ask(event_of(slug))
    db.session.commit()
    if run.job_id is None:
        print_runs.finish(run.id)
    return make_response(redirect(url_for(".gifts", slug=slug, _anchor="files"), 303))


@blueprint.get("/<slug>/gifts/files/<int(max=2147483647):number>")
@requires(Verb.SEE_GUESTS)
def printed_gifts(slug: str, number: int) -> Response:
    event = event_of(slug)
    run = print_runs.found(event, number, [gift_papers.WHAT])
    if run is None or run.content is None:
        abort(404)
    return pdf_answer(run.content, f"trao-qua-{event.slug}-{run.id}.pdf", download=True)


@blueprint.get("/<slug>/gifts/new")
@requires(Verb.SET_UP)
def new_gift(slug: str) -> str:
    return _gift_page(event_of(slug), GiftForm(None, gift_values(None)))


@blueprint.post("/<slug>/gifts/new")
@requires(Verb.SET_UP)
def create_gift(slug: str) -> Response:
    write()
    event = locked(event_of(slug))
    form = GiftForm(request.form, gift_values(None))
    if once.made_before(form, Gift) is not None:
        return _to_totals(slug)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_gift_page(event_of(slug), form), form.status)
    once.remember(form, gifts.add_gift(event, form.texts(), form.values(), form.changes()))
    db.session.commit()
    return _to_totals(slug)


@blueprint.get("/<slug>/gifts/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def gift(slug: str, number: int) -> str:
    event = event_of(slug)
    found = _gift(event, number)
    return _gift_page(event, GiftForm(None, gift_values(found)), found)


@blueprint.post("/<slug>/gifts/<int(max=2147483647):number>/")
@requires(Verb.SET_UP)
def change_gift(slug: str, number: int) -> Response:
    write()
    event = locked(event_of(slug))
    found = _gift(event, number)
    form = GiftForm.of_request(found, gift_values(found))
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        return make_response(_gift_page(event, form, _gift(event, number)), form.status)
    entry = gifts.change_gift(found, form.texts(), form.values(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".gift", slug=slug, number=number, saved=entry.id), 303))


@blueprint.post("/<slug>/gifts/<int(max=2147483647):number>/move")
@requires(Verb.SET_UP)
def move_gift(slug: str, number: int) -> Response:
    write()
    event = locked(event_of(slug))
    try:
        step = Step(request.form.get("step", ""))
    except ValueError:
        abort(400)
    gifts.move_gift(event, _gift(event, number), step)
    db.session.commit()
    return _to_totals(slug)


@blueprint.post("/<slug>/gifts/<int(max=2147483647):number>/removal")
@requires(Verb.SET_UP)
def remove_gift(slug: str, number: int) -> Response:
    write()
    gifts.remove_gift(_gift(locked(event_of(slug)), number))
    db.session.commit()
    return _to_totals(slug)


@blueprint.get("/<slug>/gifts/books/")
@requires(Verb.SET_UP)
def books(slug: str) -> str:
    event = event_of(slug)
    return _books_page(event, BooksForm(None, book_values(gifts.plan_of(event).books)))


@blueprint.post("/<slug>/gifts/books/")
@requires(Verb.SET_UP)
def change_books(slug: str) -> Response:
    write()
    event = locked(event_of(slug))
    form = BooksForm(request.form, book_values(gifts.plan_of(event).books))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_books_page(event_of(slug), form), form.status)
    gifts.keep_book_plan(event, form.values(), form.changes())
    db.session.commit()
    return _to_totals(slug)


@blueprint.get("/<slug>/gifts/handing/")
@requires(Verb.CHECK_IN)
def handing(slug: str) -> str:
    """Households by the names of their people. Who may not see the guests finds them by name alone."""
    event = event_of(slug)
    plan = gifts.plan_of(event)
    query, waiting = searched(request.args.get("q")), request.args.get("only") == "waiting"
    sees_all = _sees_guests()
    page = page_of(_list(event, query, waiting)) if plan and (sees_all or _is_enough(query)) else None
    numbers = [registration.id for registration in page.items] if page else []
    found = gifts.parties(Registration.id.in_(numbers), {event.id: plan}) if numbers else {}
    return desk_page(
        "badges/staff/handing.html",
        event,
        HANDING,
        plan=plan,
        page=page,
        parties=found,
        query=query,
        waiting=waiting,
        sees_all=sees_all,
        words=gift_words,
        page_address=page_address,
    )


@blueprint.post("/<slug>/gifts/parties/<code>/handing")
@requires(Verb.CHECK_IN)
def hand_over(slug: str, code: str) -> Response:
    """Given, or not given after all; pressed twice it is noted once."""
    write()
    event = event_of(slug)
    registration = _party(event, code)
    given = request.form.get("given")
    if given not in ("yes", "no"):
        abort(400)
    gifts.hand_over(registration, given == "yes")
    db.session.commit()
    kept: dict[str, Any] = {
        name: value for name in ("q", "only", "page") if (value := searched(request.form.get(name)))
    }
    return make_response(redirect(url_for(".handing", slug=slug, **kept, _anchor=f"party-{code}"), 303))


@blueprint.get("/<slug>/gifts/parties/<code>/")
@requires(Verb.CHANGE_GUESTS)
def share(slug: str, code: str) -> str:
    event = event_of(slug)
    registration = _party(event, code)
    plan, party = _share(event, registration)
    return _share_page(event, registration, plan, party, _share_form(plan, party, None))


@blueprint.post("/<slug>/gifts/parties/<code>/")
@requires(Verb.CHANGE_GUESTS)
def change_share(slug: str, code: str) -> Response:
    """Something else for one household than the rules say."""
    write()
    event = event_of(slug)
    registration = locked(_party(event, code))
    plan, party = _share(event, registration)
    form = _share_form(plan, party, request.form)
    if not form.is_accepted():
        db.session.rollback()
        event = event_of(slug)
        registration = _party(event, code)
        return make_response(_share_page(event, registration, *_share(event, registration), form), form.status)
    gifts.decide(registration, party.by_rule, form.share(), form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".share", slug=slug, code=code, kept=1), 303))


def _gift(event: Event, number: int) -> Gift:
    found = db.session.scalar(db.select(Gift).filter_by(event_id=event.id, id=number))
    return found or abort(404)


def _party(event: Event, code: str) -> Registration:
    query = db.select(Registration).filter_by(event_id=event.id, code=code, state=State.CONFIRMED)
    return db.session.scalar(query.options(lazyload("*"))) or abort(404)


def _share(event: Event, registration: Registration) -> tuple[gifts.Plan, gifts.Party]:
    """The rules, and what they and somebody's decision give to a household."""
    plan = gifts.plan_of(event)
    party = gifts.parties(Registration.id == registration.id, {event.id: plan}).get(registration.id)
    if party is None or not plan:
        abort(404)
    return plan, party


def _share_form(plan: gifts.Plan, party: gifts.Party, posted: Any) -> ShareForm:
    return share_form(plan.gifts, plan.books.languages if plan.books else (), posted, party.share)


def _list(event: Event, query: str, waiting: bool) -> Any:
    """Households in Vietnamese order of the one who answered, those alone who are still to get something."""
    found = gift_papers.households(event)
    for pattern in search.like_patterns(query):
        person = Attendee.folded.like(pattern, escape="\\")
        named = db.exists().where(Attendee.registration_id == Registration.id, Attendee.dropped_at.is_(None), person)
        found = found.where(db.or_(named, Registration.code == query.upper()))
    return found.where(db.not_(_has_got())) if waiting else found


def _has_got() -> ColumnElement[bool]:
    last = db.select(db.func.max(Handover.id)).where(Handover.registration_id == Registration.id).scalar_subquery()
    return db.exists().where(Handover.id == last, Handover.given.is_(True))


def _is_enough(query: str) -> bool:
    return sum(letter.isalpha() for letter in search.fold(query)) >= FEWEST_LETTERS


def _sees_guests() -> bool:
    who = account()
    return who is not None and may(who.role_name, Verb.SEE_GUESTS)


def _to_totals(slug: str) -> Response:
    return make_response(redirect(url_for(".gifts", slug=slug), 303))


def _gift_page(event: Event, form: GiftForm, found: Gift | None = None) -> str:
    change = editing.saved_change(found) if found else None
    return desk_page("badges/staff/gift.html", event, HERE, form=form, found=found, change=change)


def _books_page(event: Event, form: BooksForm) -> str:
    return desk_page("badges/staff/books.html", event, HERE, form=form)


def _share_page(event: Event, registration: Registration, plan: gifts.Plan, party: gifts.Party, form: ShareForm) -> str:
    return desk_page(
        "badges/staff/share.html",
        event,
        HANDING,
        form=form,
        registration=registration,
        by_rule=gift_words.share(party.by_rule, plan.gifts),
        is_by_hand=party.is_by_hand,
        kept="kept" in request.args,
    )
