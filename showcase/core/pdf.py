"""PDF from our own HTML. The layout engine is loaded when first needed: it takes 0.4 s and system libraries."""

import gc
import io
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import fontpkg
from fontTools.ttLib import TTFont

from ..config import ROOT
from . import media
from .assets import content_type

# Whole font files: the web's split files print wrong letters (`Đường` came out as garbage).
FAMILIES = ("be-vietnam-pro", "source-serif-4", "noto-sans-khmer")
SCHEME = "showcase"
FACES = "font/faces.css"  # in a folder of resources: the @font-face rules of its fonts
REGULAR = 400
FONT_FILES = {"FontFile", "FontFile2", "FontFile3"}
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

_getting_ready, _hurry = threading.Lock(), threading.Event()
SELDOM = (200_000, 20, 20)  # thresholds of the garbage collector while a file is laid out

OnPage = Callable[[int], None]


class PdfUnavailable(RuntimeError):
    """The layout engine's system libraries are missing; the message says what to install."""


class LayoutWarning(RuntimeError):
    """The engine rejected something in our own sheets: a fault of ours, named by its log."""


@dataclass(frozen=True)
class LaidOut:
    """A finished file and what was seen while it was made."""

    content: bytes
    pages: int
    fonts_outside: tuple[str, ...]  # named in the file but not carried by it


def render(html: str, variant: str | None = "pdf/ua-1", **options: Any) -> bytes:
    """Lay a page out as PDF; see `lay_out`."""
    return lay_out(html, variant, **options).content


def lay_out(
    html: str,
    variant: str | None = "pdf/ua-1",
    sheet: str = "",
    on_page: OnPage | None = None,
    resources: Path | None = None,
    **options: Any,
) -> LaidOut:
    """Lay a document out as PDF.

    It may name `showcase:/static/…` and `showcase:/media/<hash>`; nothing else is read. `sheet` is CSS added to its
    own, `on_page` hears the number of each page that is laid out. With
    `resources`, a folder that holds `static/`, `media/` and `font/`, everything is read from there and nothing else.
    """
    output = io.BytesIO()
    outside: list[str] = []

    def finisher(document: Any, file: Any) -> None:
        outside.extend(_fonts_outside(file))

    settings = {"pdf_variant": variant, **options}
    with _reading_from(resources), no_warnings(), _heard_pages(on_page), _seldom_collected:
        document = document_of(html, sheet, **settings)
        document.write_pdf(output, finisher=finisher, **settings)
    return LaidOut(output.getvalue(), len(document.pages), tuple(outside))


def document_of(html: str, sheet: str = "", **settings: Any) -> Any:
    """The engine's own document, laid out but not yet written."""
    get_ready()
    engine = _engine()
    fonts, faces = _fonts(), _font_faces()
    if folder := _resources.get():
        # Other fonts than the site's may bear the same names: they need a list of their own.
        fonts = engine.text.fonts.FontConfiguration()
        rules = (folder / FACES).read_text(encoding="utf-8")
        faces = engine.CSS(string=rules, font_config=fonts, url_fetcher=_fetcher())
    sheets = [faces]
    if sheet:
        sheets.append(engine.CSS(string=sheet, font_config=fonts, url_fetcher=_fetcher()))
    source = engine.HTML(string=html, base_url=f"{SCHEME}:/", url_fetcher=_fetcher())
    return source.render(font_config=fonts, stylesheets=sheets, **settings)


def get_ready() -> None:
    """Load the engine and our fonts, once in a process; raises PdfUnavailable."""
    with _getting_ready:
        _font_faces()
        _letters()


def get_ready_soon() -> None:
    """Load them beside the page that offers a PDF: it is read for some seconds before anybody asks for the file."""
    if not _hurry.is_set():
        _hurry.set()
        threading.Thread(target=_get_ready_quietly, name="pdf-get-ready", daemon=True).start()


def _get_ready_quietly() -> None:
    with suppress(PdfUnavailable):  # who asks for the file will hear it
        get_ready()


