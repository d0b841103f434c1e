"""Tickets and badges as PDF in one warm process, beside pages laid out afresh; prints seconds as JSON."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle

from showcase.app import create_app
from showcase.badges import choice, faces, sheets
from showcase.badges.rules import ON_ONE, Paper
from showcase.core import qr
from showcase.core.database import db
from showcase.core.i18n import use_locale
from showcase.registration import ticket_files
from showcase.registration.models import Attendee, Event, Registration

PAIRS, FILES, TICKETS = 15, 5, 100
BADGES, SHEETS = 500, 3  # badges of a file, and sheets laid out afresh to compare with
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
        badges = badges_of(event, people)
        db.session.rollback()
    json.dump({"first": first, "pairs": pairs, "files": files, "badges": badges}, sys.stdout)


def badges_of(event: Event, people: Sequence[Attendee]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """A file of 500 badges, and as many laid out afresh: by some sheets, since all would take a quarter of a minute."""
    ids = [person.id for person in people]
    many = [faces.badge_of(guest) for guest in choice.guests(ids)] * (BADGES // len(ids))
    few = many[: SHEETS * ON_ONE[Paper.CARDS]]
    sheets.badges_pdf(event, many[:100], Paper.CARDS)
    pairs = []
    for _ in range(SHEETS):
        filled = seconds(lambda: sheets.badges_pdf(event, many, Paper.CARDS))
        wall, processor = seconds(lambda: sheets.laid_out(event, few, Paper.CARDS))
        times = len(many) / len(few)
        pairs.append((filled, (wall * times, processor * times)))
    return pairs


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
