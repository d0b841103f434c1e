"""Which columns an account sees in the guest list, and the views that it has saved or shares with colleagues."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import editing, once
from ..core.database import db, locked, write
from ..core.i18n import gettext as _
from ..core.i18n import ngettext
from . import saved
from .forms import ColumnsForm, ViewForm, view_values
from .models import GuestView
from .selection import Selection
from .views import blueprint, event_of_list


@blueprint.get("/columns/")
@requires(Verb.SEE_GUESTS)
def columns_page() -> str:
    return _columns_page(ColumnsForm(None, {"columns": saved.chosen_by(signed_in())}))


@blueprint.post("/columns/")
@requires(Verb.SEE_GUESTS)
def choose_columns() -> Response:
    write()
    form = ColumnsForm(request.form, {"columns": saved.chosen_by(signed_in())})
    if not form.validate():
        db.session.rollback()
        return make_response(_columns_page(form), 422)
    saved.choose(signed_in(), form.keys())
    db.session.commit()
    selection: dict[str, str] = Selection.of(request.args).args
    return make_response(redirect(url_for(".guests", **selection), 303))  # type: ignore[arg-type]


@blueprint.get("/views/new")
@requires(Verb.SEE_GUESTS)
def new_view() -> str:
    """Names the list as it is set in the address."""
    return _new_page(ViewForm(None, {"columns": saved.chosen_by(signed_in())}))


@blueprint.post("/views/new")
@requires(Verb.SEE_GUESTS)
def create_view() -> Response:
    write()
    selection = Selection.of(request.args)
    form = ViewForm(request.form, {"columns": saved.chosen_by(signed_in())})
    if (made := once.made_before(form, GuestView)) is not None:
        return _to_view(made)
    if form.is_accepted():
        if not saved.is_known(selection, event_of_list(selection)):
            form.form_errors = [_("One of the filters cannot be chosen any more. Set the list again, then save it.")]
        else:
            try:
                made = saved.create(signed_in(), form.values(), selection, form.changes())
                once.remember(form, made)
                db.session.commit()
                return _to_view(made)
            except saved.TooMany:
                form.name.errors = [_too_many()]
    db.session.rollback()
    return make_response(_new_page(form), form.status)


@blueprint.get("/views/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def view(number: int) -> str:
    found = _view(number)
    return _page(found, ViewForm.of_request(found, view_values(found)))


@blueprint.post("/views/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def change_view(number: int) -> Response:
    write()
    found = locked(_view(number))
    form = ViewForm.of_request(found, view_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(_view(number), form), form.status)
    values = form.values()
    if found.account_id != signed_in().id:
        values["shared"] = found.shared  # whose it is decides who sees it
    entry = saved.change(found, values, form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".view", number=number, saved=entry.id), 303))


@blueprint.post("/views/<int(max=2147483647):number>/filters")
@requires(Verb.SEE_GUESTS)
def narrow_view(number: int) -> Response:
    """Let the view have the filters that the list now has, unless a colleague changed them meanwhile."""
    write()
    found = locked(_view(number))
    selection = Selection.of(request.form)
    if request.form.get("seen") != saved.mark_of(found) or not saved.is_known(selection, event_of_list(selection)):
        db.session.rollback()
        kept = _view(number)
        page = _page(kept, ViewForm.of_request(kept, view_values(kept)), is_refused=True)
        return make_response(page, 409)
    saved.narrow(found, selection)
    db.session.commit()
    return _to_view(found)


@blueprint.post("/views/<int(max=2147483647):number>/removal")
@requires(Verb.SEE_GUESTS)
def remove_view(number: int) -> Response:
    write()
    found = _view(number)
    if found.account_id != signed_in().id:
        abort(403)
    saved.remove(found)
    db.session.commit()
    return make_response(redirect(url_for(".guests"), 303))


def _view(number: int) -> GuestView:
    return saved.view_of(number, signed_in()) or abort(404)


def _to_view(found: GuestView) -> Response:
    return make_response(redirect(url_for(".guests", view=found.id), 303))


def _too_many() -> str:
    return ngettext(
        "You have %(num)d view, and more are not kept. Remove one that you no longer use.",
        "You have %(num)d views, and more are not kept. Remove one that you no longer use.",
        saved.MOST_VIEWS,
    )


def _columns_page(form: ColumnsForm) -> str:
    return render_template("guests/columns.html", form=form)


def _new_page(form: ViewForm) -> str:
    selection = Selection.of(request.args)
    said = saved.in_words(selection)
    return render_template("guests/view.html", form=form, found=None, own=True, said=said, is_refused=False)


def _page(found: GuestView, form: ViewForm, is_refused: bool = False) -> str:
    return render_template(
        "guests/view.html",
        form=form,
        found=found,
        own=found.account_id == signed_in().id,
        said=saved.in_words(Selection.of(found.args)),
        change=editing.saved_change(found),
        is_refused=is_refused,
    )
