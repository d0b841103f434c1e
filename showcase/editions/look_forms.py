"""What officers fill in about how the host shows itself."""

from wtforms import HiddenField

from ..core import uploads
from ..core.forms import Form
from ..core.i18n import lazy
from ..core.uploads import PictureField

LOGO_EDGE = 800  # pixels: 6 cm in print at 300 to the inch


class LogoForm(Form):
    """`before`: the hash of the logo that the page showed."""

    before = HiddenField()
    logo = PictureField(
        lazy("Picture file"),
        lambda content: uploads.sign(content, LOGO_EDGE),
        description=lazy("PNG with a see-through ground, or JPEG; at most 8 MB. Empty space around it is cut off."),
    )