def _fonts_outside(file: Any) -> Iterator[str]:
    for item in file.objects:
        if isinstance(item, dict) and item.get("Type") == "/FontDescriptor" and not {*item} & FONT_FILES:
            yield str(item.get("FontName", "?"))


def printable(text: str) -> bool:
    """Whether our print fonts have every letter of a text; a source's title may be in a script they lack."""
    return _letters().issuperset(map(ord, text))


@cache
def _letters() -> frozenset[int]:
    letters: set[int] = set()
    for family in map(fontpkg.family, FAMILIES):
        regular = next(file for file in family.files if file.style == "normal" and file.weight in (None, REGULAR))
        with TTFont(regular.path, lazy=True) as font:
            letters.update(font.getBestCmap())
    return frozenset(letters)


@cache
def _engine() -> Any:
    # A variable font is cut to the set weight and stamped with the time; a fixed one makes equal pages equal bytes.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    try:
        engine = import_module("weasyprint")
    except OSError as error:
        raise PdfUnavailable(f"sudo apt-get install {PACKAGES}") from error
    writer: Any = import_module("weasyprint.pdf")
    add_tags = writer.add_tags
    writer.add_tags = lambda file, *rest: add_tags(Counted(file), *rest)
    return engine


class Counted:
    """A file that has counted its pages: else it would do so again for each of their thousand elements."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.page_references = list(file.page_references)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


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


_resources: ContextVar[Path | None] = ContextVar("resources", default=None)


@contextmanager
def _reading_from(folder: Path | None) -> Iterator[None]:
    token = _resources.set(folder)
    try:
        yield
    finally:
        _resources.reset(token)


def _read(url: str) -> tuple[bytes, str]:
    parts = urlsplit(url)
    kind, _, rest = unquote(parts.path).lstrip("/").partition("/")
    if parts.scheme == SCHEME and (folder := _resources.get()):
        file = (folder / kind / rest).resolve()
        if file.is_relative_to(folder.resolve()):
            return file.read_bytes(), _type_in(kind, file)
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


def _type_in(kind: str, file: Path) -> str:
    if kind == "media":
        return media.type_of_file(file)
    return "font/ttf" if kind == "font" else content_type(file)


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


class _Listener(logging.Handler):
    """Hears the engine's log, of this thread only: another one may be laying out a ticket."""

    def __init__(self, level: int, hear: Callable[[str], None]) -> None:
        super().__init__(level)
        self._hear, self._thread = hear, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._hear(record.getMessage())


@contextmanager
def no_warnings() -> Iterator[None]:
    """Turn the engine's warnings (a rejected property, a missing picture) into an error."""
    faults: list[str] = []
    logger, listener = logging.getLogger("weasyprint"), _Listener(logging.WARNING, faults.append)
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    if faults:
        raise LayoutWarning("; ".join(faults[:5]))


class _SeldomCollected:
    """While any file is laid out, the garbage collector looks seldom: the engine's boxes live until the file is done,
    and going through them again and again took a sixth of the time."""

    def __init__(self) -> None:
        self._lock, self._files, self._usual = threading.Lock(), 0, gc.get_threshold()

    def __enter__(self) -> None:
        with self._lock:
            self._files += 1
            if self._files == 1:
                self._usual = gc.get_threshold()
                gc.set_threshold(*SELDOM)

    def __exit__(self, *_fault: object) -> None:
        with self._lock:
            self._files -= 1
            if not self._files:
                gc.set_threshold(*self._usual)


_seldom_collected = _SeldomCollected()


@contextmanager
def _heard_pages(on_page: OnPage | None) -> Iterator[None]:
    """Tell which page the engine is laying out. What the listener raises (a cancelled job) ends the layout."""
    if on_page is None:
        yield
        return

    def hear(message: str) -> None:
        found = re.search(r"Creating layout - Page (\d+)", message)
        if found:
            on_page(int(found[1]))

    logger, listener = logging.getLogger("weasyprint.progress"), _Listener(logging.INFO, hear)
    logger.setLevel(logging.INFO)
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
