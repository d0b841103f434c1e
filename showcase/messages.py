"""Message catalogues: collected from code and templates, complete in every offered language."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .config import ROOT
from .core.i18n import LOCALES

MESSAGES_ARE_IN = "en"
SOURCES = {
    "showcase": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
}
KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2), "marked": None, "personal": None}
STARTED = datetime(2026, 11, 24, tzinfo=UTC)


def main() -> None:
    """Update the catalogues; --check only says what is missing (exit 1), --compile only makes the binary forms."""
    if "--compile" in sys.argv:
        for path in (ROOT / "translations").glob("*/LC_MESSAGES/messages.po"):
            compile_catalogue(path)
        return
    template = collect()
    missing = []
    for code in LOCALES:
        if code == MESSAGES_ARE_IN:
            continue
        path = ROOT / "translations" / code / "LC_MESSAGES/messages.po"
        catalogue = merged(path, code, template)
        missing += [f"{path.relative_to(ROOT)}: {m.id!r}" for m in catalogue if m.id and not _is_translated(m)]
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalogue, width=100, sort_output=True, no_location=True, ignore_obsolete=True)
            compile_catalogue(path)
    print("\n".join(missing) or "complete")
    sys.exit(1 if missing and "--check" in sys.argv else 0)


def collect() -> Catalog:
    """All messages of code and templates."""
    template = Catalog(charset="utf-8")
    for folder, methods in SOURCES.items():
        found = extract_from_dir(ROOT / folder, methods, {"**": {"trimmed": "true"}}, keywords=KEYWORDS)
        for _name, _line, message, _comments, context in found:
            template.add(message, context=context)
    return template


def merged(path: Path, code: str, template: Catalog) -> Catalog:
    """A catalogue brought up to the template; nothing is guessed from similar messages."""
    known = Catalog(locale=code)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=code)
    # Fixed dates and no names in the header: two branches that add messages then differ only in messages.
    catalogue = Catalog(
        locale=code,
        project="Showcase",
        header_comment="# Messages of Showcase.",
        creation_date=STARTED,
        revision_date=STARTED,
        last_translator=known.last_translator,
        language_team="",
        fuzzy=False,
    )
    for message in template:
        if message.id:
            translation = known.get(message.id, message.context)
            catalogue.add(message.id, translation.string if translation else None, context=message.context)
    return catalogue


def compile_catalogue(path: Path) -> None:
    """Write the binary form that the site reads, beside the catalogue."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def _is_translated(message: Any) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(texts) and not message.fuzzy


if __name__ == "__main__":
    main()
