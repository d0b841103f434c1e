import pytest

from showcase.investment.rules import Choice, Facts, Index, View, bands, may_stand_in_front
from showcase.investment.words import Words

INDEX = Index(
    [
        Facts(1, "calling", "tourism", ("842",), stage="calling", capital=("100-500",)),
        Facts(2, "calling", "industry", ("842", "845"), form=("domestic", "fdi"), capital=("investor",)),
        Facts(3, "running", "tourism"),
        Facts(4, "public", "transport", ("845",), land="public"),
    ]
)


def passing(choice: Choice) -> list[int]:
    return [project.id for project in INDEX.take(INDEX.matching(choice, INDEX.everything), 0, 20)]


def test_the_list_opens_with_what_looks_for_partners() -> None:
    assert passing(Choice()) == [1, 2]


def test_what_is_under_way_stands_in_the_other_list() -> None:
    assert passing(Choice(view=View.UNDER_WAY)) == [3, 4]


def test_filters_narrow_together_and_an_unknown_value_finds_nothing() -> None:
    assert passing(Choice(unit="842", form="fdi")) == [2]
    assert passing(Choice(unit="842", capital="100-500")) == [1]
    assert passing(Choice(view=View.UNDER_WAY, land="public")) == [4]
    assert passing(Choice(sector="nothing")) == []


def test_a_filter_does_not_narrow_its_own_numbers() -> None:
    found = INDEX.counts(Choice(sector="tourism"), INDEX.everything)
    assert found["sector"] == {"tourism": 1, "industry": 1}
    assert found["unit"] == {"842": 1}
    assert found["view"] == {"calling": 2, "under-way": 2}


def test_a_page_of_thousands_begins_where_the_last_one_ended() -> None:
    index = Index(Facts(number, "calling", "tourism") for number in range(3000))
    assert [p.id for p in index.take(index.everything, 2980, 20)] == list(range(2980, 3000))


@pytest.mark.parametrize(
    ("low", "high", "by_investor", "expected"),
    [
        (25.9, None, False, ("0-100",)),
        (100, None, False, ("100-500",)),
        (90, 600, False, ("0-100", "100-500", "500-2000")),
        (8000, None, False, ("2000-",)),
        (None, None, True, ("investor",)),
        (None, None, False, ()),
    ],
)
def test_a_project_stands_in_each_band_of_capital_that_it_touches(
    low: float | None, high: float | None, by_investor: bool, expected: tuple[str, ...]
) -> None:
    assert bands(low, high, by_investor) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["thuy", "sna"], "thuy san"),
        (["seafod"], "seafood"),
        (["សណ្ឋគារ"], "សណ្ឋាគារ"),
        (["thuy", "san"], ""),
        (["xyzzy"], ""),
    ],
)
def test_what_was_meant_looks_like_what_was_typed(typed: list[str], meant: str) -> None:
    words = Words([(("project", 1), "thuy san"), (("project", 1), "seafood plant"), (("project", 1), "សណ្ឋាគារ")])
    assert words.meant(typed) == meant


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
