"""How a unit's Front can be reached, as its reporter writes it down."""

import re
from typing import Any

from wtforms import EmailField, StringField, TelField, URLField
from wtforms.validators import Email, Optional, ValidationError

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from .models import UnitContact

PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,38}")


class UnitContactForm(EditForm):
    phone = TelField(
        lazy("Telephone of the office"),
        [Optional(), NoControlCharacters(), at_most(40)],
        filters=[clean],
        description=lazy("With the country code, so that it can be called from abroad: +84 …"),
    )
    hours = TextsField(lazy("When somebody answers"), 200, required=False, description=lazy("Days and hours."))
    address = TextsField(
        lazy("Address of the office"), 300, required=False, description=lazy("House, road or hamlet, commune.")
    )
    email = EmailField(
        lazy("E-mail of the office"),
        [Optional(), NoControlCharacters(), at_most(254), Email(lazy("Please check the e-mail address."))],
        filters=[clean],
        description=lazy("Everybody can read it: the office’s own, not a person’s."),
    )
    fanpage = URLField(
        lazy("Fanpage"), [Optional(), NoControlCharacters(), at_most(200)], filters=[clean],
        description=lazy("The whole address: https://www.facebook.com/…"),
    )  # fmt: skip
    zalo = StringField(
        lazy("Zalo"),
        [Optional(), NoControlCharacters(), at_most(200)],
        filters=[clean],
        description=lazy("The number of the office’s Zalo, or the address: https://zalo.me/…"),
    )

    def validate_phone(self, field: Any) -> None:
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(_("Please check the telephone number."))

    def validate_fanpage(self, field: Any) -> None:
        if field.data and not _is_address(field.data):
            raise ValidationError(_("Please check the address: https://…"))

    def validate_zalo(self, field: Any) -> None:
        if field.data and not PHONE.fullmatch(field.data) and not _is_address(field.data):
            raise ValidationError(_("Please give a telephone number or an address: https://zalo.me/…"))


def contact_values(contact: UnitContact) -> dict[str, Any]:
    return {
        **texts_of(contact, "hours", "address"),
        **{name: getattr(contact, name) for name in ("phone", "email", "fanpage", "zalo")},
    }


def _is_address(text: str) -> bool:
    return bool(re.fullmatch(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(/[^\s<>\"']*)?", text))
