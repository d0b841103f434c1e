"""What officers write about a photo."""

from ..core.editing import EditForm, TextsField
from ..core.i18n import lazy


class CaptionForm(EditForm):
    caption = TextsField(
        lazy("Caption"), 200, required=False, description=lazy("What is seen; it is read out to who cannot see it.")
    )
