"""Printing in the console: cards and papers for what the list is narrowed to, and the files the worker has made."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, numbers, pdf
from ..core.database import db, write
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..editions import papers
from ..papers import files, host_lines
from ..papers.files import FileKind
from ..papers.rules import Kind
from ..registration import print_runs
from ..registration.desk_pages import event_of
from ..registration.models import Event
from . import printing
from .invitation_pages import InvitationPage, blueprint, invitations_page, offer
from .listing import Filters
from .models import Invitation
from .rules import Sheet

HERE = "staff_invitations.printing"
offer(InvitationPage(lazy("Print"), HERE, 20))


class CardForm(Form):
    marks = BooleanField(lazy("For a printing house: with 3 mm of bleed and crop marks"))


class PaperForm(Form):
    signer = SelectField(lazy("Signed by"))
    day = DateField(lazy("Day of the paper"), [InputRequired(lazy("Please choose the day."))])
    number = StringField(
        lazy("Number of the paper"),
        [Optional(), at_most(20), NoControlCharacters()],
        filters=[clean],
        description=lazy("Left empty, room for it stays open."),
    )
    file = RadioField(
        lazy("Kind of file"),
        choices=lambda: [(FileKind.PDF, _("PDF, to print")), (FileKind.DOCX, _("DOCX, to go on writing"))],
        default=FileKind.PDF,
    )


@blueprint.get("/<slug>/print/", endpoint="printing")
@requires(Verb.INVITE)
def choice(slug: str) -> str:
    event = event_of(slug)
    return _page(event, Filters.of(request.args))


@blueprint.post("/<slug>/print/<any(card, paper):sheet>")
@requires(Verb.INVITE)
def print_sheets(slug: str, sheet: str) -> Response:
    """A few at once as a file; many are made by the worker."""
    write()
    event, filters, what = event_of(slug), Filters.of(request.form), Sheet(sheet)
    form = _form(event, what, request.form)
    wanted = printing.chosen(event, filters)
    if not form.validate() or not 0 < len(wanted) <= printing.MOST:
        db.session.rollback()
        return make_response(_page(event, filters, form), 422)
    options = _options(form)
    printing.note(event, what, len(wanted))
    if len(wanted) > printing.AT_ONCE:
        print_runs.request(event, what, wanted, options)
        db.session.commit()
        where: dict[str, Any] = {"slug": slug, "_anchor": "files", **filters.given}
        return make_response(redirect(url_for(".printing", **where), 303))
    db.session.commit()
    return _file(printing.file_of(event, what, wanted, options), event, what, options)


@blueprint.get("/<slug>/print/files/<int(max=2147483647):number>")
@requires(Verb.INVITE)
def printed_file(slug: str, number: int) -> Response:
    event = event_of(slug)
    run = print_runs.found(event, number, list(Sheet))
    if run is None or run.content is None:
        abort(404)
    return _file(run.content, event, Sheet(run.what), run.options)


def _page(event: Event, filters: Filters, form: Form | None = None) -> str:
    wanted = printing.chosen(event, filters)
    runs = print_runs.of_event(event, list(Sheet))
    return invitations_page(
        "invitations/staff/printing.html",
        event,
        HERE,
        filters=filters,
        number=len(wanted),
        most=printing.MOST,
        card=form if isinstance(form, CardForm) else _form(event, Sheet.CARD),
        paper=form if isinstance(form, PaperForm) else _form(event, Sheet.PAPER),
        runs=runs,
        running=print_runs.are_running(runs),
        by_hand=_by_hand(wanted),
    )


def _form(event: Event, what: Sheet, posted: Any = None) -> CardForm | PaperForm:
    if what is Sheet.CARD:
        return CardForm(posted)
    today = clock.in_zone(clock.now(), event.timezone).date()
    form = PaperForm(posted, data={"day": today})
    signers = papers.signers_of(event.edition.host)
    form.signer.choices = [(str(one.id), str(one.text_in("post") or one.office.text_in("name"))) for one in signers]
    form.signer.choices.append(("", "–"))
    if posted is None:
        usual = host_lines.usual_signer(event.edition.host, Kind.INVITATION)
        form.signer.data = str(usual.id) if usual else ""
    return form


def _options(form: CardForm | PaperForm) -> dict[str, Any]:
    if isinstance(form, CardForm):
        return {"marks": form.marks.data}
    signer = int(form.signer.data) if form.signer.data else None
    return {
        "signer": signer,
        "day": form.day.data.isoformat(),
        "number": form.number.data,
        "file": form.file.data,
    }


def _by_hand(wanted: list[int]) -> list[str]:
    """The names that our print fonts cannot write; a dotted line stands for them."""
    names = db.session.scalars(
        db.select(Invitation.name).where(Invitation.id.in_(wanted[: printing.MOST])).order_by(Invitation.sort_given)
    )
    return [name for name in names if not pdf.printable(name)]


def _file(content: bytes, event: Event, what: Sheet, options: Mapping[str, Any]) -> Response:
    # A viewer would ask for what it shows once more by GET, and an answer to a form has no address of its own.
    day = numbers.day(clock.in_zone(clock.now(), event.timezone).date()).replace("/", "-")
    name = "thiep-moi" if what is Sheet.CARD else "giay-moi"
    return files.answer(content, printing.kind_of(options), f"{name}-{event.slug}-{day}")
