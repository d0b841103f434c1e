"""Pictures that people send: decoded within bounds and made anew, so that nothing but the picture is kept.

What a camera writes beside it (place, time, owner) goes away, and a file that only pretends is never stored.
"""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

QUALITY = 88
PERMITTED = "with the author's permission"  # what whoever uploads a picture confirms
BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


@dataclass(frozen=True)
class Bounds:
    """What is taken: bytes of a file, pixels of a picture, and pixels of its shorter side."""

    bytes: int
    pixels: int
    edge: int


USUAL = Bounds(8 * 1024**2, 40_000_000, 64)
# What cameras and scanners write that no page shows; with how such files begin, after so many bytes.
OTHER_KINDS = (
    ("GIF", 0, b"GIF8"),
    ("TIFF", 0, b"II*\0"),
    ("TIFF", 0, b"MM\0*"),
    ("WebP", 8, b"WEBP"),
    ("AVIF", 4, b"ftypavif"),
    ("HEIC", 4, b"ftyp"),
    ("BMP", 0, b"BM"),
    ("PSD", 0, b"8BPS"),
    ("PDF", 0, b"%PDF-"),
)


class Refusal(StrEnum):
    MISSING = "missing"
    TOO_LARGE = "too-large"
    NO_PICTURE = "no-picture"
    OTHER_KIND = "other-kind"
    DRAWING = "drawing"
    ANIMATED = "animated"
    BROKEN_OFF = "broken-off"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_SMALL = "too-small"


class Refused(ValueError):
    """A file that is not taken, and why; `kind` is what it is instead, where that is known."""

    def __init__(self, reason: Refusal, bounds: Bounds = USUAL, kind: str = "") -> None:
        super().__init__(reason)
        self.reason, self.bounds, self.kind = reason, bounds, kind

    @property
    def sentence(self) -> str:
        return {
            Refusal.MISSING: _("Please choose a file first."),
            Refusal.TOO_LARGE: _("This file is too large. At most %(size)d MB fit.", size=self.bounds.bytes // 1024**2),
            Refusal.NO_PICTURE: _("This file cannot be read as a picture. Please choose a JPEG or PNG file."),
            Refusal.OTHER_KIND: _(
                "This is a %(kind)s file, which is not taken here. Please save the picture as a JPEG file first.",
                kind=self.kind,
            ),
            Refusal.ANIMATED: _("This picture moves. Please choose one that stands still, as a JPEG or PNG file."),
            Refusal.BROKEN_OFF: _(
                "This file breaks off or is damaged. Please send it once more from where it is whole."
            ),
            Refusal.DRAWING: _("An SVG drawing can hold programs, so it is not taken. Please save it as a PNG file."),
            Refusal.TOO_MANY_PIXELS: _("This picture is too large to be opened. Please make it smaller first."),
            Refusal.TOO_SMALL: _(
                "This picture is too small. Each side needs at least %(edge)d pixels.", edge=self.bounds.edge
            ),
        }[self.reason]


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


def read(file: IO[bytes] | None, bounds: Bounds = USUAL) -> bytes:
    """What was sent, if it is anything and not too much."""
    content = file.read(bounds.bytes + 1) if file else b""
    if not content:
        raise Refused(Refusal.MISSING)
    if len(content) > bounds.bytes:
        raise Refused(Refusal.TOO_LARGE, bounds)
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


def opened(content: bytes, bounds: Bounds = USUAL) -> Image.Image:
    """A picture of which the head alone has been read: it is of a kind and a size that is taken."""
    if content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<svg", b"<?xml", b"<!DOCTYPE svg", b"<!--")):
        raise Refused(Refusal.DRAWING)
    try:
        with warnings.catch_warnings():
            # The bounds below are ours, and nothing has been decoded yet.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            file = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    except Image.DecompressionBombError as bomb:
        raise Refused(Refusal.TOO_MANY_PIXELS) from bomb
    except BROKEN as error:
        raise _unreadable(content) from error
    if file.width * file.height > bounds.pixels:
        raise Refused(Refusal.TOO_MANY_PIXELS)
    if min(file.size) < bounds.edge:
        raise Refused(Refusal.TOO_SMALL, bounds)
    # A JPEG with several pictures is one photograph and small copies of it, as many phones write.
    if file.format == "PNG" and getattr(file, "is_animated", False):
        raise Refused(Refusal.ANIMATED)
    return file


@contextmanager
def decoding() -> Iterator[None]:
    """Around whatever reads pixels: what breaks off there is refused, never filled up with grey."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the layout engine sets it, for the whole process
    try:
        yield
    except BROKEN as error:
        raise Refused(Refusal.BROKEN_OFF) from error


def _unreadable(content: bytes) -> Refused:
    kind = next((name for name, start, sign in OTHER_KINDS if content[start : start + len(sign)] == sign), "")
    if (kind == "GIF" and b"NETSCAPE2.0" in content) or (kind == "WebP" and b"ANIM" in content[:64]):
        return Refused(Refusal.ANIMATED)
    if kind:
        return Refused(Refusal.OTHER_KIND, kind=kind)
    is_jpeg_or_png = content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
    return Refused(Refusal.BROKEN_OFF if is_jpeg_or_png else Refusal.NO_PICTURE)


def _decoded(content: bytes, longest: int) -> Image.Image:
    file = opened(content)
    with decoding():
        file.draft(file.mode, (longest, longest))
        return _upright(file, longest)


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


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 bits with as many steps as screens have; left to itself it would turn white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _upright(file: Image.Image, longest: int) -> Image.Image:
    """As one looks at it, in the screen's colours, with no more pixels than wanted."""
    profile = file.info.get("icc_profile")
    picture = in_eight_bits(ImageOps.exif_transpose(file))
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
