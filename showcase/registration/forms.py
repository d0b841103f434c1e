"""What guests type: the party that answers an invitation, and later corrections."""

import hashlib
import json
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from ..core import clock
from ..core.forms import Checkboxes, Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy, locale, ngettext
from . import access, answers, codes, rules, session_choices
from .access_rules import CodeRefused, Guest
from .answer_forms import AnswersForm, answers_form
from .contact_fields import EmailAddress, Lettered, Telephone, country_choices
from .models import Event
from .public_forms import PublicForm
from .refusals import words_of
from .rules import Party, Per, Person, Refused

AGE_LABELS = {
    "": lazy("Not said"),
    "0-6": lazy("6 and under"),
    "7-15": lazy("7 to 15"),
    "16-59": lazy("16 to 59"),
    "60+": lazy("60 and over"),
}
# What is asked of a party again where it changes its people or takes a consent back.
SENSITIVE = lazy("I agree that they also keep what I wrote about food and help, until 7 days after the gathering.")
GUARDIAN = lazy("I am a parent of the children under 16 named here, or speak for their parents.")
NEEDS_SENSITIVE = lazy("You wrote about food or help: please tick this, or empty those fields.")
NEEDS_GUARDIAN = lazy("A child is named: please tick this if you are a parent or speak for the parents.")
LINE = NoControlCharacters()
LETTERED, EMAIL, HOME_TELEPHONE = Lettered(), EmailAddress(), Telephone()
_BESIDE = {"born", "key", "told", "checked", "file"}  # what a form carries beside the answer


class PersonForm(Form):
    name = StringField(
        lazy("Full name, as you write it"),
        [DataRequired(lazy("Please write this person's name.")), at_most(200), LINE, LETTERED],
        filters=[clean],
        description=lazy("With or without diacritics, in any order, in any script."),
        render_kw={"autocomplete": "off"},
    )
    age_band = SelectField(lazy("Age"), choices=lambda: [(code, str(label)) for code, label in AGE_LABELS.items()])
    sessions = Checkboxes(lazy("Takes part in"))
    answers = FormField(AnswersForm)
    honorific = StringField(
        lazy("Title before the name"),
        [Optional(), at_most(40), LINE],
        filters=[clean],
        description=lazy("As on the name card: Mr, Mrs, Venerable, Father, Professor …"),
        render_kw={"list": "honorifics"},
    )
    called = StringField(
        lazy("May we call you"),
        [Optional(), at_most(20), LINE],
        filters=[clean],
        description=lazy("Bác, Cô, Chú, Dì, Anh, Chị …"),
        render_kw={"list": "called"},
    )
    second_name = StringField(
        lazy("Name used abroad"),
        [Optional(), at_most(200), LINE],
        filters=[clean],
        description=lazy("If it differs; the name card shows both."),
    )
    diet = StringField(
        lazy("Food"),
        [Optional(), at_most(200), LINE],
        filters=[clean],
        description=lazy("Vegetarian, an allergy …"),
    )
    access = StringField(
        lazy("Help on the day"),
        [Optional(), at_most(200), LINE],
        filters=[clean],
        description=lazy("A wheelchair, a seat near the door …"),
    )
    no_photo = BooleanField(lazy("Please do not photograph this person alone"))

    already = ""  # why this person may have answered before, said once beside the name
    ADDRESS = ("honorific", "called", "second_name")
    WISHES = ("diet", "access", "no_photo")

    @property
    def is_faulty(self) -> bool:
        """Whether the folded part holds something to mend."""
        return any(self[name].errors for name in (*self.ADDRESS, "sessions"))

    @property
    def address(self) -> str:
        return ", ".join(self[name].data for name in self.ADDRESS if self[name].data)

    @property
    def has_wishes(self) -> bool:
        return any(self[name].data or self[name].errors for name in self.WISHES)

    @property
    def is_child(self) -> bool:
        return self.age_band.data in rules.CHILDREN

    def person(self) -> Person:
        return Person(
            name=self.name.data,
            age_band=self.age_band.data or None,
            sessions=tuple(dict.fromkeys(self.sessions.data or ())),
            second_name=self.second_name.data,
            honorific=self.honorific.data,
            called=self.called.data,
            diet=self.diet.data,
            access=self.access.data,
            no_photo=self.no_photo.data,
            answers=self.answers.form.given(),
        )


