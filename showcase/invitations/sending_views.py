"""Sending by mail in the console: who is reached and what they read is shown before anything leaves."""

from flask import Response, abort, make_response, redirect, request, url_for

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import clock, settings
from ..core.database import db, write
from ..core.i18n import lazy
from ..core.mail import Message
from ..registration.desk_pages import event_of
from ..registration.wording_views import MAIL_POLICY
from . import letters, mails, sending
from .invitation_pages import (
    THE_LIST,
    InvitationPage,
    blueprint,
    invitation_of,
    invitations_page,
    locked_invitation_of,
    offer,
)
from .listing import Filters
from .models import Invitation
from .rules import Stage

HERE = "staff_invitations.sending"
SHOWN = 10  # names on the page that asks
offer(InvitationPage(lazy("Send by mail"), HERE, 10))


@blueprint.get("/<slug>/send/", endpoint="sending")
@requires(Verb.INVITE)
def choice(slug: str) -> str:
    event, filters, now = event_of(slug), Filters.of(request.args), clock.now()
    return invitations_page(
        "invitations/staff/sending.html",
        event,
        HERE,
        filters=filters,
        numbers_of={kind: sending.count(event, kind, filters, now) for kind in letters.KINDS},
        may_remind=sending.may_remind(event, now),
        days=settings.REMIND_AFTER.value,
        sent=request.args.get("sent", type=int),
    )


@blueprint.get("/<slug>/send/<letter>/")
@requires(Verb.INVITE)
def confirm_sending(slug: str, letter: str) -> str:
    return _question(slug, _known(letter), Filters.of(request.args))


@blueprint.post("/<slug>/send/<letter>/")
@requires(Verb.INVITE)
def send(slug: str, letter: str) -> Response:
    """To all that the page has counted; where the number is another now, it asks again."""
    write()
    event, filters, now = event_of(slug), Filters.of(request.form), clock.now()
    sent = sending.send(event, _known(letter), filters, now)
    if not sent or str(sent) != request.form.get("number"):
        db.session.rollback()
        page = _question(slug, letter, filters, changed=True)
        return make_response(page, 409)
    db.session.commit()
    return make_response(redirect(url_for(".sending", slug=slug, sent=sent, letter=letter), 303))


@blueprint.get("/<slug>/<code>/mail/<letter>/")
@requires(Verb.INVITE)
def mail_to_one(slug: str, code: str, letter: str) -> str:
    return _question_of_one(invitation_of(event_of(slug), code), _known(letter))


@blueprint.post("/<slug>/<code>/mail/<letter>/")
@requires(Verb.INVITE)
def send_to_one(slug: str, code: str, letter: str) -> Response:
    """Once for each time the page was opened."""
    write()
    found = locked_invitation_of(slug, code)
    if not _may_be_sent(found, _known(letter)):
        db.session.rollback()
        return make_response(_question_of_one(found, letter), 409)
    if request.form.get("after") == str(_messages(found)):
        sending.send_one(found, letter, clock.now())
    db.session.commit()
    return make_response(redirect(url_for(".invitation", slug=slug, code=code, mailed=1), 303))


@blueprint.get("/<slug>/<code>/mail/<letter>/sheet")
@requires(Verb.INVITE)
def mail_sheet(slug: str, code: str, letter: str) -> Response:
    """As a mail program shows it."""
    found = invitation_of(event_of(slug), code)
    response = make_response(mails.letter(found, _known(letter)).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _known(letter: str) -> str:
    if letter not in letters.KINDS:
        abort(404)
    return letter


def _question(slug: str, letter: str, filters: Filters, changed: bool = False) -> str:
    event, now = event_of(slug), clock.now()
    some = sending.first(event, letter, filters, now, SHOWN)
    return invitations_page(
        "invitations/staff/send.html",
        event,
        HERE,
        above=True,
        kind=letter,
        filters=filters,
        number=sending.count(event, letter, filters, now),
        some=some,
        sample=some[0] if some else None,
        composed=mails.letter(some[0], letter) if some else None,
        changed=changed,
        days=settings.REMIND_AFTER.value,
    )


def _question_of_one(found: Invitation, letter: str) -> str:
    return invitations_page(
        "invitations/staff/send_one.html",
        found.event,
        THE_LIST,
        above=True,
        kind=letter,
        invitation=found,
        composed=mails.letter(found, letter),
        after=_messages(found),
        may_be_sent=_may_be_sent(found, letter),
    )


def _may_be_sent(found: Invitation, letter: str) -> bool:
    if not found.email or found.stage not in (Stage.NOTED, Stage.SENT, Stage.OPENED):
        return False
    return letter == letters.INVITATION or found.unsubscribed_at is None


def _messages(found: Invitation) -> int:
    mine = db.select(db.func.count(Message.id)).where(Message.kind.in_(letters.KINDS), Message.subject_id == found.id)
    return db.session.scalar(mine) or 0
