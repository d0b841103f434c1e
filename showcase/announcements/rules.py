"""By which way a party hears an announcement, and how far each has come. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    NECESSARY = "necessary"  # about the gathering itself, such as another hall: to everybody
    NEWS = "news"  # whoever wishes none gets none


class Way(StrEnum):
    MAIL = "mail"
    PHONE = "phone"  # an officer calls, or sends the words by hand
    NONE = "none"


class Reason(StrEnum):
    """Why a party gets no mail."""

    NOTHING = ""
    NO_ADDRESS = "no_address"
    BOUNCED = "bounced"  # the last mail to the address came back
    UNSUBSCRIBED = "unsubscribed"
    SAME_ADDRESS = "same_address"  # another party of the set is written to there
    DEMO = "demo"  # made up for the rehearsal


class State(StrEnum):
    """How far an announcement has come with one party."""

    WAITING = "waiting"  # to leave
    SENT = "sent"
    NOT_REACHED = "not_reached"  # refused, brought back, or given up
    OVERTAKEN = "overtaken"  # the answer was taken back, or the address has changed, before it left
    TO_CALL = "to_call"
    TOLD = "told"  # by telephone or by hand
    NO_WAY = "no_way"


def way_of(
    kind: Kind, *, has_address: bool, is_bounced: bool, has_phone: bool, is_unsubscribed: bool
) -> tuple[Way, Reason]:
    """The way to a party, and why it is not mail."""
    if kind == Kind.NEWS and is_unsubscribed:
        return Way.NONE, Reason.UNSUBSCRIBED
    if has_address and not is_bounced:
        return Way.MAIL, Reason.NOTHING
    reason = Reason.BOUNCED if has_address else Reason.NO_ADDRESS
    return (Way.PHONE if has_phone else Way.NONE), reason
