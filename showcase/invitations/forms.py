"""What organisers fill in about an invitation."""

from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ..content.communes import Directory
from ..core.editing import EditForm
from ..core.forms import Between, Form, NoControlCharacters, at_most, clean
from ..core.i18n import LOCALES, SOURCE, lazy
from ..core.i18n import gettext as _
from ..core.localised import load_texts
from ..registration import guest_words
from ..registration.contact_fields import EmailAddress, Lettered, Telephone, country_choices
from ..registration.models import Event
from ..registration.rules import LARGEST_DELEGATION
from . import wording
from .models import Invitation
from .rules import Addressee

HONORIFICS = ("Ông", "Bà", "Hòa thượng", "Thượng tọa", "Đại đức", "Linh mục", "GS.", "TS.", "BS.")
CALLED = ("Bác", "Cô", "Chú", "Dì", "Anh", "Chị")
COLUMNS = (
    *("addressee", "honorific", "name", "called", "office", "companion", "most_people", "guest_kind", "country"),
    *("locale", "email", "phone", "home_phone", "unit_code", "note"),
)
_LINE = NoControlCharacters()


def _choices(words: Any) -> Any:
    return lambda: list(words().items())


class InvitationForm(EditForm):
    """One invitation; with the communes of an event's year: `invitation_form`."""

    PAIRS = {
        "honorific": "called",
        "companion": "most_people",
        "guest_kind": "locale",
        "country": "email",
        "phone": "home_phone",
    }

    addressee = RadioField(lazy("To whom"), choices=_choices(wording.addressees))
    name = StringField(
        lazy("Name, as it is written"),
        [InputRequired(lazy("Please write whom you invite.")), at_most(200), _LINE, Lettered()],
        filters=[clean],
        description=lazy("Of the person, the family, the office or the delegation. It is printed as typed."),
        render_kw={"autocomplete": "off"},
    )
    honorific = StringField(
        lazy("Title before the name"),
        [Optional(), at_most(40), _LINE],
        filters=[clean],
        description=lazy("Ông, Bà, Hòa thượng, GS. … Left empty, the card says Ông/Bà."),
        render_kw={"list": "known-honorifics"},
    )
    called = StringField(
        lazy("Called"),
        [Optional(), at_most(20), _LINE],
        filters=[clean],
        description=lazy("Bác, Cô, Chú … for messages and at the reception table."),
        render_kw={"list": "known-called"},
    )
    office = StringField(
        lazy("Post and organisation"),
        [Optional(), at_most(200), _LINE],
        filters=[clean],
        description=lazy("Stands under the name on the card."),
    )
    companion = SelectField(lazy("Invited together with"), choices=_choices(wording.companions))
    most_people = IntegerField(
        lazy("How many people at most"),
        [Optional(), Between(1, LARGEST_DELEGATION, lazy("A whole number from %(min)s to %(max)s is expected."))],
        description=lazy("That the answer may name. Left empty: as many as in any answer."),
        render_kw={"min": 1, "max": LARGEST_DELEGATION, "inputmode": "numeric"},
    )
    guest_kind = SelectField(lazy("Kind of guest"), choices=_choices(guest_words.kinds))
    country = SelectField(lazy("Country where they live"), choices=lambda: country_choices(_("not known")))
    locale = SelectField(
        lazy("Language of the invitation"), choices=[SelectChoice(code, LOCALES[code].name) for code in LOCALES]
    )
    email = StringField(
        lazy("E-mail address"),
        [Optional(), at_most(254), _LINE, EmailAddress()],
        filters=[clean],
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "off"},
    )
    phone = StringField(
        lazy("Telephone abroad"),
        [Optional(), at_most(40), _LINE, Telephone("country")],
        filters=[clean],
        description=lazy("As dialled there, or with + and the country code. Zalo and Viber open with it."),
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    home_phone = StringField(
        lazy("Telephone in Việt Nam"),
        [Optional(), at_most(40), _LINE, Telephone()],
        filters=[clean],
        description=lazy("The guest's own, or a relative's who passes word on."),
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    unit_code = SelectField(lazy("Commune that hands the card over"), choices=[("", "–")])
    note = TextAreaField(
        lazy("Remark"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(2000)],
        filters=[clean],
        description=lazy("Only officers read it. It is forgotten 30 days after the event."),
        render_kw={"rows": 3},
    )

    def values(self) -> dict[str, Any]:
        """Column → value."""
        values = {name: self[name].data for name in COLUMNS}
        return values | {name: values[name] or None for name in ("email", "phone", "home_phone")}


def invitation_form(event: Event) -> type[InvitationForm]:
    """The form with the communes of the event's year, each under its district."""
    field = SelectField(InvitationForm.unit_code.args[0], choices=_units(event))
    field.creation_counter = InvitationForm.unit_code.creation_counter  # it keeps its place among the others
    return type("InvitationOfEventForm", (InvitationForm,), {"unit_code": field})


def invitation_values(invitation: Invitation) -> dict[str, Any]:
    """An invitation as its form takes it."""
    return {name: getattr(invitation, name) for name in COLUMNS}


def new_invitation_values() -> dict[str, Any]:
    return {"addressee": Addressee.FAMILY, "guest_kind": "overseas", "locale": SOURCE, "companion": ""}


class HandedForm(Form):
    handed_on = DateField(
        lazy("Day on the receipt"),
        [InputRequired(lazy("Please choose the day."))],
    )


def _units(event: Event) -> list[SelectChoice]:
    directory = Directory(event.edition)
    load_texts(*directory.units)
    choices = [SelectChoice("", _("none: it is sent"))]
    for district, communes in directory.groups:
        group = str(district.text_in("name")) if district else None
        choices += [SelectChoice(unit.code, str(unit.text_in("name")), optgroup=group) for unit in communes]
    return choices
