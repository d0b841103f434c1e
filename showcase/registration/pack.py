"""Events with their sessions and holds in an edition folder."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from ..core import lunar, numbers, versions
from ..core.database import db
from ..core.i18n import LOCALES, use_locale
from ..core.shapes import (
    Choice,
    Clock,
    Day,
    Entry,
    Integer,
    ListOf,
    Mapping,
    OneOf,
    Report,
    Slug,
    String,
    Texts,
    Truth,
    Use,
    Words,
    non_empty,
)
from ..editions.parts import Part, Scope, SlugPart, read_texts, write_texts
from . import services
from .models import Event, Hold, Question, Session
from .rules import (
    AGE_BANDS,
    CHOICES,
    GUEST_KINDS,
    KEPT_DAYS,
    MOST_PLACES,
    Change,
    Party,
    Per,
    Person,
    QuestionKind,
    State,
)

MOST_ENTRIES = 99  # that a gate may allow in a day
# A time of the event's day; or of an earlier or another day.
TIME = OneOf(Clock(), mapping=Mapping({"at": Clock(), "days_before?": Integer(), "on?": Day()}))
SESSION = Mapping(
    {
        "slug": Slug(),
        "title": Texts(),
        "place?": Texts(),
        "pickup?": Texts(),
        "starts?": TIME,
        "ends?": TIME,
        "capacity?": Integer(),
    }
)


def _check_question(entry: Entry, report: Report) -> None:
    if (entry["kind"] in CHOICES) != (len(entry["options"]) > 1):
        report.fault(entry.place, "expected two options or more for the kinds one and several, none for the others")
    if entry["kept_days"] not in (None, *KEPT_DAYS):
        report.fault(entry.place, f"expected kept_days to be one of {', '.join(map(str, KEPT_DAYS))}")


def _check_gate(entry: Entry, report: Report) -> None:
    if entry["entries_limit"] is not None and not 1 <= entry["entries_limit"] <= MOST_ENTRIES:
        report.fault(entry.place, f"expected 1 to {MOST_ENTRIES} entries a day, found {entry['entries_limit']}")


GATE = Mapping(
    {
        "slug": Slug("gate"),
        "name": Texts(),
        "kind?": Choice("reception", "help_desk", "way_out", default="reception"),
        "any_time?": Truth(),
        "opens?": TIME,
        "closes?": TIME,
        "entries?": Choice("reentry", "once", "per_day", default="reentry"),
        "entries_limit?": Integer(),
        "sessions?": ListOf(String(120)),
    },
    _check_gate,
)
QUESTION = Mapping(
    {
        "slug": Slug(),
        "label": Texts(),
        "reason": Texts(),
        "help?": Texts(),
        "per?": Choice(*Per, default=Per.PARTY.value),
        "kind": Choice(*QuestionKind, default=QuestionKind.TEXT.value),
        "options?": ListOf(Mapping({"key": Slug(), "words": Words()}), unique="key"),
        "required?": Truth(),
        "asked?": Truth(default=True),
        "kept_days?": Integer(),
    },
    _check_question,
)
HOLD = Mapping({"name": String(120), "places": Integer(), "note?": String(2000)})
# Rehearsal guests. Nothing here may reach anybody: only reserved addresses.
GUEST = Mapping(
    {
        "ref": Slug("guest"),
        "guest_kind?": Choice(*GUEST_KINDS, default="overseas"),
        "state?": Choice(*State, default=State.CONFIRMED.value),
        "locale": Choice(*LOCALES),
        "days_ago?": Integer(),
        "changed_days_ago?": Integer(),
        "contact": Mapping(
            {
                "name": String(200),
                "country": String(2, "[A-Z]{2}", "a country such as VN"),
                "email?": String(254, r"[^@\s]+@(example\.org|[\w.-]+\.example)", "an address at example.org"),
                "phone?": String(40),
            }
        ),
        "delegation?": String(200),
        "note?": String(1000),
        "attendees": ListOf(
            Mapping(
                {
                    "name": String(200),
                    "age_band?": Choice(*AGE_BANDS),
                    "honorific?": String(40),
                    "called?": String(20),
                    "second_name?": String(200),
                    "office?": String(200),
                    "vip?": Truth(),
                    "diet?": String(200),
                    "access?": String(200),
                    "no_photo?": Truth(),
                    "dropped?": Truth(),
                    "sessions?": ListOf(String(120)),
                    "checked_in?": Mapping({"gate": Use("gate"), "minutes_ago": Integer()}),
                }
            ),
            at_least=1,
        ),
    }
)


def _use_sessions(entry: Entry, report: Report) -> None:
    if not entry["demo"]:
        report.fault(entry.place, "expected demo: true: an edition folder holds no real guests")
    for guest in entry["guests"]:
        for attendee in guest["attendees"]:
            for slug in attendee["sessions"]:
                report.use("session", f"{entry['event']}/{slug}", attendee.place)
        if not guest["contact"]["email"] and not guest["contact"]["phone"]:
            report.fault(guest.place, "expected an e-mail address or a telephone number")


GUESTS = Mapping({"event": Use("event"), "demo": Truth(), "guests": ListOf(GUEST)}, _use_sessions)
# Where each time stands in the file: key, or key and key below it.
TIMES = {
    "starts_at": ("starts",),
    "ends_at": ("ends",),
    "registration_opens_at": ("registration", "opens"),
    "registration_closes_at": ("registration", "closes"),
    "changes_close_at": ("registration", "changes"),
    "doors_open_at": ("doors", "open"),
    "doors_close_at": ("doors", "close"),
}


class EventPart(SlugPart):
    kind, file, path, model = "event", "events.yaml", "events", Event
    owner = "edition_id"
    fields = {
        "slug": Slug("event"),
        "demo?": Truth(),
        "on": Mapping({"solar?": Day(), "lunar?": String(5, r"\d\d?/\d\d?", "a lunar day such as 26/12")}),
        "starts": TIME,
        "ends": TIME,
        "timezone": String(40),
        "capacity?": Integer(),
        "waiting_list?": Truth(),
        "registration?": Mapping({"opens?": TIME, "closes?": TIME, "changes?": TIME}),
        "doors?": Mapping({"open?": TIME, "close?": TIME}),
        "sessions?": ListOf(SESSION, unique="slug"),
        "gates?": ListOf(GATE),
        "holds?": ListOf(HOLD),
        "questions?": ListOf(QUESTION, unique="slug"),
    }
    columns = {name: name for name in ("slug", "demo", "timezone", "capacity", "waiting_list", *TIMES)}
    required_texts = ("title",)

    def check(self, entry: Entry, report: Report) -> None:
        rule = entry["on"]
        if bool(rule["solar"]) == bool(rule["lunar"]):
            report.fault(rule.place, "expected one of solar and lunar")
        elif rule["lunar"] and _next_lunar(rule["lunar"], date(2024, 1, 1)) is None:
            report.fault(rule.place, f"no such lunar day: {rule['lunar']}")
        held = sum(hold["places"] for hold in entry["holds"])
        for hold in entry["holds"]:
            if not 0 < hold["places"] <= MOST_PLACES:
                report.fault(hold.place, f"expected 1 to {MOST_PLACES} places, found {hold['places']}")
        if entry["capacity"] is not None and held > entry["capacity"]:
            report.fault(entry.place, f"{held} places are kept back, of {entry['capacity']}")
        if entry["timezone"] not in available_timezones():
            report.fault(entry.place, f"expected a time zone such as Asia/Ho_Chi_Minh, found {entry['timezone']!r}")

    def names(self, entry: Entry, report: Report) -> None:
        for session in entry["sessions"]:
            report.name("session", f"{entry['slug']}/{session['slug']}", session.place)
        for gate in entry["gates"]:
            for slug in gate["sessions"]:
                report.use("session", f"{entry['slug']}/{slug}", gate.place)

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        """Dates by rule become days: the one that the event has, if it still fits the rule, else the next."""
        zone = ZoneInfo(entry["timezone"])
        stored = self.find(scope, entry)
        day = _day(
            entry["on"], stored.starts_at.astimezone(zone).date() if stored else None, scope.now.astimezone(zone)
        )
        resolved = Entry({name: entry[name] for name in ("slug", "demo", "timezone", "capacity", "waiting_list")})
        for name, (key, *below) in TIMES.items():
            resolved[name] = instant_of(entry[key][below[0]] if below else entry[key], day, zone)
        resolved["sessions"] = [
            {
                **session,
                "starts": instant_of(session["starts"], day, zone),
                "ends": instant_of(session["ends"], day, zone),
            }
            for session in entry["sessions"]
        ]
        for name in self.text_names():
            resolved[name] = {code: {**t, "text": _filled(t["text"], day, code)} for code, t in entry[name].items()}
        return resolved

    def refuse(self, record: Event, entry: Entry) -> str:
        if not record.may_have(entry["capacity"]):
            return f"capacity below the {record.taken + record.held} places taken" + " or kept back" * bool(record.held)
        taken = {session.slug: session.taken for session in record.sessions}
        for given in entry["sessions"]:
            places = taken.get(given["slug"], 0)
            if given["capacity"] is not None and given["capacity"] < places:
                return f"capacity below the {places} places taken"
        return ""

    def write(self, scope: Scope, record: Event, entry: Entry) -> None:
        super().write(scope, record, entry)
        stored = {session.slug: session for session in record.sessions}
        for position, given in enumerate(entry["sessions"]):
            session = stored.get(given["slug"])
            if session is None:
                session = Session(slug=given["slug"], taken=0)
                record.sessions.append(session)
            session.position, session.capacity = position, given["capacity"]
            session.starts_at, session.ends_at = given["starts"], given["ends"]
            for name in Session.FIELDS:
                write_texts(session, name, given[name])

    def read(self, scope: Scope, record: Event) -> Entry:
        entry = super().read(scope, record)
        entry["sessions"] = [
            {
                "slug": session.slug,
                "starts": session.starts_at,
                "ends": session.ends_at,
                "capacity": session.capacity,
                **{name: read_texts(session, name) for name in Session.FIELDS},
            }
            for session in sorted(record.sessions, key=lambda session: session.position)
        ]
        return entry

    def finish(self, scope: Scope, records: list[Event]) -> None:
        """What belongs to an event is made once, with it: afterwards the organisers rule."""
        for entry in self.entries(scope):
            event = self.find(scope, entry)
            if event is not None and self.label(entry) in scope.created:
                for hold in entry["holds"]:
                    db.session.add(Hold(event_id=event.id, **hold))
                    event.held += hold["places"]
                for given in entry["questions"]:
                    _add_question(event, given)
        db.session.flush()
        versions.refresh_instants()

    def export(self, scope: Scope, record: Event) -> dict[str, Any]:
        entry = self.read(scope, record)
        zone = ZoneInfo(record.timezone)
        day = record.starts_at.astimezone(zone).date()
        found: dict[str, Any] = {"slug": record.slug, "demo": record.demo, "on": {"solar": day}}
        for name, (key, *below) in TIMES.items():
            written = written_time(entry[name], day, zone)
            if below and written:
                found.setdefault(key, {})[below[0]] = written
            elif written:
                found[key] = written
        found |= {name: entry[name] for name in ("timezone", "capacity", "waiting_list", *self.text_names())}
        found["sessions"] = [
            non_empty(
                {
                    **given,
                    "starts": written_time(given["starts"], day, zone),
                    "ends": written_time(given["ends"], day, zone),
                },
                SESSION.fields,
            )
            for given in entry["sessions"]
        ]
        holds = db.session.scalars(db.select(Hold).filter_by(event_id=record.id).order_by(Hold.id))
        found["holds"] = [non_empty({name: getattr(hold, name) for name in HOLD.fields}, HOLD.fields) for hold in holds]
        found["questions"] = [_written_question(question) for question in record.questions]
        return non_empty(found, found)


def create_guests(scope: Scope) -> None:
    """Note the rehearsal guests of an event that this load has made; never again afterwards."""
    assert scope.folder
    document = scope.folder.files.get("guests.yaml")
    if document is None or f"event {document['event']}" not in scope.created:
        return
    # Those who are to wait come last: they wait because the others have taken the places.
    for guest in sorted(document["guests"], key=lambda guest: guest["state"] == State.WAITLISTED):
        _create_guest(document["event"], guest, scope)


def _create_guest(event: str, guest: Entry, scope: Scope) -> None:
    changed_at = scope.now - timedelta(days=guest["changed_days_ago"] or 0)
    registration = services.register(
        _party(event, guest), scope.now - timedelta(days=guest["days_ago"] or 0), notify=False, at_any_time=True
    )
    people = list(zip(registration.attendees, guest["attendees"], strict=True))
    drops = [Change(attendee.id, drop=True) for attendee, given in people if given["dropped"]]
    if drops:
        services.change(registration, drops, changed_at, notify=False)
    if guest["state"] in (State.CANCELLED, State.PENDING):
        services.cancel(registration, changed_at, notify=False)
        registration.state = guest["state"]
    for attendee, given in people:
        attendee.office, attendee.vip = given["office"] or "", bool(given["vip"])
    if guest["changed_days_ago"] is not None:
        registration.changed_at = changed_at
    db.session.flush()
    scope.guests += [(attendee.id, given) for attendee, given in people]


def _party(event: str, guest: Entry) -> Party:
    people = tuple(
        Person(
            name=given["name"],
            age_band=given["age_band"] or None,
            sessions=tuple(given["sessions"]),
            second_name=given["second_name"],
            honorific=given["honorific"],
            called=given["called"],
            diet=given["diet"],
            access=given["access"],
            no_photo=given["no_photo"],
        )
        for given in guest["attendees"]
    )
    contact = guest["contact"]
    return Party(
        event=event,
        locale=guest["locale"],
        contact_name=contact["name"],
        contact_country=contact["country"],
        contact_email=contact["email"] or None,
        contact_phone=contact["phone"] or None,
        people=people,
        consents={"processing": True, "sensitive": any(person.diet or person.access for person in people)},
        channel="sample",
        guest_kind=guest["guest_kind"],
        note=guest["note"],
        delegation=guest["delegation"] or "",
        demo=True,
    )


def _add_question(event: Event, given: Entry) -> None:
    columns = {name: given[name] for name in ("slug", "per", "kind", "options", "required", "asked")}
    question = Question(**columns, kept_days=given["kept_days"] or KEPT_DAYS[1], position=len(event.questions))
    event.questions.append(question)
    for name in Question.FIELDS:
        write_texts(question, name, given[name])


def _written_question(question: Question) -> dict[str, Any]:
    columns = {name: getattr(question, name) for name in ("slug", "per", "kind", "options", "required", "kept_days")}
    texts = {name: read_texts(question, name) for name in Question.FIELDS}
    # What says nothing is left out, and that a question is no longer asked says something.
    return non_empty({**columns, **texts}, QUESTION.fields) | ({} if question.asked else {"asked": False})


def _day(rule: Entry, stored: date | None, now: datetime) -> date:
    if rule["solar"]:
        day: date = rule["solar"]
        return day
    if stored is not None:
        found = lunar.lunar_day(stored)
        if (found.day, found.month, found.leap) == (*_numbers(rule["lunar"]), False):
            return stored
    found_day = _next_lunar(rule["lunar"], now.date())
    assert found_day, "checked before"
    return found_day


def _next_lunar(rule: str, after: date) -> date | None:
    try:
        return lunar.next_lunar(*_numbers(rule), after)
    except ValueError:
        return None


def _numbers(rule: str) -> tuple[int, int]:
    day, month = rule.split("/")
    return int(day), int(month)


def _filled(text: str, day: date, code: str) -> str:
    """A title with the names of the new year that follows the day."""
    year = lunar.new_year_after(day).year
    with use_locale(code):
        names = {"year_name": lunar.year_name(year), "animal": numbers.animal(year), "year": str(year)}
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def instant_of(given: Any, day: date, zone: ZoneInfo) -> datetime | None:
    """A TIME of the file, for an event on that day."""
    if not given:
        return None
    if isinstance(given, str):
        return datetime.combine(day, time.fromisoformat(given), zone)
    day = given["on"] or day - timedelta(days=given["days_before"] or 0)
    return datetime.combine(day, time.fromisoformat(given["at"]), zone)


def written_time(at: datetime | None, day: date, zone: ZoneInfo) -> Any:
    """An instant as a TIME of the file."""
    if at is None:
        return None
    local = at.astimezone(zone)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return clock if local.date() == day else {"at": clock, "on": local.date()}


PARTS: tuple[Part, ...] = (EventPart(),)
