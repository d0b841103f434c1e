"""When the telephone is answered, here and far away."""

from datetime import UTC, datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.core import clock
from showcase.core.i18n import use_locale
from showcase.editions import office_hours
from showcase.editions.models import Host
from showcase.editions.office_hours import Spell, spells
from tests.factories import make_edition, make_host

WEEK = ("mon", "tue", "wed", "thu", "fri")
WINTER, SUMMER = datetime(2026, 1, 15, 3, tzinfo=UTC), datetime(2026, 7, 15, 3, tzinfo=UTC)


def a_host() -> Host:
    return make_host(phone_days=list(WEEK), phone_times=["07:30-11:30", "13:30-17:00"], far_zone="America/Los_Angeles")


def test_hours_far_behind_fall_on_the_day_before() -> None:
    morning, afternoon = (time(16, 30), time(20, 30)), (time(22, 30), time(2, 0))
    assert spells(WEEK, ["07:30-11:30", "13:30-17:00"], -15) == [Spell((6, 0, 1, 2, 3), (morning, afternoon))]


def test_hours_that_part_at_midnight_are_said_apart() -> None:
    assert spells(["mon"], ["07:00-08:00", "20:00-21:00"], 10) == [
        Spell((0,), ((time(17), time(18)),)),
        Spell((1,), ((time(6), time(7)),)),
    ]


def test_half_hours_of_zones_are_counted() -> None:
    assert spells(["sun"], ["08:00-09:00"], -1.5) == [Spell((6,), ((time(6, 30), time(7, 30)),))]


HERE = {
    "en": "7:30 am – 11:30 am and 1:30 pm – 5 pm, Monday to Friday",
    "vi": "7 giờ 30 – 11 giờ 30 và 13 giờ 30 – 17 giờ, thứ Hai đến thứ Sáu",
}
THERE = {
    "en": "4:30 pm – 8:30 pm and 10:30 pm – 2 am, Sunday to Thursday",
    "vi": "16 giờ 30 – 20 giờ 30 và 22 giờ 30 – 2 giờ, chủ nhật đến thứ Năm",
}


@pytest.mark.parametrize("code", HERE)
def test_both_clocks_are_said_in_the_pages_language(app: Flask, code: str) -> None:
    host = a_host()
    with use_locale(code), clock.frozen(WINTER):
        here, there = (
            said.replace("\u00a0", " ") for said in (office_hours.at_home(host), office_hours.far_away(host))
        )
    assert here.startswith(f"{HERE[code]} (")
    assert there.lower().startswith(f"{THERE[code]} (".lower())
    assert "Los Angeles" in there


def test_the_hours_far_away_follow_their_summer(app: Flask) -> None:
    host = a_host()
    with use_locale("en"):
        with clock.frozen(WINTER):
            winter = office_hours.far_away(host)
        with clock.frozen(SUMMER):
            summer = office_hours.far_away(host)
    assert (winter[:1], summer[:1]) == ("4", "5")


def test_pages_change_on_the_day_on_which_the_far_clock_changes(app: Flask) -> None:
    a_host()
    with clock.frozen(WINTER):
        assert list(office_hours.clock_changes()) == [datetime(2026, 3, 8, 10, tzinfo=UTC)]


def test_a_zone_on_the_same_clock_is_not_said_again(app: Flask) -> None:
    host = make_host(phone_days=["mon"], phone_times=["08:00-09:00"], far_zone="Asia/Phnom_Penh")
    assert office_hours.far_away(host) == ""
    assert list(office_hours.clock_changes()) == [None]


def test_every_page_says_the_number_and_both_clocks(client: FlaskClient) -> None:
    make_edition(a_host())
    for path in ("/en/", "/en/articles/", "/en/projects/", "/en/privacy/"):
        page = client.get(path).get_data(as_text=True).replace("\u00a0", " ")
        assert 'href="tel:+842940000000"' in page
        assert "Monday to Friday" in page
        assert "Sunday to Thursday" in page
