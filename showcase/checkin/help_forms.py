"""What a volunteer types at the help desk: guests who are in no list, and a name as its bearer says it."""

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4, uuid5

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from ..core.editing import EditForm
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import lazy, locale
from ..registration.contact_fields import Lettered, Telephone, country_choices
from ..registration.models import Attendee
from ..registration.name_lines import NameLines, people_in
from ..registration.rules import LARGEST_PARTY
from .forms import is_uuid
from .walk_ins import Comers

LINE = NoControlCharacters()


class WalkInForm(Form):
    """A party that stands at the door and is in no list."""

    id = HiddenField()
    names = TextAreaField(
        lazy("Who comes"),
        [
            DataRequired(lazy("Please write at least one name.")),
            at_most(4000),
            NoControlCharacters(allow_newlines=True),
            NameLines(LARGEST_PARTY, lazy("At most %(count)d people at once; note a larger group in two parts.")),
        ],
        filters=[clean],
        description=lazy("One name a line. A title stands before it in brackets: (Bà) Trần Thị Mai"),
        render_kw={"rows": 3, "autocapitalize": "words", "spellcheck": "false"},
    )
    country = SelectField(
        lazy("Country where they live"),
        [InputRequired(lazy("Please choose a country."))],
        choices=country_choices,
    )
    phone = StringField(
        lazy("Telephone"),
        [Optional(), at_most(40), LINE, Telephone("country")],
        filters=[clean],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    processing = BooleanField(
        lazy("I agree that the organisers use these details to receive us at this gathering."),
        [InputRequired(lazy("We may only note them with this consent. Without it, ask whoever runs the desks."))],
        description=lazy("Ask them, and tick it when they agree."),
    )

    def comers(self) -> Comers:
        return Comers(tuple(people_in(self.names.data)), self.country.data, locale(), self.phone.data or None)

    def request_id(self) -> str:
        """The same for two presses of one button; other guests noted on the same page are another request."""
        sent = (self.id.data or "").lower()
        typed = json.dumps([people.name for people in people_in(self.names.data)])
        return str(uuid5(UUID(sent) if is_uuid(sent) else uuid4(), hashlib.sha256(typed.encode()).hexdigest()))


class MendForm(EditForm):
    name = StringField(
        lazy("Full name"),
        [DataRequired(lazy("Please write this person's name.")), at_most(200), LINE, Lettered()],
        filters=[clean],
        render_kw={"autocapitalize": "words", "spellcheck": "false"},
    )
    second_name = StringField(
        lazy("Name used abroad"),
        [Optional(), at_most(200), LINE],
        filters=[clean],
        description=lazy("If it differs; the name card shows both."),
    )
    honorific = StringField(lazy("Title before the name"), [Optional(), at_most(40), LINE], filters=[clean])
    called = StringField(lazy("How they wish to be called"), [Optional(), at_most(20), LINE], filters=[clean])


FIELDS = ("name", "second_name", "honorific", "called")


def mend_values(person: Attendee) -> dict[str, Any]:
    return {field: getattr(person, field) for field in FIELDS}
