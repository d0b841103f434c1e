"""What officers correct of a party and of its people, and what they note of one that telephones."""

from typing import Any

from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from ..core.editing import EditForm
from ..core.forms import Checkboxes, NoControlCharacters, at_most, clean, has_control_characters
from ..core.i18n import LOCALES, lazy
from ..core.i18n import gettext as _
from ..registration import guest_words
from ..registration.contact_fields import EmailAddress, Lettered, Telephone, country_choices
from ..registration.forms import AGE_LABELS
from ..registration.models import Attendee, Event, Registration
from ..registration.name_lines import NameLines, people_in
from ..registration.rules import GUEST_KINDS, LARGEST_PARTY, Person

LINE, LETTERED = NoControlCharacters(), Lettered()
PARTY = (
    "contact_name",
    "contact_country",
    "contact_email",
    "contact_phone",
    "home_phone",
    "locale",
    "guest_kind",
    "note",
)
DETAILS = ("second_name", "honorific", "called", "office", "phone", "diet", "access", "no_photo", "vip")
LONGEST_REASON = 500


def _line(label: Any, most: int, description: Any = "", *more: Any, **options: Any) -> StringField:
    return StringField(
        label, [Optional(), at_most(most), LINE, *more], filters=[clean], description=description, render_kw=options
    )


class ReachForm(EditForm):
    """How a party is reached: an e-mail address, or a number."""

    contact_country = SelectField(
        lazy("Country"), [InputRequired(lazy("Please choose a country."))], choices=country_choices
    )
    contact_email = _line(
        lazy("E-mail"),
        254,
        lazy("A new address gets the way to the party's page; the old one is told that it is no longer in use."),
        EmailAddress(),
        inputmode="email",
        autocapitalize="off",
    )
    contact_phone = _line(
        lazy("Phone"),
        40,
        lazy("In any notation: as it is dialled there, with +, with 00."),
        Telephone("contact_country"),
        inputmode="tel",
    )
    home_phone = _line(lazy("Phone in Việt Nam"), 40, "", Telephone(), inputmode="tel")
    locale = SelectField(lazy("Language"), choices=lambda: [(code, one.name) for code, one in LOCALES.items()])
    guest_kind = SelectField(lazy("Kind"), choices=lambda: [(kind, guest_words.kinds()[kind]) for kind in GUEST_KINDS])
    note = TextAreaField(
        lazy("Words to the organiser"),
        [Optional(), at_most(1000), NoControlCharacters(allow_newlines=True)],
        filters=[clean],
        description=lazy("What the family has said; it reads this too."),
        render_kw={"rows": 3},
    )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not (
            self.contact_email.data or self.contact_phone.data or self.home_phone.data or self.contact_email.errors
        ):
            self.contact_email.errors = [_("Please give an e-mail address or a telephone number.")]
            return False
        return sound


class PartyForm(ReachForm):
    contact_name = StringField(
        lazy("Who answered"),
        [DataRequired(lazy("Please fill in this line.")), at_most(200), LINE, LETTERED],
        filters=[clean],
    )

    def values(self) -> dict[str, Any]:
        empty = {"contact_email", "contact_phone", "home_phone"}
        return {name: (self[name].data or None) if name in empty else self[name].data for name in PARTY}


