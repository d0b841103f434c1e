"""What editors say of photographs."""

from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from ..core.editing import EditForm, TextsField, texts_of
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import gettext as _
from ..core.i18n import lazy
from .models import Photo
from .rules import Consent
from .wording import consents

MISSING = lazy("Please fill in this line.")
CHOSEN = (Consent.NOT_NEEDED, Consent.GIVEN, Consent.MISSING)  # withdrawing is a deed of its own
_OF_PICTURE = ("credit", "focal_x", "focal_y")
_OF_PHOTO = ("taken_on", "consent", "consent_by", "consent_on", "consent_note")


def _credit() -> StringField:
    return StringField(
        lazy("Who took it"),
        [DataRequired(MISSING), NoControlCharacters(), at_most(200)],
        filters=[clean],
        description=lazy("As it shall stand beside the picture."),
    )


def _consent() -> RadioField:
    return RadioField(
        lazy("Those shown"),
        [InputRequired(lazy("Please choose one."))],
        choices=lambda: [(str(one), words) for one, words in consents().items() if one in CHOSEN],
        description=lazy("A photograph in which somebody can be recognised is shown only once they have agreed."),
    )


def _percent(label: Any) -> IntegerField:
    return IntegerField(
        label,
        [
            InputRequired(lazy("Please write a number from 0 to 100.")),
            NumberRange(0, 100, lazy("Please write a number from 0 to 100.")),
        ],
    )


class UploadForm(Form):
    """What holds for all files that are sent together."""

    credit = _credit()
    consent = _consent()


class PhotoForm(EditForm):
    """`in_use`: whether pages show it now."""

    today: date
    in_use: bool

    alt = TextsField(
        lazy("What is seen"),
        300,
        rows=2,
        description=lazy("Read out to who cannot see it, and how the photograph is found."),
    )
    caption = TextsField(
        lazy("Caption"), 300, rows=2, required=False, description=lazy("At most 25 words; it adds to what is seen.")
    )
    credit = _credit()
    taken_on = DateField(lazy("Taken on"), [Optional()])
    focal_x = _percent(lazy("From the left, in percent"))
    focal_y = _percent(lazy("From the top, in percent"))
    consent = _consent()
    consent_by = StringField(
        lazy("Who agreed, and how"),
        [Optional(), NoControlCharacters(), at_most(300)],
        filters=[clean],
        description=lazy("Such as: Mrs Nguyễn Thị Hoa, on paper, for her children too."),
    )
    consent_on = DateField(lazy("Agreed on"), [Optional()])
    consent_note = TextAreaField(
        lazy("Note on the consent"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(1000)],
        filters=[clean],
        render_kw={"rows": 2},
    )

    def write_to(self, record: Photo) -> None:
        """What is seen belongs to the picture, who agreed to the photograph."""
        for field in (self.alt, self.caption):
            field.write_to(record.media)
        for name in _OF_PICTURE:
            setattr(record.media, name, self[name].data)
        for name in _OF_PHOTO:
            setattr(record, name, self[name].data)

    def validate_taken_on(self, field: Any) -> None:
        _not_to_come(field.data, self.today)

    def validate_consent(self, field: Any) -> None:
        if field.data == Consent.MISSING and self.in_use:
            raise ValidationError(
                _("It stands on pages. Take it out there first, or note below that consent was withdrawn.")
            )

    def validate_consent_on(self, field: Any) -> None:
        _not_to_come(field.data, self.today)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if self.consent.data != Consent.GIVEN:
            return sound
        for field, words in (
            (self.consent_by, _("Please say who agreed.")),
            (self.consent_on, _("Please say when they agreed.")),
        ):
            if not field.data and not field.errors:
                field.errors, sound = [words], False
        return sound


class WithdrawalForm(Form):
    """Somebody who is shown took consent back."""

    who = StringField(
        lazy("Who took it back"),
        [DataRequired(MISSING), NoControlCharacters(), at_most(300)],
        filters=[clean],
    )
    note = TextAreaField(
        lazy("What was said"),
        [Optional(), NoControlCharacters(allow_newlines=True), at_most(1000)],
        filters=[clean],
        render_kw={"rows": 2},
    )


class AgreementForm(Form):
    """Somebody who had taken consent back agrees again."""

    who = StringField(
        lazy("Who agreed, and how"), [DataRequired(MISSING), NoControlCharacters(), at_most(300)], filters=[clean]
    )


def photo_values(photo: Photo) -> dict[str, Any]:
    return {
        **texts_of(photo.media, "alt", "caption"),
        **{name: getattr(photo.media, name) for name in _OF_PICTURE},
        **{name: getattr(photo, name) for name in _OF_PHOTO},
    }


def _not_to_come(day: date | None, today: date) -> None:
    if day is not None and day > today:
        raise ValidationError(_("This day is yet to come."))
