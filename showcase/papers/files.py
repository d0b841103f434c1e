"""A paper as a file to hand out, in either kind."""

from collections.abc import Sequence
from enum import StrEnum

from flask import Response

from ..core.file_answers import file_answer, pdf_answer
from . import docx, pdf
from .model import Paper


class FileKind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"


DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def written(papers: Sequence[Paper], kind: FileKind) -> bytes:
    return pdf.render(papers) if kind is FileKind.PDF else docx.render(papers)


def answer(content: bytes, kind: FileKind, name: str) -> Response:
    """Saved under a name that is given without its ending."""
    if kind is FileKind.PDF:
        return pdf_answer(content, f"{name}.pdf", download=True)
    return file_answer(content, DOCX_TYPE, f"{name}.docx")
