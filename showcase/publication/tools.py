"""What made a file: the versions of the tools that decide how a page looks and is written, and the fonts' hashes.

Asked without loading the layout engine, so that any process may know.
"""

import ctypes
import hashlib
import platform
import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import fontpkg

from ..config import ROOT
from ..core.pdf import FAMILIES

_PACKAGES = ("weasyprint", "pydyf", "pikepdf", "fonttools", "pyphen", "tinycss2", "tinyhtml5", "cssselect2", "pillow")
# The part of the site that stands between a frozen document and its file.
_OWN = ("showcase/core/pdf*.py", *(f"showcase/publication/{name}.py" for name in ("inks", "kinds", "press", "proof")))


@cache
def versions() -> dict[str, str]:
    """Tool → version, of this machine."""
    found = {name: version(name) for name in _PACKAGES}
    found["python"] = ".".join(platform.python_version_tuple()[:2])
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    found["pango"] = _said("libpango-1.0.so.0", "pango_version_string")
    found["harfbuzz"] = _said("libharfbuzz.so.0", "hb_version_string")
    found["showcase"] = _own()
    return found


@cache
def fonts() -> dict[str, Path]:
    """`font/<family>/<file>` → the file of this machine."""
    families = map(fontpkg.family, FAMILIES)
    return {f"font/{family.slug}/{file.path.name}": Path(file.path) for family in families for file in family.files}


@cache
def font_hashes() -> dict[str, str]:
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in fonts().items()}


def _said(library: str, function: str) -> str:
    try:
        ask = getattr(ctypes.CDLL(library), function)
    except (OSError, AttributeError):
        return "missing"
    ask.restype = ctypes.c_char_p
    return str(ask().decode())


def _own() -> str:
    sources = sorted(path for pattern in _OWN for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
