"""Validators of our own."""

import pytest
from wtforms import IntegerField

from showcase.core.forms import Between, Form


class Number(Form):
    n = IntegerField("n", [Between(0, 400, "%(min)d to %(max)d")])


@pytest.mark.parametrize(("typed", "sound"), [("0", True), ("400", True), ("401", False), ("-1", False), ("", False)])
def test_a_number_lies_between(typed: str, sound: bool) -> None:
    form = Number(data={"n": int(typed) if typed else None})
    assert form.validate() is sound
    if not sound:
        assert "0 to 400" in form.n.errors


def test_a_number_of_many_digits_is_refused_like_any_other() -> None:
    assert not Number(data={"n": 10**400}).validate()
