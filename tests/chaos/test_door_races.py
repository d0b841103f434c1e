"""Doors, the undo button and the office at one ticket at the same moment: afterwards presence is what the scans say.

One ticket at many doors, and one scan sent many times, are tried in tests/checkin/test_race.py.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from showcase.accounts.models import Account
from showcase.checkin import intake, services
from showcase.checkin.forms import read_rows
from showcase.checkin.models import Annulment, Device, Gate, Presence, Scan
from showcase.checkin.services import Scanner
from showcase.core import clock, keys
from showcase.core.database import db, write
from showcase.registration import merging, signals
from showcase.registration.merge_rules import Choices, MergeRefused
from showcase.registration.models import MergedPerson, Registration
from tests.checkin.door import make_gate, make_guest, scan_of
from tests.factories import make_account, make_event, save

Deed = Callable[[], Any]
ROUNDS = 8
PHONE = Scanner("device:1", trusted=True)


def at_once(app: Flask, *deeds: Deed) -> list[Any]:
    """Each in a thread and a transaction of its own, begun together; what was refused answers with the refusal."""
    barrier = threading.Barrier(len(deeds))

    def run(deed: Deed) -> Any:
        with app.app_context():
            barrier.wait()
            try:
                return deed()
            except MergeRefused as refused:
                db.session.rollback()
                return refused
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result() for one in [pool.submit(run, deed) for deed in deeds]]


def scan(row: dict[str, Any]) -> Deed:
    return lambda: str(intake.check_in(read_rows([row]) or [], PHONE, None)[0].verdict)


def take_back(scan_id: str) -> Deed:
    def deed() -> None:
        write()
        services.annul(db.session.get_one(Scan, scan_id), PHONE)
        db.session.commit()

    return deed


def join(kept: int, gone: int, who: int, pairs: dict[int, int]) -> Deed:
    def deed() -> None:
        one, other = db.session.get_one(Registration, kept), db.session.get_one(Registration, gone)
        merging.merge(one, other, Choices(pairs), db.session.get_one(Account, who), clock.now(), notify=False)
        db.session.commit()

    return deed


def wrong_presences(people: list[int]) -> list[str]:
    """Where presence is not what the scans that were not taken back say, whoever's card was read."""
    joined = {one.attendee_id: one.into_id for one in db.session.scalars(select(MergedPerson))}
    taken_back = set(db.session.scalars(select(Annulment.scan_id)))
    inside: dict[int, bool] = {}
    for one in sorted(db.session.scalars(select(Scan).where(Scan.attendee_id.in_(people))), key=lambda one: one.at):
        if one.verdict == "admitted" and one.id not in taken_back:
            inside[joined.get(one.attendee_id, one.attendee_id)] = one.direction == "entry"
    stored = {one.attendee_id: one.inside for one in db.session.scalars(select(Presence))}
    db.session.remove()
    return [
        f"{person}: {stored.get(person, False)}, not {inside.get(person, False)}"
        for person in people
        if person not in joined and stored.get(person, False) != inside.get(person, False)
    ]


def one_round(app: Flask, number: int, officer: int) -> list[str]:
    """Both cards of a guest who answered twice are read, an earlier scan is taken back, and the answers are joined."""
    gate = db.session.get_one(Gate, number)
    kept, gone = make_guest(gate.event), make_guest(gate.event)
    earlier, now, later = scan_of(gone, gate), scan_of(gone, gate), scan_of(gone, gate, direction="exit")
    people = [kept.id, gone.id]
    joining = join(kept.registration_id, gone.registration_id, officer, {gone.id: kept.id})
    db.session.remove()
    scan(earlier)()
    db.session.remove()
    at_once(app, scan(now), take_back(earlier["id"]), joining, scan(later))
    return wrong_presences(people)


@pytest.mark.postgresql
def test_scans_an_undo_and_a_merge_at_one_moment(app: Flask) -> None:
    gate, officer = make_gate(make_event(capacity=None)).id, make_account().id
    faults = [fault for _ in range(ROUNDS) for fault in one_round(app, gate, officer)]
    assert faults == []


@pytest.mark.postgresql
def test_a_merge_that_does_not_count_again_shows(app: Flask) -> None:
    """The control: without the office's own count the same rounds end with somebody who is not there."""
    gate, officer = make_gate(make_event(capacity=None)).id, make_account().id
    signals.merged.disconnect(services.recount)
    try:
        assert any(one_round(app, gate, officer) for _ in range(5 * ROUNDS))
    finally:
        signals.merged.connect(services.recount)


def test_one_scan_is_taken_back_once_by_two_requests(app: Flask) -> None:
    """The answer to the first was lost, and the phone asks again before the first is done."""
    gate, key = make_gate(make_event()), "scd_races"
    phone = save(Device(event_id=gate.event_id, name="Máy", key_digest=keys.digest(key)))
    row, scanner = scan_of(make_guest(gate.event), gate), Scanner(f"device:{phone.id}", phone.id, phone.event_id, True)
    intake.check_in(read_rows([row]) or [], scanner, None)
    db.session.remove()

    def deed() -> int:
        headers = {"Authorization": f"Bearer {key}"}
        path = f"/api/v1/checkin/scans/{row['id']}/annulment"
        return app.test_client().post(path, json={"at": row["at"]}, headers=headers).status_code

    assert sorted(at_once(app, *[deed] * 8)) == [200] * 7 + [201]
