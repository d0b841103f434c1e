"""Who may do what: role × unit scope × verb. Pure; the one place where rights are decided."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    ORGANISER = "organiser"
    GATE = "gate"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    REPORTER = "reporter"


class Verb(StrEnum):
    SEE_CONSOLE = "see-console"
    SEE_GUESTS = "see-guests"
    CHANGE_GUESTS = "change-guests"
    INVITE = "invite"
    PROPOSE = "propose"
    SEE_MESSAGES = "see-messages"
    CHECK_IN = "check-in"
    MANAGE_DOOR = "manage-door"
    EDIT_CONTENT = "edit-content"
    TRANSLATE = "translate"
    BUILD_PUBLICATION = "build-publication"
    SEE_UNITS = "see-units"
    KEEP_UNITS = "keep-units"
    REPORT = "report"
    ANSWER_REQUESTS = "answer-requests"
    PURGE_DEMO = "purge-demo"
    SET_UP = "set-up"
    MANAGE_ACCOUNTS = "manage-accounts"
    SEE_AUDIT = "see-audit"


class Method(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - a word
    LINK = "link"
    PASSKEY = "passkey"


class Purpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"


class Change(StrEnum):
    """What the owner of an account is told of, since somebody else may have done it."""

    PASSWORD = "password"  # noqa: S105 - a word
    AUTHENTICATOR = "authenticator"
    PASSKEY = "passkey"
    REMOVAL = "removal"
    LOSS = "loss"


class Scope(StrEnum):
    REGISTRATIONS_READ = "registrations:read"
    REGISTRATIONS_WRITE = "registrations:write"
    EVENTS_WRITE = "events:write"
    CHECKIN = "checkin"
    CONTENT_READ = "content:read"


_GRANTS: dict[Role, frozenset[Verb]] = {
    Role.ADMINISTRATOR: frozenset(Verb),
    Role.ORGANISER: frozenset(
        {
            Verb.SEE_CONSOLE,
            Verb.SEE_GUESTS,
            Verb.CHANGE_GUESTS,
            Verb.INVITE,
            Verb.PROPOSE,
            Verb.SEE_MESSAGES,
            Verb.CHECK_IN,
            Verb.MANAGE_DOOR,
            Verb.BUILD_PUBLICATION,
            Verb.PURGE_DEMO,
            Verb.SET_UP,
            Verb.SEE_UNITS,
            Verb.KEEP_UNITS,
            Verb.ANSWER_REQUESTS,
        }
    ),
    Role.GATE: frozenset({Verb.SEE_CONSOLE, Verb.CHECK_IN}),
    Role.EDITOR: frozenset(
        {Verb.SEE_CONSOLE, Verb.SEE_UNITS, Verb.EDIT_CONTENT, Verb.TRANSLATE, Verb.BUILD_PUBLICATION}
    ),
    Role.TRANSLATOR: frozenset({Verb.SEE_CONSOLE, Verb.SEE_UNITS, Verb.TRANSLATE}),
    Role.REPORTER: frozenset(
        {Verb.SEE_CONSOLE, Verb.SEE_UNITS, Verb.KEEP_UNITS, Verb.REPORT, Verb.ANSWER_REQUESTS, Verb.PROPOSE}
    ),
}
# These see their own unit and those below it; the others see the whole host.
_UNIT_BOUND = frozenset({Role.REPORTER})

# What these can do is worth more than a password: where the site is in earnest, they prove themselves twice.
_TWO_FACTORS = frozenset({Role.ADMINISTRATOR, Role.ORGANISER, Role.EDITOR})
# A password to be set, or a factor to be changed, asks for a sign-in as recent as this.
FRESH = timedelta(minutes=30)


@dataclass(frozen=True)
class Reach:
    """Whose records a verb may be done to: those of every unit, or of one and all below it."""

    is_everywhere: bool = False
    unit: str | None = None  # its code; none: no unit's

    def covers(self, units_above: tuple[str, ...]) -> bool:
        """Whether a record is within reach; `units_above` are the codes of its unit and all above it."""
        return self.is_everywhere or (self.unit is not None and self.unit in units_above)


def may(role: Role, verb: Verb) -> bool:
    """Whether a role has a verb at all; to which units' records, `reach` says."""
    return verb in _GRANTS[role]


def reach(role: Role, verb: Verb, own_unit: str | None) -> Reach:
    """How far a verb goes for an account with this role and the code of this unit."""
    if not may(role, verb):
        return Reach()
    return Reach(unit=own_unit) if role in _UNIT_BOUND else Reach(is_everywhere=True)


def needs_second_factor(role: Role) -> bool:
    return role in _TWO_FACTORS


def is_unit_bound(role: Role) -> bool:
    return role in _UNIT_BOUND


def verbs_of(role: Role) -> frozenset[Verb]:
    return _GRANTS[role]
