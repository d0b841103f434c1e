"""From colours of the screen to the four inks of the press. Pure, but for the profile that it reads."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from PIL import Image

from ..editions.colours import DARK, DEFAULTS, HEX, LIGHT
from ..photos import making

LIMIT = 3.0  # the most ink that coated paper takes: the sum of the four shares
TEXT, DEEP = [0.0, 0.0, 0.0, 100.0], [70.0, 40.0, 60.0, 90.0]  # per cents
# Dark and almost grey: letters and their lines. Set in four inks they would show each plate that is out of place.
_DARK, _GREY = 128, 24  # of 255: lightest part of such a colour, and how far its parts are from each other
_NEARLY_BLACK = 0.16  # of the light: below it a tint would only make letters ragged
Ink = tuple[float, float, float, float]  # shares of cyan, magenta, yellow, black, 0 to 1
Named = Mapping[str, Sequence[float]]  # "#RRGGBB" in capitals → per cents


class Inks:
    """The inks of each colour: as the palette says, black alone for text, else by the profile."""

    def __init__(self, named: Named) -> None:
        self._named = {colour: _shares(per_cent) for colour, per_cent in named.items()}

    def of(self, red: float, green: float, blue: float) -> Ink:
        """Of a colour of the screen, its parts from 0 to 1."""
        parts = [round(255 * min(max(part, 0), 1)) for part in (red, green, blue)]
        named = self._named.get("#{:02X}{:02X}{:02X}".format(*parts))
        return _by_rule(*parts) if named is None else named


def of_palette(palette: Mapping[str, Mapping[str, Any]]) -> dict[str, list[float]]:
    """What an edition lays down for its own colours; what is no colour or no ink is left out.

    Its text is black alone whatever it says, and its ground by night, a large dark area, is a deep black of four.
    """
    found = {}
    for name, tones in palette.items():
        colour, per_cent = str(tones.get(LIGHT, "")).upper(), tones.get("cmyk") or []
        if HEX.fullmatch(colour) and len(per_cent) == len(TEXT):
            found[colour] = TEXT if name == "ink" else [float(one) for one in per_cent]
    night = str(palette.get("ground", {}).get(DARK, DEFAULTS[DARK]["ground"])).upper()
    return {**found, night: DEEP} if HEX.fullmatch(night) else found


@lru_cache(4096)
def _by_rule(red: int, green: int, blue: int) -> Ink:
    if _is_of_text(red, green, blue):
        return (0.0, 0.0, 0.0, _black_of(red, green, blue))
    cyan, magenta, yellow, black = making.in_inks(Image.new("RGB", (1, 1), (red, green, blue))).tobytes()
    return _limited((cyan / 255, magenta / 255, yellow / 255, black / 255))


def _is_of_text(*parts: int) -> bool:
    return max(parts) <= _DARK and max(parts) - min(parts) <= _GREY


def _black_of(red: int, green: int, blue: int) -> float:
    """How much black alone looks as dark; the darkest tones are ink and nothing less."""
    light = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    return 1.0 if light < _NEARLY_BLACK else round(1 - light, 2)


def _shares(per_cent: Sequence[float]) -> Ink:
    cyan, magenta, yellow, black = (min(max(one / 100, 0), 1) for one in per_cent)
    return _limited((cyan, magenta, yellow, black))


def _limited(ink: Ink) -> Ink:
    """Not more ink than the paper takes: the colours give way, black stays."""
    cyan, magenta, yellow, black = ink
    colours = cyan + magenta + yellow
    share = min(1, (LIMIT - black) / colours) if colours else 1
    return (round(cyan * share, 4), round(magenta * share, 4), round(yellow * share, 4), round(black, 4))
