from datetime import date

from showcase.core import clock
from tests.factories import at


def test_an_instant_is_read_off_the_wall_in_each_zone() -> None:
    start = clock.at_local(date(2024, 2, 5), 8, 0, "Asia/Ho_Chi_Minh")
    assert start == at("2024-02-05T01:00+00:00")
    assert clock.in_zone(start, "America/Los_Angeles").isoformat() == "2024-02-04T17:00:00-08:00"


def test_working_days_skip_weekends_and_holidays() -> None:
    friday = date(2024, 4, 26)
    holidays = {date(2024, 4, 30), date(2024, 5, 1)}
    assert clock.add_working_days(friday, 2, holidays) == date(2024, 5, 2)
    assert clock.add_working_days(date(2024, 5, 2), -2, holidays) == friday
    assert clock.add_working_days(friday, 0) == friday
