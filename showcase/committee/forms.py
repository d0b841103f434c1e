"""What officers fill in about sub-committees, their members, and who escorts whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from ..core.editing import EditForm
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from ..registration import contact
from . import wording
from .models import Member, Subcommittee

FILL_IN = lazy("Please fill in this line.")
LONGEST_PASTE = 80_000  # characters


class SubcommitteeForm(EditForm):
    """`is_taken` tells whether another sub-committee has a name already."""

    name = StringField(
        lazy("Name of the sub-committee"),
        [InputRequired(FILL_IN), NoControlCharacters(), at_most(120)],
        filters=[clean],
        description=lazy("As on the decision, such as “Tiểu ban Lễ tân – Khánh tiết”."),
    )
    duty = TextAreaField(
        lazy("What it answers for"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(2000)],
        filters=[clean],
        description=lazy("Printed above its members in the list of assignments."),
        render_kw={"rows": 3},
    )
    is_taken: Any = staticmethod(lambda name: False)

    def validate_name(self, field: Any) -> None:
        if self.is_taken(field.data):
            raise ValidationError(_("A sub-committee of this name is there already."))

    def values(self) -> dict[str, Any]:
        return {"name": self.name.data, "duty": self.duty.data}


class MemberForm(EditForm):
    name = StringField(
        lazy("Full name"),
        [InputRequired(FILL_IN), NoControlCharacters(), at_most(200)],
        filters=[clean],
        description=lazy("With the form of address if it belongs on the list: “Ông Trần Văn Mẫu”."),
    )
    office = StringField(
        lazy("Office"),
        [Optional(), NoControlCharacters(), at_most(200)],
        filters=[clean],
        description=lazy("Post and organisation."),
    )
    phone = StringField(
        lazy("Telephone"),
        [Optional(), NoControlCharacters(), at_most(40)],
        filters=[clean],
        description=lazy("Shown to colleagues on the day and printed in the list of assignments."),
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    subcommittee = SelectField(lazy("Sub-committee"))
    is_head = BooleanField(
        lazy("Head of the sub-committee"), description=lazy("Each has one: whoever was it before is not any more.")
    )
    duty = TextAreaField(
        lazy("Duty"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(1000)],
        filters=[clean],
        render_kw={"rows": 3},
    )
    account = SelectField(
        lazy("Account"), description=lazy("With which this person signs in, so that the console knows who it is.")
    )

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        """`stored` also holds the `choices` of both lists: the sub-committees, and the accounts."""
        super().__init__(posted, stored)
        self.subcommittee.choices, accounts = stored["choices"]
        self.account.choices = [("", _("none")), *accounts]

    def validate_phone(self, field: Any) -> None:
        if contact.phone_number(field.data, contact.HOME) is None:
            raise ValidationError(_("This does not look like a telephone number. Is there a digit missing?"))

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "office": self.office.data,
            "phone": (contact.phone_number(self.phone.data, contact.HOME) or "") if self.phone.data else "",
            "subcommittee_id": int(self.subcommittee.data),
            "is_head": self.is_head.data,
            "duty": self.duty.data,
            "account_id": int(self.account.data) if self.account.data else None,
        }


class PasteForm(Form):
    """A list to be taken in. `subcommittees`: those there are, as a choice."""

    text = TextAreaField(
        lazy("One person on each line"),
        [InputRequired(lazy("Please paste the list first.")), at_most(LONGEST_PASTE)],
        description=lazy(
            "Name; office; telephone; duty. From a spreadsheet or a table the columns come as they are. A line that"
            " names a sub-committee, such as “Tiểu ban Lễ tân:”, is followed by its members."
        ),
        render_kw={"rows": 14, "spellcheck": "false"},
    )
    into = SelectField(
        lazy("Into which sub-committee"),
        description=lazy("Those above the first line that names one."),
    )

    def __init__(
        self, posted: MultiDict[str, str] | None, subcommittees: Sequence[Subcommittee], into: str = ""
    ) -> None:
        super().__init__(posted, data={"into": into})
        self.into.choices = [("", _("as the list says")), *((str(one.id), one.name) for one in subcommittees)]


class EscortForm(EditForm):
    """`stored` also holds the `members`: (number, name) pairs under the names of their sub-committees."""

    member = SelectField(lazy("Escorted by"))

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, stored)
        self.member.choices = {"": [("", _("nobody yet"))], **stored["members"]}


def subcommittee_values(found: Subcommittee) -> dict[str, Any]:
    return {"name": found.name, "duty": found.duty}


def member_values(found: Member) -> dict[str, Any]:
    """A member as the form takes it, without its choices."""
    return {
        "name": found.name,
        "office": found.office,
        "phone": wording.phone(found.phone),
        "subcommittee": str(found.subcommittee_id),
        "is_head": found.is_head,
        "duty": found.duty,
        "account": str(found.account_id or ""),
    }
