"""How far each role reaches in the tree of units."""

import pytest

from showcase.accounts.models import Account
from showcase.accounts.rules import Reach, Role, Verb, reach
from showcase.core.database import db
from showcase.editions.models import Unit
from showcase.editions.reach import units_within
from tests.factories import make_unit


def within(role: Role, unit: str | None, verb: Verb = Verb.SEE_UNITS) -> set[int]:
    return set(db.session.scalars(units_within(Account(role=role, unit_code=unit), verb)))


@pytest.fixture
def tree() -> dict[str, Unit]:
    """A province with two districts, a commune in each, and one of them as it was under another parent."""
    province = make_unit(level="province", code="84")
    one, two = (make_unit(level="district", code=code, parent_id=province.id) for code in ("842", "844"))
    return {
        "province": province,
        "one": one,
        "two": two,
        "commune": make_unit(level="commune", code="29242", parent_id=one.id),
        "sister": make_unit(level="commune", code="29308", parent_id=two.id),
        "later": make_unit(level="commune", code="29242", parent_id=province.id, slug="xa-moi"),
    }


def ids(tree: dict[str, Unit], *names: str) -> set[int]:
    return {tree[name].id for name in names}


def test_a_reporter_reaches_the_own_unit_at_all_times_and_what_lies_below(tree: dict[str, Unit]) -> None:
    assert within(Role.REPORTER, "842") == ids(tree, "one", "commune")
    assert within(Role.REPORTER, "29242") == ids(tree, "commune", "later")
    assert within(Role.REPORTER, "84") == ids(tree, *tree)


@pytest.mark.parametrize("unit", [None, "", "8", "00000"])
def test_a_reporter_without_a_unit_that_exists_reaches_none(unit: str | None, tree: dict[str, Unit]) -> None:
    assert within(Role.REPORTER, unit) == set()


def test_others_reach_every_unit_or_none(tree: dict[str, Unit]) -> None:
    assert within(Role.ORGANISER, None) == ids(tree, *tree)
    assert within(Role.GATE, "84") == set(), "who lacks the verb reaches nothing"


def test_reach_says_the_same_of_a_record() -> None:
    own = reach(Role.REPORTER, Verb.REPORT, "842")
    assert own.covers(("29242", "842", "84"))
    assert not own.covers(("29308", "844", "84"))
    assert not own.covers(())
    assert not reach(Role.REPORTER, Verb.REPORT, None).covers(("29242",))
    assert reach(Role.ADMINISTRATOR, Verb.REPORT, None) == Reach(is_everywhere=True)
    assert reach(Role.GATE, Verb.REPORT, "842") == Reach()
