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
        "page_address": lambda number: f"?page={number}",
    }
