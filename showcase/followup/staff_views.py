"""After the gathering, in the console: counts, the page for guests, letters, words back, next year's list."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from sqlalchemy.orm import joinedload

from ..accounts.guard import requires, signed_in
from ..accounts.rules import Verb
from ..core import audit, clock
from ..core.database import db, locked, write
from ..core.i18n import country_name, use_locale
from ..core.localised import load_texts
from ..core.paging import pages_of
from ..core.query_pages import page_address
from ..core.slugs import SLUG
from ..registration import contact, guest_words
from ..registration import wording as host_words
from ..registration.desk_pages import desk_page, event_of, locked_event_of, to_event_in_front
from ..registration.models import Event, Registration
from ..registration.wording import SampleParty
from ..registration.wording_views import MAIL_POLICY
from . import books, letters, next_year, outcomes, photos, wording
from .models import Farewell, Feedback
from .rules import Letter

HERE = "staff_followup.overview"
ROWS = 50
blueprint = Blueprint("staff_followup", __name__, url_prefix="/staff/afterwards")


@blueprint.get("/")
@requires(Verb.SEE_GUESTS)
def in_front() -> Response:
    return to_event_in_front(HERE)


@blueprint.get("/<slug>/")
@requires(Verb.SEE_GUESTS)
def overview(slug: str) -> str:
    event = event_of(slug)
    return desk_page(
        "followup/staff/overview.html",
        event,
        HERE,
        counts=outcomes.counted(event),
        kept=outcomes.kept(event),
        farewell=_farewell(event),
        photos=photos.count(event),
        books=books.of(event.edition),
        reached=letters.reached(event),
        letters=wording.letters(),
        wishes=next_year.count(event),
        kinds=guest_words.kinds(),
        country_name=country_name,
        sessions={one.slug: one for one in event.sessions},
        aspects=wording.aspects(),
        liked=wording.liked(),
        again=wording.again(),
        is_over=event.ends_at <= clock.now(),
    )


@blueprint.post("/<slug>/counts")
@requires(Verb.CHANGE_GUESTS)
def keep_counts(slug: str) -> Response:
    write()
    outcomes.keep(locked_event_of(slug), signed_in(), clock.now())
    db.session.commit()
    return _to(".overview", slug, _anchor="counts")


@blueprint.post("/<slug>/page")
@requires(Verb.CHANGE_GUESTS)
def change_page(slug: str) -> Response:
    """Open the guests' page or close it, with the book or without."""
    write()
    event = locked_event_of(slug)
    found = _farewell(event)
    is_open, with_book = "open" in request.form, "book" in request.form
    if is_open != found.is_open or with_book != found.with_book:
        audit.record("farewell.changed", event, open=(found.is_open, is_open), with_book=(found.with_book, with_book))
        found.opened_at = (found.opened_at or clock.now()) if is_open else None
        found.with_book = with_book
        db.session.add(found)
        db.session.commit()
    return _to(".overview", slug, _anchor="page")


@blueprint.get("/<slug>/letters/<any(thanks, missed):letter>/")
@requires(Verb.CHANGE_GUESTS)
def letter(slug: str, letter: str) -> str:
    return _letter_page(event_of(slug), Letter(letter))


@blueprint.post("/<slug>/letters/<any(thanks, missed):letter>/")
@requires(Verb.CHANGE_GUESTS)
def send_letter(slug: str, letter: str) -> Response:
    """To all that the page has counted; where the number is another now, it asks again."""
    write()
    event = locked_event_of(slug)
    sent = letters.send(event, Letter(letter), clock.now()) if _farewell(event).is_open else 0
    if not sent or str(sent) != request.form.get("number"):
        db.session.rollback()
        return make_response(_letter_page(event_of(slug), Letter(letter), changed=True), 409)
    db.session.commit()
    return _to(".letter", slug, letter=letter, sent=sent)


