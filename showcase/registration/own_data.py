"""Everything stored about a party, told to it; and its end, where the party wishes so."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from ..core import audit, keys
from ..core.audit import AuditEntry
from ..core.database import db
from ..core.i18n import LOCALES
from ..core.i18n import gettext as _
from ..core.mail import Message
from . import answers, calls, consents, guest_words, merging, retention, services, signals
from .models import Attendee, Registration
from .services import LETTERS
from .signals import OwnPart


def parts(registration: Registration) -> list[OwnPart]:
    """In the visitor's language; the values are plain: texts, numbers, true and false, instants, lists of these."""
    return [
        _answer(registration),
        _people(registration),
        _consents(registration),
        _questions(registration),
        _messages(registration),
        _calls(registration),
        _merges(registration),
        *(source(registration) for source in signals.own_data_sources),
        _changes(registration),
    ]


def erase(registration: Registration, now: datetime) -> None:
    """Forget a party for good: places go on to others, numbers stay. A second time changes nothing.

    Once the gathering has begun nothing is cancelled: who came is a number that stays.
    """
    services.hold(registration)
    if not registration.contact_name:  # by another request, while this one waited
        return
    has_come = bool(signals.entries_of([one.id for one in registration.attendees]))  # before the time, or in a trial
    if registration.event.may_be_declined(now) and not has_come:
        services.cancel(registration, now, notify=False)
    signals.erased.send(registration)
    number = len(registration.attendees)
    same = [one.id for one in merging.all_of(registration)]  # what was joined to it is about the same people
    retention.forget_parties(db.select(Registration.id).where(Registration.id.in_(same)))
    audit.record("guest.erased", registration, people=(number, 0))
    db.session.flush()
    db.session.expire_all()


def was_of(token: str) -> bool:
    """Whether this was the private address of a party that has since been forgotten."""
    find = partial(db.session.get, Registration)
    found = keys.owner_of_link(services.LINK, token, find, lambda party: party.link_version - 1)
    return found is not None and not found.contact_name


def _answer(registration: Registration) -> OwnPart:
    labels = {
        "code": _("Reference"),
        "event": _("Event"),
        "state": _("State"),
        "delegation_name": _("Delegation"),
        "contact_name": _("Name of the person who answers"),
        "contact_email": _("E-mail address"),
        "contact_phone": _("Telephone"),
        "home_phone": _("Telephone in Việt Nam"),
        "contact_country": _("Country where you live"),
        "locale": _("Language"),
        "note": _("Anything else we should know"),
        "created_at": _("Answered"),
        "changed_at": _("Changed last"),
    }
    columns = {name: getattr(registration, name) for name in labels if name not in ("event", "state")}
    said = {
        "event": str(registration.event.text_in("title")),
        "state": guest_words.states()[registration.state],
        "locale": LOCALES[registration.locale].name,
    }
    return OwnPart("answer", _("Your answer"), labels, [{name: {**columns, **said}[name] for name in labels}])


def _people(registration: Registration) -> OwnPart:
    labels = {
        "name": _("Name of each person"),
        "second_name": _("Name used abroad"),
        "honorific": _("Title before the name"),
        "called": _("How you wish to be called"),
        "office": _("Office and organisation"),
        "phone": _("Telephone"),
        "age_band": _("Age group"),
        "sessions": _("Takes part in"),
        "diet": _("Food"),
        "access": _("Help on the day"),
        "no_photo": _("The wish not to be photographed alone"),
        "ticket_version": _("Ticket no."),
        "dropped_at": _("Taken off"),
    }
    return OwnPart("people", _("The people"), labels, [_person(one, labels) for one in registration.attendees])


def _person(attendee: Attendee, labels: dict[str, str]) -> dict[str, Any]:
    sessions = [str(session.text_in("title")) for session in attendee.sessions]
    return {name: sessions if name == "sessions" else getattr(attendee, name) for name in labels}


def _consents(registration: Registration) -> OwnPart:
    labels = {
        "purpose": _("What for"),
        "given": _("Given"),
        "text_version": _("Version of the text"),
        "locale": _("Language"),
        "channel": _("Came by"),
        "at": _("When"),
    }
    rows = [{name: getattr(one, name) for name in labels} for one in consents.history(registration)]
    words = purposes()
    named = [
        {
            **row,
            "purpose": words.get(row["purpose"], row["purpose"]),
            "locale": LOCALES[row["locale"]].name,
            "channel": _channels().get(row["channel"], row["channel"]),
        }
        for row in rows
    ]
    return OwnPart("consents", _("What you agreed to"), labels, named)


