"""The bench's guests: one gathering of as many as are asked for (`make 1000`), and what pages cost (`ask …`)."""

import json
import random
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from showcase.accounts import services
from showcase.accounts.rules import Role
from showcase.app import create_app
from showcase.checkin.models import Presence
from showcase.checkin.rules import EVENT_SCOPE
from showcase.core import clock
from showcase.core.database import db, write
from showcase.core.search import given_name_key, searchable
from showcase.registration.models import Attendee, Event, Registration, SensitiveAnswer
from showcase.registration.rules import State

# How often names are borne, in per cent; the rest is spread over the last ones.
FAMILY = {"Nguyễn": 38, "Trần": 11, "Lê": 9, "Phạm": 7, "Huỳnh": 5, "Võ": 5, "Đặng": 3, "Thạch": 4, "Kim": 3, "Sơn": 2}
RARE_FAMILY = ("Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Lâm", "Trương", "Đinh", "Đoàn", "Quách", "Mai", "Tô")
MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Hoàng", "Thanh", "Bảo", "Kim", "Xuân", "Hữu", "Đức", "Sa", "Gia")
GIVEN = ("Hường", "Trân", "Bảy", "Dung", "Đào", "An", "Ân", "Ánh", "Út", "Phượng", "Hải", "Long", "Lan", "Mai",
         "Sơn", "Tuấn", "Thảo", "Phia", "Vy", "Khoa", "Nghĩa", "Yến", "Quý", "Bình", "Giang", "Oanh", "Ri")  # fmt: skip
COUNTRIES = {"US": 52, "KH": 12, "AU": 9, "CA": 8, "FR": 7, "VN": 4, "TW": 3, "DE": 2, "JP": 2, "NO": 1}
STATES = {State.CONFIRMED: 88, State.WAITLISTED: 6, State.CANCELLED: 5, State.PENDING: 1}
KINDS = {"overseas": 80, "relative": 12, "official": 5, "press": 1, "partner": 2}
BATCH = 2_000  # parties in one statement
WARM, PAGES = 5, 30
PASSWORD = "bench bench bench"


def make(number: int) -> None:
    chance = random.Random(7)
    with create_app().app_context():
        write()
        now = clock.now()
        edition_id = db.session.scalar(db.select(Event.edition_id).limit(1))
        starts = now + timedelta(hours=-1)
        event = Event(edition_id=edition_id, slug="bench-guests", starts_at=starts, ends_at=starts + timedelta(hours=6))
        event.set_text("title", "vi", "Họp mặt đo tốc độ")
        db.session.add(event)
        db.session.flush()
        first = (db.session.scalar(db.select(db.func.max(Registration.id))) or 0) + 1
        person = (db.session.scalar(db.select(db.func.max(Attendee.id))) or 0) + 1
        parties: list[dict[str, Any]] = []
        people: list[dict[str, Any]] = []
        made = 0
        while made < number:
            size = min(chance.choice((1, 1, 2, 2, 3, 4, 4, 3)), number - made)
            party = _party(chance, event.id, first, now)
            parties.append(party)
            for place in range(size):
                people.append(_person(chance, first, person, place, party["contact_name"] if place == 0 else ""))
                person += 1
            first, made = first + 1, made + size
            if len(parties) >= BATCH:
                _store(chance, parties, people, now)
        _store(chance, parties, people, now)
        db.session.commit()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()


def _party(chance: random.Random, event_id: int, number: int, now: Any) -> dict[str, Any]:
    name = _name(chance)
    country = _one(chance, COUNTRIES)
    return {
        "id": number,
        "code": f"G{number:07}",
        "event_id": event_id,
        "state": _one(chance, STATES),
        "locale": "vi",
        "guest_kind": _one(chance, KINDS),
        "contact_name": name,
        "contact_folded": searchable(name),
        "contact_email": f"khach{number}@example.org" if chance.random() < 0.7 else None,
        "contact_phone": f"+1714{5550000 + number:07}" if country == "US" else f"+84{900000000 + number}",
        "contact_country": country,
        "created_at": now,
        "changed_at": now,
        "invited": False,
        "demo": False,
        "note": "",
        "link_version": 1,
    }


def _person(chance: random.Random, party: int, number: int, place: int, name: str) -> dict[str, Any]:
    name = name or _name(chance)
    return {
        "id": number,
        "registration_id": party,
        "position": place,
        "name": name,
        "folded": searchable(name),
        "sort_given": given_name_key(name),
        "second_name": "",
        "honorific": "",
        "called": "",
        "age_band": chance.choice((None, "0-6", "7-15", "16-59", "16-59", "16-59", "60+", "60+")),
        "no_photo": chance.random() < 0.05,
        "vip": chance.random() < 0.02,
        "ticket_version": 1,
    }


def _store(chance: random.Random, parties: list[dict[str, Any]], people: list[dict[str, Any]], now: Any) -> None:
    if not parties:
        return
    db.session.execute(db.insert(Registration), parties)
    db.session.execute(db.insert(Attendee), people)
    arrived = [
        {"attendee_id": one["id"], "scope": EVENT_SCOPE, "inside": True, "entered_at": now, "changed_at": now}
        for one in people
        if chance.random() < 0.4
    ]
    db.session.execute(db.insert(Presence), arrived)
    eats = SensitiveAnswer(kind="diet")
    eats.text = "ăn chay"
    needs = [
        {"attendee_id": one["id"], "kind": "diet", "sealed": eats.sealed} for one in people if chance.random() < 0.06
    ]
    if needs:
        db.session.execute(db.insert(SensitiveAnswer), needs)
    parties.clear()
    people.clear()


def _name(chance: random.Random) -> str:
    family = _one(chance, FAMILY, RARE_FAMILY)
    middle, given = chance.choice(MIDDLE), chance.choice(GIVEN)
    if chance.random() < 0.15:  # as people write it abroad
        return f"{given} {middle} {family}"
    return f"{family} {middle} {given}"


def _one(chance: random.Random, weights: dict[Any, int], others: tuple[Any, ...] = ()) -> Any:
    drawn = chance.uniform(0, 100 if others else sum(weights.values()))
    for one, weight in weights.items():
        drawn -= weight
        if drawn <= 0:
            return one
    return chance.choice(others)


def ask(*queries: str) -> None:
    """Seconds by the clock and of the processor that a page of each takes, by the median, signed in as an organiser."""
    app = create_app()
    with app.app_context():
        write()
        account = services.create_account(f"bench-{clock.now().timestamp()}@example.org", Role.ORGANISER)
        services.set_password(account, PASSWORD)
        db.session.commit()
        email = account.email
    client = app.test_client()
    client.post("/staff/sign-in", data={"email": email, "password": PASSWORD})
    print(json.dumps([_cost(client, query) for query in queries]))


def _cost(client: FlaskClient, query: str) -> tuple[float, float]:
    walls, processors = [], []
    for number in range(WARM + PAGES):
        wall, processor = time.perf_counter(), time.process_time()
        status = client.get(f"/staff/guests/?{query}").status_code
        if status != 200:
            raise RuntimeError(f"{query}: {status}")
        if number >= WARM:
            walls.append(time.perf_counter() - wall)
            processors.append(time.process_time() - processor)
    return statistics.median(walls), statistics.median(processors)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        ask(*sys.argv[2:])
