"""Who may answer: everybody, the invited, guests of some kinds, or those with a code. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .rules import Refusal, Refused


class Access(StrEnum):
    """How one comes to an event or to one of its sessions."""

    OPEN = "open"
    INVITED = "invited"
    KIND = "kind"
    CODE = "code"


class CodeFault(StrEnum):
    """What is wrong with a code, or with there being none."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"  # good for another session
    USED = "used"
    OVER = "over"


class CodeRefused(Refused):
    """The code does not open what was chosen; `session`: the slug of what it should have opened, if not the event."""

    def __init__(self, fault: CodeFault, session: str = "") -> None:
        super().__init__(Refusal.CODE_INVALID)
        self.fault, self.session = fault, session


class SessionRefused(Refused):
    """One session may not be chosen; the rest of the answer could stand."""

    def __init__(self, refusal: Refusal, session: str) -> None:
        super().__init__(refusal)
        self.session = session


@dataclass(frozen=True)
class Guest:
    """What is known of somebody who would like to come, before anything else."""

    invited: bool = False
    kind: str = "overseas"


def fault_of_code(
    *, withdrawn: bool, valid_until: datetime | None, uses: int | None, used: int, now: datetime
) -> CodeFault | None:
    if withdrawn:
        return CodeFault.UNKNOWN  # whoever has it got it by mistake: nothing more is told
    if valid_until is not None and valid_until <= now:
        return CodeFault.OVER
    return CodeFault.USED if uses is not None and used >= uses else None


def refusal_to_answer(
    access: str, guest_kinds: Collection[str], guest: Guest, *, opened_by_code: bool
) -> Refusal | None:
    """Why somebody may not choose this; a good code opens it whatever its way is."""
    if opened_by_code:
        return None
    match access:
        case Access.INVITED:
            return None if guest.invited else Refusal.NOT_INVITED
        case Access.KIND:
            return None if guest.kind in guest_kinds else Refusal.NOT_INVITED
        case Access.CODE:
            return Refusal.CODE_INVALID
        case _:
            return None


def is_to_be_approved(approve_kinds: Collection[str], guest: Guest, *, opened_by_code: bool) -> bool:
    """Whether the organisers decide of an answer. Whom they have invited, or given a code, they have approved."""
    return guest.kind in approve_kinds and not guest.invited and not opened_by_code


def refusal_of_event(
    access: str, guest_kinds: Collection[str], guest: Guest, *, opened_by_code: bool
) -> Refusal | None:
    """Why somebody may not answer at all. A personal invitation opens its event however the others come to it."""
    if guest.invited:
        return None
    return refusal_to_answer(access, guest_kinds, guest, opened_by_code=opened_by_code)
