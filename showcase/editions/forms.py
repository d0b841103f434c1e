"""What officers fill in about the host."""

from typing import Any
from zoneinfo import available_timezones

from wtforms import EmailField, StringField, TelField
from wtforms.validators import DataRequired, Email, Optional, ValidationError

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from .models import Host


class HostForm(EditForm):
    name = TextsField(lazy("Official name"), 300, rows=2, description=lazy("As on papers and letters."))
    short_name = TextsField(
        lazy("Short name"), 80, description=lazy("Stands at the head of every page; at most five or six words.")
    )
    place = TextsField(lazy("Place"), 80, description=lazy("As in “Huế, 5 February 2024”."))
    phone = TelField(
        lazy("Telephone"),
        [Optional(), at_most(40), NoControlCharacters()],
        filters=[clean],
        description=lazy("Stands on every page. With the country code, so that it can be called from abroad."),
    )
    phone_hours = TextsField(
        lazy("When somebody answers"),
        200,
        rows=2,
        required=False,
        description=lazy("Days and hours, in Viet Nam time."),
    )
    email = EmailField(
        lazy("E-mail"),
        [Optional(), at_most(254), NoControlCharacters(), Email(lazy("Please check the e-mail address."))],
        filters=[clean],
    )
    timezone = StringField(
        lazy("Time zone"),
        [DataRequired(lazy("Please fill in this line.")), NoControlCharacters(), at_most(40)],
        filters=[clean],
        description=lazy("Such as Asia/Ho_Chi_Minh. All times of the console are in it."),
    )

    def validate_timezone(self, field: Any) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("This time zone is not known. An example: Asia/Ho_Chi_Minh"))


def host_values(host: Host) -> dict[str, Any]:
    return {
        **texts_of(host, "name", "short_name", "place", "phone_hours"),
        "phone": host.phone,
        "email": host.email,
        "timezone": host.timezone,
    }
