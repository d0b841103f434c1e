"""An event's invitations in the console: how far each has come, one with its history, a new one."""

from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import defer, lazyload, selectinload

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core import audit, clock, editing, once
from ..core.audit import AuditEntry
from ..core.database import db, write
from ..core.i18n import LOCALES, country_name
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.mail import Message
from ..core.paging import pages_of
from ..core.query_pages import ON_A_PAGE, page_address
from ..editions.models import Unit
from ..invitations import addressing, forms, letters, listing, services, telling
from ..invitations import wording as words
from ..invitations.forms import HandedForm, InvitationForm
from ..invitations.invitation_pages import THE_LIST, blueprint, invitation_of, invitations_page, locked_invitation_of
from ..invitations.links import invitation_url
from ..invitations.listing import Filters
from ..invitations.models import Invitation
from ..invitations.rules import Reply, Stage
from ..registration import contact, guest_words, when
from ..registration.desk_pages import event_of
from ..registration.models import Event
from . import audit_log, wording

HISTORY = 40  # entries on an invitation's page


@blueprint.get("/")
@requires(Verb.INVITE)
def events() -> str:
    query = db.select(Event).options(lazyload(Event.sessions)).order_by(Event.starts_at.desc(), Event.id)
    found = db.session.scalars(query).all()
    load_texts(*found)
    return render_template(
        "invitations/staff/events.html",
        events=found,
        counts=listing.of_events(),
        stages=words.stages(),
        when=when,
    )


@blueprint.get("/<slug>/")
@requires(Verb.INVITE)
def invitations(slug: str) -> str:
    event, filters = event_of(slug), Filters.of(request.args)
    counts = listing.counts(event, filters)
    total = counts.get(filters.stage, 0) if filters.stage else sum(counts.values())
    pages = pages_of(total, ON_A_PAGE)
    query = listing.narrowed(event, filters)
    found = db.session.scalars(query.offset(pages.part.start).limit(pages.rows)).all()
    units = _units(listing.unit_codes(event))
    load_texts(*units)
    return invitations_page(
        "invitations/staff/invitations.html",
        event,
        THE_LIST,
        invitations=found,
        filters=filters,
        counts=counts,
        total=total,
        page=pages,
        units=_names(units),
        addressees=words.addressees(),
        kinds=guest_words.kinds(),
        reaches=reaches(),
        page_address=page_address,
    )


@blueprint.get("/<slug>/new")
@requires(Verb.INVITE)
def new_invitation(slug: str) -> str:
    event = event_of(slug)
    return _form_page(event, forms.invitation_form(event)(None, forms.new_invitation_values()))


@blueprint.post("/<slug>/new")
@requires(Verb.INVITE)
def create_invitation(slug: str) -> Response:
    write()
    event = event_of(slug)
    form = forms.invitation_form(event)(request.form, forms.new_invitation_values())
    if (made := once.made_before(form, Invitation)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_form_page(event, form), form.status)
    made = services.add(event, form.values(), form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to(made)


@blueprint.get("/<slug>/<code>/")
@requires(Verb.INVITE)
def invitation(slug: str, code: str) -> str:
    return _page(invitation_of(event_of(slug), code))


@blueprint.get("/<slug>/<code>/edit")
@requires(Verb.INVITE)
def edit_invitation(slug: str, code: str) -> str:
    found = invitation_of(event_of(slug), code)
    return _form_page(found.event, _form(found), found)


@blueprint.post("/<slug>/<code>/edit")
@requires(Verb.INVITE)
def change_invitation(slug: str, code: str) -> Response:
    write()
    found = locked_invitation_of(slug, code)
    form = _form(found)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_form_page(found.event, form, found), form.status)
    entry = services.change(found, form.values(), form.changes())
    db.session.commit()
    return _to(found, saved=entry.id)


@blueprint.post("/<slug>/<code>/sent")
@requires(Verb.INVITE)
def note_sent(slug: str, code: str) -> Response:
    """Told by message or telephone."""
    write()
    found = locked_invitation_of(slug, code)
    services.note_sent(found, clock.now())
    db.session.commit()
    return _to(found, told=1)


@blueprint.post("/<slug>/<code>/handed")
@requires(Verb.INVITE)
def note_handed(slug: str, code: str) -> Response:
    write()
    found, form = locked_invitation_of(slug, code), HandedForm(request.form)
    takes_back = "none" in request.form
    if not takes_back and not form.validate():
        db.session.rollback()
        return make_response(_page(found, form), 422)
    services.note_handed(found, None if takes_back else form.handed_on.data)
    db.session.commit()
    return _to(found)


