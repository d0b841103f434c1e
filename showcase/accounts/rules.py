"""Who may do what: role × unit scope × verb. Pure; the one place where rights are decided."""

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
    SEE_MESSAGES = "see-messages"
    CHECK_IN = "check-in"
    MANAGE_DOOR = "manage-door"
    EDIT_CONTENT = "edit-content"
    TRANSLATE = "translate"
    BUILD_PUBLICATION = "build-publication"
    REPORT = "report"
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
            Verb.SEE_MESSAGES,
            Verb.CHECK_IN,
            Verb.MANAGE_DOOR,
            Verb.BUILD_PUBLICATION,
            Verb.PURGE_DEMO,
            Verb.SET_UP,
        }
    ),
    Role.GATE: frozenset({Verb.SEE_CONSOLE, Verb.CHECK_IN}),
    Role.EDITOR: frozenset({Verb.SEE_CONSOLE, Verb.EDIT_CONTENT, Verb.TRANSLATE, Verb.BUILD_PUBLICATION}),
    Role.TRANSLATOR: frozenset({Verb.SEE_CONSOLE, Verb.TRANSLATE}),
    Role.REPORTER: frozenset({Verb.SEE_CONSOLE, Verb.REPORT}),
}
# These see their own unit and those below it; the others see the whole host.
_UNIT_BOUND = frozenset({Role.REPORTER})

# What these can do is worth more than a password: where the site is in earnest, they prove themselves twice.
_TWO_FACTORS = frozenset({Role.ADMINISTRATOR, Role.ORGANISER, Role.EDITOR})
# A password to be set, or a factor to be changed, asks for a sign-in as recent as this.
FRESH = timedelta(minutes=30)


def may(role: Role, verb: Verb, own_unit: str | None = None, units_above: tuple[str, ...] = ()) -> bool:
    """Whether a role may do a verb to a record.

    `own_unit` is the code of the account's unit; `units_above` the codes of the record's unit and all above it
    (empty: the record belongs to no unit).
    """
    if verb not in _GRANTS[role]:
        return False
    if role in _UNIT_BOUND and units_above:
        return own_unit in units_above
    return True


def needs_second_factor(role: Role) -> bool:
    return role in _TWO_FACTORS


def is_unit_bound(role: Role) -> bool:
    return role in _UNIT_BOUND


def verbs_of(role: Role) -> frozenset[Verb]:
    return _GRANTS[role]
