"""The files that the door's page is made of: what a phone keeps to open it without a network."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..core.assets import STATIC, asset_url, bundle_text

BUNDLE = "door"
MAIN = "checkin/screens/main.js"
DECODER = "checkin/reading/decoder.wasm.js"
DECODER_WASM = "vendor/zxing-wasm/reader/zxing_reader.wasm"
ICONS = ("checkin/icons/door-192.png", "checkin/icons/door-512.png", "checkin/icons/door-maskable-512.png")
# `import … from "./x.js"`, `export … from`, `import("./x.js")`, `new URL("./x.js", import.meta.url)`
_NEIGHBOUR = re.compile(r"""(?:\bfrom|\bimport|\bURL\()\s*\(?\s*["'](\.{1,2}/[^"'\n]+)["']""")
_ADDRESS = re.compile(r"""(?:href|src|data-[a-z-]+)="(/assets/[^"]+)\"""")
_IN_SHEET = re.compile(r'url\("(/assets/[^")]+)"\)')


def decoder() -> str:
    """The address of the worker that reads codes."""
    return asset_url(DECODER)


def decoder_wasm() -> str:
    return asset_url(DECODER_WASM)


def addresses(*pages: str) -> list[str]:
    """All that these pages need: what they name, what their style sheet does, every module that one of theirs names."""
    named = [address for page in pages for address in _ADDRESS.findall(page)]
    in_sheet = _IN_SHEET.findall(bundle_text(BUNDLE))
    modules = [asset_url(path) for path in modules_from(MAIN, DECODER)]
    icons = [asset_url(path) for path in ICONS]
    return sorted({*named, *in_sheet, *modules, *icons})


@cache
def modules_from(*starts: str) -> tuple[str, ...]:
    """These scripts and all that they name, as paths below static/."""
    found: dict[str, None] = dict.fromkeys(starts)
    waiting = list(starts)
    while waiting:
        fresh = [path for path in _neighbours(waiting.pop()) if path not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return tuple(found)


def integrity(content: bytes) -> str:
    """As a browser checks what it fetches."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


@cache
def integrity_of(address: str) -> str:
    """Of an address below /assets/; empty where it names no file: the edition's own colours."""
    if match := re.fullmatch(r"/assets/[0-9a-f]{12}/(.+)", address):
        return integrity((STATIC / match[1]).read_bytes())
    return integrity(bundle_text(BUNDLE).encode()) if address.startswith(f"/assets/{BUNDLE}-") else ""


def _neighbours(path: str) -> Iterator[str]:
    here = STATIC / path
    if here.suffix not in (".js", ".mjs"):
        return
    for named in _NEIGHBOUR.findall(here.read_text(encoding="utf-8")):
        target = Path(here.parent / named).resolve()
        if target.is_relative_to(STATIC) and target.is_file():
            yield str(target.relative_to(STATIC))
