"""PDF from our own HTML. The layout engine is loaded when first needed: it takes 0.4 s and system libraries."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import fontpkg

from ..config import ROOT
from . import media
from .assets import content_type

# Whole font files: the web's split files print wrong letters (`Đường` came out as garbage).
FAMILIES = ("be-vietnam-pro", "source-serif-4", "noto-sans-khmer")
SCHEME = "showcase"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PdfUnavailable(RuntimeError):
    """The layout engine's system libraries are missing; the message says what to install."""


class LayoutWarning(RuntimeError):
    """The engine rejected something in our own sheets: a fault of ours, named by its log."""


def render(html: str, variant: str | None = "pdf/ua-1", **options: Any) -> bytes:
    """Lay a page out as PDF.

    The page may name `showcase:/static/…`, `showcase:/media/<hash>` and `showcase:/edition/…`; nothing else is read.
    """
    engine = _engine()
    output = io.BytesIO()
    with _no_warnings():
        document = engine.HTML(string=html, base_url=f"{SCHEME}:/", url_fetcher=_fetcher())
        document.write_pdf(output, pdf_variant=variant, font_config=_fonts(), stylesheets=[_font_faces()], **options)
    return output.getvalue()


@cache
def _engine() -> Any:
    try:
        return import_module("weasyprint")
    except OSError as error:
        raise PdfUnavailable(f"sudo apt-get install {PACKAGES}") from error


@cache
def _fonts() -> Any:
    return _engine().text.fonts.FontConfiguration()


@cache
def _font_faces() -> Any:
    return _engine().CSS(string=font_face_rules(), font_config=_fonts(), url_fetcher=_fetcher())


def font_face_rules() -> str:
    """@font-face rules of all print families; variable fonts are named once for each weight we set."""
    rules = []
    for family in map(fontpkg.family, FAMILIES):
        for file in family.files:
            for weight in (400, 600, 700) if file.variable else (file.weight,):
                rules.append(
                    f'@font-face {{ font-family: "{family.name}"; font-style: {file.style}; font-weight: {weight};'
                    f' src: url("{SCHEME}:/font/{family.slug}/{file.path.name}") }}'
                )
    return "\n".join(rules)


def _read(url: str) -> tuple[bytes, str]:
    parts = urlsplit(url)
    kind, _, rest = unquote(parts.path).lstrip("/").partition("/")
    if parts.scheme == SCHEME and kind == "static":
        file = (ROOT / "static" / rest).resolve()
        if file.is_relative_to(ROOT / "static"):
            return file.read_bytes(), content_type(file)
    if parts.scheme == SCHEME and kind == "media":
        return media.read(rest), media.type_of(rest)
    if parts.scheme == SCHEME and kind == "font":
        slug, _, name = rest.partition("/")
        if slug in FAMILIES:
            paths = {file.path.name: file.path for file in fontpkg.family(slug).files}
            return Path(paths[name]).read_bytes(), "font/ttf"
    raise ValueError("a printed page may only name the site's own files")


@cache
def _fetcher() -> Any:
    urls = import_module("weasyprint.urls")

    class OwnFiles(urls.URLFetcher):  # type: ignore[name-defined]
        """Reads what is ours and refuses the rest, so that an editor's text cannot make the server fetch."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            body, kind = _read(url)
            return urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    return OwnFiles(allowed_protocols=["data", SCHEME])


@contextmanager
def _no_warnings() -> Iterator[None]:
    """Turn the engine's warnings (a rejected property, a missing picture) into an error."""
    faults: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            faults.append(record.getMessage())

    logger, handler = logging.getLogger("weasyprint"), Collect(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    if faults:
        raise LayoutWarning("; ".join(faults[:5]))
