"""The bench's event: no limit, one gate, and enough tickets that each scan is somebody's first."""

import os
import sys
from datetime import timedelta
from pathlib import Path

from showcase.app import create_app
from showcase.checkin.models import Gate
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.search import given_name_key, searchable
from showcase.registration.models import Attendee, Event, Registration
from showcase.registration.rules import State
from showcase.registration.tickets import ticket_code

TICKETS = 20_000


def main() -> None:
    """Make the event and write its ticket codes, a line each, to tickets.txt in the state folder."""
    with create_app().app_context():
        write()
        edition_id = db.session.scalar(db.select(Event.edition_id).limit(1))
        now = clock.now()
        event = Event(
            edition_id=edition_id, slug="bench", starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=10)
        )
        event.set_text("title", "vi", "Đo tốc độ")
        db.session.add(event)
        db.session.flush()
        gate = Gate(event_id=event.id, slug="bench-gate", any_time=True)
        gate.set_text("name", "vi", "Bàn đo")
        db.session.add(gate)
        for number in range(TICKETS // 2):
            db.session.add(family(event, number))
        event.taken = TICKETS
        db.session.commit()
        people = db.session.scalars(db.select(Attendee).join(Registration).filter_by(event_id=event.id))
        codes = [ticket_code(event.id, person.id, person.ticket_version) for person in people]
    Path(os.environ["SHOWCASE_VAR"], "tickets.txt").write_text("\n".join(codes) + "\n", encoding="ascii")


def family(event: Event, number: int) -> Registration:
    names = (f"Nguyễn Văn {number}", f"Trần Thị {number}")
    return Registration(
        code=f"B{number:06}",
        event_id=event.id,
        state=State.CONFIRMED,
        locale="vi",
        contact_name=names[0],
        contact_email=f"b{number}@example.org",
        contact_country="US",
        contact_folded=searchable(names[0]),
        attendees=[
            Attendee(position=place, name=name, folded=searchable(name), sort_given=given_name_key(name))
            for place, name in enumerate(names)
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
