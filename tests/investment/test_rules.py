import pytest

from showcase.investment.rules import Choice, Facts, View, counts, may_stand_in_front

PROJECTS = [
    Facts(1, "calling", "tourism", frozenset({"842"})),
    Facts(2, "calling", "industry", frozenset({"842", "845"})),
    Facts(3, "running", "tourism", frozenset()),
    Facts(4, "public", "transport", frozenset({"845"})),
]


def test_the_list_opens_with_what_looks_for_partners() -> None:
    assert [p.id for p in PROJECTS if Choice().matches(p)] == [1, 2]


def test_what_is_under_way_stands_in_the_other_list() -> None:
    assert [p.id for p in PROJECTS if Choice(view=View.UNDER_WAY).matches(p)] == [3, 4]


def test_a_filter_does_not_narrow_its_own_numbers() -> None:
    found = counts(PROJECTS, Choice(sector="tourism"))
    assert dict(found["sector"]) == {"tourism": 1, "industry": 1}
    assert dict(found["unit"]) == {"842": 1}
    assert dict(found["view"]) == {"calling": 2, "under-way": 2}


@pytest.mark.parametrize(
    ("kind", "list_year", "may"),
    [
        ("calling", "2022", True),
        ("calling", "2016-2020", True),
        ("calling", "2012", False),
        ("calling", "", False),
        ("running", "2022", False),
    ],
)
def test_only_fresh_calls_stand_in_front(kind: str, list_year: str, may: bool) -> None:
    assert may_stand_in_front(kind, list_year, 2023) is may
