"""How tables, reasons and troubles are called."""

from collections.abc import Sequence

from ..core.i18n import gettext as _
from ..core.i18n import lazy, ngettext
from .board import Board, Person
from .models import SeatingPlan, SeatingTable
from .rules import Found, Kind, Left, Reason, Trouble

KINDS = {
    Kind.FAMILIES: lazy("families"),
    Kind.PROTOCOL: lazy("guests of honour"),
    Kind.DELEGATION: lazy("delegation"),
    Kind.MONKS: lazy("monks"),
    Kind.VEGETARIAN: lazy("vegetarian meals"),
    Kind.CREW: lazy("press and helpers"),
}
TONES = {
    Kind.PROTOCOL: "saffron",
    Kind.DELEGATION: "river",
    Kind.MONKS: "laterite",
    Kind.VEGETARIAN: "sao",
    Kind.CREW: "lotus",
}


def kinds() -> dict[str, str]:
    return {kind: str(word) for kind, word in KINDS.items()}


def table(one: SeatingTable) -> str:
    """Such as “Table 12” or “Table 12 · Đoàn Pháp”."""
    number = _("Table %(number)d", number=one.number)
    return f"{number} · {one.name}" if one.name else number


def no_room(one: SeatingTable, free: int, wanted: int) -> str:
    """Why nobody was moved to a table."""
    if not free:
        return _("No seat is free at %(table)s. Nobody was moved.", table=table(one))
    return ngettext(
        "Only %(num)d seat is free at %(table)s, and %(wanted)d people were to sit there. Nobody was moved.",
        "Only %(num)d seats are free at %(table)s, and %(wanted)d people were to sit there. Nobody was moved.",
        free,
        table=table(one),
        wanted=wanted,
    )


def plan(one: SeatingPlan) -> str:
    """What the tables are for."""
    return str(one.session.text_in("title")) if one.session is not None else _("The whole event")


def party(people: Sequence[Person]) -> str:
    """A family by whoever answers for it, a delegation by its name."""
    return people[0].facts.delegation or people[0].contact or people[0].name


def left(board: Board, one: Left) -> str:
    """Why somebody could not be seated."""
    kind = kinds()[one.kind]
    own = _("Table %(number)d", number=board.by_id[one.table].number) if one.table is not None else ""
    return {
        Reason.NO_SUCH_TABLE: _("There is no table of the kind “%(kind)s”.", kind=kind),
        Reason.NO_ROOM: _("Too few seats are free at the tables of the kind “%(kind)s”.", kind=kind),
        Reason.NOT_TOGETHER: ngettext(
            "No table of the kind “%(kind)s” has %(num)d seat free.",
            "No table of the kind “%(kind)s” has %(num)d seats free together.",
            len(one.guests),
            kind=kind,
        ),
        Reason.NOT_ADJOINING: ngettext(
            "No adjoining tables have %(num)d seat free.",
            "No adjoining tables have %(num)d seats free together.",
            len(one.guests),
        ),
        Reason.OWN_TABLE_FULL: _("The others sit at %(table)s, and no seat is left there.", table=own),
    }[one.reason]


def trouble(board: Board, one: Found) -> str:
    """What is wrong, naming people and tables."""
    names = ", ".join(board.people[number].addressed for number in one.guests)
    tables = ", ".join(_("Table %(number)d", number=board.by_id[number].number) for number in one.tables)
    of_party = party([board.people[number] for number in one.guests]) if one.guests else ""
    return {
        Trouble.GONE: _("%(names)s does not come and still has a seat at %(tables)s.", names=names, tables=tables),
        Trouble.OVER: _("More people sit at %(tables)s than it has seats.", tables=tables),
        Trouble.VIP_WITHOUT: _("%(names)s is a guest of honour and has no table.", names=names),
        Trouble.APART: _("The party of %(name)s sits apart: %(tables)s.", name=of_party, tables=tables),
        Trouble.MONKS_MIXED: _("Monks sit among others at %(tables)s: %(names)s.", tables=tables, names=names),
        Trouble.FAR_FROM_AISLE: _(
            "%(names)s needs a seat near the aisle; %(tables)s is not.", names=names, tables=tables
        ),
    }[one.trouble]
