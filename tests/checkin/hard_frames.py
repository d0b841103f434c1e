"""What cameras make of tickets: the same hard pictures each time, from a seed.

`python -m tests.checkin.hard_frames [FOLDER]` prints a hash of each frame, and writes them as PNG into a folder.
"""

import hashlib
import math
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1280, 720)
SEED = 8
EACH = 6  # frames of a kind, from easy to nearly or wholly unreadable
DIGITS = 191
Corners = list[tuple[float, float]]


@dataclass(frozen=True)
class Frame:
    kind: str
    number: int
    code: str | None  # None: no code is in it
    picture: Image.Image  # grey

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.picture.tobytes()).hexdigest()[:16]


def frames(seed: int = SEED) -> Iterator[Frame]:
    for kind, make in KINDS.items():
        for number in range(EACH):
            chance = random.Random(f"{seed} {kind} {number}")
            code = "".join(chance.choices("0123456789", k=DIGITS))
            hardness = number / (EACH - 1)
            yield Frame(kind, number, code, make(card_of(code), hardness, chance))
    for number in range(EACH):
        chance = random.Random(f"{seed} empty {number}")
        yield Frame("empty", number, None, noisy(scene(chance), 4, chance))


def card_of(code: str) -> Image.Image:
    """A code of version 5-M on a card with some print around it; 10 pixels a module."""
    maker = qrcode.QRCode(version=5, error_correction=qrcode.ERROR_CORRECT_M, box_size=10, border=4)
    maker.add_data(code)
    maker.make(fit=False)
    symbol = maker.make_image().get_image().convert("L")
    card = Image.new("L", (symbol.width + 60, symbol.height + 160), 250)
    card.paste(symbol, (30, 30))
    draw = ImageDraw.Draw(card)
    for row in range(3):
        draw.rectangle(
            (60, symbol.height + 50 + row * 32, card.width - 80 - row * 60, symbol.height + 66 + row * 32), 40
        )
    return card


# What happens to a card, each with a hardness from 0 to 1.


