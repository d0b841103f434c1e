"""Printing in the console: cards for the tables, lists for the door and for who serves, the plan for the wall."""

from collections.abc import Callable

from flask import Response, make_response, request

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, clock, numbers
from ..core.database import db, write
from ..core.file_answers import pdf_answer
from ..core.forms import storable
from ..core.i18n import SOURCE, use_locale
from ..core.localised import load_texts
from . import board as boards
from . import cards, lists
from .board import Board
from .models import SeatingPlan
from .pages import blueprint, plan_of, plan_page
from .ranks import ranks_of

PLAN = "/<slug>/<int(max=2147483647):number>"
# What is printed: the file's name, and how it is made.
FILES = {
    "place-cards": "the-ten",
    "table-cards": "the-ban",
    "door-list": "danh-sach-ban",
    "service-list": "phuc-vu-ban",
    "room-a4": "so-do-phong-a4",
    "room-a3": "so-do-phong-a3",
}


@blueprint.get(f"{PLAN}/print", endpoint="papers")
@requires(Verb.SEE_GUESTS)
def choice(slug: str, number: int) -> str:
    return _page(plan_of(slug, number))


@blueprint.post(
    f"{PLAN}/print/<any('place-cards', 'table-cards', 'door-list', 'service-list', 'room-a4', 'room-a3'):what>"
)
@requires(Verb.SEE_GUESTS)
def print_papers(slug: str, number: int, what: str) -> Response:
    """A file, noted in the log: it names guests."""
    write()
    plan = plan_of(slug, number)
    board = boards.board_of(plan, ranks_of(plan.event))
    wanted = _tables(board, request.form.get("tables", ""))
    if wanted is None or (what == "place-cards" and not _seated(board, wanted)):
        db.session.rollback()
        return make_response(_page(plan_of(slug, number), fault=True, asked=request.form.get("tables", "")), 422)
    audit.record("seating_plan.printed", plan, paper=("", what), people=("", _seated(board, wanted)))
    content = _file(plan, board, what, wanted)
    name = f"{FILES[what]}-{slug}-{_day(plan)}.pdf"
    db.session.commit()
    # A viewer would ask for what it shows once more by GET, and an answer to a form has no address of its own.
    return pdf_answer(content, name, download=True)


def _page(plan: SeatingPlan, fault: bool = False, asked: str = "") -> str:
    board = boards.board_of(plan)
    return plan_page(
        "seating/staff/papers.html", plan, "seating.papers", board=board, fault=fault, asked=storable(asked)[:100]
    )


def _file(plan: SeatingPlan, board: Board, what: str, wanted: set[int]) -> bytes:
    """In Vietnamese, as papers are."""
    event, now = plan.event, clock.now()
    load_texts(event.edition, event.edition.host)
    tables = [table for table in board.tables if table.number in wanted]
    with use_locale(SOURCE):
        title = str(plan.session.text_in("title") if plan.session else event.text_in("title"))
        make: dict[str, Callable[[], bytes]] = {
            "place-cards": lambda: cards.place_cards(
                event, title, [cards.place_card_of(board, one) for table in tables for one in board.at[table.id]]
            ),
            "table-cards": lambda: cards.table_cards(event, title, [cards.table_card_of(table) for table in tables]),
            "door-list": lambda: lists.door_list(event, board, title, now),
            "service-list": lambda: lists.service_list(event, board, title, now),
            "room-a4": lambda: lists.room_plan(event, board, title, now, "A4"),
            "room-a3": lambda: lists.room_plan(event, board, title, now, "A3"),
        }
        return make[what]()


def _tables(board: Board, asked: str) -> set[int] | None:
    """The numbers of the tables asked for, such as “1-10, 12”; all where nothing is; None where it says no table."""
    every = {table.number for table in board.tables}
    if not asked.strip():
        return every or None
    found: set[int] = set()
    for part in asked.replace("–", "-").split(",")[:100]:
        first, _hyphen, last = part.partition("-")
        ends = [one.strip() for one in (first, last or first)]
        if not all(one.isascii() and one.isdecimal() and len(one) < 6 for one in ends):
            return None
        found |= every.intersection(range(int(ends[0]), int(ends[1]) + 1))
    return found or None


def _seated(board: Board, wanted: set[int]) -> int:
    return sum(len(board.at[table.id]) for table in board.tables if table.number in wanted)


def _day(plan: SeatingPlan) -> str:
    return numbers.day(clock.in_zone(clock.now(), plan.event.timezone).date()).replace("/", "-")