def purposes() -> dict[str, str]:
    """What somebody agrees to, as it goes on after “I agree that they …”."""
    return {
        "processing": _("use these details to receive us"),
        "guardian": _("speak for the children who are named"),
        "sensitive": _("keep what is said about food and help"),
        "contact_later": _("write to us again"),
        "photo": _("publish photographs in which we can be recognised"),
        "publish_name": _("mention our names"),
    }


def _questions(registration: Registration) -> OwnPart:
    labels = {"question": _("Question"), "person": _("Who"), "answer": _("What you answered")}
    rows = [
        {
            "question": str(one.question.text_in("label")),
            "person": one.attendee.name if one.attendee else "",
            "answer": [str(word) for word in one.words],
        }
        for one in answers.entries(registration, answers.of(registration))
        if one.words
    ]
    return OwnPart("questions", _("The organisers' questions"), labels, rows)


def _messages(registration: Registration) -> OwnPart:
    labels = {"recipient": _("To"), "kind": _("Kind"), "state": _("State"), "created_at": _("When")}
    query = db.select(Message).where(Message.kind.in_(LETTERS), Message.subject_id == registration.id)
    rows = [
        {
            "recipient": one.recipient,
            "kind": guest_words.letters().get(one.kind, one.kind),
            "state": _("sent") if one.sent_at else _("address refused") if one.has_failed else _("waiting to leave"),
            "created_at": one.created_at,
        }
        for one in db.session.scalars(query.order_by(Message.id))
    ]
    return OwnPart("messages", _("Messages to you"), labels, rows)


def _channels() -> dict[str, str]:
    return {
        "web": _("the site"),
        "api": _("a program of the organisers"),
        "door": _("the reception table"),
        "phone": _("the telephone"),
        "staff": _("the organisers"),
        "sample": _("the site itself"),
    }


def _calls(registration: Registration) -> OwnPart:
    labels = {"due_on": _("To be done by"), "reason": _("Why"), "done_at": _("Done"), "outcome": _("What was said")}
    reasons = guest_words.call_reasons()
    found = calls.of(registration)
    rows = [{**{n: getattr(one, n) for n in labels}, "reason": reasons.get(one.reason, one.reason)} for one in found]
    return OwnPart("calls", _("Telephone calls"), labels, rows)


def _merges(registration: Registration) -> OwnPart:
    labels = {"code": _("Reference"), "contact_name": _("Name of the person who answers"), "made_at": _("When")}
    rows = [
        {"code": one.gone.code, "contact_name": one.gone.contact_name, "made_at": one.made_at}
        for one in merging.of_kept(registration)
    ]
    return OwnPart("merges", _("Answers that were joined to this one"), labels, rows)


def _changes(registration: Registration) -> OwnPart:
    labels = {"at": _("When"), "who": _("Who"), "deed": _("What was done"), "fields": _("Details")}
    rows = [
        {
            "at": entry.at,
            "who": _who(entry.actor),
            "deed": deed_of(entry),
            "fields": list(fields_of(entry)),
        }
        for entry in entries_of(registration)
    ]
    return OwnPart("changes", _("What was changed"), labels, rows)


def deed_of(entry: AuditEntry) -> str:
    """What was done, in words."""
    return next((words(entry.verb) for words in signals.deed_words), entry.verb)


def entries_of(registration: Registration) -> list[AuditEntry]:
    """The log of changes to a party, its people, answers and calls."""
    found = answers.of(registration)
    about = [registration, *registration.attendees, *found.values(), *calls.of(registration)]
    names = [audit.name_of(one) for one in about]
    query = db.select(AuditEntry).where(AuditEntry.subject.in_(names)).order_by(AuditEntry.id)
    return list(db.session.scalars(query.options(db.selectinload(AuditEntry.values))))


def _who(actor: str) -> str:
    kind = actor.partition(":")[0]
    return {
        "guest": _("you, or who has your link"),
        "account": _("the organisers"),
        "device": _("the reception table"),
        "token": _("a program of the organisers"),
    }.get(kind, _("the site itself"))


def fields_of(entry: AuditEntry) -> Iterator[str]:
    """What it changed, a line for each field, as far as it can still be read."""
    kind = entry.subject.partition(":")[0]
    for change in audit.readable(entry):
        name = next((words(kind, change.field) for words in signals.field_words), change.field)
        old, new = (_value(kind, change.field, one) for one in (change.old, change.new))
        said = f"{old} → {new}" if old else new
        gone = _("(deleted)")  # no call within an f-string: the catalogues would not see it
        yield f"{name}: {gone if change.erased else said}"


def _value(kind: str, field: str, said: Any) -> str:
    plain = "" if said is None else str(said)
    return next((words(kind, field, said) for words in signals.value_words), plain)
