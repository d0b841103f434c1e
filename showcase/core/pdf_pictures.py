"""A page of a PDF as a picture, for those who keep what they need among their photographs."""

import io
import threading
from importlib import import_module
from typing import Any

from PIL import Image

COLOURS = 128  # enough for flat drawings and smooth letters; a third of the weight
pdfium_lock = threading.Lock()  # the library is not made for two threads


def picture(content: bytes, width: int) -> bytes:
    """The first page as PNG, `width` pixels wide."""
    with pdfium_lock:
        document: Any = import_module("pypdfium2").PdfDocument(content)
        try:
            page = document[0]
            drawn: Image.Image = page.render(scale=width / page.get_width()).to_pil()
        finally:
            document.close()
    output = io.BytesIO()
    drawn.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(output, "PNG")
    return output.getvalue()
