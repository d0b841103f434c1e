"""The guest list, and the page of one party."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import lazyload

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb, may
from ..core import clock, mail, once
from ..core.database import db, write
from ..core.i18n import country_name
from ..core.localised import load_texts
from ..core.mail import Message
from ..core.query_pages import page_address
from ..core.slugs import SLUG
from ..editions.context import current_edition
from ..registration import answers, calls, services
from ..registration.models import Event, Registration
from ..registration.rules import Refused
from . import choices, columns, deeds, doing, filters, finding, notes, parts, party_facts, saved, wording
from .choices import EVENTS
from .deeds import Deed
from .finding import Place
from .forms import NoteForm
from .models import GuestDeed, GuestNote, GuestView
from .selection import Selection

blueprint = Blueprint("staff_guests", __name__, url_prefix="/staff/guests")
DEED = "#"  # before the key of a deed among those of filters
ON_PARTY = ("tags", "vip", "escort")  # the columns that a party's page shows of each person


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def guests() -> str:
    view, selection, place = _list_asked(), Selection.of(request.args), _place()
    if view is not None and not request.args.keys() & {"q", "event", *filters.known()}:
        selection = Selection.of(view.args)
    edition, event = current_edition(), event_of_list(selection)
    load_texts(*filter(None, (edition, edition and edition.host, event)))
    offered = [one for one in filters.offered() if event is not None or not one.of_one_event]
    possible = [one for one in deeds.offered() if (event is not None or not one.of_one_event) and may_do(one)]
    clauses = selection.clauses()
    wanted = {one.key: one.choices for one in offered} | {"event": EVENTS}
    wanted |= {f"{DEED}{one.key}": one.choices for one in possible}
    choice_of, beside = choices.load(wanted, event, [*finding.sizes(clauses), *saved.beside(signed_in())])
    page = finding.page_of(clauses, beside, place, "count" in request.args)
    shown = saved.columns_of(beside, view)

    def offers(key: str, value: str) -> bool:
        return any(choice.value == value for choice in choice_of.get(key, ()))

    return render_template(
        "guests/list.html",
        view=view,
        views=saved.views(beside),
        view_mark=saved.mark_of(view) if view else "",
        is_as_saved=view is not None and saved.kept_args(selection) == view.args,
        unknown=[filters.known()[key].label for key, value in selection.given.items() if not offers(key, value)],
        page=page,
        selection=selection,
        event=event,
        filters=offered,
        choices=choice_of,
        deeds=[(one, choice_of[f"{DEED}{one.key}"]) for one in possible if choice_of[f"{DEED}{one.key}"]],
        done=deed_done(),
        columns=shown,
        cells=columns.cells(shown, page.people),
        actions=parts.list_actions_of(selection),
        letters=finding.LETTERS,
        page_address=page_address,
    )


@blueprint.get("/<code>/")
@requires(Verb.SEE_GUESTS)
def registration(code: str) -> str:
    return party_page(party_facts.registration_of(code) or abort(404))


def party_page(found: Registration, note: NoteForm | None = None) -> str:
    """A party's page; `note`: a note that came back with something amiss."""
    g.timezone = found.event.timezone
    messages = party_facts.messages_of(found)
    possible = [one for one in deeds.offered() if may_do(one)]
    choice_of, _beside = choices.load({one.key: one.choices for one in possible}, found.event)
    own = columns.named(ON_PARTY)
    return render_template(
        "guests/party.html",
        registration=found,
        presences=party_facts.presences(found.attendees),
        messages=messages,
        jobs=party_facts.jobs_of(messages),
        answers=answers.entries(found, answers.of(found)),
        calls=calls.of(found),
        parts=parts.parts_of(found),
        actions=parts.actions_of(found),
        timeline=parts.timeline_of(found),
        columns=own,
        cells=columns.cells(own, found.people),
        deeds=[(one, choice_of[one.key]) for one in possible if choice_of[one.key]],
        done=deed_done(),
        note=note or NoteForm(None, people_of(found)),
        call_reasons=wording.call_reasons(),
        country=country_name(found.contact_country),
        states=wording.states(),
        kinds=wording.kinds(),
        tones=wording.tones(),
        message_states=wording.message_states(),
        message_kinds=wording.message_kinds(),
    )