class RegistrationForm(PublicForm):
    """The answer to an invitation; with an event's questions: `registration_form`."""

    access_code = StringField(
        lazy("Code from your letter"),
        [Optional(), at_most(40), LINE],
        filters=[clean],
        description=lazy("Eight letters and digits, such as K7QM-2R9X."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    people = FieldList(FormField(PersonForm), min_entries=1, max_entries=rules.LARGEST_PARTY + 1)
    answers = FormField(AnswersForm)
    told = HiddenField()  # that some of these people may have answered already: asked once, never in the way
    note = TextAreaField(
        lazy("Anything else we should know"), [Optional(), at_most(1000), NoControlCharacters(True)], filters=[clean]
    )
    sensitive = BooleanField(SENSITIVE)
    contact_name = StringField(
        lazy("Your own name"),
        [Optional(), at_most(200), LINE, LETTERED],
        filters=[clean],
        render_kw={"autocomplete": "name"},
    )
    country = SelectField(
        lazy("Country where you live"),
        [InputRequired(lazy("Please choose a country."))],
        choices=country_choices,
        render_kw={"autocomplete": "country"},
    )
    email = StringField(
        lazy("E-mail address"),
        [Optional(), at_most(254), LINE, EMAIL],
        filters=[clean],
        description=lazy("The tickets come here. An e-mail address or a telephone number is enough."),
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off"},
    )
    phone = StringField(
        lazy("Telephone"),
        [Optional(), at_most(40), LINE, Telephone("country")],
        filters=[clean],
        description=lazy("As you dial it at home, or with + and the country code."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    home_phone = StringField(
        lazy("Telephone in Việt Nam"),
        [Optional(), at_most(40), LINE, HOME_TELEPHONE],
        filters=[clean],
        description=lazy("Yours while you are here, or a relative's. It may also be given later."),
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    processing = BooleanField(
        lazy("I agree that the organisers use these details to receive us at this gathering."),
        [InputRequired(lazy("We may only note your answer with this consent."))],
    )
    guardian = BooleanField(GUARDIAN)
    contact_later = BooleanField(lazy("Please write to me again: the publication, next year's invitation."))
    photo = BooleanField(lazy("Photographs in which we can be recognised may be published."))
    publish_name = BooleanField(lazy("Our names may be mentioned in reports about the gathering."))

    WISHES = ("note", "sensitive")

    def __init__(
        self,
        event: Event,
        *args: Any,
        largest: int = rules.LARGEST_PARTY,
        guest: Guest = Guest(),  # noqa: B008 - nothing in it changes
        **values: Any,
    ) -> None:
        super().__init__(*args, **values)
        self.event, self.largest, self.guest = event, largest, guest
        sessions = session_choices.of_event(event, guest, clock.now(), access.code_of(event, self.access_code.data))
        for number, entry in enumerate(self.people.entries if self.people else (), 1):
            entry.form.sessions.choices = sessions
            if len(self.people.entries) > 1:
                entry.within = f"{_('Person %(number)d', number=number)}, "

    def with_people(self, people: list[dict[str, Any]]) -> "RegistrationForm":
        """The same form, everything typed kept, with these people."""
        typed = {field.name: field.data for field in self if field.name != "people"}
        return type(self)(self.event, largest=self.largest, guest=self.guest, data={**typed, "people": people})

    @property
    def asks_code(self) -> bool:
        """Whether the form has a field for a code: only where somebody may have one, or typed one."""
        return bool(self.access_code.data) or access.asks_code(self.event)

    def refuse(self, refused: Refused) -> str:
        """Put a refusal beside the field that it is about; else answer it, for the top of the page."""
        words = words_of(refused, self.event)
        if isinstance(refused, CodeRefused):
            self.access_code.errors = [words]
            return ""
        return words

    def validate_people(self, field: Any) -> None:
        if len(field.entries) > self.largest:
            raise ValidationError(self.too_many())

    def too_many(self) -> str:
        if self.largest < rules.LARGEST_PARTY:
            return ngettext(
                "This invitation is for %(num)d person. If more of you would like to come, please call us.",
                "This invitation is for %(num)d people. If more of you would like to come, please call us.",
                self.largest,
            )
        return _("At most %(count)d people to an answer; a larger group calls us.", count=self.largest)

    def validate_guardian(self, field: Any) -> None:
        if not field.data and self.names_a_child():
            raise ValidationError(str(NEEDS_GUARDIAN))

    def validate_sensitive(self, field: Any) -> None:
        if not field.data and self.asks_help():
            raise ValidationError(str(NEEDS_SENSITIVE))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators) and self._may_come()
        if not (self.email.data or self.phone.data or self.home_phone.data):
            self.email.errors = [_("Please give an e-mail address or a telephone number, so that we can reach you.")]
            sound = False
        return sound

    def asks_help(self) -> bool:
        return any(entry.form.diet.data or entry.form.access.data for entry in self.people.entries)

    def names_a_child(self) -> bool:
        return any(entry.form.is_child for entry in self.people.entries)

    def session_fields(self) -> list[Any]:
        return [entry.form.sessions for entry in self.people.entries]

    def _may_come(self) -> bool:
        """Say beside the code or the session what the verb would refuse; the verb decides."""
        now = clock.now()
        chosen = {slug for field in self.session_fields() for slug in field.data or ()}
        try:
            code = codes.presented(self.event, self.access_code.data, now)
            reasons = session_choices.reasons(self.event, self.guest, now, code)
            for field in self.session_fields():
                field.errors = [reasons[slug].capitalize() for slug in field.data or () if slug in reasons]
            sessions = [s for s in self.event.sessions if s.slug in chosen - reasons.keys()]
            access.admit(self.event, sessions, self.guest, code, now)
        except Refused as refused:
            self.access_code.errors = [words_of(refused, self.event)]
            return False
        return not chosen & reasons.keys()

    @property
    def has_wishes(self) -> bool:
        """Whether the folded part holds something to see."""
        of_people = any(entry.form.has_wishes for entry in self.people.entries)
        of_party = any(self[name].data or self[name].errors for name in self.WISHES)
        return of_people or of_party or bool(self.answers.form.given() or self.answers.errors)

    @property
    def must_answer(self) -> bool:
        """Whether a question to the whole party may not be folded away."""
        return any(question.required for question in self.answers.form.questions)

    @property
    def for_everybody(self) -> list[str]:
        return session_choices.for_everybody(self.event, self.guest, clock.now())

    def party(self) -> Party:
        people = tuple(entry.form.person() for entry in self.people.entries)
        return Party(
            event=self.event.slug,
            locale=locale(),
            contact_name=self.contact_name.data or people[0].name,
            contact_country=self.country.data,
            contact_email=self.email.data or None,
            contact_phone=self.phone.data or None,
            home_phone=self.home_phone.data or None,
            people=people,
            consents={purpose: bool(self[purpose].data) for purpose in rules.CONSENTS},
            note=self.note.data,
            answers=self.answers.form.given(),
            code=self.access_code.data,
        )

    def digest(self) -> str:
        """What makes two sendings of one form the same."""
        typed = {field.name: field.data for field in self if field.name not in _BESIDE}
        return hashlib.sha256(json.dumps(typed, sort_keys=True, default=str).encode()).hexdigest()


def registration_form(event: Event) -> type[RegistrationForm]:
    """The form with what the event asks, each question where it belongs."""
    of_party, of_person = (answers_form(answers.asked(event, per)) for per in (Per.PARTY, Per.PERSON))
    person = type("AskedPersonForm", (PersonForm,), {"answers": instead(PersonForm.answers, FormField(of_person))})
    people = FieldList(FormField(person), min_entries=1, max_entries=rules.LARGEST_PARTY + 1)
    fields = {
        "people": instead(RegistrationForm.people, people),
        "answers": instead(RegistrationForm.answers, FormField(of_party)),
    }
    return type("AskingForm", (RegistrationForm,), fields)


def instead(placeholder: Any, field: Any) -> Any:
    """A field in the place of another: forms, and their lists of faults, go by the order of making."""
    field.creation_counter = placeholder.creation_counter
    return field
