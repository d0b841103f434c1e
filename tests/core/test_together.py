"""What waits for the same turn is done together, and one that fails harms no other."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from showcase.core.together import MOST, Together

Work = Callable[[Sequence[int]], list[int]]


class Desk:
    """Doubles numbers, keeps what it was given at once, and lets the first call wait until all others have come."""

    def __init__(self, others: int, work: Work = lambda numbers: [2 * number for number in numbers]) -> None:
        self.calls: list[list[int]] = []
        self.begun, self.others, self.work = threading.Event(), others, work
        self.together: Together[int, int] = Together(self.at_work)

    def at_work(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append(list(numbers))
        if len(self.calls) == 1:
            self.begun.set()
            while len(self.together._queue) < self.others:
                pass
        return self.work(numbers)

    def ask(self, first: int, others: Sequence[int]) -> list[int | Exception]:
        def one(number: int) -> int | Exception:
            try:
                return self.together.do(number)
            except ValueError as error:
                return error

        with ThreadPoolExecutor(len(others) + 1) as pool:
            leader = pool.submit(one, first)
            self.begun.wait(5)
            rest = [pool.submit(one, number) for number in others]
            return [future.result(5) for future in (leader, *rest)]


def test_those_who_come_meanwhile_are_done_at_once() -> None:
    desk = Desk(4)
    assert desk.ask(1, [2, 3, 4, 5]) == [2, 4, 6, 8, 10]
    assert [sorted(call) for call in desk.calls] == [[1], [2, 3, 4, 5]]


def test_each_hears_its_own_failure_and_no_other() -> None:
    def work(numbers: Sequence[int]) -> list[int]:
        if 3 in numbers:
            raise ValueError("three")
        return [2 * number for number in numbers]

    desk = Desk(3, work)
    said = desk.ask(1, [2, 3, 4])
    assert [said[0], said[1], said[3]] == [2, 4, 8]
    assert isinstance(said[2], ValueError)
    assert desk.together.do(5) == 10, "the turn has passed on"


@pytest.mark.full
def test_more_than_fit_are_done_in_parts() -> None:
    desk = Desk(MOST + 3)
    assert sum(desk.ask(1, [1] * (MOST + 3))) == 2 * (MOST + 4)  # type: ignore[arg-type]
    assert max(len(call) for call in desk.calls) == MOST
