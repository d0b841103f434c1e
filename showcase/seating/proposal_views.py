"""“Xếp giúp”: a proposal to look at, and then to take over or throw away. Nothing of it is stored before."""

from collections import defaultdict
from typing import Any

from flask import Response, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import keys
from ..core.database import db, write
from . import board as boards
from . import services
from .board import Board
from .models import SeatingPlan
from .pages import blueprint, plan_of, plan_page
from .plan_views import account_id
from .ranks import ranks_of
from .rules import Move, Proposal
from .services import NoRoom


@blueprint.get("/<slug>/<int(max=2147483647):number>/proposal")
@requires(Verb.CHANGE_GUESTS)
def proposal(slug: str, number: int) -> str:
    plan = plan_of(slug, number)
    board = boards.board_of(plan, ranks_of(plan.event))
    anew = "anew" in request.args
    return _page(plan, board, board.propose(anew), anew)


@blueprint.post("/<slug>/<int(max=2147483647):number>/proposal")
@requires(Verb.CHANGE_GUESTS)
def take_over(slug: str, number: int) -> Response:
    """Do what was proposed, if it is still what would be proposed; else show what would be now."""
    write()
    plan = services.locked_plan(plan_of(slug, number))
    board = boards.board_of(plan, ranks_of(plan.event))
    anew = bool(request.form.get("anew"))
    made = board.propose(anew)
    if request.form.get("digest") != digest_of(made):
        page = make_response(_page(plan, board, made, anew, is_new=True), 409)
        db.session.rollback()
        return page
    try:
        wanted = {move.guest: move.table for move in made.moves}
        deed = services.rearrange(plan, wanted, account_id(), pinned=False)
    except NoRoom:  # an older plan holds more than its tables do
        db.session.rollback()
        plan = plan_of(slug, number)
        board = boards.board_of(plan, ranks_of(plan.event))
        return make_response(_page(plan, board, board.propose(anew), anew, is_new=True), 409)
    done = deed.id if deed else None
    db.session.commit()
    return make_response(redirect(url_for(".plan", slug=slug, number=number, done=done), 303))


def digest_of(proposal: Proposal) -> str:
    return keys.digest(repr(proposal.moves))[:24]


def _page(plan: SeatingPlan, board: Board, proposal: Proposal, anew: bool, is_new: bool = False) -> str:
    by_table: dict[int, list[Move]] = defaultdict(list)
    for move in proposal.moves:
        by_table[move.table].append(move)
    for moves in by_table.values():
        moves.sort(key=lambda move: board.order(move.guest))
    moving = sum(move.before is not None for move in proposal.moves)
    values: dict[str, Any] = {
        "by_table": [(table, by_table[table.id]) for table in board.tables if table.id in by_table],
        "moving": moving,
        "new": len(proposal.moves) - moving,
        "staying": sum(sitting.pinned for sitting in board.seats.values()),
    }
    return plan_page(
        "seating/staff/proposal.html",
        plan,
        "seating.plan",
        board=board,
        proposal=proposal,
        digest=digest_of(proposal),
        anew=anew,
        is_new=is_new,
        **values,
    )
