"""A delegation's answer: one list of names for up to 60 people, and the leader whom we reach."""

from typing import Any

from wtforms import FileField, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from ..core import clock, keys, sheets
from ..core.forms import Checkboxes, at_most, clean, storable
from ..core.i18n import gettext as _
from ..core.i18n import lazy, locale, ngettext
from ..core.sheet_faults import Fault, Limits, Refused
from . import access, answers, delegation_lists, rules, session_choices
from .access_rules import Guest
from .answer_forms import AnswersForm, answers_form
from .delegation_lists import Line
from .forms import LETTERED, LINE, RegistrationForm, instead
from .models import Event
from .rules import Party, Per

LONGEST_TEXT = 40_000  # characters of the whole list
LIMITS = Limits(size=400_000, unpacked=8 * 1024**2, rows=200, columns=30)


class DelegationForm(RegistrationForm):
    """The contact and consents of the usual answer, with a list in the place of its people."""

    people = None
    delegation = StringField(
        lazy("Name of the delegation"),
        [DataRequired(lazy("Please name the delegation.")), at_most(200), LINE, LETTERED],
        filters=[clean],
        description=lazy("As it should stand on the list, such as the association and its city."),
    )
    names = TextAreaField(
        lazy("Names, one on each line"),
        [Optional()],
        description=lazy(
            "As each person writes it. After a comma, a semicolon or a tab you may add an age group (60+) or a"
            " telephone number."
        ),
    )
    file = FileField(
        lazy("Or a list from a spreadsheet"),
        description=lazy("XLSX or CSV: names in one column. They are added to the list above, for you to look at."),
    )
    sessions = Checkboxes(lazy("What the delegation takes part in"))
    answers = FormField(AnswersForm)
    checked = HiddenField()  # which list the leader has looked at

    def __init__(
        self,
        event: Event,
        *args: Any,
        largest: int = rules.LARGEST_DELEGATION,
        guest: Guest = Guest(),  # noqa: B008 - nothing in it changes
        **values: Any,
    ) -> None:
        super().__init__(event, *args, largest=largest, guest=guest, **values)
        code = access.code_of(event, self.access_code.data)
        self.sessions.choices = session_choices.of_event(event, guest, clock.now(), code)
        self.contact_name.label.text = _("Name of the leader")
        self.contact_name.description = _("Who answers for the delegation. Who comes along stands in the list as well.")
        self.file_faults: list[Fault] = []
        self.lines: list[Line] = []

    def look(self) -> bool:
        """Read the list as it now is, with what a file adds; whether all of it is in order."""
        sound = self._take_file()
        text = self.names.data or ""
        self.lines = delegation_lists.read(text, self.country.data or None)
        self.names.data = storable(text)
        problems = []
        if len(text) > LONGEST_TEXT:
            problems.append(_("At most %(max)d characters fit here.", max=LONGEST_TEXT))
        elif not self.lines and sound:
            problems.append(_("Please write at least one name."))
        elif len(self.lines) > self.largest:
            problems.append(
                ngettext(
                    "This list has %(num)d line; at most %(most)d people make one delegation.",
                    "This list has %(num)d lines; at most %(most)d people make one delegation.",
                    len(self.lines),
                    most=self.largest,
                )
            )
        faulty = [line.number for line in self.lines if line.faults]
        if faulty:
            numbers = ", ".join(map(str, faulty))
            problems.append(_("Please look at these lines again: %(lines)s.", lines=numbers))
        self.names.errors = [*self.names.errors, *problems]
        return sound and not problems

    def take_for_granted(self) -> None:
        """That the delegation takes part in what there is room in for all, as a family does."""
        if not self.sessions.data:
            self.sessions.data = session_choices.for_everybody(self.event, self.guest, clock.now())

    @property
    def was_looked_at(self) -> bool:
        """Whether this very list has been shown with its numbers."""
        return bool(self.lines) and self.checked.data == self._mark()

    def mark_as_looked_at(self) -> None:
        self.checked.data = self._mark()

    def validate_people(self, field: Any) -> None:
        """There are none of their own."""

    def validate(self, extra_validators: Any = None) -> bool:
        listed = list(self.names.errors)
        sound = super().validate(extra_validators)
        self.names.errors = [*listed, *self.names.errors]
        if not self.contact_name.data:
            self.contact_name.errors = [_("Please write the leader's name.")]
            sound = False
        return sound

    def session_fields(self) -> list[Any]:
        return [self.sessions]

    def asks_help(self) -> bool:
        return False

    def names_a_child(self) -> bool:
        return any(line.age_band in rules.CHILDREN for line in self.lines)

    def party(self) -> Party:
        sessions = tuple(dict.fromkeys(self.sessions.data or ()))
        return Party(
            event=self.event.slug,
            locale=locale(),
            contact_name=self.contact_name.data,
            contact_country=self.country.data,
            contact_email=self.email.data or None,
            contact_phone=self.phone.data or None,
            home_phone=self.home_phone.data or None,
            people=tuple(line.person(sessions) for line in self.lines),
            consents={purpose: bool(self[purpose].data) for purpose in rules.CONSENTS},
            note=self.note.data,
            answers=self.answers.form.given(),
            code=self.access_code.data,
            delegation=self.delegation.data,
        )

    def _mark(self) -> str:
        return keys.digest(str([(line.name, line.beside) for line in self.lines]))

    def _take_file(self) -> bool:
        """Add what a file holds to the list; a file with faults adds nothing."""
        if not getattr(self.file.data, "filename", ""):
            return True
        try:
            sheet = sheets.read(sheets.received(self.file.data, LIMITS), LIMITS)
        except Refused as refused:
            self.file.errors = [refused.sentence]
            return False
        finally:
            self.file.data.close()
        if sheet.faults:
            self.file_faults = list(sheet.faults)
            self.file.errors = [_("Nothing of this file was taken, because some of its cells cannot be read.")]
            return False
        typed = (self.names.data or "").rstrip()
        self.names.data = "\n".join(filter(None, [typed, delegation_lists.from_rows(sheet.rows)]))
        return True


def delegation_form(event: Event) -> type[DelegationForm]:
    """The form with what the event asks of the whole party; what it asks of each person is answered afterwards."""
    asked = FormField(answers_form(answers.asked(event, Per.PARTY)))
    return type("AskingDelegationForm", (DelegationForm,), {"answers": instead(DelegationForm.answers, asked)})
