"""What a party says about one of its people: a correction, somebody more, somebody else in the same place."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, FormField

from ..core import clock
from ..core.forms import Form
from . import access, answers, session_choices
from .answer_forms import answers_form
from .forms import GUARDIAN, NEEDS_GUARDIAN, NEEDS_SENSITIVE, SENSITIVE, PersonForm
from .models import Attendee, Event, Registration
from .public_forms import PublicForm
from .rules import CHILDREN, Change, Per

CORRECTED = ("second_name", "honorific", "called", "age_band", "diet", "access", "no_photo")


class _GuardedForm(Form):
    """Somebody who may be a child, for whom a parent speaks: asked where the party has not said so yet."""

    guardian = BooleanField(GUARDIAN)
    age_band: Any

    def __init__(self, agreed: Mapping[str, bool], formdata: Any = None, **options: Any) -> None:
        super().__init__(formdata, **options)
        self.agreed = agreed
        for purpose in ("guardian", "sensitive"):
            if agreed.get(purpose) and purpose in self:
                del self[purpose]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.guardian and not self.guardian.data and self.age_band.data in CHILDREN:
            self.guardian.errors = [str(NEEDS_GUARDIAN)]
            return False
        return sound

    def agreements(self) -> dict[str, bool]:
        """What the party agrees to beside what it has agreed to before."""
        asked = (purpose for purpose in ("guardian", "sensitive") if purpose in self)
        return {purpose: True for purpose in asked if self[purpose].data}


class _AgreeingForm(PersonForm, _GuardedForm):
    """A person, and the consent to keep what is said of food and help where the party has not given it yet."""

    sensitive = BooleanField(SENSITIVE)

    def __init__(
        self, registration: Registration, agreed: Mapping[str, bool], formdata: Any = None, **options: Any
    ) -> None:
        super().__init__(agreed, formdata, **options)
        guest, code = access.guest_of(registration), access.code_used_by(registration)
        chosen = options.get("data", {}).get("sessions", ())
        self.sessions.choices = session_choices.of_event(registration.event, guest, clock.now(), code, chosen)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.sensitive and not self.sensitive.data and (self.diet.data or self.access.data):
            self.sensitive.errors = [str(NEEDS_SENSITIVE)]
            return False
        return sound


class CorrectionForm(_AgreeingForm):
    """All that a party may correct of one person; the ticket stays good."""

    def change(self, attendee: Attendee) -> Change:
        details = {name: self[name].data for name in CORRECTED} | {"age_band": self.age_band.data or None}
        sessions = tuple(dict.fromkeys(self.sessions.data or ()))
        return Change(attendee.id, self.name.data, sessions, details=details)


class _SentOnce(PublicForm):
    """A form that makes a person: pressed twice, it makes one (core/once.py)."""

    @property
    def sent(self) -> dict[str, str]:
        return {field.name: str(field.data) for field in self if field.name not in ("key", "born")}


class JoiningForm(_AgreeingForm, _SentOnce):
    """Somebody more; with the questions of the event: `joining_form`."""


class SuccessorForm(_GuardedForm, _SentOnce):
    """Who takes a place instead: the parts that are of the person, not of the place."""

    name = PersonForm.name
    age_band = PersonForm.age_band
    honorific = PersonForm.honorific
    called = PersonForm.called
    second_name = PersonForm.second_name


def joining_form(event: Event) -> type[JoiningForm]:
    asked = answers_form(answers.asked(event, Per.PERSON))
    return type("AskingJoiningForm", (JoiningForm,), {"answers": FormField(asked)})


def correction_values(attendee: Attendee) -> dict[str, Any]:
    """A person as the form takes one."""
    columns = {name: getattr(attendee, name) for name in ("name", *CORRECTED)}
    return {**columns, "age_band": attendee.age_band or "", "sessions": [session.slug for session in attendee.sessions]}