def clean(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    return noisy(held(card, chance, width=380 - 120 * hardness), 4, chance)


def blur(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    picture = held(card, chance, width=330)
    return noisy(picture.filter(ImageFilter.GaussianBlur(1.5 + 3 * hardness)), 4, chance)


def motion(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    return noisy(moved(held(card, chance, width=330), 4 + 14 * hardness, chance), 4, chance)


def tilt(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    return noisy(held(card, chance, width=360, turn=0.5, lean=0.3 + 0.75 * hardness), 4, chance)


def low_contrast(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    span = 0.3 - 0.26 * hardness
    return noisy(held(card, chance, width=330).point(lambda v: int(110 + (v - 128) * span)), 4, chance)


def glare(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    picture = held(card, chance, width=360)
    light = Image.new("L", SIZE, 0)
    x, y = SIZE[0] / 2 + chance.uniform(-70, 70), SIZE[1] / 2 + chance.uniform(-70, 70)
    size = 40 + 90 * hardness
    ImageDraw.Draw(light).ellipse((x - size, y - size * 0.7, x + size, y + size * 0.7), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(14))
    return noisy(ImageChops.add(picture, light), 4, chance)


def small(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    return noisy(held(card, chance, width=130 - 75 * hardness), 4, chance)


def dark(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    light = 0.22 - 0.19 * hardness
    return noisy(held(card, chance, width=330).point(lambda v: int(8 + v * light)), 6, chance)


def inverted(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    picture = held(ImageChops.invert(card), chance, width=330)
    return noisy(picture.filter(ImageFilter.GaussianBlur(0.5 + 3 * hardness)), 4, chance)


def crumpled(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    depth = 3 + 7 * hardness
    return noisy(held(creased(card, depth, chance), chance, width=380, turn=0.2, lean=0.1), 4, chance)


def combined(card: Image.Image, hardness: float, chance: random.Random) -> Image.Image:
    picture = held(creased(card, 3 + 3 * hardness, chance), chance, width=350, turn=0.4, lean=0.15 + 0.2 * hardness)
    picture = moved(picture.filter(ImageFilter.GaussianBlur(0.8 + hardness)), 3 + 4 * hardness, chance)
    return noisy(picture.point(lambda v: int(30 + v * (0.45 - 0.25 * hardness))), 6, chance)


KINDS: dict[str, Callable[[Image.Image, float, random.Random], Image.Image]] = {
    make.__name__.replace("_", "-"): make
    for make in (clean, blur, motion, tilt, low_contrast, glare, small, dark, inverted, crumpled, combined)
}


# The camera's side.


def scene(chance: random.Random) -> Image.Image:
    """A room out of focus."""
    picture = Image.linear_gradient("L").resize(SIZE).point(lambda v: 70 + v // 4)
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = chance.uniform(-100, SIZE[0]), chance.uniform(-100, SIZE[1])
        shape = (x, y, x + chance.uniform(20, 260), y + chance.uniform(20, 260))
        chance.choice((draw.rectangle, draw.ellipse))(shape, fill=chance.randint(30, 220))
    return picture.filter(ImageFilter.GaussianBlur(3))


def held(card: Image.Image, chance: random.Random, width: float, turn: float = 0.1, lean: float = 0.02) -> Image.Image:
    """The card in the room: so many pixels wide, turned (radians, at most), leaning back (share, at most)."""
    height = width * card.height / card.width
    angle = chance.uniform(-turn, turn)
    side, back = chance.choice((-1, 1)) * lean, chance.choice((-1, 1)) * lean * 0.5
    middle = SIZE[0] / 2 + chance.uniform(-30, 30), SIZE[1] / 2 + chance.uniform(-20, 20)
    corners = []
    for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        far = 1 + x * side + y * back
        px, py = x * width * (1 - abs(lean) * 0.3) / far, y * height / far
        corners.append(
            (
                middle[0] + px * math.cos(angle) - py * math.sin(angle),
                middle[1] + px * math.sin(angle) + py * math.cos(angle),
            )
        )
    # A module smaller than a pixel would alias: the card is first made about as large as it will be.
    most = max(math.dist(corners[i], corners[i - 1]) for i in range(4))
    scale = min(1.0, most * 1.5 / max(card.size))
    fitting = card.resize((round(card.width * scale), round(card.height * scale)), Image.Resampling.LANCZOS)
    coefficients = perspective(corners, fitting.size)
    laid = fitting.transform(SIZE, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", fitting.size, 255).transform(SIZE, Image.Transform.PERSPECTIVE, coefficients)
    return Image.composite(laid, scene(chance), mask)


def perspective(corners: Corners, size: tuple[int, int]) -> list[float]:
    """The eight numbers by which Pillow finds, for a place in the picture, the place on the card."""
    rows = []
    sources = ((0, 0), (size[0], 0), size, (0, size[1]))
    for (x, y), (u, v) in zip(corners, sources, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):  # Gauss and Jordan
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for row in range(8):
            if row != column:
                times = rows[row][column]
                rows[row] = [value - times * top for value, top in zip(rows[row], rows[column], strict=True)]
    return [row[8] for row in rows]


def moved(picture: Image.Image, length: float, chance: random.Random) -> Image.Image:
    """Shaken by so many pixels while the shutter was open."""
    angle, steps = chance.uniform(0, math.pi), max(2, round(length))
    total = picture
    for step in range(1, steps):
        shift = length * step / steps
        offset = (1, 0, shift * math.cos(angle), 0, 1, shift * math.sin(angle))
        shifted = picture.transform(SIZE, Image.Transform.AFFINE, offset, Image.Resampling.BILINEAR)
        total = Image.blend(total, shifted, 1 / (step + 1))
    return total


def creased(card: Image.Image, depth: float, chance: random.Random) -> Image.Image:
    """Paper that was folded in a pocket: places moved by up to `depth` pixels, with shades along the creases."""
    cells = 6
    columns = [round(card.width * number / cells) for number in range(cells + 1)]
    lines = [round(card.height * number / cells) for number in range(cells + 1)]
    places = {
        (i, j): (columns[i] + chance.uniform(-depth, depth), lines[j] + chance.uniform(-depth, depth))
        for i in range(cells + 1)
        for j in range(cells + 1)
    }
    mesh = []
    shade = Image.new("L", card.size, 0)
    draw = ImageDraw.Draw(shade)
    for i in range(cells):
        for j in range(cells):
            quad = (*places[i, j], *places[i, j + 1], *places[i + 1, j + 1], *places[i + 1, j])
            box = (columns[i], lines[j], columns[i + 1], lines[j + 1])
            mesh.append((box, quad))
            draw.rectangle(box, fill=chance.randint(0, round(depth * 6)))
    folded = card.transform(card.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=250)
    return ImageChops.subtract(folded, shade.filter(ImageFilter.GaussianBlur(4)))


def noisy(picture: Image.Image, deviation: float, chance: random.Random) -> Image.Image:
    """A sensor's noise: the mean of four even ones is near enough to a bell."""
    parts = [Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1])) for _ in range(4)]
    noise = Image.blend(Image.blend(parts[0], parts[1], 0.5), Image.blend(parts[2], parts[3], 0.5), 0.5)
    scale = deviation / 37
    return ImageChops.add(picture, noise.point(lambda v: round(128 + (v - 128) * scale)), 1, -128)


if __name__ == "__main__":
    for frame in frames():
        print(frame.name, frame.hash)
        if len(sys.argv) > 1:
            frame.picture.save(Path(sys.argv[1]) / f"{frame.name}.png")
