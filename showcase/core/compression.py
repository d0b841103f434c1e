"""Smaller answers for slow links: gzip for what is the same for everybody.

Private pages stay as they are: compressing a secret beside a visitor's own text can give the secret away.
"""

import gzip
from functools import lru_cache

from flask import Request, Response

LEAST = 600  # bytes; below that the headers cost more than is won
_TYPES = (
    "text/",
    "application/json",
    "application/atom+xml",
    "application/xml",
    "application/manifest+json",
    "application/wasm",
    "image/svg+xml",
)


def encoded(body: bytes, content_type: str, request: Request, etag: str | None = None) -> Response:
    """A response for a body, gzipped where the browser takes it; each form has an ETag of its own."""
    zipped = len(body) >= LEAST and content_type.startswith(_TYPES) and request.accept_encodings["gzip"] > 0
    response = Response(_zipped(body) if zipped else body, content_type=content_type)
    response.headers["Vary"] = "Accept-Encoding"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    if etag:
        response.set_etag(f"{etag}-gzip" if zipped else etag)
    return response


@lru_cache(maxsize=800)
def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
