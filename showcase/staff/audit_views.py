"""The log of changes in the console: who did what to which record, to be read and taken home, never changed."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request, stream_with_context

from ..accounts.guard import requires
from ..accounts.models import Account, ApiToken
from ..accounts.rules import Verb
from ..checkin.models import Device
from ..core import audit, audit_chain, clock
from ..core.audit import AuditEntry
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.query_pages import page_address, page_of
from . import audit_log, audit_words

blueprint = Blueprint("staff_audit", __name__, url_prefix="/staff/audit")
EXPORTS = {
    "csv": (audit_log.as_csv, "text/csv; charset=utf-8"),
    "jsonl": (audit_log.as_json_lines, "application/jsonl"),
}


@blueprint.get("")
@requires(Verb.SEE_AUDIT)
def changes() -> str:
    filters = audit_log.Filters.of(request.args)
    page = page_of(audit_log.entries(filters, _zone()).order_by(AuditEntry.id.desc()))
    return render_template(
        "staff/audit.html",
        page=page,
        lines=audit_log.lines(page.items),
        filters=filters,
        who=_who(),
        things=audit_words.things(),
        deeds=audit_words.deeds_by_thing(),
        sealed=audit_chain.head(),
        unsealed=audit_chain.tail(),
        page_address=page_address,
    )


@blueprint.post("/export")
@requires(Verb.SEE_AUDIT)
def export() -> Response:
    """The filtered entries as a file, and an entry that says who took them."""
    write_rows, content_type = EXPORTS.get(request.form.get("format", "")) or abort(400)
    filters = audit_log.Filters.of(request.form)
    write()
    # Up to the newest entry now: the export itself is not part of what it takes.
    newest = db.session.scalar(db.select(db.func.max(AuditEntry.id))) or 0
    query = audit_log.entries(filters, _zone()).where(AuditEntry.id <= newest)
    number = db.session.scalar(db.select(db.func.count()).select_from(query.subquery())) or 0
    noted = {"format": request.form["format"], "entries": number, "narrowed_to": filters.given or None}
    audit.record("audit.exported", "audit", **audit.differences({}, noted))
    db.session.commit()
    response = Response(stream_with_context(_rolled_back(write_rows(query))), content_type=content_type)
    name = f"audit-{clock.in_zone(clock.now(), _zone()):%Y-%m-%d-%H%M}.{request.form['format']}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rolled_back(rows: Iterator[str]) -> Iterator[str]:
    """No transaction is left open, however the download ends."""
    try:
        yield from rows
    finally:
        db.session.remove()


def _zone() -> str:
    return str(g.get("timezone", "Asia/Ho_Chi_Minh"))


def _who() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everybody whose deeds can be looked for, in groups: (group, (label, name) pairs)."""

    def named(model: Any) -> list[tuple[str, str]]:
        rows = db.session.execute(db.select(model.id, model.name).order_by(model.name, model.id))
        return [(f"{model.__tablename__}:{number}", name) for number, name in rows]

    others = [("guest", _("a guest")), ("worker", _("the site itself")), ("command", _("a command on the server"))]
    groups = [
        (_("Accounts"), named(Account)),
        (_("Programs"), named(ApiToken)),
        (_("Phones"), named(Device)),
        (_("Others"), others),
    ]
    return [(label, people) for label, people in groups if people]
