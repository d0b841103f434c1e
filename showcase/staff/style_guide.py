"""What the style guide fills its components with: a form with every kind of field, and two people's words."""

from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template
from wtforms import BooleanField, EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email

from ..accounts.guard import requires
from ..accounts.rules import Verb
from ..core.editing import Conflict, EditForm, TextsField
from ..core.forms import Form
from ..core.highlights import pieces
from ..core.site_search import Passage
from ..protocol.copies import Content, Read
from ..protocol.lines import Person
from ..seating import drawing
from ..seating.board import Board
from ..seating.board import Person as Sitter
from ..seating.models import SeatingPlan, SeatingTable
from ..seating.rules import Guest, Kind, Sitting

blueprint = Blueprint("style_guide", __name__, url_prefix="/staff/styleguide")


class EveryField(Form):
    search = StringField("Tìm")
    country = SelectField("Địa bàn", choices=["Tất cả", "Càng Long", "Duyên Hải"], default="Tất cả")
    name = StringField("Họ và tên", [DataRequired("Xin cho biết tên.")], description="Viết như trong giấy tờ.")
    email = EmailField("E-mail", [DataRequired("Xin cho biết e-mail."), Email("Thiếu dấu @.")])
    arrival: Any = SelectField("Bà con về bằng gì?", choices=["Xe nhà", "Xe khách"], default="Xe nhà")
    place: Any = SelectField("Bàn", choices=["Bàn 1", "Bàn 2"], default="Bàn 1")
    note = TextAreaField("Lời nhắn")
    vegetarian = BooleanField("Ăn chay")


class Disputed(EditForm):
    title = TextsField("Tên gọi", 120)


@blueprint.get("")
@requires(Verb.SEE_CONSOLE)
def sheet() -> str:
    """Every component on one sheet, for people who build pages."""
    return render_template("staff/styleguide.html", **samples())


def samples() -> dict[str, Any]:
    form, disputed = EveryField(), Disputed(None, {"title": {"vi": "Họp mặt kiều bào"}})
    form.validate()
    disputed.conflicts = [Conflict("title-vi", "Tên gọi", "Họp mặt kiều bào Xuân Giáp Thìn", "Họp mặt kiều bào")]
    return {
        "form": form,
        "disputed": disputed,
        "found": Passage(pieces("Ao Bà Om và những mái chùa", ["ao", "ba", "om"]), "vi"),
        "past": SimpleNamespace(slug="xuan-cu", year=2022, text_in=lambda field: "Xuân quê hương"),
        "introduced_lines": _introduced(),
        "mc_copy": Content(
            "", "", [_read("Ông Lê Tập Dượt", "Chủ tịch", "new"), _read("Bà Phan Minh Họa", "Phó Chủ tịch")]
        ),
        **_seated(),
        "page_address": lambda number: f"?page={number}",
    }


def _introduced() -> list[SimpleNamespace]:
    here = Person("Hòa thượng", "Thạch Sóc Sane", "Hội trưởng Hội đoàn kết sư sãi yêu nước", "Thạch Sóc Sa-nê")
    absent = Person("Bà", "Phan Minh Họa", "Phó Chủ tịch")
    return [
        SimpleNamespace(person=here, in_place_of=[], is_present=True),
        SimpleNamespace(person=absent, in_place_of=["Chủ tịch"], is_present=False),
    ]


def _seated() -> dict[str, Any]:
    """Some tables of a room, and two people at one of them."""
    names = ("Đặng Thị Hường", "Trần Lê Minh Khang")
    traits: tuple[dict[str, Any], ...] = ({"vip": True, "aisle": True}, {"vegetarian": True})
    people = [
        Sitter(Guest(n, 1, **trait), name, "", "", "", "", n, "ABC", name, n == 2, True, "")
        for n, (name, trait) in enumerate(zip(names, traits, strict=True), 1)
    ]
    tables = [
        SeatingTable(id=n, number=n, capacity=10, held=2 if n == 1 else 0, kind=kind, name="", row=1, column=n)
        for n, kind in enumerate(Kind, 1)
    ]
    seats = {person.id: Sitting(1) for person in people}
    board = Board(SeatingPlan(aisle=3), tables, {person.id: person for person in people}, seats)
    return {"seated_people": people, "room": drawing.room(board)}


def _read(who: str, title: str, mark: str = "") -> Read:
    state = "present" if mark else "absent"
    return Read(1, "Ủy ban nhân dân", who, title, "", f"Xin trân trọng giới thiệu {who}, {title}.", [], state, mark)
