"""Counters that slow guessing down hold when everybody tries at once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from showcase.core import throttle
from showcase.core.database import db
from showcase.core.throttle import Attempts, TooMany


def test_the_first_attempts_of_a_crowd_are_all_counted(app: Flask) -> None:
    people, limit = 20, 8
    start = threading.Barrier(people)

    def attempt(_number: int) -> str:
        with app.app_context():
            start.wait()
            try:
                throttle.count("sign-in", "192.0.2.7", limit, 3600)
            except TooMany:
                return "too many"
            finally:
                db.session.remove()
            return "let through"

    with ThreadPoolExecutor(people) as threads:
        results = Counter(threads.map(attempt, range(people)))
    assert results == {"let through": limit, "too many": people - limit}
    assert db.session.scalars(db.select(Attempts.count)).all() == [people]
