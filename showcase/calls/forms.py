"""What an officer notes of a call: one press says which of the answers it was, fields say the rest."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import HiddenField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Optional

from ..core import numbers
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration import contact, when
from . import rules, zones
from .rules import Outcome, Said

LONGEST_NAME = 200
_NEWS = {"yes": True, "no": False, "": None}


class CallForm(Form):
    """`answer` is the value of the button: an outcome, and after a colon what one press says besides.

    That is how many come, whether next year's invitation is wished (yes, no), or the hour (2026-12-01T19:00@zone).
    """

    seen = HiddenField()  # the newest call when the page was made: pressed twice, it is noted once
    note = TextAreaField(
        lazy("Note"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(1000)],
        filters=[clean],
        description=lazy("What the next one who speaks to them should know. It may stay empty."),
    )
    people = SelectField(lazy("How many come"), coerce=int)
    names = TextAreaField(
        lazy("Names, one a line"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(3000)],
        filters=[clean],
    )
    day = SelectField(lazy("Day"))
    hour = SelectField(lazy("Hour"))
    zone = SelectField(lazy("On the clock of"))

    def __init__(self, *args: Any, hours: Sequence[zones.Hour], most: int, now: datetime, **values: Any) -> None:
        super().__init__(*args, **values)
        self._now = now
        here = hours[0].local.date()
        days = [here + timedelta(days=ahead) for ahead in range(rules.DAYS_AHEAD)]
        self._most = most
        if most:
            self.people.choices = [(number, str(number)) for number in range(1, most + 1)]
        else:  # a party has said already who comes
            del self.people, self.names
        self.day.choices = [(day.isoformat(), when.spelled(day)) for day in days]
        self.hour.choices = [
            (f"{hour:%H:%M}", numbers.time(datetime.combine(here, hour))) for hour in rules.half_hours()
        ]
        self.zone.choices = [(one.zone, one.place) for one in hours]
        if not self.day.raw_data:
            self.day.data, self.hour.data = days[1].isoformat(), "09:00"
        self._zones = [one.zone for one in hours]

    def said(self, answer: str) -> Said | None:
        """What was pressed, with what the fields say; None: a field is to be mended, or no such button is there."""
        name, _colon, more = answer.partition(":")
        if name not in list(Outcome) or not self.validate():
            return None
        outcome = Outcome(name)
        if outcome == Outcome.COMING:
            return self._coming(more)
        if outcome == Outcome.LATER:
            at = self._pressed_hour(more) if more else self._chosen_hour()
            return Said(outcome, self.note.data, later_at=at) if at is not None else None
        if outcome == Outcome.DECLINED:
            return Said(outcome, self.note.data, wishes_news=_NEWS.get(more))
        return Said(outcome, self.note.data)

    def validate_names(self, field: Any) -> None:
        for name in self._names():
            if len(name) > LONGEST_NAME:
                raise ValidationError(_("A name has at most %(count)d letters.", count=LONGEST_NAME))
            if not contact.has_a_letter(name):
                raise ValidationError(_("Please write the name in letters."))

    def _names(self) -> tuple[str, ...]:
        return tuple(filter(None, (" ".join(line.split()) for line in (self.names.data or "").splitlines())))

    def _coming(self, more: str) -> Said | None:
        if more == "open" or not self._most:
            return Said(Outcome.COMING, self.note.data)
        if more:
            if not (more.isascii() and more.isdigit() and 0 < int(more[:3]) <= self._most):
                return None
            return Said(Outcome.COMING, self.note.data, people=int(more[:3]))
        names = self._names()
        if len(names) > self._most:
            self.names.errors = [_("At most %(count)d people may come by this invitation.", count=self._most)]
            return None
        return Said(Outcome.COMING, self.note.data, people=self.people.data, names=names)

    def _pressed_hour(self, more: str) -> datetime | None:
        text, _at, zone = more.partition("@")
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            return None
        return self._instant(local.date(), local.time(), zone) if local.tzinfo is None else None

    def _chosen_hour(self) -> datetime | None:
        at = self._instant(date.fromisoformat(self.day.data), time.fromisoformat(self.hour.data), self.zone.data)
        if at is None:
            self.hour.errors = [_("That hour is over there already. Please choose a later one.")]
        return at

    def _instant(self, day: date, hour: time, zone: str) -> datetime | None:
        if zone not in self._zones:
            return None
        local = datetime.combine(day, hour, ZoneInfo(zone))
        ahead = local - self._now
        is_ahead = timedelta(0) < ahead <= timedelta(days=rules.DAYS_AHEAD + 1)
        return local.astimezone(UTC) if is_ahead and rules.may_ring(local) else None
