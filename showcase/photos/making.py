"""What becomes of a photograph that is sent: upright, in the screen's colours, with nothing beside the picture; its
smaller sizes for pages, and its twin in the four inks of the press.

Each step holds one large picture at a time, and files as large as a photograph are written as they come: what makes a
JPEG smaller still would keep the whole picture in memory once more.
"""

import io
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from PIL import ExifTags, Image, ImageCms, ImageOps

from ..core import uploads
from ..core.uploads import Bounds, Picture, decoding
from . import rules

BOUNDS = Bounds(40 * 1024**2, 60_000_000, 200)
AT_ONCE = 6_000_000  # pixels of which the twin is made while the editor waits
QUALITY, QUALITY_SMALL = 92, 82
SCREEN, PRESS = "RGB", "CMYK"
PROFILE = Path(__file__).parent / "profiles" / "fogra39l-coated.icc"
_one_at_a_time = threading.Lock()  # a photograph takes hundreds of megabytes while it is made
_EXIF_DAY = "%Y:%m:%d %H:%M:%S"


@dataclass(frozen=True)
class Made:
    """A photograph as it is kept: the largest, each smaller size by the length of its longer side, and the twin for
    the press unless it is so large that nobody should wait for it."""

    whole: Picture
    sizes: dict[str, bytes]
    twin: bytes | None
    taken_on: date | None


def made_of(content: bytes) -> Made:
    """Everything that pages need; raises uploads.Refused."""
    with _one_at_a_time:
        return _made_of(content)


def _made_of(content: bytes) -> Made:
    file = uploads.opened(content, BOUNDS)
    with decoding():
        taken_on = _taken_on(file)
        picture = _on_screen(file)
    sizes = {str(longest): _smaller(picture, longest) for longest in rules.SIZES if longest < max(picture.size)}
    whole = Picture(_jpeg(picture), "image/jpeg", *picture.size)
    twin = for_the_press(picture) if picture.width * picture.height <= AT_ONCE else None
    return Made(whole, sizes, twin, taken_on)


def twin_of(content: bytes) -> bytes:
    """A photograph that was made before, for the press: all pixels, four inks, with the profile that says which."""
    with _one_at_a_time, Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        return for_the_press(picture)


def for_the_press(picture: Image.Image) -> bytes:
    """A picture of the screen in four inks, as JPEG with the profile that says which."""
    output = io.BytesIO()
    in_inks(picture).save(output, "JPEG", quality=QUALITY, icc_profile=PROFILE.read_bytes())
    return output.getvalue()


def in_inks(picture: Image.Image) -> Image.Image:
    """A picture of the screen (RGB) in cyan, magenta, yellow and black, by the profile of the press."""
    printed = ImageCms.applyTransform(picture, _to_press())
    assert printed is not None
    return printed


def _taken_on(file: Image.Image) -> date | None:
    """The day the camera noted; the only thing of what it wrote that is looked at, and it is asked back."""
    try:
        noted = file.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        return datetime.strptime(str(noted).strip("\0 "), _EXIF_DAY).date()  # noqa: DTZ007 - a camera's clock
    except (*uploads.BROKEN, KeyError, TypeError, OverflowError):
        return None


def _on_screen(file: Image.Image) -> Image.Image:
    profile = file.info.get("icc_profile")
    picture = _upright(file)
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = _on_white(picture)
    picture = uploads.in_eight_bits(picture)
    if picture.mode not in ("L", SCREEN, PRESS):
        picture = picture.convert(SCREEN)
    picture = _in_screen_colours(picture, profile)
    picture.info = {}
    return picture


def _upright(file: Image.Image) -> Image.Image:
    file.load()
    with suppress(*uploads.BROKEN):  # what a camera wrote beside the picture may be damaged; the picture is not
        ImageOps.exif_transpose(file, in_place=True)
    return file


def _on_white(picture: Image.Image) -> Image.Image:
    clear = picture.convert("RGBA")
    white = Image.new(SCREEN, clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def _in_screen_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    given = _profile(profile, picture.mode)
    if given is None and picture.mode == PRESS:
        given = _press()  # four inks without a profile are meant for a press like ours
    if given is None:
        return picture.convert(SCREEN)
    try:
        return ImageCms.profileToProfile(picture, given, _screen(), outputMode=SCREEN) or picture
    except ImageCms.PyCMSError:
        return picture.convert(SCREEN)  # the profile is of other colours than the picture


def _profile(content: bytes | None, mode: str) -> ImageCms.ImageCmsProfile | None:
    """The colours a picture says it is in, where that can be read and is something else than the screen's."""
    if not content:
        return None
    try:
        found = ImageCms.ImageCmsProfile(io.BytesIO(content))
        is_screen = mode == SCREEN and "srgb" in ImageCms.getProfileDescription(found).lower()
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if is_screen else found


def _smaller(picture: Image.Image, longest: int) -> bytes:
    share = longest / max(picture.size)
    size = tuple(max(1, round(side * share)) for side in picture.size)
    output = io.BytesIO()
    small = picture.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small.save(output, "JPEG", quality=QUALITY_SMALL, progressive=True, optimize=True)
    return output.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=QUALITY)
    return output.getvalue()


@cache
def _to_press() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(_screen(), _press(), SCREEN, PRESS)


@cache
def _screen() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@cache
def _press() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(str(PROFILE))
