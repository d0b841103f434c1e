"""What officers fill in about the host."""

import re
from typing import Any
from zoneinfo import available_timezones

from wtforms import EmailField, StringField, TelField
from wtforms.validators import DataRequired, Email, Optional, ValidationError

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Checkboxes, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from .models import Host
from .office_hours import DAYS, SPAN, day_names

MOST_SPANS = 4  # a day has a morning, an afternoon, an evening
_SPACES = re.compile(r"\s")


class SpansField(StringField):
    """Spans of hours, divided by commas. `data`: a list such as ["07:30-11:30"]; what was typed, if it is not clear."""

    data: Any

    def _value(self) -> str:
        return ", ".join(self.data) if isinstance(self.data, list) else str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        spans = [_SPACES.sub("", part).replace("–", "-") for part in typed.split(",") if part.strip()]
        spans = ["-".join(time.zfill(5) for time in span.split("-")) for span in spans]
        is_clear = all(re.fullmatch(SPAN, span) for span in spans) and len(spans) <= MOST_SPANS
        self.data = spans if is_clear else typed[:200]
        if not is_clear:
            raise ValueError(_("Please write hours like this: 07:30-11:30, 13:30-17:00"))


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
        lazy("A word about the hours"),
        200,
        rows=2,
        required=False,
        description=lazy("What the days and hours do not say, such as when nobody answers over Tết."),
    )
    phone_days = Checkboxes(lazy("Days on which somebody answers"))
    phone_times = SpansField(
        lazy("Hours in which somebody answers"),
        description=lazy(
            "Such as 07:30-11:30, 13:30-17:00, on the host's clock. Every page says them, and what they are abroad."
        ),
    )
    far_zone = StringField(
        lazy("Time zone of most of our people abroad"),
        [Optional(), NoControlCharacters(), at_most(40)],
        filters=[clean],
        description=lazy("Such as America/Los_Angeles. The hours of the telephone are said in it too."),
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.phone_days.choices = list(zip(DAYS, day_names(), strict=True))

    def validate_timezone(self, field: Any) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("This time zone is not known. An example: Asia/Ho_Chi_Minh"))

    def validate_far_zone(self, field: Any) -> None:
        if field.data:
            self.validate_timezone(field)


def host_values(host: Host) -> dict[str, Any]:
    return {
        **texts_of(host, "name", "short_name", "place", "phone_hours"),
        "phone": host.phone,
        "phone_days": host.phone_days,
        "phone_times": host.phone_times,
        "far_zone": host.far_zone,
        "email": host.email,
        "timezone": host.timezone,
    }
