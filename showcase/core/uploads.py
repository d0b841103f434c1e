"""Pictures that people send: decoded within bounds and made anew, so that nothing but the picture is kept.

What a camera writes beside it (place, time, owner) goes away, and a file that only pretends is never stored.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Any

from PIL import Image, ImageCms, ImageFile, ImageOps
from wtforms import FileField
from wtforms.validators import ValidationError

from . import media
from .database import db
from .i18n import gettext as _
from .media import Media

LARGEST = 8 * 1024 * 1024  # bytes of a file that is sent
MOST_PIXELS = 40_000_000
SMALLEST_EDGE = 64
QUALITY = 88
PERMITTED = "with the author's permission"  # what whoever uploads a picture confirms
BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class Refusal(StrEnum):
    MISSING = "missing"
    TOO_LARGE = "too-large"
    NO_PICTURE = "no-picture"
    DRAWING = "drawing"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_SMALL = "too-small"


class Refused(ValueError):
    """A file that is not taken, and why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def sentence(self) -> str:
        return {
            Refusal.MISSING: _("Please choose a file first."),
            Refusal.TOO_LARGE: _("This file is too large. At most %(size)d MB fit.", size=LARGEST // 1024**2),
            Refusal.NO_PICTURE: _("This file cannot be read as a picture. Please choose a JPEG or PNG file."),
            Refusal.DRAWING: _("An SVG drawing can hold programs, so it is not taken. Please save it as a PNG file."),
            Refusal.TOO_MANY_PIXELS: _("This picture is too large to be opened. Please make it smaller first."),
            Refusal.TOO_SMALL: _("This picture is too small. Each side needs at least %(edge)d pixels.",
                                 edge=SMALLEST_EDGE),
        }[self.reason]  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture as it will be kept."""

    content: bytes
    content_type: str
    width: int
    height: int


class PictureField(FileField):
    """A file that must be a picture; `picture` is what `make` made of it, once the form is valid."""

    picture: Picture

    def __init__(self, label: Any, make: Callable[[bytes], Picture], **options: Any) -> None:
        super().__init__(label, **options)
        self._make = make

    def pre_validate(self, form: Any) -> None:
        try:
            self.picture = self._make(read(self.data or None))
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused
        finally:
            if self.data:
                self.data.close()


class OptionalPictureField(PictureField):
    """The same where nothing need be sent; `kept` is the picture, if there is one."""

    kept: Picture | None = None

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)
            self.kept = self.picture


def read(file: IO[bytes] | None) -> bytes:
    """What was sent, if it is anything and not too much."""
    content = file.read(LARGEST + 1) if file else b""
    if not content:
        raise Refused(Refusal.MISSING)
    if len(content) > LARGEST:
        raise Refused(Refusal.TOO_LARGE)
    return content


def photo(content: bytes, longest: int) -> Picture:
    """A JPEG or PNG made anew, no side longer than `longest`: PNG where it is see-through, else JPEG."""
    picture = _decoded(content, longest)
    return _encoded(picture, "PNG" if picture.mode == "RGBA" else "JPEG")


def sign(content: bytes, longest: int) -> Picture:
    """A logo made anew as PNG, which keeps its edges sharp, without the empty space around it."""
    picture = _decoded(content, longest)
    filled = picture.getchannel("A").getbbox() if picture.mode == "RGBA" else None
    return _encoded(picture.crop(filled) if filled else picture, "PNG")


def _decoded(content: bytes, longest: int) -> Image.Image:
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml", b"<!DOCTYPE svg", b"<!--")):
        raise Refused(Refusal.DRAWING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            file = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
            if file.width * file.height > MOST_PIXELS:
                raise Refused(Refusal.TOO_MANY_PIXELS)
            if min(file.size) < SMALLEST_EDGE:
                raise Refused(Refusal.TOO_SMALL)
            ImageFile.LOAD_TRUNCATED_IMAGES = False  # the layout engine sets it, for the whole process
            file.draft(file.mode, (longest, longest))
            return _upright(file, longest)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(Refusal.TOO_MANY_PIXELS) from bomb
    except BROKEN as error:
        raise Refused(Refusal.NO_PICTURE) from error


def _encoded(picture: Image.Image, kind: str) -> Picture:
    output = io.BytesIO()
    picture.save(output, kind, quality=QUALITY, optimize=True)
    return Picture(output.getvalue(), f"image/{kind.lower()}", *picture.size)


def keep(picture: Picture, credit: str, **texts: dict[str, str]) -> Media:
    """Store a picture with who made it and its texts; the same picture is kept once."""
    digest = media.store(picture.content)
    found = db.session.scalar(db.select(Media).filter_by(hash=digest))
    if found is None:
        found = Media(hash=digest, content_type=picture.content_type, size=len(picture.content), variants={})
        found.width, found.height = picture.width, picture.height
        db.session.add(found)
    found.credit, found.licence = credit, PERMITTED
    with db.session.no_autoflush:
        for field, words in texts.items():
            for code, text in words.items():
                found.set_text(field, code, text)
    db.session.flush()
    return found


def _upright(file: Image.Image, longest: int) -> Image.Image:
    """As one looks at it, in the screen's colours, with no more pixels than wanted."""
    profile = file.info.get("icc_profile")
    picture = ImageOps.exif_transpose(file)
    picture.thumbnail((longest, longest))
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    if profile and picture.mode in ("RGB", "CMYK"):
        picture = _in_screen_colours(picture, profile)
    clean = picture.convert("RGBA" if see_through else "RGB")
    clean.info = {}
    return clean


def _in_screen_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        wanted = ImageCms.createProfile("sRGB")
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, given, wanted, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile says nothing
