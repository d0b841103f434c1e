"""Style sheets and scripts: bundled when the site starts, addressed by what they hold, kept for a year."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, g, request, url_for
from markupsafe import Markup

from ..config import ROOT
from .compression import encoded

STATIC = ROOT / "static"
blueprint = Blueprint("core", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(stylesheet=stylesheet, script=script, asset=asset_url)


@cache
def bundles() -> dict[str, list[str]]:
    """Name → style sheets in the order of the cascade."""
    found: dict[str, list[str]] = json.loads((STATIC / "core/bundles.json").read_text(encoding="utf-8"))
    return found


@cache
def bundle_text(name: str) -> str:
    return "\n".join(_with_asset_urls(STATIC / path) for path in bundles()[name])


def _with_asset_urls(sheet: Path) -> str:
    def address(match: re.Match[str]) -> str:
        target = (sheet.parent / match[1]).resolve().relative_to(STATIC)
        return f'url("{asset_url(str(target))}")'

    return re.sub(r"""url\(["']?(?!data:|/|#)([^)"']+)["']?\)""", address, sheet.read_text(encoding="utf-8"))


@cache
def _digest(path: Path) -> str:
    # A module names its neighbours by relative addresses, so all scripts share one digest.
    files = sorted(STATIC.rglob("*.*js")) if path.suffix in (".js", ".mjs") else [path]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def stylesheet(name: str) -> Markup:
    digest = hashlib.sha256(bundle_text(name).encode()).hexdigest()[:12]
    return Markup('<link rel="stylesheet" href="{}">').format(url_for("core.bundle", name=name, digest=digest))


def script(path: str) -> Markup:
    return Markup('<script type="module" src="{}"></script>').format(asset_url(path))


def asset_url(path: str) -> str:
    """The address of a file below static/, with the digest of what it holds."""
    return url_for("core.asset", digest=_digest(STATIC / path), path=path)


@blueprint.get("/assets/<name>-<digest>.css")
def bundle(name: str, digest: str) -> Response:
    if name not in bundles() or not re.fullmatch(r"[0-9a-f]{12}", digest):
        abort(404)
    return _kept(encoded(bundle_text(name).encode(), "text/css; charset=utf-8", request))


@blueprint.get("/assets/<digest>/<path:path>")
def asset(digest: str, path: str) -> Response:
    # Asked of the disk only if it can be one of ours: a NUL or a name beyond all bounds is an error there.
    file = (STATIC / path).resolve() if re.fullmatch(r"[A-Za-z0-9._/-]{1,200}", path) else ROOT
    if not file.is_relative_to(STATIC) or not file.is_file():
        abort(404)
    # A worker obeys the policy sent with its own script: only those named *.wasm.js may run WebAssembly.
    g.runs_wasm = file.name.endswith(".wasm.js")
    return _kept(encoded(file.read_bytes(), content_type(file), request))


def content_type(file: Path) -> str:
    return {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".webmanifest": "application/manifest+json",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".wasm": "application/wasm",
        ".woff2": "font/woff2",
        ".txt": "text/plain; charset=utf-8",
    }.get(file.suffix, "application/octet-stream")


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
