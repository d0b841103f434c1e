"""Announcements of an event in the console: write, choose whom, look at every language, send once, follow up."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import audit, clock, mail, mail_pace, once
from ..core.database import db, write
from ..core.i18n import LOCALES
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..core.query_pages import page_address, page_of
from ..guests import choices, filters
from ..registration import desk_pages, placeholders, wording_forms
from ..registration.desk_pages import event_of, to_event_in_front
from ..registration.models import Event, Registration
from ..registration.wording import PublicLinks
from ..registration.wording_views import MAIL_POLICY
from . import audience, forms, letters, services, wording
from .audience import Audience
from .forms import AnnouncementForm
from .models import Announcement
from .rules import Kind, State, Way

blueprint = Blueprint("announcements", __name__, url_prefix="/staff/announcements")
HERE = "announcements.desk"


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def front() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.SEE_GUESTS)
def desk(slug: str) -> str:
    event = event_of(slug)
    query = db.select(Announcement).filter_by(event_id=event.id).order_by(Announcement.id.desc())
    found = list(db.session.scalars(query))
    for one in found:
        set_committed_value(one, "event", event)
    return _shown(
        "announcements/staff/desk.html",
        event,
        HERE,
        announcements=found,
        counts=services.counts_of([one.id for one in found]),
        states=wording.states(),
        kinds=wording.kinds(),
        deleted="deleted" in request.args,
    )


@blueprint.get("/<slug>/new")
@requires(Verb.CHANGE_GUESTS)
def new(slug: str) -> str:
    event = event_of(slug)
    return _form_page(event, AnnouncementForm(None, forms.fresh()), chosen=_chosen(event, request.args))


@blueprint.post("/<slug>/new")
@requires(Verb.CHANGE_GUESTS)
def create(slug: str) -> Response:
    write()
    event = event_of(slug)
    form, chosen = AnnouncementForm(request.form, forms.fresh()), _chosen(event, request.args)
    if (made := once.made_before(form, Announcement)) is not None:
        return _to(made)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_form_page(event, form, chosen=chosen), form.status)
    made = services.add(event, form.kind.data, chosen, signed_in())
    form.write_to(made)
    services.note_added(made, form.changes())
    once.remember(form, made)
    db.session.commit()
    return _to(made)


@blueprint.get("/<slug>/<int(max=2147483647):number>/")
@requires(Verb.SEE_GUESTS)
def announcement(slug: str, number: int) -> str:
    return _page(_announcement(event_of(slug), number))


@blueprint.get("/<slug>/<int(max=2147483647):number>/edit")
@requires(Verb.CHANGE_GUESTS)
def edit(slug: str, number: int) -> str:
    found = _draft(event_of(slug), number)
    return _form_page(found.event, AnnouncementForm.of_request(found, forms.stored(found)), found)


@blueprint.post("/<slug>/<int(max=2147483647):number>/edit")
@requires(Verb.CHANGE_GUESTS)
def change(slug: str, number: int) -> Response:
    write()
    found = services.held(_draft(event_of(slug), number))
    form = AnnouncementForm.of_request(found, forms.stored(found))
    if not found.is_draft:  # somebody has just sent it
        return _to(found)
    if not form.is_accepted():
        db.session.rollback()
        return make_response(_form_page(found.event, form, found), form.status)
    form.write_to(found)
    audit.record("announcement.changed", found, **form.changes())
    db.session.commit()
    return _to(found)


@blueprint.get("/<slug>/<int(max=2147483647):number>/readers")
@requires(Verb.CHANGE_GUESTS)
def readers(slug: str, number: int) -> str:
    """Whom it is for: narrowed as the guest list is, with what follows from it."""
    event = event_of(slug)
    found = _draft(event, number)
    chosen = _chosen(event, request.args) if "look" in request.args else found.chosen
    offered = filters.offered()
    loaded, _others = choices.load({one.key: one.choices for one in offered}, event)
    return _shown(
        "announcements/staff/readers.html",
        event,
        HERE,
        announcement=found,
        chosen=chosen,
        filters=offered,
        choices=loaded,
        audience=audience.of_event(event, chosen, Kind(found.kind)),
        reasons=wording.reasons(),
        Way=Way,
    )


@blueprint.post("/<slug>/<int(max=2147483647):number>/readers")
@requires(Verb.CHANGE_GUESTS)
def choose(slug: str, number: int) -> Response:
    write()
    event = event_of(slug)
    found = services.held(_draft(event, number))
    if found.is_draft:
        services.choose(found, _chosen(event, request.form))
    db.session.commit()
    return _to(found)


@blueprint.get("/<slug>/<int(max=2147483647):number>/sheet/<language>")
@requires(Verb.SEE_GUESTS)
def sheet(slug: str, number: int, language: str) -> Response:
    """As a mail program shows it to a real reader of that language; its addresses open nothing private."""
    found = _announcement(event_of(slug), number)
    party = _reader(found, language) if language in LOCALES else None
    if party is None:
        abort(404)
    response = make_response(letters.letter(found, party, language, PublicLinks(party)).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.post("/<slug>/<int(max=2147483647):number>/test")
@requires(Verb.CHANGE_GUESTS)
def test(slug: str, number: int) -> Response:
    """To the officer's own address, with a made-up party."""
    write()
    found, code = _announcement(event_of(slug), number), request.form.get("locale", "")
    if code not in LOCALES:
        abort(400)
    mail.post(letters.TEST, found.id, signed_in().email, code)
    audit.record("announcement.tested", found, locale=(None, code))
    db.session.commit()
    return _to(found, tested=1)