@blueprint.post("/<slug>/<code>/reply")
@requires(Verb.INVITE)
def note_reply(slug: str, code: str) -> Response:
    """What was said by telephone; who has answered on the page changes the answer there."""
    write()
    found, said = locked_invitation_of(slug, code), request.form.get("reply", "")
    if said and said not in list(Reply):
        abort(400)
    if found.registration_id is not None:
        db.session.rollback()
        return make_response(_page(found, answered=True), 409)
    services.note_reply(found, Reply(said) if said else None, clock.now())
    db.session.commit()
    return _to(found)


@blueprint.post("/<slug>/<code>/link")
@requires(Verb.INVITE)
def renew_link(slug: str, code: str) -> Response:
    write()
    found = locked_invitation_of(slug, code)
    if request.form.get("version") == str(found.link_version):  # a double click renews once
        services.renew_link(found)
    db.session.commit()
    return _to(found, renewed=1)


@blueprint.post("/<slug>/<code>/withdrawal")
@requires(Verb.INVITE)
def withdraw(slug: str, code: str) -> Response:
    write()
    found = locked_invitation_of(slug, code)
    services.withdraw(found, clock.now())
    db.session.commit()
    return _to(found)


@blueprint.post("/<slug>/<code>/restoration")
@requires(Verb.INVITE)
def restore(slug: str, code: str) -> Response:
    write()
    found = locked_invitation_of(slug, code)
    services.restore(found)
    db.session.commit()
    return _to(found)


def reaches() -> dict[str, str]:
    """How a guest can be told."""
    return {"email": _("by e-mail"), "phone": _("by telephone"), "hand": _("by hand only")}


def _page(found: Invitation, form: HandedForm | None = None, answered: bool = False) -> str:
    event = found.event
    units = _units([found.unit_code]) if found.unit_code else []
    load_texts(*units)
    told_now = "told" in request.args
    kind = letters.REMINDER if found.stage in (Stage.SENT, Stage.OPENED) and not told_now else letters.INVITATION
    return invitations_page(
        "invitations/staff/invitation.html",
        event,
        THE_LIST,
        invitation=found,
        form=form or HandedForm(data={"handed_on": clock.in_zone(clock.now(), event.timezone).date()}),
        answered=answered,
        change=editing.saved_change(found),
        url=invitation_url(found),
        message=telling.message(found, kind),
        is_reminder=kind == letters.REMINDER,
        addressing=addressing,
        phones=telling.numbers(found),
        shown_phone=contact.shown_phone,
        alike=listing.of_the_same_name(found),
        upcoming=listing.next_to_tell(found) if told_now else None,
        told_now=told_now,
        mailed="mailed" in request.args,
        renewed="renewed" in request.args,
        unit=_names(units).get(found.unit_code, found.unit_code),
        country=country_name(found.country) if found.country else "",
        language=LOCALES[found.locale].name if found.locale in LOCALES else found.locale,
        kinds=guest_words.kinds(),
        history=audit_log.lines(_entries(found)),
        messages=_messages(found),
        message_states=wording.message_states(),
        message_kinds=wording.message_kinds(),
        tones=wording.tones(),
    )


def _form_page(event: Event, form: InvitationForm, found: Invitation | None = None) -> str:
    return invitations_page(
        "invitations/staff/edit.html",
        event,
        THE_LIST,
        form=form,
        invitation=found,
        honorifics=forms.HONORIFICS,
        called=forms.CALLED,
    )


def _form(found: Invitation) -> InvitationForm:
    return forms.invitation_form(found.event).of_request(found, forms.invitation_values(found))


def _to(found: Invitation, **more: Any) -> Response:
    return make_response(redirect(url_for(".invitation", slug=found.event.slug, code=found.code, **more), 303))


def _entries(found: Invitation) -> list[AuditEntry]:
    query = db.select(AuditEntry).filter_by(subject=audit.name_of(found)).options(selectinload(AuditEntry.values))
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(HISTORY)))


def _messages(found: Invitation) -> list[Message]:
    mine = db.select(Message).where(Message.kind.in_(letters.KINDS), Message.subject_id == found.id)
    return list(db.session.scalars(mine.order_by(Message.id.desc())))


def _units(codes: Any) -> list[Unit]:
    """The communes of these codes, a list or a query of them."""
    query = db.select(Unit).where(Unit.code.in_(codes)).options(lazyload("*"), defer(Unit.outline))
    return list(db.session.scalars(query.order_by(Unit.id)))


def _names(units: list[Unit]) -> dict[str, str]:
    """Code → name, in the order of the names."""
    names = {unit.code: str(unit.text_in("name")) for unit in units}
    return dict(sorted(names.items(), key=lambda one: one[1]))
