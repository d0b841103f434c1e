"""An edition's own colours: whether they can be read, the nearest shade that can, and all that follows from them.

Pure: colours as `#RRGGBB` in, colours out. Lightness is that of OKLCH, where equal steps look equal.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
LIGHT, DARK = "light", "dark"
SCHEMES = (LIGHT, DARK)
OWN = ("sao", "river", "saffron")  # what officers choose; the rest follows
TEXT = 4.5  # the least contrast of letters, WCAG 2.2 AA

# Of static/core/tokens.css; a test compares them.
DEFAULTS: dict[str, dict[str, str]] = {
    LIGHT: {
        "ground": "#FBF7EE", "raised": "#FFFDF8", "ink": "#12261F", "mist": "#E6E0D2",
        "laterite": "#A8452A", "lotus": "#B8426B",
        "sao": "#1F5B43", "sao-deep": "#143F2E", "sao-wash": "#E3ECE1",
        "river": "#2B6F86", "river-wash": "#DEEAEC",
        "saffron": "#D98A1F", "saffron-text": "#8A5410", "saffron-wash": "#FAEBCF", "on-saffron": "#12261F",
        "scale-1": "#E4EEEF", "scale-2": "#B5D0D7", "scale-3": "#7FAEBC", "scale-4": "#47869B", "scale-5": "#1D5468",
    },
    DARK: {
        "ground": "#10201B", "raised": "#162A24", "ink": "#F3EDE0", "mist": "#24362F",
        "laterite": "#E58B6C", "lotus": "#E58FB0",
        "sao": "#7CC8A2", "sao-deep": "#A6DDC0", "sao-wash": "#1B3A2D",
        "river": "#7DBBD0", "river-wash": "#19323B",
        "saffron": "#F0B65A", "saffron-text": "#F0B65A", "saffron-wash": "#3A2E16", "on-saffron": "#10201B",
        "scale-1": "#1D3840", "scale-2": "#2B5765", "scale-3": "#427D90", "scale-4": "#6BA9BE", "scale-5": "#B2DCE8",
    },
}  # fmt: skip
# What an edition may set besides, as it is: token → how the folder writes it.
PLAIN = ("ground", "ink", "laterite", "lotus", "mist", "saffron-text")
_STEP = 0.004  # of lightness, from one shade to the next
_DEEPER = 0.09  # how far a pressed button is from its colour
_QUIET_INK = {LIGHT: "#48584F", DARK: "#B4BFB4"}


class Need(NamedTuple):
    """What a colour must stand out from."""

    against: str  # a token
    least: float
    contrast: float

    @property
    def is_met(self) -> bool:
        return self.contrast >= self.least

    @property
    def rounded(self) -> float:
        """For reading: 4.49 must not look like the 4.5 that it misses."""
        return math.floor(10 * self.contrast) / 10


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def needs(name: str, scheme: str, colour: str) -> list[Need]:
    """What the colour of that name has to be told apart from, and how well it is."""
    against = ("on-saffron",) if name == "saffron" else ("ground", "raised")
    return [Need(one, TEXT, contrast(colour, DEFAULTS[scheme][one])) for one in against]


def can_be_read(name: str, scheme: str, colour: str) -> bool:
    return all(need.is_met for need in needs(name, scheme, colour))


def nearest(name: str, scheme: str, colour: str) -> str:
    """The nearest lighter or darker shade that can be read."""
    return _nearest(colour, lambda shade: can_be_read(name, scheme, shade))


def by_night(name: str, colour: str) -> str:
    """The twin of a colour for dark grounds: the same hue, as light as the built-in one there."""
    lightness = _oklch(DEFAULTS[DARK][name])[0]
    _lightness, chroma, hue = _oklch(colour)
    return nearest(name, DARK, _hex(lightness, min(chroma, 0.13), hue))


def mixed(one: str, other: str, share: float) -> str:
    """One colour with a share of the other."""
    parts = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * share)):02X}" for a, b in parts)


def cmyk(colour: str) -> list[int]:
    """Per cents of ink for print; a printing house's own profile knows better."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    black = 1 - max(red, green, blue)
    shares = [(1 - part - black) / (1 - black) if black < 1 else 0.0 for part in (red, green, blue)]
    return [round(100 * share) for share in (*shares, black)]