@blueprint.post("/<slug>/<int(max=2147483647):number>/sending")
@requires(Verb.CHANGE_GUESTS)
def send(slug: str, number: int) -> Response:
    """To all that the page has counted; where the number is another now, it asks again. Pressed twice, it goes once."""
    write()
    found = _announcement(event_of(slug), number)
    try:
        sent = services.send(found, request.form.get("reached", -1, type=int), signed_in(), clock.now())
    except services.Changed:
        db.session.rollback()
        return make_response(_page(_announcement(event_of(slug), number), changed=True), 409)
    if sent is not None:
        db.session.commit()
    else:  # pressed twice
        db.session.rollback()
    return _to(found, went=1)


@blueprint.post("/<slug>/<int(max=2147483647):number>/resending")
@requires(Verb.CHANGE_GUESTS)
def resend(slug: str, number: int) -> Response:
    write()
    found = services.held(_announcement(event_of(slug), number))
    again = services.resend(found)
    db.session.commit()
    return _to(found, again=again)


@blueprint.post("/<slug>/<int(max=2147483647):number>/calls")
@requires(Verb.CHANGE_GUESTS)
def call(slug: str, number: int) -> Response:
    """Those whom it did not reach, onto the list of calls."""
    write()
    found = services.held(_announcement(event_of(slug), number))
    asked = services.let_call(found, clock.now())
    db.session.commit()
    return _to(found, called=asked)


@blueprint.post("/<slug>/<int(max=2147483647):number>/removal")
@requires(Verb.CHANGE_GUESTS)
def remove(slug: str, number: int) -> Response:
    write()
    event = event_of(slug)
    found = _announcement(event, number, or_none=True)
    if found is not None and services.held(found).is_draft:
        services.remove(found)
    db.session.commit()
    return make_response(redirect(url_for(".desk", slug=slug, deleted=1), 303))


def _page(found: Announcement, changed: bool = False) -> str:
    event = found.event
    load_texts(found, event.edition.host)
    return _draft_page(found, changed) if found.is_draft else _sent_page(found)


def _shown(template: str, event: Event, endpoint: str, **values: Any) -> str:
    return desk_pages.desk_page(template, event, endpoint, titled=services.titled, **values)


def _draft_page(found: Announcement, changed: bool) -> str:
    event = found.event
    planned = audience.of_event(event, found.chosen, Kind(found.kind))
    return _shown(
        "announcements/staff/draft.html",
        event,
        HERE,
        announcement=found,
        audience=planned,
        narrowed=_narrowed(event, found.chosen),
        previews=_previews(found, planned),
        languages=LOCALES,
        kinds=wording.kinds(),
        reasons=wording.reasons(),
        Way=Way,
        changed=changed,
        tested="tested" in request.args,
    )


