"""The invitation as its guest sees it, by a link of its own: two buttons, and what follows from each.

Programs that look at links before people do (mail filters, previews in messengers) change nothing: an opening is noted
when somebody touches the page or presses a button, never because the page was fetched.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from ..core import clock
from ..core.database import db, write
from ..core.i18n import FALLBACK, locale, use_locale
from ..core.i18n import gettext as _
from ..core.security import private, refuse_cross_site
from ..registration import answering, contact, delegation_views, drafts, services, when
from ..registration.access_rules import Guest
from ..registration.models import Registration
from ..registration.rules import LARGEST_DELEGATION, LARGEST_PARTY, Party
from . import addressing, links, replies, words
from .models import Invitation
from .rules import Addressee, Reply

DRAFT = "invitation"  # unfinished answers to an invitation
blueprint = Blueprint("invitations", __name__, url_prefix="/<locale:locale>/i/<token>")
short = Blueprint("invitation_links", __name__)  # the address on a printed card knows no language


@short.get("/i/<token>/")
def in_their_language(token: str) -> Response:
    found = _invitation(token)
    return private(redirect(url_for("invitations.invitation", locale=found.locale, token=token), 302))


@blueprint.get("/")
def invitation(token: str) -> Response:
    found = _invitation(token)
    if replies.is_coming(found) and found.registration is not None:
        return answering.to_party(found.registration)
    values = {"invitation": found, "event": found.event, "token": token, "addressing": addressing, "when": when}
    if found.withdrawn_at is not None:
        return _page("withdrawn", **values)
    state = answering.state_of(found.event)
    if found.reply == Reply.NOT_THIS_YEAR:
        return _page("not_this_year", **values, **state)
    said = [(locale(), words.of(found))]
    if locale() != FALLBACK:
        with use_locale(FALLBACK):
            said.append((FALLBACK, words.of(found)))
    return _page("invitation", said=said, **values, **state)


@blueprint.post("/")
def reply(token: str) -> Response:
    """One of the two buttons."""
    refuse_cross_site()
    write()
    found, said = _invitation(token), request.form.get("reply")
    if said not in list(Reply):
        abort(400)
    if found.withdrawn_at is not None:
        return _back(token)
    if said == Reply.COMING:
        replies.note_opening(found, clock.now())
        db.session.commit()
        return private(redirect(url_for(".answer", token=token), 303))
    declined = replies.decline(found, clock.now())
    db.session.commit()
    if not declined and found.registration is not None:  # it is asked once more there
        return _to_cancellation(found.registration)
    return _back(token)


@blueprint.route("/answer/", methods=["GET", "POST"])
def answer(token: str) -> Response:
    """Who comes: the form that everybody gets, with what is known filled in."""
    asked = answer_to(token)
    if isinstance(asked, Response):
        return asked
    return private((delegation_views if asked.is_delegation else answering).answer(asked))


@drafts.opens(DRAFT)
def answer_to(token: str) -> answering.Asked | Response:
    """What an invitation asks, unless it is answered or withdrawn."""
    found = _invitation(token)
    if found.withdrawn_at is not None:
        return _back(token)
    if replies.is_coming(found) and found.registration is not None:
        return answering.to_party(found.registration)
    is_delegation = found.addressee == Addressee.DELEGATION
    largest = LARGEST_DELEGATION if is_delegation else LARGEST_PARTY
    return answering.Asked(
        found.event,
        url_for("invitations.answer", token=token),
        back=(_("Invitation"), url_for("invitations.invitation", token=token)),
        heading=_who_comes(found),
        note=partial(_accepted, found),
        start=_known_of_delegation(found) if is_delegation else _known(found),
        largest=min(found.most_people or largest, largest),
        is_delegation=is_delegation,
        draft=(DRAFT, token),
        guest=Guest(invited=True, kind=found.guest_kind),
    )


@blueprint.post("/news")
def news(token: str) -> Response:
    """Whether who does not come would like to hear from home."""
    refuse_cross_site()
    write()
    found = _invitation(token)
    wishes = {"yes": True, "no": False}.get(request.form.get("news", ""))
    if wishes is None:
        abort(400)
    replies.wish_news(found, wishes)
    db.session.commit()
    return _back(token)


@blueprint.post("/opening")
def opening(token: str) -> Response:
    """Somebody has touched the page."""
    refuse_cross_site()
    write()
    replies.note_opening(_invitation(token), clock.now())
    db.session.commit()
    return private(Response(status=204, content_type="text/plain"))


def _invitation(token: str) -> Invitation:
    found = links.of_token(token)
    if found is None:
        abort(404)
    return found


def _accepted(found: Invitation, key: str, body_digest: str, party: Party, now: datetime) -> Registration:
    theirs = replace(party, guest_kind=found.guest_kind, invited=True)
    return replies.accept(found, key, body_digest, theirs, now)


def _known_of_delegation(found: Invitation) -> dict[str, Any]:
    known = {"delegation": found.name, "country": _country(found), "email": found.email, "phone": found.phone}
    return {name: value for name, value in known.items() if value}


def _known(found: Invitation) -> dict[str, Any]:
    """What the form need not ask."""
    reached = {"country": _country(found), "email": found.email, "phone": found.phone, "home_phone": found.home_phone}
    person = {}
    if found.addressee not in addressing.BODIES:
        person = {"name": found.name, "honorific": found.honorific, "called": found.called}
    return {"people": [person], **{name: value for name, value in reached.items() if value}}


def _country(found: Invitation) -> str:
    """Where they live: as noted, otherwise as their telephone abroad says."""
    return found.country or contact.country_of(found.phone or "")


def _who_comes(found: Invitation) -> str:
    if found.addressee == Addressee.OFFICE:
        return _("Who comes for your office?")
    if found.addressee == Addressee.DELEGATION:
        return _("Who is of your delegation?")
    return _("Who comes with you?", guest=addressing.spoken_to(found))


def _page(template: str, **values: Any) -> Response:
    return private(make_response(render_template(f"invitations/{template}.html", **values)))


def _back(token: str) -> Response:
    return private(redirect(url_for("invitations.invitation", token=token), 303))


def _to_cancellation(registration: Registration) -> Response:
    token = services.private_token(registration)
    return private(redirect(url_for("registration.cancellation", token=token), 303))
