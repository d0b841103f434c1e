"""What a phone's camera sees at the door: tickets held into the picture for a moment, again and again."""

from collections.abc import Sequence
from pathlib import Path

import qrcode
from PIL import Image, ImageFilter

FRAMES_A_SECOND = 10
SIZE = (640, 360)
BEFORE, SHOWN, BETWEEN, AFTER = 1.5, 2.0, 1.0, 4.5  # seconds; the film begins anew at its end


def film_of(pictures: Image.Image | Sequence[Image.Image], folder: Path, **more: float) -> Path:
    """A film of pictures, held not quite still and a little out of focus; uncompressed, as Chromium wants it.

    `before` and `after` are seconds of nothing, `shown` of each picture, `between` from one to the next; `size` the
    film's. Ten frames of 640 × 360 take 3.5 MB.
    """
    return _written(folder / "tickets.y4m", [pictures] if isinstance(pictures, Image.Image) else pictures, **more)


def film_of_codes(codes: Sequence[str], folder: Path, **more: float) -> Path:
    """A film of tickets with these codes, one after the other."""
    return film_of([qrcode.make(code, box_size=5, border=4).get_image() for code in codes], folder, **more)


def _written(
    film: Path,
    pictures: Sequence[Image.Image],
    before: float = BEFORE,
    shown: float = SHOWN,
    between: float = BETWEEN,
    after: float = AFTER,
    size: tuple[int, int] = SIZE,
) -> Path:
    colours = bytes([128]) * (size[0] * size[1] // 2)  # grey: no colour at all, as 4:2:0 has it
    nothing = Image.new("L", size, 100)

    def show(picture: Image.Image, seconds: float) -> None:
        for _ in range(round(seconds * FRAMES_A_SECOND)):
            file.write(b"FRAME\n" + picture.tobytes() + colours)

    with film.open("wb") as file:
        file.write(f"YUV4MPEG2 W{size[0]} H{size[1]} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        show(nothing, before)
        for number, picture in enumerate(pictures):
            if number:
                show(nothing, between)
            fitting = picture.convert("L")
            fitting.thumbnail((size[1] * 5 // 6, size[1] * 29 // 36))
            for shaking in range(round(shown * FRAMES_A_SECOND)):
                frame = nothing.copy()
                frame.paste(fitting, ((size[0] - fitting.width) // 2 + shaking % 5, size[1] // 10 + shaking % 3))
                show(frame.filter(ImageFilter.GaussianBlur(size[1] / 450)), 1 / FRAMES_A_SECOND)
        show(nothing, after)
    return film


def camera(film: Path) -> list[str]:
    """The browser's flags for a camera that shows the film."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
