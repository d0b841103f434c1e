"""What programs send about registrations and events, read strictly."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from ..core.errors import Problem
from ..core.i18n import LOCALES
from ..core.json_input import JsonInput
from ..core.slugs import SLUG
from . import answers, contact, rules, signals
from .access_rules import Access
from .models import Event, Question, Registration
from .rules import INSTANTS, MOST_PLACES, Change, EventInput, Party, Per, Person, QuestionKind, SessionInput

MOST_SESSIONS = 100
REQUIRED = ("slug", "title", "starts_at", "ends_at")
HOME_ZONE = "Asia/Ho_Chi_Minh"


def party_of(given: JsonInput, event: Event) -> Party:
    """A new registration's body; raises Problem(422).

    Answers are optional here even to questions that the form requires: programs that register know the contract, not
    what an organiser has added to one event since, and a family must not lose its places for it. What is open stands
    on its private page, above everything else, and on the guest's page in the console.
    """
    sessions = [session.slug for session in event.sessions]
    contact_given = given.object("contact", required=True)
    country = contact_given.choice("country", contact.countries(), required=True)
    consents = given.object("consents", required=True)
    agreed = {purpose: consents.flag(purpose) for purpose in rules.CONSENTS}
    if consents.raw("processing") is not True:
        consents.fault("processing", "Without this consent nothing may be kept.")
    email, phone, home_phone = _reach(contact_given, country)
    people = [
        _person(person, event, sessions, agreed["sensitive"])
        for person in given.objects("attendees", 1, rules.LARGEST_PARTY)
    ]
    party = Party(
        event=event.slug,
        locale=given.choice("locale", LOCALES, required=True) or "",
        contact_name=_name(contact_given) or "",
        contact_email=email,
        contact_phone=phone,
        home_phone=home_phone,
        contact_country=country or "",
        people=tuple(people),
        consents=agreed,
        channel="api",
        guest_kind=given.choice("guest_kind", rules.GUEST_KINDS) or "overseas",
        note=given.text("note", 1000) or "",
        answers=_answers(given, event, Per.PARTY),
        code=given.text("access_code", 40) or "",
    )
    given.finish()
    return party


def changes_of(given: JsonInput, registration: Registration) -> list[Change]:
    """A correction's body; raises Problem(422)."""
    sessions = [session.slug for session in registration.event.sessions]
    known = {attendee.id for attendee in registration.people}
    changes: list[Change] = []
    for one in given.objects("attendees", 1, rules.LARGEST_PARTY):
        attendee_id = one.integer("id", 1, 2**31 - 1, required=True)
        if attendee_id is not None and attendee_id not in known:
            one.fault("id", "This registration has no such attendee.")
        elif attendee_id in {change.attendee_id for change in changes}:
            one.fault("id", "This attendee is named twice.")
        name = _name(one) if "name" in one else None
        changes.append(Change(attendee_id or 0, name, one.choices("sessions", sessions)))
    given.finish()
    return changes


def event_of(given: JsonInput, event: Event | None) -> EventInput:
    """An event's body, new (event None) or to be changed; raises Problem(422)."""
    slug = given.text("slug", 120, required=event is None)
    if slug and not SLUG.fullmatch(slug):
        given.fault("slug", "Small letters a to z, digits and single hyphens are expected.")
    if event and slug and slug != event.slug:
        given.fault("slug", "A slug is never changed: printed codes lead to it.")
    title = given.localised("title", 300, required=event is None or "title" in given)
    values = _event_values(given, event)
    sessions = _sessions(given, event) if event is None or "sessions" in given else None
    known = {s.slug for s in sessions} if sessions is not None else {s.slug for s in event.sessions} if event else set()
    parts = _parts(given, event, known)
    given.finish()
    texts = {"title": title} if title else {}
    return EventInput(slug or (event.slug if event else ""), values, texts, sessions, parts)


