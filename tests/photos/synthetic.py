"""Photographs that nobody took: each with what a test asks of it, made in a moment."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw

RED, GREEN, BLUE, YELLOW = (200, 40, 40), (40, 160, 60), (40, 60, 190), (220, 200, 50)
UPRIGHT = 0x0112  # EXIF's word for how the camera was held


def scene(size: tuple[int, int] = (1200, 800)) -> Image.Image:
    """Four corners of four colours: top left red, top right green, bottom left blue, bottom right yellow."""
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    width, height = size
    for colour, left, top in ((RED, 0, 0), (GREEN, 1, 0), (BLUE, 0, 1), (YELLOW, 1, 1)):
        corner = (left * width // 2, top * height // 2)
        draw.rectangle((*corner, corner[0] + width // 2, corner[1] + height // 2), fill=colour)
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


def jpeg(size: tuple[int, int] = (1200, 800), **options: Any) -> bytes:
    return encoded(scene(size), **options)


def turned(orientation: int, size: tuple[int, int] = (1200, 800)) -> bytes:
    """The scene as a camera stores it that is held in one of eight ways, with the note that says which."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    picture = scene(size)
    if orientation in back:
        picture = picture.transpose(back[orientation])
    exif = Image.Exif()
    exif[UPRIGHT] = orientation
    return encoded(picture, exif=exif)


def with_everything(place: str = "Garden Grove") -> bytes:
    """A JPEG with place, time, owner, a comment and XMP beside the picture."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Camera of Mr Tran", "Tran Van A"
    exif[0x0132] = "2024:02:05 08:10:00"
    exif.get_ifd(0x8769)[0x9003] = "2024:02:05 08:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (9.0, 56.0, 4.0), 3: "E", 4: (106.0, 20.0, 32.0)})
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{place}</x:xmpmeta>".encode()
    return encoded(scene(), exif=exif, comment=place.encode(), xmp=xmp)


def cmyk(profile: bytes | None = None) -> bytes:
    options = {"icc_profile": profile} if profile else {}
    return encoded(scene().convert("CMYK"), **options)


def grey() -> bytes:
    return encoded(scene().convert("L"))


def grey_of_16_bits(size: tuple[int, int] = (600, 400)) -> bytes:
    """From black on the left to white on the right."""
    row = b"".join(struct.pack("<H", 65535 * x // (size[0] - 1)) for x in range(size[0]))
    return encoded(Image.frombytes("I;16", size, row * size[1]), "PNG")


def colours_of_16_bits(size: tuple[int, int] = (400, 300)) -> bytes:
    """A PNG of red, 16 bits a channel, which Pillow itself cannot write."""
    row = b"\0" + struct.pack(">HHH", 0xC8FF, 0x2800, 0x2800) * size[0]
    head = struct.pack(">IIBBBBB", *size, 16, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(row * size[1])), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, body) for kind, body in parts)


def see_through() -> bytes:
    picture = scene().convert("RGBA")
    picture.putalpha(0)
    return encoded(picture, "PNG")


def moving(kind: str) -> bytes:
    frames = [scene((400, 300)), scene((400, 300)).rotate(180)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, loop=0)


def png_bomb(side: int = 30_000) -> bytes:
    """A few kilobytes that claim to be nearly a thousand million pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, body) for kind, body in parts)


def in_other_colours() -> bytes:
    """A JPEG that says its colours are those of a profile other than the screen's (here: the twin of red and green)."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(scene(), icc_profile=lab[:100])  # a profile that breaks off


SVG_BOMB = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&c;</text></svg>"""
EXECUTABLE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(4000)  # called holiday.jpg


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
