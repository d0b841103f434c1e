"""A frozen issue as one file: the documents of every language, all that they name, and what made them. Pure.

A bundle is a zip that is written in one way only: names in order, nothing packed, times and modes fixed. So its
SHA-256 says which content it is, on any machine, and `unpack` can refuse whatever is not written so.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST = 1024 * 1024 * 1024  # bytes
_NAME = re.compile(r"(manifest\.json|(html|static|media|font)(/[A-Za-z0-9_-][A-Za-z0-9._,\[\]-]*)+)")
_NAMED = re.compile(r"showcase:/((?:static|media|font)/[\w./-]+)")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
_MODE = 0o100644 << 16

# What a document says instead of the hash of the bundle that it lies in; filled when it is laid out.
SHORT_HASH, WHOLE_HASH = "⟦bundle-short⟧", "⟦bundle⟧"
_SHORT, _GROUP = 12, 16
_MAY_BREAK = "\u200b"


class BundleRefused(ValueError):
    """A file that is no bundle, or no longer the one that was frozen; the message says what is wrong with it."""


@dataclass(frozen=True)
class Document:
    """A part of a book in one language, as it is handed to the layout engine."""

    slug: str
    html: str
    side: str = "any"  # of an opened book, on which it must begin: left, right, any


@dataclass(frozen=True)
class Bundle:
    """What a bundle holds. `files` are by name, `manifest` says how they belong together."""

    sha256: str
    manifest: dict[str, Any]
    files: Mapping[str, bytes]

    @property
    def locales(self) -> list[str]:
        return sorted(self.manifest["documents"])

    @property
    def tools(self) -> dict[str, str]:
        """Tool or font file → the version or hash it had."""
        return {**self.manifest["tools"], **self.manifest["fonts"]}

    @property
    def pictures(self) -> list[str]:
        """The hashes of all pictures in it."""
        return [name.removeprefix("media/") for name in self.files if name.startswith("media/")]

    def documents(self, locale: str) -> list[Document]:
        """The parts in one language, in their order; a language that it lacks is a KeyError."""
        return [
            Document(one["slug"], self.files[one["file"]].decode(), one["side"])
            for one in self.manifest["documents"][locale]
        ]

    def lay_down(self, folder: Path) -> None:
        """Write its files into a folder, from which the engine reads them."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def names_in(text: str) -> set[str]:
    """The files that a document or a style sheet names, as `static/…`, `media/…` or `font/…`."""
    return {name.rstrip(".") for name in _NAMED.findall(text)}


def pictures_in(text: str) -> list[str]:
    """The hashes of the pictures that a document names."""
    return sorted(name.removeprefix("media/") for name in names_in(text) if name.startswith("media/"))


def pack(documents: Mapping[str, list[Document]], resources: Mapping[str, bytes], facts: Mapping[str, Any]) -> bytes:
    """Write a bundle. `documents` by language, `resources` by the names that `names_in` finds, `facts` go into the
    manifest: issue, version, frozen_at, settings, tools, fonts."""
    files = dict(resources)
    listed: dict[str, list[dict[str, str]]] = {}
    for locale, parts in documents.items():
        listed[locale] = []
        for place, part in enumerate(parts, 1):
            name = f"html/{locale}/{place:02}-{part.slug}.html"
            files[name] = part.html.encode()
            listed[locale].append({"slug": part.slug, "side": part.side, "file": name})
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = {"format": FORMAT, **facts, "documents": listed, "files": hashes}
    return _zipped({**files, MANIFEST: _written(manifest)})


def unpack(content: bytes, sha256: str = "") -> Bundle:
    """Read a bundle and prove it: against `sha256` if that is known, always against its own manifest."""
    found = hashlib.sha256(content).hexdigest()
    if sha256 and found != sha256:
        raise BundleRefused(f"its SHA-256 is {found}, not {sha256}")
    files = _unzipped(content)
    try:
        manifest = json.loads(files.pop(MANIFEST))
        known, documents = dict(manifest["files"]), dict(manifest["documents"])
        parts = {one["file"] for listed in documents.values() for one in listed}
        dict(manifest["tools"]), dict(manifest["fonts"])
    except (KeyError, TypeError, ValueError) as error:
        raise BundleRefused(f"{MANIFEST} is missing or cannot be read") from error
    if manifest.get("format") != FORMAT:
        raise BundleRefused(f"its format is {manifest.get('format')}, not {FORMAT}")
    for name in sorted({*files, *known, *parts}):
        if name not in known:
            raise BundleRefused(f"{name} is not in its manifest")
        if name not in files:
            raise BundleRefused(f"{name} is missing")
        if hashlib.sha256(files[name]).hexdigest() != known[name]:
            raise BundleRefused(f"{name} is not what its manifest says")
    if _zipped({**files, MANIFEST: _written(manifest)}) != content:
        raise BundleRefused("it is not written as a bundle is")
    return Bundle(found, manifest, files)


def with_hash(html: str, sha256: str) -> str:
    """A document with the hash of its bundle where it says so; the whole one may break after every 16 letters."""
    groups = [sha256[start : start + _GROUP] for start in range(0, len(sha256), _GROUP)]
    return html.replace(SHORT_HASH, sha256[:_SHORT]).replace(WHOLE_HASH, _MAY_BREAK.join(groups))


def differing(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The tools and fonts that are not what they were, in words: `weasyprint 70.0, now 70.1`."""
    names = [name for name in sorted({*then, *now}) if then.get(name) != now.get(name)]
    return [f"{name} {_told(then.get(name))}, now {_told(now.get(name))}" for name in names]


def _told(version: str | None) -> str:
    return (version or "missing")[:16]  # of a font's hash the beginning is enough to tell it apart


def _written(manifest: Mapping[str, Any]) -> bytes:
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system, entry.external_attr = 3, _MODE
            archive.writestr(entry, files[name])
    return output.getvalue()


def _unzipped(content: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise BundleRefused("it is too large")
            for entry in entries:
                if not _NAME.fullmatch(entry.filename) or entry.filename in files:
                    raise BundleRefused(f"it has a file of the name {entry.filename[:80]!r}")
                if entry.compress_type != zipfile.ZIP_STORED:
                    raise BundleRefused(f"{entry.filename} is packed")
                files[entry.filename] = archive.read(entry)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BundleRefused("it is no zip file, or a damaged one") from error
    return files
