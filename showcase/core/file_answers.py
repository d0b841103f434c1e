"""Answers that give out a file: a document to read or to save, a picture that somebody sent."""

from flask import Response


def pdf_answer(content: bytes, name: str, download: bool = False) -> Response:
    """A document of this name, shown by the browser or saved at once."""
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'{"attachment" if download else "inline"}; filename="{name}"'
    return response


def picture_answer(content: bytes, content_type: str) -> Response:
    """A picture; opened by itself, nothing in it runs."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def file_answer(content: bytes, content_type: str, name: str) -> Response:
    """A file that another program opens, saved at once."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
