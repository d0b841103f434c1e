"""What has happened at the doors, for later features to hear."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from blinker import Namespace
from sqlalchemy.engine import Connection

_signals = Namespace()
# Sender: Admissions, those of one transaction. Sent within it, so that what a listener writes by its connection is
# there exactly when the scans are; it must not read guest by guest. Repeats of a scan, exits and second entries of
# somebody inside are not told; late scans of devices without a network are, with the time at which they happened.
admitted = _signals.signal("admitted")
# Sender: the scan that has been taken back, in the transaction that does it.
annulled = _signals.signal("annulled")


@dataclass(frozen=True)
class Admission:
    """Somebody has come in: by which gate, and when as far as can be known."""

    attendee: Any
    gate: Any
    scan_id: str
    at: datetime


class Admissions(list[Admission]):
    """Those that one transaction has made, and its connection."""

    def __init__(self, connection: Connection, found: Iterable[Admission]) -> None:
        super().__init__(found)
        self.connection = connection
