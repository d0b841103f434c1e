"""What is said and sent to a guest, in the guest's own language and form of address."""

from collections.abc import Callable, Collection, Iterable

from ..core.i18n import gettext as _
from ..core.i18n import locale, use_locale
from ..invitations import letters, telling
from ..invitations.rules import Stage
from ..registration import links, people, when, wording
from ..registration.models import CallTask, Event, Registration
from ..registration.rules import CallReason, State
from .models import Callee

# Answers what a later feature wants a party to be told, in the party's language.
Tells = Callable[[Registration], Iterable[str]]
_told_besides: list[Tells] = []


def tells(source: Tells) -> Tells:
    """Let a feature say what an officer tells a party that is called because of it."""
    _told_besides.append(source)
    return source


def greeting(callee: Callee) -> str:
    """How the call begins."""
    with use_locale(locale_of(callee)):
        event = callee.event
        host, title = str(event.edition.host.text_in("name")), str(event.text_in("title"))
        return _(
            "%(person)s, I am calling from %(host)s about “%(event)s”.", person=_person(callee), host=host, event=title
        )


def message(callee: Callee, tasks: Collection[CallTask]) -> str:
    """What is pasted into a chat; `tasks`: what a party is called for."""
    if callee.invitation is not None:
        is_told = callee.invitation.stage in (Stage.SENT, Stage.OPENED)
        return telling.message(callee.invitation, letters.REMINDER if is_told else letters.INVITATION)
    assert callee.registration is not None
    reasons = {task.reason for task in tasks}
    has_more = CallReason.MESSAGE in reasons
    told = [text for source in _told_besides for text in source(callee.registration)] if has_more else []
    if told and reasons == {CallReason.MESSAGE}:
        return "\n\n".join(told)
    with use_locale(callee.registration.locale):
        return "\n\n".join([*told, _to_party(callee.registration, callee.event)])


def locale_of(callee: Callee) -> str:
    subject = callee.invitation or callee.registration
    return subject.locale if subject is not None else "vi"


def phones_of(callee: Callee) -> list[str]:
    """The guest's numbers as stored, that abroad first."""
    if callee.registration is not None:
        return callee.registration.phones
    return telling.numbers(callee.invitation) if callee.invitation is not None else []


def country_of(callee: Callee) -> str:
    if callee.registration is not None:
        return callee.registration.contact_country
    return callee.invitation.country if callee.invitation is not None else ""


def _person(callee: Callee) -> str:
    if callee.invitation is not None:
        return letters.spoken_to(callee.invitation)
    assert callee.registration is not None
    return people.contact_addressed(callee.registration)


def _to_party(registration: Registration, event: Event) -> str:
    said = {
        "person": people.contact_addressed(registration),
        "event": str(event.text_in("title")),
        "url": links.manage_url(registration),
    }
    if registration.state == State.CONFIRMED:
        return _("%(person)s, here are your tickets for “%(event)s”: %(url)s", **said)
    if registration.state in (State.PENDING, State.CANCELLED):
        kind = "pending" if registration.state == State.PENDING else "declined"
        return wording.filled({"opening": wording.effective(event.edition, kind)["opening"][locale()]}, registration)[
            "opening"
        ]
    if event.call_by is not None:
        return _(
            "%(person)s, we have your names for “%(event)s” and will call you by %(day)s. You can see and change your "
            "answer here: %(url)s",
            day=when.spelled(event.call_by),
            **said,
        )
    return _(
        "%(person)s, we have your names for “%(event)s” and will call as soon as there is room for all of you. You can "
        "see and change your answer here: %(url)s",
        **said,
    )


def name_of(callee: Callee) -> str:
    if callee.invitation is not None:
        return " ".join(filter(None, (callee.invitation.honorific, callee.invitation.name)))
    return callee.registration.contact_name if callee.registration is not None else ""
