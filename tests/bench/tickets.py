"""Tickets as PDF in one warm process, beside pages laid out afresh; prints seconds as JSON."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle

from showcase.app import create_app
from showcase.core import qr
from showcase.core.database import db
from showcase.core.i18n import use_locale
from showcase.registration import ticket_files
from showcase.registration.models import Attendee, Event, Registration

PAIRS, FILES, TICKETS = 15, 5, 100
NAMES = (
    "Đặng Thị Hường",
    "Nguyễn Thị Ngọc Hường Thảo Nguyên Phương",
    "Ẵm Ễnh Ồ Ậu Ự Ẫ Ằ",
    "Công Tằng Tôn Nữ Nguyễn Phúc Hồng Ngọc Bảo Châu Thị Mỹ Duyên Quỳnh Như",
    "Jean-Baptiste Trần",
)


def main() -> None:
    with create_app().test_request_context("/vi/"), use_locale("vi"), db.session.no_autoflush:
        event = db.session.scalars(db.select(Event).filter_by(slug="bench")).one()
        query = db.select(Attendee).join(Registration).filter_by(event_id=event.id).order_by(Attendee.id)
        people = list(db.session.scalars(query.limit(TICKETS)))
        for person, name in zip(people, cycle(NAMES), strict=False):
            person.name = name
        first = seconds(lambda: ticket_files.tickets_pdf(people[:1]))
        pairs = []
        for person in people[:PAIRS]:
            filled = seconds(lambda one=person: ticket_files.tickets_pdf([one]))  # type: ignore[misc]
            pairs.append((filled, seconds(lambda one=person: afresh([one]))))  # type: ignore[misc]
        files = [seconds(lambda: ticket_files.tickets_pdf(people)) for _ in range(FILES)]
        db.session.rollback()
    json.dump({"first": first, "pairs": pairs, "files": files}, sys.stdout)


def afresh(people: Sequence[Attendee]) -> bytes:
    return ticket_files.laid_out(people[0].registration.event, people)


def seconds(make: Callable[[], bytes]) -> tuple[float, float]:
    """By the clock and by the processor. No ticket is asked for twice in a process, so its code is not kept."""
    qr.matrix.cache_clear()
    begin, worked = time.perf_counter(), time.process_time()
    make()
    return time.perf_counter() - begin, time.process_time() - worked


if __name__ == "__main__":
    main()
