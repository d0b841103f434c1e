"""Whom an invitation addresses, how far it has come, and what a commune's proposal becomes. Pure."""

from datetime import datetime
from enum import StrEnum


class Addressee(StrEnum):
    PERSON = "person"
    FAMILY = "family"
    OFFICE = "office"  # its substitute is named later
    DELEGATION = "delegation"


class Companion(StrEnum):
    """Who is invited with the person named."""

    NOBODY = ""
    WIFE = "wife"  # và phu nhân
    HUSBAND = "husband"  # và phu quân
    FAMILY = "family"  # và gia đình


class Reply(StrEnum):
    COMING = "coming"
    NOT_THIS_YEAR = "not_this_year"


class Stage(StrEnum):
    """How far an invitation has come."""

    NOTED = "noted"  # nobody has told the guest yet
    SENT = "sent"  # by mail, by message or by hand
    OPENED = "opened"
    COMING = "coming"
    NOT_THIS_YEAR = "not_this_year"
    WITHDRAWN = "withdrawn"


TOLD = (Stage.SENT, Stage.OPENED)  # but silent


class Sheet(StrEnum):
    """What an invitation is printed on."""

    CARD = "card"  # Thiệp mời
    PAPER = "paper"  # Giấy mời


class ProposalState(StrEnum):
    OPEN = "open"
    MERGED = "merged"  # the same people as another proposal or invitation
    APPROVED = "approved"  # there is an invitation
    DECLINED = "declined"


def stage(
    *,
    reply: str | None,
    withdrawn_at: datetime | None,
    opened_at: datetime | None,
    sent_at: datetime | None,
    is_handed: bool,
) -> Stage:
    if withdrawn_at is not None:
        return Stage.WITHDRAWN
    if reply:
        return Stage(reply)
    if opened_at is not None:
        return Stage.OPENED
    return Stage.SENT if sent_at is not None or is_handed else Stage.NOTED
