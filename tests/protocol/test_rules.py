"""In which order people are introduced: proposed by rules, and overridden by hand."""

from datetime import date
from typing import Any

import pytest

from showcase.protocol import rules
from showcase.protocol.rules import TOP, Placed, Rank, Standing


def standing(number: int, **more: Any) -> Standing:
    plain = {"group": 0, "is_host": False, "rank": Rank.HEAD, "since": None, "born": None, "name": ""}
    return Standing(number, **{**plain, **more})


def test_group_then_guests_then_rank_then_office_then_age() -> None:
    people = [
        standing(1, group=None),
        standing(2, group=1),
        standing(3, is_host=True),
        standing(4, rank=Rank.DEPUTY),
        standing(5),
        standing(6, since=date(2021, 7, 1)),
        standing(7, since=date(2020, 7, 1)),
        standing(8, born=1960),
        standing(9, born=1955),
        standing(10, name="b"),
        standing(11, name="a"),
    ]
    assert rules.proposed(people) == [7, 6, 9, 8, 5, 11, 10, 4, 3, 2, 1]


def test_a_line_placed_by_hand_follows_the_line_above_it() -> None:
    assert rules.arranged([1, 2, 3, 4], [Placed(4, 1, 1)]) == [1, 4, 2, 3]
    assert rules.arranged([2, 3, 1, 4], [Placed(4, 1, 1)]) == [2, 3, 1, 4], "the other one has gone down"
    assert rules.arranged([1, 2, 3], [Placed(3, TOP, 1), Placed(2, TOP, 2)]) == [2, 3, 1], "the last deed is on top"
    assert rules.arranged([1, 2, 3, 4], [Placed(3, 4, 1), Placed(4, 1, 2)]) == [1, 4, 3, 2]


def test_a_line_whose_neighbour_is_gone_stands_as_proposed() -> None:
    assert rules.arranged([1, 2, 3], [Placed(3, 9, 1)]) == [1, 2, 3]
    assert rules.arranged([1, 2, 3], [Placed(1, 9, 1), Placed(3, 1, 2)]) == [1, 3, 2]
    assert sorted(rules.arranged([1, 2, 3], [Placed(1, 2, 1), Placed(2, 1, 2)])) == [1, 2, 3], "nobody is ever lost"


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("Chủ tịch Ủy ban nhân dân tỉnh", Rank.HEAD),
        ("Phó Chủ tịch Ủy ban nhân dân tỉnh", Rank.DEPUTY),
        ("Ủy viên Ban Thường vụ", Rank.MEMBER),
        ("Nguyên Bí thư Tỉnh ủy", Rank.FORMER),
        ("Nhà báo", Rank.OTHER),
        ("", Rank.OTHER),
    ],
)
def test_a_title_suggests_a_rank(title: str, rank: Rank) -> None:
    assert rules.likely_rank(title) == rank


def test_a_title_suggests_a_group_by_its_longest_word() -> None:
    words = {1: ["Bí thư", "Tỉnh ủy"], 2: ["Ủy ban nhân dân"], 3: ["Hội"]}
    assert rules.likely_group("Phó Bí thư, Chủ tịch Ủy ban nhân dân tỉnh", words) == 2
    assert rules.likely_group("Bí thư Tỉnh ủy", words) == 1
    assert rules.likely_group("Giám đốc Sở (hội nhập)", words) == 3
    assert rules.likely_group("Xã hội học", {3: ["ội"]}) is None, "no part of a word"
