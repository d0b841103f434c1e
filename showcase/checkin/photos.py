"""Reads the code of a photographed ticket, for phones whose browser cannot use the camera."""

import warnings
from typing import IO

import zxingcpp
from PIL import Image, ImageOps

LONGEST_EDGE = 2400  # pixels; more tells the reader nothing
QR_ONLY = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def code_in(photo: IO[bytes]) -> str | None:
    """The text of the QR code in a picture; None if there is none, or no picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            file = Image.open(photo)
            file.draft("L", (LONGEST_EDGE, LONGEST_EDGE))
            picture = ImageOps.exif_transpose(file).convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    found = zxingcpp.read_barcodes(picture, formats=QR_ONLY)
    return found[0].text if found else None
