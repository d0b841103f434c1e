"""Stored files: named by what they hold, so that one file is kept once and an address never changes its meaning."""

import hashlib
import os
import re
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from . import clock
from .compression import encoded
from .database import UtcDateTime, db
from .localised import Localised
from .versions import PublicContent

blueprint = Blueprint("media", __name__)


class Media(Localised, PublicContent, db.Model):  # type: ignore[name-defined]
    """A picture or a finished document.

    `variants` maps a use to another file's hash: `dark`, a width in pixels, `print`. The focal point, in hundredths
    from the left and the top, is what must be seen where a page shows a part of the picture.
    """

    FIELDS = ("alt", "caption")

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    content_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    credit: Mapped[str] = mapped_column(String(200), default="")
    licence: Mapped[str] = mapped_column(String(80), default="")
    variants: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    focal_x: Mapped[int] = mapped_column(default=50)
    focal_y: Mapped[int] = mapped_column(default=50)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


HASH = re.compile("[0-9a-f]{64}")


def store(content: bytes) -> str:
    """Keep a file and answer its hash. The file is on the disk before this returns."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.part")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    return digest


def path_of(digest: str) -> Path:
    return Path(current_app.config["STORAGE"]) / digest[:2] / digest


def read(digest: str) -> bytes:
    return path_of(digest).read_bytes()


def type_of(digest: str) -> str:
    """The content type of a stored file, from its first bytes."""
    with path_of(digest).open("rb") as file:
        start = file.read(256).lstrip()
    if start.startswith(b"\x89PNG"):
        return "image/png"
    if start.startswith(b"\xff\xd8"):
        return "image/jpeg"
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith((b"<svg", b"<?xml")):
        return "image/svg+xml"
    return "application/octet-stream"


@blueprint.get("/media/<string(length=64):digest>")
def media_file(digest: str) -> Response:
    """A stored picture. Documents made for staff are not served here."""
    if not HASH.fullmatch(digest) or not path_of(digest).is_file():
        abort(404)
    kind = type_of(digest)
    if not kind.startswith("image/"):
        abort(404)
    response = encoded(read(digest), kind, request)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # An SVG opened by itself must not run anything.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