def tokens(palette: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, str]]:
    """Scheme → token → colour: what an edition's palette changes in the style sheets, and nothing else."""
    return {scheme: dict(_tokens(palette, scheme)) for scheme in SCHEMES}


def _tokens(palette: Mapping[str, Mapping[str, object]], scheme: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in (*PLAIN, *OWN):
        colour = str(palette.get(name.replace("-", "_"), {}).get(scheme, "")).upper()
        if not HEX.fullmatch(colour) or colour == DEFAULTS[scheme].get(name):
            continue
        found += _derived(name, scheme, colour) if name in OWN else [(name, colour)]
    return found


def _derived(name: str, scheme: str, colour: str) -> list[tuple[str, str]]:
    built_in = DEFAULTS[scheme]
    away = -1 if scheme == LIGHT else 1  # from the ground
    if name == "sao":
        lightness, chroma, hue = _oklch(colour)
        deep = _hex(min(0.97, max(0.08, lightness + away * _DEEPER)), chroma, hue)
        wash = _wash(colour, scheme, lambda wash: contrast(colour, wash) >= TEXT)
        return [("sao", colour), ("sao-deep", deep), ("sao-wash", wash)]
    if name == "river":
        wash = _wash(colour, scheme, lambda wash: contrast(_QUIET_INK[scheme], wash) >= TEXT)
        return [("river", colour), ("river-wash", wash), *_scale(colour, scheme)]
    wash = _wash(colour, scheme, lambda wash: contrast(built_in["ink"], wash) >= TEXT)

    def letters(shade: str) -> bool:
        return all(contrast(shade, ground) >= TEXT for ground in (built_in["ground"], built_in["raised"], wash))

    return [("saffron", colour), ("saffron-text", _nearest(colour, letters)), ("saffron-wash", wash)]


def _scale(colour: str, scheme: str) -> list[tuple[str, str]]:
    """The classes of a map: as light as the built-in ones, in the hue of the colour."""
    usual = _oklch(DEFAULTS[scheme]["river"])[1]
    _lightness, chroma, hue = _oklch(colour)
    steps = []
    for name in (f"scale-{step}" for step in range(1, 6)):
        light, colourful, _hue = _oklch(DEFAULTS[scheme][name])
        steps.append((name, _as_bright(_hex(light, colourful * min(1.5, chroma / usual), hue), DEFAULTS[scheme][name])))
    return steps


def _as_bright(colour: str, model: str) -> str:
    """The shade of a colour that is as bright as another one: grey print keeps their distances."""
    _lightness, chroma, hue = _oklch(colour)
    shades = (_hex(step * _STEP, chroma, hue) for step in range(1, 250))
    return min(shades, key=lambda shade: abs(_luminance(shade) - _luminance(model)))


def _wash(colour: str, scheme: str, passes: Callable[[str], bool]) -> str:
    """A breath of the colour over the page, as strong as letters on it allow."""
    ground = DEFAULTS[scheme]["ground"]
    shares = [share / 100 for share in range(14 if scheme == LIGHT else 22, 0, -1)]
    return next((wash for share in shares if passes(wash := mixed(ground, colour, share))), ground)


def _nearest(colour: str, passes: Callable[[str], bool]) -> str:
    if passes(colour):
        return colour.upper()
    lightness, chroma, hue = _oklch(colour)
    for step in range(1, 260):
        for shade in (_hex(lightness + away * step * _STEP, chroma, hue) for away in (-1, 1)):
            if passes(shade):
                return shade
    return colour.upper()


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = map(_linear, _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = map(_linear, _rgb(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour, less colourful where a screen cannot show it."""
    lightness = min(1.0, max(0.0, lightness))
    while True:
        parts = _to_rgb(lightness, chroma, hue)
        if chroma <= 0 or all(-0.002 <= part <= 1.002 for part in parts):
            return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02X}" for part in parts)
        chroma = max(0.0, chroma - 0.004)


def _to_rgb(lightness: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return [12.92 * part if part <= 0.0031308 else 1.055 * max(part, 0.0) ** (1 / 2.4) - 0.055 for part in linear]
