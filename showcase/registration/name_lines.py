"""People typed one a line, as somebody says them: a title in brackets may stand before the name."""

from typing import Any

from wtforms.validators import ValidationError

from ..core.i18n import gettext as _
from . import contact
from .rules import Person

LONGEST_NAME, LONGEST_TITLE = 200, 40


def people_in(text: str | None, sessions: tuple[str, ...] = ()) -> list[Person]:
    """“(Bà) Đặng Thị Hường” is a person with a title; empty lines are nobody."""
    return [_person(line.strip(), sessions) for line in (text or "").splitlines() if line.strip()]


class NameLines:
    """Every line names somebody, and no more people than fit; `too_many` says so, with `count`."""

    def __init__(self, most: int, too_many: Any) -> None:
        self.most, self.too_many = most, too_many

    def __call__(self, form: Any, field: Any) -> None:
        people = people_in(field.data)
        if len(people) > self.most:
            raise ValidationError(str(self.too_many) % {"count": self.most})
        for person in people:
            if person.name.startswith("(") and person.name.endswith(")"):
                raise ValidationError(_("Please write the name after the title."))
            if not contact.has_a_letter(person.name):
                raise ValidationError(_("Please write the name in letters."))
            if len(person.name) > LONGEST_NAME or len(person.honorific) > LONGEST_TITLE:
                raise ValidationError(_("At most %(max)d characters fit here.") % {"max": LONGEST_NAME})


def _person(line: str, sessions: tuple[str, ...]) -> Person:
    title, closed, rest = line[1:].partition(")") if line.startswith("(") else ("", "", "")
    if closed and rest.strip():
        return Person(rest.strip(), honorific=title.strip(), sessions=sessions)
    return Person(line, sessions=sessions)