def _event_values(given: JsonInput, event: Event | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in INSTANTS:
        if event is None or name in given:
            values[name] = given.time(name, required=name in REQUIRED)
    if event is None or "timezone" in given:
        values["timezone"] = given.choice("timezone", available_timezones()) or HOME_ZONE
    if event is None or "capacity" in given:
        values["capacity"] = given.integer("capacity", 0, MOST_PLACES)
    if event is None or "waiting_list" in given:
        values["waiting_list"] = given.flag("waiting_list")
    values |= _way_in(given, event is None)
    for first, last in rules.backwards(lambda name: _instant(values, event, name)):
        given.fault(last, f"It lies before {first}.")
    return values


def _way_in(given: JsonInput, is_new: bool) -> dict[str, Any]:
    """Who may come, as far as it is said."""
    values: dict[str, Any] = {}
    if is_new or "access" in given:
        values["access"] = given.choice("access", list(Access)) or Access.OPEN
    if is_new or "guest_kinds" in given:
        values["guest_kinds"] = list(given.choices("guest_kinds", rules.GUEST_KINDS) or ())
    return values


def _instant(values: dict[str, Any], event: Event | None, name: str) -> datetime | None:
    found: datetime | None = values[name] if name in values else getattr(event, name)
    return found


def _sessions(given: JsonInput, event: Event | None) -> list[SessionInput]:
    existing = {session.slug for session in event.sessions} if event else set()
    found: list[SessionInput] = []
    for one in given.objects("sessions", 0, MOST_SESSIONS):
        slug = one.text("slug", 120, required=True)
        if slug and not SLUG.fullmatch(slug):
            one.fault("slug", "Small letters a to z, digits and single hyphens are expected.")
        if slug in {session.slug for session in found}:
            one.fault("slug", "This slug is named twice.")
        title = one.localised("title", 300, required=slug not in existing or "title" in one)
        values = _way_in(one, slug not in existing)
        values |= {name: one.time(name) for name in ("opens_at", "closes_at") if name in one}
        capacity = one.integer("capacity", 0, MOST_PLACES)
        found.append(SessionInput(slug or "", title, capacity, "capacity" in one, values))
    return found


def _parts(given: JsonInput, event: Event | None, sessions: Collection[str]) -> dict[str, Any]:
    parts = {}
    for part in signals.event_fields:
        if event is None or part.field in given:
            value = given.raw(part.field)
            for name, message in part.check(event, value, sessions) if value is not None else []:
                given.fault(name, message)
            parts[part.field] = value
    return parts


def _name(given: JsonInput) -> str | None:
    name = given.text("name", 200, required=True)
    if name and not contact.has_a_letter(name):
        given.fault("name", "A name has at least one letter.")
    return name


def _reach(given: JsonInput, country: str | None) -> tuple[str | None, str | None, str | None]:
    """E-mail address, telephone number and the one in Việt Nam; one of them is needed."""
    typed_email = given.text("email", 254)
    email = contact.email_address(typed_email) if typed_email else None
    if typed_email and email is None:
        given.fault("email", "This is not an e-mail address.")
    phone, home_phone = _phone(given, "phone", country), _phone(given, "home_phone", contact.HOME)
    if all(given.raw(name) in (None, "") for name in ("email", "phone", "home_phone")):
        given.fault("email", "An e-mail address or a telephone number is required.")
    return email, phone, home_phone


def _phone(given: JsonInput, name: str, country: str | None) -> str | None:
    typed = given.text(name, 40)
    number = contact.phone_number(typed, country) if typed else None
    if typed and number is None:
        given.fault(name, "This is not a telephone number.")
    return number


def _person(given: JsonInput, event: Event, sessions: Collection[str], sensitive: bool) -> Person:
    diet, access = given.text("diet", 200), given.text("access", 200)
    if (diet or access) and not sensitive:
        given.fault("diet" if diet else "access", "This may only be kept with consents.sensitive.")
    return Person(
        name=_name(given) or "",
        age_band=given.choice("age_band", rules.AGE_BANDS),
        sessions=given.choices("sessions", sessions) or (),
        second_name=given.text("second_name", 200) or "",
        honorific=given.text("honorific", 40) or "",
        called=given.text("called", 20) or "",
        diet=diet or "",
        access=access or "",
        no_photo=given.flag("no_photo"),
        answers=_answers(given, event, Per.PERSON),
    )


def _answers(given: JsonInput, event: Event, per: Per) -> dict[str, Any]:
    """Answers to the event's questions, by slug; the questions are looked up only where some are given."""
    one = given.object("answers")
    if not one.names():
        return {}
    questions = {question.slug: question for question in answers.asked(event, per)}
    for slug in one.names() - questions.keys():
        one.fault(slug, "This question is not asked here.")
    return {slug: _answer(one, question) for slug, question in questions.items() if slug in one}


def _answer(given: JsonInput, question: Question) -> Any:
    keys = [option["key"] for option in question.options]
    match question.kind:
        case QuestionKind.YES_NO:
            return None if given.raw(question.slug) is None else given.flag(question.slug)
        case QuestionKind.ONE:
            return given.choice(question.slug, keys)
        case QuestionKind.SEVERAL:
            return list(given.choices(question.slug, keys) or ())
        case _:
            longest = rules.LONGEST_ANSWER[QuestionKind(question.kind)]
            return given.text(question.slug, longest, newlines=question.kind == QuestionKind.LONG_TEXT)


def idempotency_key(text: str | None) -> str | None:
    """The header's key, if the caller sent one; raises Problem(422) if it cannot be one."""
    if text is None:
        return None
    if not 1 <= len(text) <= 255 or not text.isascii() or not text.isprintable():
        fault = {"field": "Idempotency-Key", "message": "1 to 255 printable ASCII characters are expected."}
        raise Problem(422, "invalid", errors=[fault])
    return text