def _sent_page(found: Announcement) -> str:
    state = request.args.get("state", "")
    state = state if state in list(State) else ""
    counts = services.counts(found)
    return _shown(
        "announcements/staff/sent.html",
        found.event,
        HERE,
        announcement=found,
        counts=counts,
        total=sum(counts.values()),
        state=state,
        recipients=page_of(services.recipients(found, state)),
        page_address=page_address,
        languages=LOCALES,
        states=wording.states(),
        tones=wording.tones(),
        reasons=wording.reasons(),
        kinds=wording.kinds(),
        outlook=mail_pace.outlook(clock.now()),
        went="went" in request.args,
        again=request.args.get("again", type=int),
        called=request.args.get("called", type=int),
    )


def _form_page(
    event: Event, form: AnnouncementForm, found: Announcement | None = None, chosen: Mapping[str, str] | None = None
) -> str:
    meanings = wording_forms.meanings()
    allowed = placeholders.ALLOWED[placeholders.ANNOUNCEMENT]
    return _shown(
        "announcements/staff/edit.html",
        event,
        HERE,
        form=form,
        announcement=found,
        narrowed=_narrowed(event, chosen or {}) if found is None else [],
        placeholders=[(f"{{{name}}}", meanings[name]) for name in allowed],
    )


def _previews(found: Announcement, planned: Audience) -> list[dict[str, Any]]:
    """For each language that the set reads, what a real reader of it gets."""
    firsts = {locale: planned.first_of(locale) for locale in planned.languages}
    parties = _parties(found.event, [number for number in firsts.values() if number])
    shown = []
    for locale, number in firsts.items():
        party = parties.get(number or 0)
        if party is not None and locale in LOCALES:
            composed = letters.letter(found, party, locale, PublicLinks(party))
            is_fallback = found.text_in("body", locale).is_fallback or found.text_in("subject", locale).is_fallback
            shown.append(
                {
                    "language": LOCALES[locale],
                    "number": planned.languages[locale],
                    "party": party,
                    "composed": composed,
                    "is_fallback": is_fallback,
                }
            )
    return shown


def _reader(found: Announcement, locale: str) -> Registration | None:
    number = audience.of_event(found.event, found.chosen, Kind(found.kind)).first_of(locale)
    return _parties(found.event, [number]).get(number) if number is not None else None


def _parties(event: Event, numbers: list[int]) -> dict[int, Registration]:
    """Parties with their people, as a mail asks for them."""
    query = db.select(Registration).where(Registration.id.in_(numbers))
    people = selectinload(Registration.attendees).lazyload("*")
    found = {party.id: party for party in db.session.scalars(query.options(lazyload("*"), people))}
    for party in found.values():
        set_committed_value(party, "event", event)
    return found


def _narrowed(event: Event, chosen: Mapping[str, str]) -> list[str]:
    """What the set is narrowed to, in words."""
    known = {key: one for key, one in filters.known().items() if key in chosen}
    loaded, _others = choices.load({key: one.choices for key, one in known.items()}, event)
    said = [_("Name: %(name)s", name=chosen["q"])] if chosen.get("q") else []
    for key, one in known.items():
        words = next((choice.words for choice in loaded[key] if choice.value == chosen[key]), chosen[key])
        said.append(f"{one.label}: {words}")
    return said


def _chosen(event: Event, values: Mapping[str, str]) -> dict[str, str]:
    """Of an address or a form what narrows the set; the event is that of the page."""
    return {name: value for name, value in audience.selection_of(event, values).args.items() if name != "event"}


def _announcement(event: Event, number: int, or_none: bool = False) -> Any:
    query = db.select(Announcement).filter_by(event_id=event.id, id=number)
    found = db.session.scalar(query)
    if found is not None:
        set_committed_value(found, "event", event)
    return found if found is not None or or_none else abort(404)


def _draft(event: Event, number: int) -> Announcement:
    """One that may still be changed; who comes too late reads what went out."""
    found: Announcement = _announcement(event, number)
    if not found.is_draft:
        abort(_to(found))
    return found


def _to(found: Announcement, **more: Any) -> Response:
    return make_response(redirect(url_for(".announcement", slug=found.event.slug, number=found.id, **more), 303))
