"""What officers write into mails and onto the card."""

from typing import Any

from ..core.editing import EditForm, TextsField
from ..core.i18n import gettext as _
from . import placeholders
from .placeholders import Fault, Finding


class WordsForm(EditForm):
    """The host's words of a kind; an empty line takes the built-in words."""

    kind = ""

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for field in self:
            for line in field.form if isinstance(field, TextsField) else []:
                found = (
                    placeholders.finding(self.kind, field.name, line.data) if line.data and not line.errors else None
                )
                if found is not None:
                    line.errors = [said(self.kind, found)]
                    sound = False
        return bool(sound)

    def words(self) -> dict[str, dict[str, str]]:
        return {field.name: field.data for field in self if isinstance(field, TextsField)}


def words_form(kind: str) -> type[WordsForm]:
    labels = {
        "subject": (_("Subject"), 200, 0, _("One line.")),
        "heading": (_("Heading"), 80, 0, _("In large letters.")),
        "opening": (_("Opening"), 2000, 6, _("From the salutation to the facts. A blank line begins a new paragraph.")),
        "closing": (_("Closing"), 2000, 3, _("Before the signature. May stay empty.")),
        "signature": (_("Signature"), 300, 3, ""),
    }
    fields: dict[str, Any] = {"kind": kind}
    for name in placeholders.fields_of(kind):
        label, most, rows, help_text = labels[name]
        fields[name] = TextsField(label, most, rows=rows, required=False, description=help_text)
    return type("Words", (WordsForm,), fields)


def said(kind: str, found: Finding) -> str:
    """What is wrong with a text's placeholders, and which ones there are."""
    names = listed(found.names)
    if found.fault == Fault.TOO_LONG:
        return _(
            "These words take %(lines)d lines of the card; fewer have room. Please shorten them.", lines=found.lines
        )
    match found.fault:
        case Fault.UNKNOWN:
            problem = _("Not known here: %(names)s.", names=names)
        case Fault.MISSING:
            problem = _("These words must contain: %(names)s.", names=names)
        case _:
            problem = _("Braces stand only around a placeholder.")
    return problem + " " + _("Allowed: %(names)s.", names=listed(placeholders.ALLOWED[kind]))


def listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def meanings() -> dict[str, str]:
    """What each placeholder stands for."""
    return {
        "guests": _("whom the invitation is for, with title and family"),
        "person": _("whom the mail or card addresses"),
        "event": _("the event's title"),
        "day": _("its day"),
        "lunar": _("its day in the lunar calendar"),
        "hour": _("when it begins"),
        "venue": _("where it is"),
        "host": _("the host's full name"),
        "phone": _("the host's telephone"),
        "reference": _("the reference to quote on the telephone"),
        "number": _("how many people come"),
        "position": _("the place in the waiting list"),
        "link": _("the address of the party’s own page"),
    }


def kinds() -> dict[str, str]:
    return {
        "invitation": _("Mail: invitation"),
        "reminder": _("Mail: reminder to the silent"),
        "confirmed": _("Mail: tickets"),
        "changed": _("Mail: the answer is changed"),
        "waitlisted": _("Mail: on the waiting list"),
        "pending": _("Mail: the answer is to be approved"),
        "declined": _("Mail: the answer is not approved"),
        "cancelled": _("Mail: the answer is taken back"),
        "thanks": _("Mail: thanks after the gathering"),
        "missed": _("Mail: to who could not come"),
        placeholders.CARD: _("Invitation card"),
    }
