"""What must be done by when, counted back from the day of the gathering. Values in, days out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..core.clock import SATURDAY, add_working_days

GATHERING = ""
MOST_DAYS = 400


@dataclass(frozen=True)
class Step:
    """A step is due `days` before the gathering or before another step."""

    key: str
    days: int
    working: bool  # count working days only
    before: str = GATHERING
    by_law: bool = False  # the others are custom, to be confirmed with the host


# An anchor stands before those that count from it. The law fixes two numbers: legal deposit ten days before release,
# and the licence within ten working days of a complete file.
STEPS = (
    Step("programme", 45, working=False),
    Step("invitations", 30, working=False),
    Step("registration-closes", 3, working=False),
    Step("protocol-list", 2, working=True),
    Step("badges", 1, working=True),
    Step("deposit", 10, working=False, by_law=True),
    Step("printed", 2, working=True, before="deposit"),
    Step("printer", 7, working=True, before="printed"),
    Step("licence", 1, working=True, before="printer"),
    Step("licence-file", 10, working=True, before="licence", by_law=True),
    Step("approval", 3, working=True, before="licence-file"),
    Step("texts", 5, working=True, before="approval"),
)
BY_KEY = {step.key: step for step in STEPS}


def due_days(
    gathering: date,
    days: Mapping[str, int],
    holidays: Collection[date] = (),
    fixed: Mapping[str, date] | None = None,
) -> dict[str, date]:
    """The last day of each step. `days` are the host's own numbers; `fixed` days are said elsewhere.

    A day on which the office is closed becomes the working day before it.
    """
    found = {GATHERING: gathering}
    for step in STEPS:
        if fixed and step.key in fixed:
            found[step.key] = fixed[step.key]
            continue
        count, anchor = days.get(step.key, step.days), found[step.before]
        day = add_working_days(anchor, -count, holidays) if step.working else anchor - timedelta(days=count)
        found[step.key] = _working_day_up_to(day, holidays)
    del found[GATHERING]
    return found


def _working_day_up_to(day: date, holidays: Collection[date]) -> date:
    while day.weekday() >= SATURDAY or day in holidays:
        day -= timedelta(days=1)
    return day