class PersonForm(EditForm):
    """One person, as an officer knows them; made for an event and a country: `person_form`."""

    name = StringField(
        lazy("Full name"),
        [DataRequired(lazy("Please write this person's name.")), at_most(200), LINE, LETTERED],
        filters=[clean],
        description=lazy("With or without diacritics, in any order, in any script."),
    )
    second_name = _line(lazy("Name used abroad"), 200, lazy("If it differs; the name card shows both."))
    honorific = _line(lazy("Title before the name"), 40, list="honorific-words")
    called = _line(lazy("How they wish to be called"), 20, lazy("Bác, Cô, Chú, Dì, Anh, Chị …"), list="called-words")
    office = _line(lazy("Office, organisation"), 200, lazy("As it is said when the guest is introduced."))
    phone = StringField(lazy("Phone"))
    age_band = SelectField(lazy("Age"), choices=lambda: [(code, str(label)) for code, label in AGE_LABELS.items()])
    sessions = Checkboxes(lazy("Takes part in"))
    diet = _line(lazy("Food"), 200, lazy("Vegetarian, an allergy …"))
    access = _line(lazy("Help on the day"), 200, lazy("A wheelchair, a seat near the door …"))
    no_photo = BooleanField(lazy("Please do not photograph this person alone"))
    vip = BooleanField(lazy("Received by protocol (VIP)"))

    def details(self) -> dict[str, Any]:
        return {name: self[name].data for name in DETAILS} | {"age_band": self.age_band.data or None}

    def chosen(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.sessions.data or ()))

    def person(self) -> Person:
        taken = {name: self[name].data for name in DETAILS if name not in ("office", "vip")}
        return Person(self.name.data, self.age_band.data or None, self.chosen(), **taken)


def person_form(event: Event, country: str) -> type[PersonForm]:
    """The form with the event's sessions; numbers are read as they are dialled in that country or in Việt Nam."""
    boxes = _sessions(lazy("Takes part in"), event)
    phone = _line(
        lazy("Phone"), 40, lazy("Of this person alone, such as a member of a delegation."), Telephone(country=country)
    )
    for field, instead in ((boxes, PersonForm.sessions), (phone, PersonForm.phone)):
        field.creation_counter = instead.creation_counter
    return type("PersonOfEventForm", (PersonForm,), {"sessions": boxes, "phone": phone})


class CallerForm(ReachForm):
    """A party that telephones: names one a line, the caller first; details follow on the party's page."""

    names = TextAreaField(
        lazy("Who comes"),
        [
            DataRequired(lazy("Please write at least one name.")),
            at_most(4000),
            NoControlCharacters(allow_newlines=True),
            NameLines(
                LARGEST_PARTY, lazy("At most %(count)d people to an answer; note a larger group as a delegation.")
            ),
        ],
        filters=[clean],
        description=lazy(
            "One name a line, who calls first. A word before it in brackets is the title: (Bà) Đặng Thị Hường"
        ),
        render_kw={"rows": 4},
    )
    sessions = Checkboxes(lazy("All take part in"))
    processing = BooleanField(
        lazy("The caller agrees that these details are used to receive the family at this gathering."),
        [InputRequired(lazy("Please ask, and tick it: the answer may only be noted with this consent."))],
    )
    guardian = BooleanField(
        lazy("If children under 16 come: a parent, or somebody who speaks for the parents, has called.")
    )
    contact_later = BooleanField(lazy("Would like the publication and next year's invitation."))

    def people(self) -> list[Person]:
        chosen = tuple(dict.fromkeys(self.sessions.data or ()))
        return people_in(self.names.data, chosen)

    def consents(self) -> dict[str, bool]:
        return {name: bool(self[name].data) for name in ("processing", "guardian", "contact_later")}


def caller_form(event: Event) -> type[CallerForm]:
    boxes = _sessions(lazy("All take part in"), event)
    boxes.creation_counter = CallerForm.sessions.creation_counter
    return type("CallerOfEventForm", (CallerForm,), {"sessions": boxes})


def party_values(registration: Registration) -> dict[str, Any]:
    """A party as its form takes it."""
    return {name: getattr(registration, name) or "" for name in PARTY}


def person_values(attendee: Attendee) -> dict[str, Any]:
    columns = {name: getattr(attendee, name) for name in ("name", *DETAILS)}
    return {**columns, "age_band": attendee.age_band or "", "sessions": [session.slug for session in attendee.sessions]}


def faulty_reason(reason: str) -> bool:
    return len(reason) > LONGEST_REASON or has_control_characters(reason, allow_newlines=True)


def _sessions(label: Any, event: Event) -> Checkboxes:
    return Checkboxes(label, choices=[SelectChoice(one.slug, str(one.text_in("title"))) for one in event.sessions])
