"""Set-up pages of the console: the organisation that invites."""

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing
from ..core.database import db, locked, write
from .context import current_host
from .forms import HostForm, host_values
from .models import Host

blueprint = Blueprint("editions_staff", __name__, url_prefix="/staff")


@blueprint.get("/host/")
@requires(Verb.SET_UP)
def host() -> str:
    found = current_host()
    return _host_page(found, HostForm.of_request(found, host_values(found)))


@blueprint.post("/host/")
@requires(Verb.SET_UP)
def change_host() -> Response:
    write()
    found = locked(current_host())
    form = HostForm.of_request(found, host_values(found))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_host_page(found, form), form.status)
    form.write_to(found)
    entry = audit.record("host.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".host", saved=entry.id), 303))


def _host_page(found: Host, form: HostForm) -> str:
    return render_template("editions/staff/host.html", form=form, change=editing.saved_change(found))
