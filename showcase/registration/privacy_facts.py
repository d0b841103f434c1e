"""What is kept about guests, why and for how long, read from the tables themselves."""

from dataclasses import dataclass

from sqlalchemy import Column

from ..core import settings
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..core.mail import Message
from .models import Answer, Attendee, CallTask, Consent, Draft, Registration, SensitiveAnswer, TicketRequest, UnitTask


@dataclass(frozen=True)
class Fact:
    what: str
    why: str
    how_long: str


# What a column is called in front of guests. A column with personal data that is missing here fails a test.
NAMES = {
    "registration.contact_name": lazy("Name of the person who answers"),
    "registration.contact_email": lazy("E-mail address"),
    "registration.contact_phone": lazy("Telephone"),
    "registration.home_phone": lazy("Telephone in Việt Nam"),
    "registration.contact_country": lazy("Country where you live"),
    "registration.contact_folded": lazy("The name without diacritics, for searching"),
    "registration.note": lazy("Your message to the organisers"),
    "attendee.name": lazy("Name of each person"),
    "attendee.folded": lazy("The name without diacritics, for searching"),
    "attendee.sort_given": lazy("The name as a sorting key"),
    "attendee.second_name": lazy("Name used abroad"),
    "attendee.honorific": lazy("Title before the name"),
    "attendee.called": lazy("How you wish to be called"),
    "attendee.office": lazy("Office and organisation"),
    "attendee.phone": lazy("Telephone of a member of a delegation"),
    "attendee.age_band": lazy("Age group"),
    "sensitive_answer.sealed": lazy("Food and help on the day"),
    "attendee.no_photo": lazy("The wish not to be photographed alone"),
    "answer.value": lazy("What you answer to the organisers' own questions"),
    "ticket_request.reach": lazy("The address you give when your tickets are lost"),
    "call_task.outcome": lazy("What you told us on the telephone"),
    "draft.sealed": lazy("What you typed, if you save it to continue later"),
    "unit_task.name": lazy("Your name, where you write to a commune"),
    "unit_task.email": lazy("Your e-mail address there"),
    "unit_task.phone": lazy("Your telephone there"),
    "unit_task.coming": lazy("When you would like to visit"),
    "unit_task.people": lazy("How many of you would like to visit"),
    "unit_task.words": lazy("Your words to the commune"),
    "unit_task.photo": lazy("The photo that you send home"),
    "unit_task.answer": lazy("The commune’s answer to you"),
    "message.recipient": lazy("Address of a message we sent"),
}


def columns() -> list[Column[object]]:
    """The columns about guests that say why they are kept."""
    models = (
        Registration,
        Attendee,
        SensitiveAnswer,
        Consent,
        Answer,
        CallTask,
        Draft,
        TicketRequest,
        UnitTask,
        Message,
    )
    tables = [model.__table__ for model in models]
    return [column for table in tables for column in table.columns if "purpose" in column.info]


def facts() -> list[Fact]:
    return [_fact(column) for column in columns()]


def _fact(column: Column[object]) -> Fact:
    why, how_long = column.info["purpose"], column.info["retention"]
    return Fact(str(NAMES[str(column)]), _(why), _(how_long) % settings.now())