@blueprint.get("/<slug>/letters/<any(thanks, missed):letter>/sheet/<code>")
@requires(Verb.CHANGE_GUESTS)
def letter_sheet(slug: str, letter: str, code: str) -> Response:
    """As a mail program shows it, in a language."""
    response = make_response(_sample(event_of(slug), Letter(letter), code).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.post("/<slug>/letters/<any(thanks, missed):letter>/told/<code>")
@requires(Verb.CHANGE_GUESTS)
def told(slug: str, letter: str, code: str) -> Response:
    write()
    event = event_of(slug)
    found = db.session.scalar(db.select(Registration).filter_by(event_id=event.id, code=code))
    letters.note_told(locked(found or abort(404)), clock.now())
    db.session.commit()
    return _to(".letter", slug, letter=letter, _anchor="by-hand")


@blueprint.get("/<slug>/feedback/")
@requires(Verb.SEE_GUESTS)
def words_back(slug: str) -> str:
    event = event_of(slug)
    said = db.select(Feedback).where(Feedback.event_id == event.id, db.or_(Feedback.best != "", Feedback.better != ""))
    total = db.session.scalar(db.select(db.func.count()).select_from(said.subquery())) or 0
    pages = pages_of(total, ROWS)
    rows = db.session.scalars(
        said.options(joinedload(Feedback.registration).lazyload("*"))
        .order_by(Feedback.said_at.desc(), Feedback.id.desc())
        .limit(pages.rows)
        .offset(pages.part.start)
    ).all()
    return desk_page(
        "followup/staff/feedback.html",
        event,
        HERE,
        rows=rows,
        pages=pages,
        total=total,
        page_address=page_address,
        counts=outcomes.words_back(event),
        aspects=wording.aspects(),
        liked=wording.liked(),
        again=wording.again(),
    )


@blueprint.get("/<slug>/next-year/")
@requires(Verb.SEE_GUESTS)
def next_list(slug: str) -> str:
    return _next_page(event_of(slug))


@blueprint.post("/<slug>/next-year/")
@requires(Verb.INVITE)
def invite(slug: str) -> Response:
    """Note invitations to a later event; sending them is the invitations' own step."""
    write()
    event = event_of(slug)
    chosen = request.form.get("event", "")
    target = next((one for one in next_year.later_events(event) if one.slug == chosen), None)
    if target is None or not SLUG.fullmatch(chosen):
        db.session.rollback()
        return make_response(_next_page(event_of(slug), unknown=True), 422)
    made = next_year.invite(event, locked(target), clock.now())
    db.session.commit()
    return _to(".next_list", slug, made=made, to=chosen)


def _to(endpoint: str, slug: str, **values: Any) -> Response:
    return make_response(redirect(url_for(endpoint, slug=slug, **values), 303))


def _farewell(event: Event) -> Farewell:
    return db.session.get(Farewell, event.id) or Farewell(event_id=event.id, opened_at=None, with_book=True)


def _letter_page(event: Event, kind: Letter, changed: bool = False) -> str:
    by_hand = letters.by_hand(event, kind)
    total = letters.reached(event)[kind]
    pages = pages_of(total.by_hand, ROWS)
    parties = db.session.scalars(by_hand.limit(pages.rows).offset(pages.part.start)).all()
    return desk_page(
        "followup/staff/letter.html",
        event,
        HERE,
        kind=kind,
        name=wording.letters()[kind],
        reached=total,
        parties=parties,
        pages=pages,
        farewell=_farewell(event),
        sample=_sample(event, kind, "vi"),
        changed=changed,
        message=lambda party: _message(party, kind),
        page_address=page_address,
        shown_phone=contact.shown_phone,
    )


def _sample(event: Event, kind: Letter, code: str) -> Any:
    from_where = SampleParty(event, code)
    with use_locale(code):
        words = host_words.own_words(from_where, kind)
        return letters.written(from_where, kind, words, host_words.PublicLinks(from_where).manage_url(from_where))


def _message(party: Registration, kind: Letter) -> str:
    """What to send by Zalo or Viber, in the party's own language."""
    with use_locale(party.locale):
        own = {name: text for name, text in host_words.own_words(party, kind).items() if text}
        words = host_words.filled(host_words.built_in_here(kind), party) | own
        return f"{words['opening']}\n\n{letters.page_url(party)}"


def _next_page(event: Event, unknown: bool = False) -> str:
    targets = next_year.later_events(event)
    load_texts(*targets)
    found = next_year.wishes(event)
    pages = pages_of(len(found), ROWS)
    return desk_page(
        "followup/staff/next_year.html",
        event,
        HERE,
        wishes=found[pages.part],
        total=len(found),
        pages=pages,
        targets=[(one, len(next_year.not_invited(found, one))) for one in targets],
        kinds=guest_words.kinds(),
        country_name=country_name,
        unknown=unknown,
        page_address=page_address,
    )
