"""The host's own words in mails and on the card: stored per edition, kind and language, else as built in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import LOCALES, plural_form, use_locale
from ..core.i18n import gettext as _
from ..editions.models import Edition
from . import people, placeholders, when
from .models import Attendee, Event, Registration, Wording

MANY = 2  # the form of a built-in sentence that an officer sees
SAMPLE_COUNTRY = "US"


@dataclass(frozen=True)
class SamplePerson:
    """Somebody made up, to look at words before anybody has answered."""

    id: int
    name: str
    called: str = ""
    honorific: str = ""
    second_name: str = ""
    sessions: tuple[Any, ...] = ()


@dataclass(frozen=True)
class SampleParty:
    """A made-up party; has what mails ask of a registration."""

    event: Event
    locale: str
    code: str = "MAU12345"
    contact_name: str = "Đặng Thị Hường"
    contact_country: str = SAMPLE_COUNTRY
    people: tuple[SamplePerson, ...] = field(
        default=(SamplePerson(1, "Đặng Thị Hường", "Cô", "Bà"), SamplePerson(2, "Nguyễn Bảo Trân"))
    )


Party = Registration | SampleParty


class PublicLinks:
    """Addresses that open nothing private, for previews: the words are real, the keys are not."""

    def __init__(self, party: Party) -> None:
        self._address = absolute_url("registration.gathering", locale=party.locale, event=party.event.slug)

    def manage_url(self, party: Party) -> str:
        return self._address

    def calendar_url(self, party: Party) -> str:
        return self._address

    def ticket_url(self, attendee: Attendee | SamplePerson) -> str:
        return self._address

    def ticket_pdf_url(self, attendee: Attendee | SamplePerson) -> str:
        return self._address

    def ticket_picture_url(self, attendee: Attendee | SamplePerson) -> str:
        return self._address

    def tickets_pdf_url(self, party: Party) -> str:
        return self._address

    def code_of(self, attendee: Attendee | SamplePerson) -> str:
        return "0000"

    def short_code_of(self, attendee: Attendee | SamplePerson) -> str:
        return "0000 0000"


def stored(edition: Edition, kind: str) -> Wording | None:
    return db.session.scalar(db.select(Wording).filter_by(edition_id=edition.id, kind=kind))


def built_in(kind: str) -> dict[str, dict[str, str]]:
    """Field → language → the words as they are without the host's own."""
    found: dict[str, dict[str, str]] = {}
    for code in LOCALES:
        with use_locale(code):
            for name, text in built_in_here(kind).items():
                found.setdefault(name, {})[code] = text
    return found


def effective(edition: Edition, kind: str) -> dict[str, dict[str, str]]:
    """Field → language → the words that will be used."""
    own, words = stored(edition, kind), built_in(kind)
    if own is not None:
        for name in words:
            words[name] |= own.texts_of(name)
    return words


def keep(edition: Edition, kind: str, words: Mapping[str, Mapping[str, str]]) -> None:
    """Store what differs from the built-in words. The edition is locked by whoever calls."""
    record, plain = stored(edition, kind), built_in(kind)
    if record is None:
        record = Wording(edition_id=edition.id, kind=kind)
        db.session.add(record)
        db.session.flush()
    for name, texts in words.items():
        for code, text in texts.items():
            own = "" if text in ("", plain[name].get(code, "")) else text
            if own != record.texts_of(name).get(code, ""):
                record.set_text(name, code, own)


def event_of(edition: Edition) -> Event | None:
    """The event that an edition's words are looked at with: its first."""
    query = db.select(Event).filter_by(edition_id=edition.id).order_by(Event.starts_at, Event.id)
    return db.session.scalar(query.limit(1))


def party_of(edition: Edition, code: str) -> Registration | None:
    """A real party of the edition by its reference."""
    query = db.select(Registration).join(Registration.event).where(Event.edition_id == edition.id)
    return db.session.scalar(query.where(Registration.code == code.upper()))


def own_words(party: Party, kind: str, position: int | None = 1) -> dict[str, str]:
    """Field → the host's own words for this party in its language, filled in; empty where built in."""
    record = stored(party.event.edition, kind)
    texts = {
        name: record.texts_of(name).get(party.locale, "") if record else "" for name in placeholders.fields_of(kind)
    }
    return filled(texts, party, position)


def filled(texts: Mapping[str, str], party: Party, position: int | None = 1) -> dict[str, str]:
    """Words with a party's values; the page's language is the party's."""
    values = values_for(party, position)
    return {name: placeholders.filled(text, values) for name, text in texts.items()}


def values_for(party: Party, position: int | None) -> dict[str, str]:
    """What placeholders stand for."""
    return {
        **values_of_event(party.event),
        "person": people.contact_addressed(party),  # type: ignore[arg-type]
        "guests": _("%(guest)s and family", guest=people.contact_addressed(party)),  # type: ignore[arg-type]
        "reference": party.code,
        "number": str(len(party.people)),
        "position": str(position),
    }


