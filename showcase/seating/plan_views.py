"""The plan in the console: who sits at which table, who has none; seating by hand and taking it back."""

import re
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from ..accounts.guard import account, requires
from ..accounts.rules import Verb
from ..core import clock, search
from ..core.database import db, write
from ..core.forms import number_of, searched
from ..core.i18n import gettext as _
from ..registration import services as registration_services
from ..registration.desk_pages import desk_page, event_of, to_event_in_front
from . import board as boards
from . import services, wording
from .board import Board, Person
from .models import SeatingDeed, SeatingPlan, SeatingTable
from .pages import FRONT, blueprint, plan_of, plan_page, plans_of, table_of
from .rules import Kind
from .services import NoRoom

_QUICK = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
MOST_CHOSEN = 500  # people moved by one form
FILTERS = ("vip", "delegation", "vegetarian", "aisle", "monk", "child")


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def tables() -> Response:
    return to_event_in_front(FRONT)


@blueprint.get("/<slug>/")
@requires(Verb.SEE_GUESTS)
def event(slug: str) -> Response:
    """To the event's plan, or where there is none, the question for what the tables are."""
    found = event_of(slug)
    plans = plans_of(found)
    if plans:
        return make_response(redirect(url_for(".plan", slug=slug, number=plans[0].id), 302))
    return make_response(desk_page("seating/staff/start.html", found, FRONT, plans=[]))


@blueprint.post("/<slug>/")
@requires(Verb.CHANGE_GUESTS)
def make_plan(slug: str) -> Response:
    write()
    found = registration_services.locked_event(event_of(slug).slug)
    wanted = request.form.get("session", "")
    session = next((one for one in found.sessions if one.slug == wanted), None)
    if wanted and session is None:
        abort(404)
    plan = services.make_plan(found, session)
    number = plan.id
    db.session.commit()
    return make_response(redirect(url_for(".new_tables", slug=slug, number=number), 303))


