"""What a phone's camera sees at the door: a ticket held into the frame for a moment, again and again."""

import subprocess
from pathlib import Path

from PIL import Image, ImageFilter

FRAMES_A_SECOND = 10
NOTHING, TICKET, REST = 15, 20, 45  # frames; the film begins anew at its end


def film_of(picture: Image.Image, folder: Path) -> Path:
    """A film of a picture, held not quite still and a little out of focus; uncompressed, as Chromium wants it."""
    picture = picture.convert("RGB")
    picture.thumbnail((300, 290))
    for number in range(NOTHING + TICKET + REST):
        frame = Image.new("RGB", (640, 360), (96, 104, 92))
        if NOTHING <= number < NOTHING + TICKET:
            frame.paste(picture, (170 + number % 5, 35 + number % 3))
            frame = frame.filter(ImageFilter.GaussianBlur(0.8))
        frame.save(folder / f"{number:03}.png")
    film = folder / "ticket.y4m"
    frames = ["-framerate", str(FRAMES_A_SECOND), "-i", str(folder / "%03d.png")]
    subprocess.run(["ffmpeg", "-v", "error", *frames, "-pix_fmt", "yuv420p", str(film)], check=True)
    return film


def camera(film: Path) -> list[str]:
    """The browser's flags for a camera that shows the film."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
