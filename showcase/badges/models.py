"""Which badges have been printed when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..core import clock
from ..core.database import UtcDateTime, db
from ..registration.models import Attendee  # noqa: F401 - its table exists before its users
from ..registration.print_runs import PrintRun  # noqa: F401 - its table too


class BadgePrint(db.Model):  # type: ignore[name-defined]
    """A guest's badge was printed; a row for each time. `digest` tells what stood on it from what stands there now."""

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)
    # The file, while it is kept: a print that went wrong is taken back as a whole.
    run_id: Mapped[int | None] = mapped_column(ForeignKey("print_run.id", ondelete="SET NULL"), index=True)
    paper: Mapped[str] = mapped_column(String(10))  # of rules.Paper
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