@blueprint.get("/<slug>/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def plan(slug: str, number: int) -> str:
    found = plan_of(slug, number)
    return _page(found, boards.board_of(found), request.args)


@blueprint.post("/<slug>/<int(max=2147483647):number>/search")
@requires(Verb.SEE_GUESTS)
def find(slug: str, number: int) -> str:
    """Names stay out of addresses."""
    found = plan_of(slug, number)
    return _page(found, boards.board_of(found), request.form)


@blueprint.post("/<slug>/<int(max=2147483647):number>/seats")
@requires(Verb.CHANGE_GUESTS)
def seat(slug: str, number: int) -> Response:
    """Seat the chosen people at a table, or take them off theirs."""
    write()
    found = services.locked_plan(plan_of(slug, number))
    chosen, to = _asked(found)
    if not chosen:
        return _refused(found, _("Please choose somebody first."))
    if to is None:
        return _refused(found, _("Please choose a table."), chosen)
    table = table_of(found, to) if to else None
    try:
        deed = services.move(found, chosen, table, account_id())
    except NoRoom as none:
        db.session.rollback()
        return _refused(plan_of(slug, number), wording.no_room(none.table, none.free, none.wanted), chosen)
    done = deed.id if deed else None
    db.session.commit()
    anchor = f"table-{table.number}" if table else "unseated"
    return make_response(redirect(url_for(".plan", slug=slug, number=number, done=done, _anchor=anchor), 303))


@blueprint.post("/<slug>/<int(max=2147483647):number>/undo/<int(max=2147483647):deed_id>")
@requires(Verb.CHANGE_GUESTS)
def undo(slug: str, number: int, deed_id: int) -> Response:
    write()
    found = services.locked_plan(plan_of(slug, number))
    deed = db.session.scalar(db.select(SeatingDeed).filter_by(plan_id=found.id, id=deed_id)) or abort(404)
    back, stay = services.undo(deed, clock.now(), account_id())
    db.session.commit()
    where: dict[str, Any] = {"slug": slug, "number": number, "back": back, "stay": stay or None}
    return make_response(redirect(url_for(".plan", **where), 303))


def _page(
    plan: SeatingPlan,
    board: Board,
    asked: Any,
    fault: str = "",
    chosen: frozenset[int] = frozenset(),
) -> str:
    q = searched(asked.get("q", ""))
    only = {name for name in FILTERS if asked.get(name)}
    kind = asked.get("kind", "") if asked.get("kind", "") in list(Kind) else ""
    free_only = bool(asked.get("free"))
    found = [people for people in board.unseated if _is_wanted(people, q, only)]
    shown = [
        table
        for table in board.tables
        if (not kind or table.kind == kind)
        and (not free_only or board.free(table) > 0)
        and (not q or found or any(_matches(person, q) for person in board.at[table.id]))
    ]
    deeds = services.newest_deeds(plan)
    return plan_page(
        "seating/staff/plan.html",
        plan,
        "seating.plan",
        board=board,
        tables=shown,
        unseated=found,
        suggested=_suggested(board),
        q=q,
        only=only,
        kind=kind,
        free_only=free_only,
        fault=fault,
        chosen=chosen,
        deeds=deeds,
        done=next((one for one in deeds if one.id == request.args.get("done", type=int)), None),
        back=request.args.get("back", type=int),
        stay=request.args.get("stay", 0, int),
        matches=lambda person: not q or _matches(person, q),
    )


def _suggested(board: Board) -> dict[int, SeatingTable]:
    """Party → the table that is proposed, where it would all sit at one."""
    tables: dict[int, set[int]] = {}
    for move in board.propose().moves:
        tables.setdefault(board.people[move.guest].facts.party, set()).add(move.table)
    return {party: board.by_id[next(iter(where))] for party, where in tables.items() if len(where) == 1}


def _is_wanted(people: list[Person], q: str, only: set[str]) -> bool:
    traits = {
        "vip": any(one.facts.vip for one in people),
        "delegation": bool(people[0].facts.delegation),
        "vegetarian": any(one.facts.vegetarian for one in people),
        "aisle": any(one.facts.aisle for one in people),
        "monk": any(one.facts.monk for one in people),
        "child": any(one.is_child for one in people),
    }
    return all(traits[name] for name in only) and (not q or any(_matches(one, q) for one in people))


def _matches(person: Person, q: str) -> bool:
    """As the guest list finds: each word the beginning of one, in any order, without marks."""
    text = f"{person.folded} {search.fold(person.facts.delegation)} {person.code.casefold()}"
    return all((word in text) if search.is_unspaced(word) else f" {word}" in f" {text}" for word in search.words(q))


def _asked(plan: SeatingPlan) -> tuple[list[int], int | None]:
    """The people chosen, and the number of their table: 0 for none, None where no table was chosen."""
    form: MultiDict[str, str] = request.form
    if quick := _QUICK.fullmatch(form.get("quick", "")):  # a whole party to the table proposed
        board = boards.board_of(plan)
        people = board.parties.get(int(quick[1]), [])
        return [one.id for one in people if one.id not in board.seats], int(quick[2])
    chosen = _numbers(form.getlist("guest"))
    parties = _numbers(form.getlist("party"))
    if parties:
        board = boards.board_of(plan)
        chosen += [one.id for party in parties for one in board.parties.get(party, []) if one.id not in board.seats]
    to = form.get("here") or form.get("to", "")
    return list(dict.fromkeys(chosen)), int(to) if to.isascii() and to.isdecimal() and len(to) < 10 else None


def _numbers(texts: list[str]) -> list[int]:
    return [number for one in texts[:MOST_CHOSEN] if (number := number_of(one))]


def _refused(plan: SeatingPlan, fault: str, chosen: list[int] | None = None) -> Response:
    """The plan again, with what was chosen still chosen."""
    page = _page(plan, boards.board_of(plan), request.form, fault, frozenset(chosen or ()))
    db.session.rollback()
    return make_response(page, 409 if chosen else 422)


def account_id() -> int | None:
    who = account()
    return who.id if who else None
