"""A page of a PDF as a picture, for those who keep what they need among their photographs."""

import io
import threading
from importlib import import_module
from typing import Any

from PIL import Image

COLOURS = 128  # enough for flat drawings and smooth letters; a third of the weight
pdfium_lock = threading.Lock()  # the library is not made for two threads


def picture(content: bytes, width: int, page: int = 1) -> bytes:
    """A page, from 1, as PNG, `width` pixels wide. Raises IndexError."""
    with pdfium_lock:
        document: Any = import_module("pypdfium2").PdfDocument(content)
        try:
            if not 0 < page <= len(document):
                raise IndexError(page)
            found = document[page - 1]
            drawn: Image.Image = found.render(scale=width / found.get_width()).to_pil()
        finally:
            document.close()
    output = io.BytesIO()
    drawn.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(output, "PNG")
    return output.getvalue()
