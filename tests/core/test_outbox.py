from datetime import timedelta

import pytest

from showcase.core import clock, outbox
from showcase.core.database import db, write
from showcase.core.outbox import BACK_OFF, Job, JobState, Lane


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []
    monkeypatch.setitem(outbox._handlers, "note", lambda task: seen.append(task.values["number"]))
    return seen


def enqueue(kind: str = "note", lane: Lane = Lane.MAIL, **values: object) -> int:
    write()
    number = outbox.enqueue(lane, kind, **values).id
    db.session.commit()
    return number


def test_a_job_is_done_once_and_only_after_the_commit(done: list[int]) -> None:
    write()
    outbox.enqueue(Lane.MAIL, "note", number=1)
    db.session.rollback()
    assert not outbox.run_next(Lane.MAIL)
    enqueue(number=2)
    assert outbox.run_next(Lane.MAIL)
    assert not outbox.run_next(Lane.MAIL)
    assert done == [2]


def test_a_slow_lane_does_not_hold_up_another(done: list[int]) -> None:
    enqueue(lane=Lane.PRINT, number=1)
    enqueue(lane=Lane.MAIL, number=2)
    assert outbox.run_next(Lane.MAIL)
    assert done == [2]


def test_a_job_whose_worker_died_is_done_when_its_lease_ends(done: list[int]) -> None:
    enqueue(number=1)
    assert outbox._claim(Lane.MAIL)
    assert not outbox.run_next(Lane.MAIL)
    with clock.frozen(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.run_next(Lane.MAIL)
    assert done == [1]


def test_a_failing_job_is_tried_again_later_and_at_last_laid_before_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(task: outbox.Task) -> None:
        raise OSError("mail for huong@example.org was not taken")

    monkeypatch.setitem(outbox._handlers, "note", fail)
    job_id = enqueue()
    now = clock.now()
    for seconds in (*BACK_OFF, 0):
        with clock.frozen(now):
            assert outbox.run_next(Lane.MAIL)
            assert not outbox.run_next(Lane.MAIL)
        now += timedelta(seconds=seconds + 1)
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.attempts) == (JobState.DEAD, len(BACK_OFF) + 1)
    assert job.error == "builtins.OSError"  # and no address
    write()
    outbox.retry(db.session.get_one(Job, job_id))
    db.session.commit()
    assert outbox.run_next(Lane.MAIL)


def test_a_running_job_stops_at_its_next_step_when_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []

    def walk(task: outbox.Task) -> None:
        for step in range(5):
            task.progress(step, 5)
            steps.append(step)
            if step == 1:
                write()
                outbox.cancel(db.session.get_one(Job, task.job_id))
                db.session.commit()

    monkeypatch.setitem(outbox._handlers, "note", walk)
    job_id = enqueue(lane=Lane.PRINT)
    outbox.run_next(Lane.PRINT)
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.done, job.total, steps) == (JobState.CANCELLED, 1, 5, [0, 1])