def values_of_event(event: Event) -> dict[str, str]:
    """Those that are the same for everybody."""
    host = event.edition.host
    return {
        "event": str(event.text_in("title")),
        "day": when.day_of(event.starts_at, event.timezone),
        "lunar": when.lunar(event.starts_at, event.timezone),
        "hour": when.hour(event.starts_at, event.timezone),
        "venue": str(event.text_in("venue")),
        "host": str(host.text_in("name")),
        "phone": host.phone,
    }


def built_in_here(kind: str) -> dict[str, str]:
    """Field → the words as they are without the host's own, in the language of what is being made."""
    event = {"event": "{event}"}
    signature = _("With warm regards,") + "\n" + _("The organisers")
    if kind == placeholders.CARD:
        return {
            "heading": _("You are invited"),
            "opening": _("We warmly invite %(guests)s to the %(event)s.", guests="{guests}", event="{event}"),
            "closing": _meal(),
            "signature": _("The organisers"),
        }
    dear = _("Dear %(person)s,", person="{person}")
    if kind in placeholders.INVITATIONS:
        return {**_inviting(kind, dear), "signature": signature}
    if kind in placeholders.FAREWELLS:
        return {**_after(kind, dear), "signature": signature}
    many = {
        "confirmed": plural_form(
            "Thank you. The organisers have noted %(num)d person.",
            "Thank you. The organisers have noted %(num)d people.",
            MANY,
        ),
        "changed": plural_form(
            "Your changes are noted. %(num)d person comes:", "Your changes are noted. %(num)d people come:", MANY
        ),
        "waitlisted": plural_form(
            "We have the name of %(num)d person and will call you.",
            "We have the names of %(num)d people and will call you.",
            MANY,
        ),
        "pending": plural_form(
            "Thank you. We have the name of %(num)d person.", "Thank you. We have the names of %(num)d people.", MANY
        ),
    }
    taken_back = _("Your answer has been taken back")
    declined = _("We are sorry that we cannot receive you this time.")
    other = declined if kind == "declined" else taken_back
    head = many[kind].replace("%(num)d", "{number}") if kind in many else other
    subject, more = {
        "confirmed": (
            _("Your tickets: %(event)s", **event),
            _("It does not matter if you leave the ticket at home: just say your name at the reception table."),
        ),
        "changed": (_("Your changes are noted: %(event)s", **event), ""),
        "waitlisted": (_("We have your names: %(event)s", **event), _waiting()),
        "pending": (
            _("We have your names: %(event)s", **event),
            _("The organisers look at every answer and will confirm it to you."),
        ),
        "declined": (
            _("About your answer: %(event)s", **event),
            _(
                "More families have answered than we can receive. Home always looks forward to seeing you, and we"
                " gladly answer your call."
            ),
        ),
        "cancelled": (
            _("Your answer has been taken back: %(event)s", **event),
            _("Home always looks forward to seeing you. If things change, you are welcome to answer again."),
        ),
    }[kind]
    opening = "\n\n".join(part for part in (dear, head, more) if part)
    return {"subject": subject, "opening": opening, "closing": "", "signature": signature}


def _inviting(kind: str, dear: str) -> dict[str, str]:
    names = {"guests": "{guests}", "event": "{event}"}
    if kind == "invitation":
        subject = _("Invitation: %(event)s", event="{event}")
        said, closing = _("We warmly invite %(guests)s to the %(event)s.", **names), _meal()
    else:
        subject = _("We look forward to your answer: %(event)s", event="{event}")
        said = _(
            "Some time ago we invited %(guests)s to the %(event)s. Please let us know whether you are coming, so that "
            "a seat and a meal are ready for you.",
            **names,
        )
        closing = _("If you cannot come this year, a word helps us as well.")
    return {"subject": subject, "opening": f"{dear}\n\n{said}", "closing": closing}


def _after(kind: str, dear: str) -> dict[str, str]:
    names = {"event": "{event}"}
    if kind == "thanks":
        subject = _("Thank you for coming home: %(event)s", **names)
        said = _("Thank you for coming home. Your presence made the %(event)s warm and full.", **names)
        closing = _("We keep a place for you at home next year.")
    else:
        subject = _("We missed you: %(event)s", **names)
        said = _(
            "This year you could not be with us at the %(event)s. We missed you, and send you its pictures.", **names
        )
        closing = _("Home always looks forward to seeing you.", guest="{person}")  # Vietnamese names who is meant
    return {"subject": subject, "opening": f"{dear}\n\n{said}", "closing": closing}


def _meal() -> str:
    return _("A shared meal follows. It is free of charge.")


def _waiting() -> str:
    text = _(
        "All places are taken at the moment. You are number %(position)d on the list; we will write or call as soon as "
        "there is room for all of you together."
    )
    return text.replace("%(position)d", "{position}")
