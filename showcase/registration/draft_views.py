"""Continue later: an unfinished answer under a private address, for the guest or for a relative who goes on with it."""

from flask import Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ..core import qr, throttle
from ..core.database import db, write
from ..core.i18n import locale
from ..core.security import private, refuse_cross_site
from . import answering, delegation_views, drafts, when
from .models import Draft
from .views import blueprint

MAILED_AN_HOUR = 3  # of one draft
MAILED_FROM_AN_ADDRESS = 20


@blueprint.get("/d/<token>/")
def draft(token: str) -> Response:
    """The form again, with everything typed."""
    found = _draft(token)
    g.draft = _shown(found)
    typed = drafts.typed_in(found)
    if typed is None:
        abort(404)
    asked = drafts.asked_by(found, typed)
    if isinstance(asked, BaseResponse):
        return private(asked)
    return private((delegation_views if asked.is_delegation else answering).go_on(asked, typed))


@blueprint.get("/d/<token>/kept/")
def draft_kept(token: str) -> Response:
    """That it is saved and not sent, and the address to go on."""
    found = _draft(token)
    page = render_template(
        "registration/draft.html",
        event=found.event,
        draft=_shown(found),
        email=drafts.email_in(found),
        done=request.args.get("done"),
        qr_svg=qr.svg,
        when=when,
    )
    return private(make_response(page))


@blueprint.post("/d/<token>/messages")
def mail_draft(token: str) -> Response:
    """Send the address to whoever typed an e-mail address into the form."""
    refuse_cross_site()
    found = _draft(token)
    email = drafts.email_in(found)
    if email is None:
        return private(redirect(url_for(".draft_kept", token=token), 303))
    _count("draft-mail", str(found.id), MAILED_AN_HOUR)
    _count("draft-mails", request.remote_addr or "", MAILED_FROM_AN_ADDRESS)
    write()
    found = _draft(token)
    drafts.mail_address(found, email, locale())
    db.session.commit()
    return private(redirect(url_for(".draft_kept", token=token, done="sent"), 303))


@blueprint.post("/d/<token>/deletion")
def delete_draft(token: str) -> Response:
    refuse_cross_site()
    write()
    found = _draft(token)
    back = url_for(".register", event=found.event.slug)
    drafts.throw_away(found)
    db.session.commit()
    return private(redirect(back, 303))


def _shown(draft: Draft) -> dict[str, object]:
    """What pages say of a draft."""
    return {"token": drafts.private_token(draft), "until": drafts.kept_until(draft), "saved_at": draft.saved_at}


def _count(purpose: str, who: str, limit: int) -> None:
    try:
        throttle.count(purpose, who, limit, 3600)
    except throttle.TooMany:
        abort(429)


def _draft(token: str) -> Draft:
    found = drafts.of_private_token(token)
    if found is None:
        abort(404)
    return found
