"""What must be in order before the site answers visitors; each feature may name its own condition."""

from collections.abc import Callable

Check = Callable[[], str | None]
_checks: list[Check] = []
_announcements: list[Check] = []


class NotReady(Exception):
    """The site must not start; the message says why and what to do."""


def checks_start(check: Check) -> Check:
    """Register a check; it answers None, or why the site must not start."""
    _checks.append(check)
    return check


def announces(announcement: Check) -> Check:
    """Register something to be said when the site starts; it answers None if there is nothing to say."""
    _announcements.append(announcement)
    return announcement


def announcements() -> list[str]:
    return [line for line in (announcement() for announcement in _announcements) if line]


def refuse_if_not_ready() -> None:
    for check in _checks:
        reason = check()
        if reason is not None:
            raise NotReady(reason)
