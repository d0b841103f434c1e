"""A list between its upload and its confirmation: sealed, for whoever sent it, at most an hour."""

import json
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..accounts.models import Account
from ..core import clock, sealed
from ..core.database import UtcDateTime, db, personal, write
from ..core.i18n import marked
from ..core.outbox import Lane, Task, enqueue, handles
from ..core.sheet_faults import Fault, FaultCode
from ..core.sheets import Row, Sheet
from ..registration.models import Event

KEPT = timedelta(hours=1)
_JOB = "forget-sheet"
_PURPOSE = "sheet"


class KeptSheet(db.Model):  # type: ignore[name-defined]
    """A list that somebody has sent and not yet confirmed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    sealed: Mapped[str] = mapped_column(
        Text,
        deferred=True,
        info=personal("look over a list of invitations before it is kept", marked("an hour, or until it is confirmed")),
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


def keep(sheet: Sheet, event: Event, who: Account) -> KeptSheet:
    """Keep a list in the place of an earlier one of the same person."""
    db.session.execute(db.delete(KeptSheet).filter_by(account_id=who.id))
    kept = KeptSheet(event_id=event.id, account_id=who.id, created_at=clock.now(), sealed="")
    db.session.add(kept)
    db.session.flush()
    rows = [[row.line, *row.cells] for row in sheet.rows]
    faults = [[fault.code, fault.line, fault.column] for fault in sheet.faults]
    kept.sealed = sealed.seal(_PURPOSE, kept.id, json.dumps([rows, faults], ensure_ascii=False))
    enqueue(Lane.PRINT, _JOB, run_at=kept.created_at + KEPT, sheet=kept.id)
    return kept


def of(number: int, event: Event, who: Account) -> KeptSheet | None:
    """The list of that number, if it is this person's and its hour is not over."""
    query = db.select(KeptSheet).filter_by(id=number, event_id=event.id, account_id=who.id)
    return db.session.scalar(query.where(KeptSheet.created_at > clock.now() - KEPT))


def opened(kept: KeptSheet) -> Sheet:
    text = sealed.unseal(_PURPOSE, kept.id, kept.sealed)
    assert text is not None  # the site's own, of within the hour
    rows, faults = json.loads(text)
    return Sheet(
        tuple(Row(line, tuple(cells)) for line, *cells in rows),
        tuple(Fault(FaultCode(code), line, column) for code, line, column in faults),
    )


@handles(_JOB)
def forget(task: Task) -> None:
    write()
    db.session.execute(db.delete(KeptSheet).filter_by(id=task.values["sheet"]))
    db.session.commit()