def people_of(found: Registration) -> list[tuple[str, str]]:
    """Whom of a party a note may be about."""
    return [(str(person.id), person.name) for person in found.people if person.name] if len(found.people) > 1 else []


def may_do(deed: Deed) -> bool:
    return may(signed_in().role_name, Verb.CHANGE_GUESTS) and may(signed_in().role_name, deed.verb)


def deed_done() -> tuple[GuestDeed | None, str, bool] | None:
    """What has just been done, as the address says: the deed (None: nothing had to be changed), its words, its undo."""
    number = request.args.get("done", type=int)
    if number is None or not may(signed_in().role_name, Verb.CHANGE_GUESTS):
        return None
    made = doing.of_number(number) if 0 < number < 2**31 else None
    return (made, doing.worded(made), made.may_be_undone(clock.now())) if made else (None, "", False)


@blueprint.post("/<code>/notes")
@requires(Verb.CHANGE_GUESTS)
def add_note(code: str) -> Response:
    write()
    found = party_facts.registration_of(code) or abort(404)
    form = NoteForm(request.form, people_of(found))
    there = url_for(".registration", code=code, _anchor="timeline")
    if once.made_before(form, GuestNote) is not None:
        return make_response(redirect(there, 303))
    if not form.is_accepted():
        db.session.rollback()
        return make_response(party_page(party_facts.registration_of(code) or abort(404), form), form.status)
    about = next((person for person in found.people if str(person.id) == form.about.data), None)
    once.remember(form, notes.add(found, about, form.text.data or "", signed_in(), clock.now()))
    db.session.commit()
    return make_response(redirect(there, 303))


@blueprint.post("/<code>/messages/<int(max=2147483647):message_id>/resending")
@requires(Verb.CHANGE_GUESTS)
def resending(code: str, message_id: int) -> Response:
    """Send a message of this registration once more."""
    write()
    found, message = party_facts.registration_of(code), db.session.get(Message, message_id)
    if found is None or message is None or message not in party_facts.messages_of(found):
        abort(404)
    mail.resend(message)
    db.session.commit()
    return make_response(redirect(url_for(".registration", code=code), 303))


@blueprint.post("/<code>/seating")
@requires(Verb.CHANGE_GUESTS)
def seating(code: str) -> Response:
    """Somebody has called a party that waits: it comes, if there is room for all of it."""
    write()
    found = party_facts.registration_of(code)
    if found is None:
        abort(404)
    try:
        services.seat(found, clock.now())
    except Refused:
        db.session.rollback()
        return make_response(redirect(url_for(".registration", code=code, full=1), 303))
    db.session.commit()
    return make_response(redirect(url_for(".registration", code=code), 303))


def _list_asked() -> GuestView | None:
    """The saved view that the address names; what this account does not see is none."""
    number = request.args.get("view", type=int)
    return saved.view_of(number, signed_in()) if number is not None and 0 < number < 2**31 else None


def _place() -> Place:
    """Where the list begins, as the address says; what is no number or letter says nothing."""

    def number(name: str, most: int) -> int | None:
        text = request.args.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:10]) <= most else None

    letter = request.args.get("letter", "")
    return Place(
        number("page", 99_999) or 1,
        number("after", 2**31 - 1),
        number("before", 2**31 - 1),
        letter if len(letter) == 1 and letter in finding.LETTERS else "",
    )


def event_of_list(selection: Selection) -> Event | None:
    """The event that the list shows: the chosen one, or the only one that there is."""
    query = db.select(Event).options(lazyload("*")).order_by(Event.id).limit(2)
    if selection.event:
        query = query.filter_by(slug=selection.event if SLUG.fullmatch(selection.event) else None)
    found = db.session.scalars(query).all()
    return found[0] if len(found) == 1 else None


def every_event() -> list[Event]:
    found = list(db.session.scalars(db.select(Event).options(lazyload("*")).order_by(Event.starts_at.desc(), Event.id)))
    load_texts(*found)
    return found
