"""Columns and faults of an imported list in words."""

from collections.abc import Callable

from ..core.i18n import gettext as _
from ..core.sheet_faults import Fault, FaultCode
from ..registration.rules import LARGEST_DELEGATION
from .import_columns import Column
from .import_values import LONGEST, CellFault
from .imports import Deed, Hint, Problem, RowFault


def columns() -> dict[str, str]:
    """What a column may hold, in the order of the template."""
    return {
        Column.EXTERNAL_ID: _("Number in your list"),
        Column.NAME: _("Name as written"),
        Column.HONORIFIC: _("Title before the name"),
        Column.CALLED: _("Called"),
        Column.OFFICE: _("Post and organisation"),
        Column.ADDRESSEE: _("To whom"),
        Column.COMPANION: _("Invited together with"),
        Column.MOST_PEOPLE: _("How many people at most"),
        Column.GUEST_KIND: _("Kind of guest"),
        Column.COUNTRY: _("Country where they live"),
        Column.LOCALE: _("Language of the invitation"),
        Column.EMAIL: _("E-mail address"),
        Column.PHONE: _("Telephone abroad"),
        Column.HOME_PHONE: _("Telephone in Việt Nam"),
        Column.UNIT: _("Commune that hands the card over"),
        Column.NOTE: _("Remark"),
    }


def heads() -> dict[str, str]:
    """The same as they stand at the head of the template; each is understood when it comes back."""
    return columns()


def sample() -> dict[str, str]:
    """A made-up row of the template."""
    return {
        Column.EXTERNAL_ID: "KB-001",
        Column.NAME: "Đặng Thị Hường",
        Column.HONORIFIC: "Bà",
        Column.CALLED: "Cô",
        Column.OFFICE: "",
        Column.ADDRESSEE: _("family"),
        Column.COMPANION: _("and family"),
        Column.MOST_PEOPLE: "4",
        Column.GUEST_KIND: _("Vietnamese abroad"),
        Column.COUNTRY: _("United States"),
        Column.LOCALE: _("Vietnamese"),
        Column.EMAIL: "huong@example.org",
        Column.PHONE: "+1 714 555 0123",
        Column.HOME_PHONE: "",
        Column.UNIT: "",
        Column.NOTE: _("An example: please delete this row."),
    }


def deeds() -> dict[str, str]:
    return {Deed.NEW: _("new"), Deed.CHANGED: _("updated"), Deed.SAME: _("unchanged")}


def tones() -> dict[str, str]:
    return {Deed.NEW: "sao", Deed.CHANGED: "saffron", Deed.SAME: ""}


def hint(hint: Hint) -> str:
    return {
        Hint.NAMESAKE: _("There is an invitation of the same name with other contacts. This row becomes one more."),
        Hint.WITHDRAWN: _("This invitation was taken back, and stays so."),
    }[hint]


def problem(problem: Problem, column: Column | None) -> str:
    """What is wrong with a row or one of its cells, and what to do."""
    if isinstance(problem.code, FaultCode):
        return Fault(problem.code, problem.line, problem.column or 1).sentence
    return _sentences(problem, column)[problem.code]()


def _sentences(problem: Problem, column: Column | None) -> dict[str, Callable[[], str]]:
    return {
        CellFault.NO_NAME: lambda: _("The name is missing."),
        CellFault.NO_LETTER: lambda: _("This is not a name: it holds no letter."),
        CellFault.TOO_LONG: lambda: _(
            "This is too long. At most %(max)d characters fit here.", max=LONGEST.get(column, 2000) if column else 2000
        ),
        CellFault.NO_EMAIL: lambda: _("This is not one e-mail address."),
        CellFault.NO_PHONE: lambda: _(
            "This is not one telephone number of that country. A number with + and the country code is always read."
        ),
        CellFault.NO_COUNTRY: lambda: _(
            "This country is not known by that name. Its two-letter code works too: US, KH."
        ),
        CellFault.NO_UNIT: lambda: _("The province has no commune of that name."),
        CellFault.SEVERAL_UNITS: lambda: _(
            "Several communes have that name. Please write the district too: “Long Đức, Càng Long”."
        ),
        CellFault.NO_WORD: lambda: _words_wanted(column),
        CellFault.NO_COUNT: lambda: _("A whole number from 1 to %(max)d is expected.", max=LARGEST_DELEGATION),
        RowFault.TWICE: lambda: _("The same guest stands in line %(line)d already.", line=problem.other),
        RowFault.SEVERAL: lambda: _(
            "More than one invitation could be meant. "
            "Please add the number in your list, an e-mail address or a telephone."
        ),
    }


def _words_wanted(column: Column | None) -> str:
    return (
        {
            Column.ADDRESSEE: _("Please write one of these: person, family, office, delegation."),
            Column.COMPANION: _("Please write one of these: wife, husband, family, nobody."),
            Column.GUEST_KIND: _(
                "Please write one of these: Vietnamese abroad, relative, official, partner body, press, staff."
            ),
        }.get(column, _("Please write the language or its code, such as vi or en."))
        if column
        else ""
    )
