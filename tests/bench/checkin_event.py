"""The bench's door: `make NUMBER` guests, a gate and a phone; `ask FROM TO` scans in this process, for their cost."""

import json
import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from showcase.app import create_app
from showcase.checkin.models import Device, Gate, Scan
from showcase.core import clock, keys
from showcase.core.database import db, write
from showcase.core.search import given_name_key, searchable
from showcase.registration.models import Attendee, Event, Registration
from showcase.registration.rules import State
from showcase.registration.tickets import ticket_code

EVENT, GATE, KEY = "bench-door", "bench-desk", "scd_a-phone-of-the-bench"
PARTY, BATCH, WARM = 4, 1_000, 30


def make(number: int) -> None:
    """The event; the ticket codes are written, a line each, to checkin.txt in the state folder."""
    with create_app().app_context():
        write()
        now = clock.now()
        edition_id = db.session.scalar(db.select(Event.edition_id).limit(1))
        event = Event(edition_id=edition_id, slug=EVENT, starts_at=now, ends_at=now + timedelta(days=1), taken=number)
        event.set_text("title", "vi", "Đo tốc độ ở cửa")
        db.session.add(event)
        db.session.flush()
        gate = Gate(event_id=event.id, slug=GATE, any_time=True)
        gate.set_text("name", "vi", "Bàn đo")
        db.session.add_all([gate, Device(event_id=event.id, name="bench", key_digest=keys.digest(KEY))])
        event_id = event.id
        first = (db.session.scalar(db.select(db.func.max(Registration.id))) or 0) + 1
        person = (db.session.scalar(db.select(db.func.max(Attendee.id))) or 0) + 1
        for begin in range(0, number, BATCH):
            places = range(begin, min(begin + BATCH, number))
            parties = {place // PARTY for place in places}
            db.session.execute(db.insert(Registration), [_party(event_id, first + one) for one in sorted(parties)])
            people = [_person(person + place, first + place // PARTY, place % PARTY) for place in places]
            db.session.execute(db.insert(Attendee), people)
            db.session.commit()
            if begin in (0, number // BATCH // 2 * BATCH):  # by what it knows of a few, PostgreSQL is quick with many
                db.session.execute(db.text("ANALYZE"))
                db.session.commit()
            write()
        codes = [ticket_code(event_id, person + place, 1) for place in range(number)]
        db.session.rollback()
    Path(os.environ["SHOWCASE_VAR"], "checkin.txt").write_text("\n".join(codes) + "\n", encoding="ascii")


def ask(first: int, last: int) -> None:
    """Seconds by the clock and of the processor that a scan of each of these tickets takes, by the median."""
    client, walls, processors = create_app().test_client(), [], []
    codes = Path(os.environ["SHOWCASE_VAR"], "checkin.txt").read_text(encoding="ascii").split()
    for place, code in enumerate(codes[first:last]):
        scan = {"id": str(uuid4()), "code": code, "gate": GATE, "at": clock.now().isoformat()}
        wall, processor = time.perf_counter(), time.process_time()
        answer = client.post(
            "/api/v1/checkin/scans",
            json={"event": EVENT, "scans": [scan]},
            headers={"Authorization": f"Bearer {KEY}"},
        )
        if answer.json["results"][0]["verdict"] != "admitted":
            raise RuntimeError(answer.text)
        if place >= WARM:
            walls.append(time.perf_counter() - wall)
            processors.append(time.process_time() - processor)
    print(json.dumps((statistics.median(walls), statistics.median(processors))))


def refused() -> None:
    """How many of the scans were not what the bench wants to measure."""
    with create_app().app_context():
        print(db.session.scalar(db.select(db.func.count()).select_from(Scan).where(Scan.verdict != "admitted")))


def _party(event_id: int, number: int) -> dict[str, Any]:
    name = f"Nguyễn Văn {number}"
    return {
        "id": number,
        "code": f"D{number:07}",
        "event_id": event_id,
        "state": State.CONFIRMED,
        "locale": "vi",
        "contact_name": name,
        "contact_country": "US",
        "contact_folded": searchable(name),
    }


def _person(number: int, party: int, place: int) -> dict[str, Any]:
    name = f"Trần Thị {number}"
    return {
        "id": number,
        "registration_id": party,
        "position": place,
        "name": name,
        "folded": searchable(name),
        "sort_given": given_name_key(name),
    }


if __name__ == "__main__":
    {"make": make, "ask": ask, "refused": refused}[sys.argv[1]](*map(int, sys.argv[2:]))
