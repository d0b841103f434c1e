"""Takes lists of guests along: as a workbook, as CSV or on paper; what for is asked and noted first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Response, g, make_response, render_template, request, stream_with_context, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import clock, numbers, pdf, table_files
from ..core.database import db, write
from ..core.forms import clean, has_control_characters, storable
from ..core.i18n import gettext as _
from ..core.i18n import lazy, locale
from ..core.localised import load_texts
from ..editions.context import current_edition
from ..registration import when
from ..registration.models import Attendee, Event
from . import columns, exports, filters, finding, paper_widths, parts, saved
from .exports import LONGEST_PURPOSE, MOST_ON_PAPER, Format, Kind
from .parts import ListAction
from .selection import Selection
from .views import blueprint

BESIDE_NUMBERS = {False: 93, True: 95}  # per cent of a sheet upright and on its side that its columns share


@blueprint.get("/export/")
@requires(Verb.CHANGE_GUESTS)
def export() -> str:
    return _page(Selection.of(request.args), {})


@blueprint.post("/export/")
@requires(Verb.CHANGE_GUESTS)
def take_along() -> Response:
    """The file, once it is stored who takes what along and what for."""
    write()
    selection, faults = Selection.of(request.args), {}
    kind, form = _one_of(Kind, "list", Kind.TABLE), _one_of(Format, "format", Format.XLSX)
    purpose = clean(request.form.get("purpose", ""))
    shown = exports.columns_of(kind, request.form.getlist("column"))
    if not purpose:
        faults["purpose"] = _("Please say what the list is for: it is noted with your name.")
    elif len(purpose) > LONGEST_PURPOSE or has_control_characters(purpose):
        faults["purpose"] = _(
            "At most %(max)d characters fit here, and no signs that nobody types.", max=LONGEST_PURPOSE
        )
    event = _event(selection)
    if kind == Kind.CATERING and event is None:
        faults["list"] = _("For the kitchen, choose one event in the guest list first: it counts by its sessions.")
    ids = exports.ids_of(kind, selection) if not faults else []
    if form == Format.PDF and kind != Kind.CATERING and len(ids) > MOST_ON_PAPER:
        faults["format"] = _(
            "On paper a list holds %(most)d guests, and these are %(number)d. Narrow it, or take a workbook.",
            most=MOST_ON_PAPER,
            number=len(ids),
        )
    if faults:
        db.session.rollback()
        return make_response(_page(selection, faults, storable(purpose)), 422)
    exports.note(kind, form, purpose, selection, len(ids), shown)
    db.session.commit()
    content, kind_of_file = _file(kind, form, ids, shown, selection, event, purpose)
    response = Response(content, content_type=kind_of_file)
    name = f"{kind}-{clock.in_zone(clock.now(), _zone()):%Y-%m-%d-%H%M}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file(
    kind: Kind,
    form: Format,
    ids: list[int],
    shown: list[Any],
    selection: Selection,
    event: Event | None,
    purpose: str,
) -> tuple[Any, str]:
    """What is sent, and of which type it is; long tables are sent as they are written."""
    counts = exports.kitchen(event, ids) if kind == Kind.CATERING and event is not None else []
    if form == Format.PDF:
        return _on_paper(kind, ids, shown, selection, event, purpose, counts), "application/pdf"
    head, rows = exports.head_of(shown), exports.rows_of(ids, shown)
    widths = [6, 30, *(22 for _one in shown)]
    if kind == Kind.CATERING:
        head, widths = [_("Part of the day"), _("What to prepare"), _("How many")], [34, 40, 12]
        rows = iter([[title, one.label, str(one.number)] for title, lines in counts for one in lines])
    title = str(names()[kind])
    if form == Format.CSV:
        return _to_the_end(table_files.as_csv(head, rows)), table_files.CSV
    return _to_the_end(table_files.as_workbook(title, head, rows, widths)), table_files.XLSX


def _to_the_end(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """No transaction is left open, however the download ends."""

    def sent() -> Iterator[bytes]:
        try:
            yield from pieces
        finally:
            db.session.remove()

    return stream_with_context(sent())


def _on_paper(
    kind: Kind, ids: list[int], shown: list[Any], selection: Selection, event: Event | None, purpose: str, counts: Any
) -> bytes:
    edition = current_edition()
    load_texts(*filter(None, (edition, edition and edition.host, event)))
    who = signed_in()
    rows = [] if counts else [[_printable(cell) for cell in row] for row in exports.rows_of(ids, shown, _name_on_paper)]
    head, is_wide = exports.head_of(shown), len(shown) > 4
    html = render_template(
        "guests/list_pdf.html",
        title=names()[kind],
        host=edition.host if edition else None,
        event=event,
        narrowed=_in_words(selection),
        head=head,
        widths=paper_widths.shares(head[1:], [row[1:] for row in rows], BESIDE_NUMBERS[is_wide]),
        rows=rows,
        counts=[(title, [replace(one, label=_printable(one.label)) for one in lines]) for title, lines in counts],
        total=len(ids),
        is_wide=is_wide,
        purpose=_printable(purpose),
        who=who.name or who.email,
        at=clock.in_zone(clock.now(), _zone()),
        numbers=numbers,
        when=when,
        lang=locale(),
    )
    return pdf.render(html)


def _name_on_paper(person: Attendee) -> str:
    """The name at home or, where only that can be printed, the one used abroad."""
    names = [name for name in (person.name, person.second_name) if name and pdf.printable(name)]
    return names[0] if names else person.name


def _printable(text: str) -> str:
    """A dotted line for letters that our print fonts lack, such as Hán: it is filled in by hand."""
    return text if pdf.printable(text) else "." * min(max(2 * len(text), 12), 40)


def _page(selection: Selection, faults: dict[str, str], purpose: str = "") -> str:
    chosen = request.form.getlist("column") if request.method == "POST" else saved.chosen_by(signed_in())
    return render_template(
        "guests/export.html",
        selection=selection,
        narrowed=_in_words(selection),
        total=finding.exact_total(selection),
        names=names(),
        about=about(),
        kind=request.form.get("list", request.args.get("list", str(Kind.TABLE))),
        format=request.form.get("format", str(Format.XLSX)),
        columns=columns.offered(),
        chosen=chosen,
        faults=faults,
        purpose=purpose,
    )


def names() -> dict[Kind, str]:
    return {
        Kind.TABLE: _("List of guests"),
        Kind.PROTOCOL: _("List for protocol"),
        Kind.SECURITY: _("List for security"),
        Kind.CATERING: _("Numbers for the kitchen"),
    }


def about() -> dict[Kind, str]:
    return {
        Kind.TABLE: _("All whom the guest list shows now, with the columns that you choose below."),
        Kind.PROTOCOL: _("Those who come: how they are addressed, office, kind, country, table, escort."),
        Kind.SECURITY: _("Those who come: name, kind, country. Nothing about anybody's health."),
        Kind.CATERING: _("Only numbers: people, children and food for each session. No names. For one event."),
    }


def _in_words(selection: Selection) -> list[str]:
    """What the list is narrowed to, as its page says it."""
    known = filters.known()
    said = [str(known[key].label) for key in selection.given]
    return [*([_("found by words")] if selection.q else []), *said]


def _event(selection: Selection) -> Event | None:
    if not selection.event:
        return None
    return db.session.scalar(db.select(Event).filter_by(slug=selection.event))


def _one_of(choices: Any, name: str, usual: Any) -> Any:
    try:
        return choices(request.form.get(name, usual))
    except ValueError:
        return usual


def _zone() -> str:
    return str(g.get("timezone", "Asia/Ho_Chi_Minh"))


def _address(selection: Selection) -> str:
    args: dict[str, Any] = dict(selection.args)
    return url_for("staff_guests.export", **args)


parts.offer_list_action(
    ListAction(
        lazy("Take the list along"),
        _address,
        Verb.CHANGE_GUESTS,
        90,
    )
)
