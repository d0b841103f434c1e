"""A language as a file: taken out for a translator's own program, and taken in again."""

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import CombinedMultiDict
from wtforms import BooleanField, FileField

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock
from ..core.database import db, write
from ..core.forms import Form
from ..core.i18n import SOURCE, lazy
from ..editions.context import current_host
from . import exchange as files
from . import po_files
from .po_files import LARGEST, Unreadable
from .views import blueprint, check

MOST_NAMED = 50  # entries of a file that are named for each reason


class FileForm(Form):
    file = FileField(lazy("PO file"), description=lazy("At most 5 MB: a file from here, as your program has saved it."))
    over_all = BooleanField(
        lazy("Also where a person has approved the translation, or has changed it here meanwhile"),
        description=lazy("Without this mark such paragraphs stay as they are, and are named."),
    )


@blueprint.get("/<language>/exchange")
@requires(Verb.TRANSLATE)
def exchange(language: str) -> str:
    check(language)
    return _page(language, FileForm())


@blueprint.get("/<language>/exchange/file")
@requires(Verb.TRANSLATE)
def exchange_file(language: str) -> Response:
    check(language)
    host = current_host()
    title = str(host.text_in("name", SOURCE).text)
    response = make_response(po_files.written(files.entries_of(host, language), language, title, clock.now()))
    response.content_type = "text/x-gettext-translation; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{host.slug}-{language}.po"'
    return response


@blueprint.post("/<language>/exchange")
@requires(Verb.TRANSLATE)
def take_in(language: str) -> Response:
    """Take in what of a file fits; sent once more it changes nothing more."""
    write()
    check(language)
    form = FileForm(CombinedMultiDict([request.files, request.form]))
    try:
        entries = po_files.read(_content(form), language)
    except Unreadable as refused:
        db.session.rollback()
        form.file.errors = list(refused.sentences)
        return make_response(_page(language, form), 422)
    outcome = files.take_in(current_host(), language, entries, bool(form.over_all.data))
    db.session.commit()
    return make_response(_page(language, FileForm(), outcome))


def _content(form: FileForm) -> bytes:
    if not form.file.data:
        return b""
    try:
        return bytes(form.file.data.read(LARGEST + 1))
    finally:
        form.file.data.close()


def _page(language: str, form: FileForm, outcome: files.Outcome | None = None) -> str:
    return render_template(
        "translation/exchange.html", language=language, form=form, outcome=outcome, most_named=MOST_NAMED
    )
