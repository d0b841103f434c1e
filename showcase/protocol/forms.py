"""What officers fill in about a line of the order, a group of rank, and a hand-over."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Between, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from . import wording
from .models import HandOver, Introduction, RankGroup
from .rules import FIRST_YEAR, Rank

LAST_YEAR = 2100
FILL_IN = lazy("Please fill in this line.")


def _text(label: Any, longest: int, description: Any = "", **options: Any) -> StringField:
    checks = [Optional(), NoControlCharacters(), at_most(longest)]
    return StringField(label, checks, filters=[clean], description=description, **options)


def _long_text(label: Any, longest: int, description: Any = "", rows: int = 2) -> TextAreaField:
    checks = [Optional(), NoControlCharacters(allow_newlines=True), at_most(longest)]
    return TextAreaField(label, checks, filters=[clean], description=description, render_kw={"rows": rows})


def _year(label: Any, description: Any = "") -> IntegerField:
    message = lazy("Please give a year from %(min)s to %(max)s.")
    return IntegerField(
        label,
        [Optional(), Between(FIRST_YEAR, LAST_YEAR, message)],
        description=description,
        render_kw={"inputmode": "numeric"},
    )


def _since(label: Any, description: Any = "") -> DateField:
    return DateField(label, [Optional()], description=description)


class IntroductionForm(EditForm):
    """`stored` also holds the choices: `groups`, and `guests` and `substitutes` of the guest list by name.

    `shown`: what each empty field takes from the guest list, the invitation or the register.
    """

    COLUMNS = ("honorific", "name", "title", "spoken", "announcement", "is_host", "since", "born")
    OF_SUBSTITUTE = ("honorific", "name", "title", "spoken", "since", "born")

    group = SelectField(lazy("Group of rank"))
    rank = SelectField(
        lazy("Rank within the group"),
        choices=lambda: [(str(int(rank)), word) for rank, word in wording.ranks().items()],
    )
    is_host = BooleanField(lazy("Of the host"), description=lazy("Within a group, guests are introduced before hosts."))
    honorific = _text(lazy("Form of address"), 40, lazy("Ông, Bà, Hòa thượng, TS. …"))
    name = _text(lazy("Full name"), 200)
    title = _text(lazy("Exact title"), 300, lazy("As the MC reads it out, with the organisation."))
    spoken = _text(
        lazy("How the name is spoken"), 200, lazy("For the MC, under the name: “Thạch Sóc Sa-nê”, “Ca-mi Lô-răng”.")
    )
    guest = SelectField(
        lazy("On the guest list"), description=lazy("By their ticket the list knows whether they have come.")
    )
    since = _since(lazy("In office since"), lazy("Of two of the same rank, who has been in office longer comes first."))
    born = _year(lazy("Year of birth"), lazy("After that, the elder."))
    announcement = _long_text(
        lazy("What the MC says"), 1000, lazy("Left empty: the usual sentence with form of address, name and title.")
    )
    comes_in_person = BooleanField(
        lazy("Who answered holds the office"), description=lazy("Otherwise they are introduced as the substitute.")
    )
    substitute_name = _text(
        lazy("Who comes instead"), 200, lazy("The line then stands by the substitute's own rank, with “in place of”.")
    )
    substitute_honorific = _text(lazy("Substitute's form of address"), 40)
    substitute_title = _text(lazy("Substitute's exact title"), 300)
    substitute_spoken = _text(lazy("How the substitute's name is spoken"), 200)
    substitute_rank = SelectField(
        lazy("Substitute's rank within the group"),
        choices=lambda: [
            ("", _("as the title says")),
            *((str(int(rank)), word) for rank, word in wording.ranks().items()),
        ],
    )
    substitute_guest = SelectField(lazy("Substitute on the guest list"))
    substitute_since = _since(lazy("Substitute in office since"))
    substitute_born = _year(lazy("Substitute's year of birth"))

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, stored)
        self.group.choices = [("", _("none")), *stored["groups"]]
        self.guest.choices = [("", _("no ticket of ours")), *stored["guests"]]
        self.substitute_guest.choices = [("", _("no ticket of ours")), *stored["substitutes"]]

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in (*self.COLUMNS, "comes_in_person")}
        instead = {f"substitute_{name}": self[f"substitute_{name}"].data for name in self.OF_SUBSTITUTE}
        return {
            **plain,
            **instead,
            "group_id": _number(self.group.data),
            "rank": int(self.rank.data),
            "attendee_id": _number(self.guest.data),
            "substitute_id": _number(self.substitute_guest.data) if self.substitute_name.data else None,
            "substitute_rank": _number(self.substitute_rank.data),
        }


class RankGroupForm(EditForm):
    name = TextsField(lazy("Name of the group"), 200)
    words = _long_text(
        lazy("Words of titles that belong to it"),
        2000,
        lazy("With commas between: “Tỉnh ủy, Bí thư”. New lines are put into the group whose words their title holds."),
    )


class HandOverForm(EditForm):
    """`stored` also holds the choices: the lines of the order, and the members of the committee."""

    PLAIN = ("kind", "what", "giver", "receiver", "carrier", "item", "note")

    kind = SelectField(lazy("What kind"), choices=lambda: list(wording.kinds().items()))
    what = StringField(
        lazy("What is given"),
        [InputRequired(FILL_IN), NoControlCharacters(), at_most(200)],
        filters=[clean],
        description=lazy("A bouquet, the certificate of the Standing Board, a picture."),
    )
    giver_line = SelectField(lazy("Who gives"), description=lazy("From the order of introduction …"))
    giver = _text(lazy("… or written out"), 300)
    receiver_line = SelectField(lazy("Who receives"), description=lazy("From the order of introduction …"))
    receiver = _long_text(lazy("… or written out, one on each line"), 2000)
    carrier_member = SelectField(lazy("Who carries the tray"), description=lazy("From the committee …"))
    carrier = _text(lazy("… or written out"), 200)
    item = _text(lazy("At which item of the run of show"), 200)
    note = _long_text(lazy("Remark"), 2000)

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, stored)
        nobody = [("", _("nobody from it"))]
        self.giver_line.choices = self.receiver_line.choices = [*nobody, *stored["lines"]]
        self.carrier_member.choices = [*nobody, *stored["members"]]

    def values(self) -> dict[str, Any]:
        return {
            **{name: self[name].data for name in self.PLAIN},
            "giver_id": _number(self.giver_line.data),
            "receiver_id": _number(self.receiver_line.data),
            "carrier_id": _number(self.carrier_member.data),
        }


def introduction_values(found: Introduction) -> dict[str, Any]:
    """A line as its form takes it, without its choices."""
    columns = (*IntroductionForm.COLUMNS, "comes_in_person")
    instead = (f"substitute_{name}" for name in IntroductionForm.OF_SUBSTITUTE)
    return {
        **{name: getattr(found, name) for name in (*columns, *instead)},
        "group": _chosen(found.group_id),
        "rank": str(found.rank),
        "guest": _chosen(found.attendee_id),
        "substitute_guest": _chosen(found.substitute_id),
        "substitute_rank": _chosen(found.substitute_rank),
    }


def new_introduction_values() -> dict[str, Any]:
    return {"group": "", "rank": str(int(Rank.OTHER)), "guest": "", "substitute_guest": "", "substitute_rank": ""}


def group_values(found: RankGroup) -> dict[str, Any]:
    return {**texts_of(found, "name"), "words": found.words}


def hand_over_values(found: HandOver) -> dict[str, Any]:
    """A hand-over as its form takes it, without its choices."""
    return {
        **{name: getattr(found, name) for name in HandOverForm.PLAIN},
        "giver_line": _chosen(found.giver_id),
        "receiver_line": _chosen(found.receiver_id),
        "carrier_member": _chosen(found.carrier_id),
    }


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen else None


def _chosen(number: int | None) -> str:
    return "" if number is None else str(number)
