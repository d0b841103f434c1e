"""Stored files: named by what they hold, so that one file is kept once and an address never changes its meaning."""

import hashlib
import os
import re
from contextlib import suppress
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

    @property
    def is_drawing(self) -> bool:
        return self.content_type == "image/svg+xml"

    @property
    def renditions(self) -> list[tuple[int, str]]:
        """(width, hash) of each smaller size, the smallest first; none of a drawing."""
        longest = max(self.width or 1, self.height or 1)
        sizes = sorted((int(name), digest) for name, digest in self.variants.items() if name.isdecimal())
        return [(max(1, round(size * (self.width or 1) / longest)), digest) for size, digest in sizes]

    @property
    def on_screen(self) -> str:
        """The hash of the largest file that a page needs: a whole photograph weighs as much as a book."""
        return max(self.renditions, default=(0, self.hash))[1]

    @property
    def files(self) -> list[str]:
        """The hashes of all its files."""
        return [self.hash, *self.variants.values()]


HASH = re.compile("[0-9a-f]{64}")


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def store(content: bytes) -> str:
    """Keep a file and answer its hash. The file is on the disk before this returns."""
    digest = digest_of(content)
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


def withhold(digest: str) -> None:
    """Let a file be given out no more, without deleting it; done twice it is the same."""
    with suppress(FileNotFoundError):
        path_of(digest).replace(_withheld(digest))


def release(digest: str) -> None:
    """Give a withheld file out again."""
    with suppress(FileNotFoundError):
        _withheld(digest).replace(path_of(digest))


def delete(digest: str) -> None:
    """Delete a file, withheld or not."""
    for path in (path_of(digest), _withheld(digest)):
        path.unlink(missing_ok=True)


def _withheld(digest: str) -> Path:
    return path_of(digest).with_suffix(".withheld")


def type_of(digest: str) -> str:
    """The content type of a stored file, from its first bytes."""
    return type_of_file(path_of(digest))


def type_of_file(path: Path) -> str:
    with path.open("rb") as file:
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
