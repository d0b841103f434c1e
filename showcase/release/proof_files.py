"""Scans of signed sheets: a PDF as the office's machine makes it, or a photograph."""

from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any

from ..core import uploads
from ..core.pdf_pictures import pdfium_lock
from ..core.uploads import Bounds

BOUNDS = Bounds(10 * 1024**2, 120_000_000, 200)
LONGEST = 3600  # pixels of a photographed sheet: a signature and a correction mark can be read
PDF = "application/pdf"


class NoDocument(ValueError):
    """A PDF that cannot be opened, or has no page."""


@dataclass(frozen=True)
class ProofFile:
    content: bytes
    content_type: str


def read(file: IO[bytes] | None) -> ProofFile:
    """What was sent, if it is a scan: a PDF as it is, a photograph made anew. Raises uploads.Refused, NoDocument."""
    content = uploads.read(file, BOUNDS)
    if not content.startswith(b"%PDF-"):
        picture = uploads.photo(content, LONGEST)
        return ProofFile(picture.content, picture.content_type)
    with pdfium_lock:
        library: Any = import_module("pypdfium2")
        try:
            document = library.PdfDocument(content)
        except library.PdfiumError as error:
            raise NoDocument("cannot be opened") from error
        try:
            if not len(document):
                raise NoDocument("no page")
        finally:
            document.close()
    return ProofFile(content, PDF)
