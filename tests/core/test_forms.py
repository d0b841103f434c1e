"""Validators of our own."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField

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


def test_what_is_no_date_comes_back_without_signs_that_a_page_cannot_hold() -> None:
    class Days(Form):
        day = DateField("Day")

    form = Days(MultiDict({"day": "3\x00 \u202eMay"}))
    assert not form.validate()
    assert form.day._value() == "3 May"
