"""The console's page about the kinds of the host's papers: symbol, usual signer, files."""

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, editing
from ..core.database import db, locked, write
from ..editions.context import current_host
from ..editions.models import Host
from ..editions.papers import signers_of
from . import rules, wording
from .forms import KindsForm, stored_values
from .host_lines import FILES
from .models import PaperKind, kinds_of
from .rules import Kind

blueprint = Blueprint("paper_kinds", __name__, url_prefix="/staff/host/paper-kinds")


@blueprint.get("/")
@requires(Verb.SET_UP)
def kinds() -> str:
    found = current_host()
    return _page(found, KindsForm.of_request(found, stored_values(kinds_of(found))))


@blueprint.post("/")
@requires(Verb.SET_UP)
def change_kinds() -> Response:
    write()
    found = locked(current_host())
    stored = kinds_of(found)
    form = KindsForm.of_request(found, stored_values(stored))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_page(current_host(), form), form.status)
    signers = {one.slug: one.id for one in signers_of(found)}
    for kind, (symbol, signer, files) in form.rows.items():
        if kind not in stored and not (symbol.data or signer.data or files.data):
            continue
        one = stored.get(kind) or PaperKind(host_id=found.id, kind=kind)
        one.symbol, one.files = symbol.data or "", files.data or ""
        one.signer_id = signers.get(signer.data or "")
        db.session.add(one)
    entry = audit.record("paper_kinds.changed", found, **form.changes())
    db.session.commit()
    return make_response(redirect(url_for(".kinds", saved=entry.id), 303))


def _page(host: Host, form: KindsForm) -> str:
    usual = {kind: rules.number_of("5", rules.symbol_of(kind, host.paper_symbol)) for kind in Kind}
    return render_template(
        "papers/staff/kinds.html",
        form=form,
        change=editing.saved_change(host),
        names=wording.kinds(),
        usual=usual,
        files=FILES,
    )
