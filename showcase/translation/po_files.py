"""Files of translators in the PO format: written, and read with every fault named by its line."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from ..core.i18n import LOCALES
from ..core.i18n import gettext as _

LARGEST = 5 * 1024 * 1024  # bytes of a file that is sent
MOST_FAULTS = 10  # lines that are named; a file in another format has a fault in each
HELD = "held:"  # what stood here when the file was made
_STATEMENT = re.compile(r'(?:msgctxt|msgid|msgstr)?\s*"(?:[^"\\]|\\.)*"')
_PLURAL = re.compile(r"msgid_plural|msgstr\s*\[")


@dataclass(frozen=True)
class Entry:
    """A paragraph in a file. `held`: a digest of the translation from which somebody began."""

    context: str
    source: str
    text: str
    is_fuzzy: bool = False
    held: str = ""
    line: int = 0
    comments: tuple[str, ...] = ()


class Unreadable(ValueError):
    """A file that is not taken: sentences, those about a line with its number."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def written(entries: Iterable[Entry], language: str, title: str, now: datetime) -> bytes:
    """The file of a language, one entry a paragraph, no line broken that the text does not break."""
    catalog = Catalog(
        locale=language,
        project=title,
        version="",
        header_comment=f"# {title}\n# {LOCALES[language].name}",
        last_translator="",
        language_team="",
        creation_date=now,
        revision_date=now,
        fuzzy=False,
    )
    for entry in entries:
        comments = [*entry.comments, f"{HELD} {entry.held}"]
        message = catalog.add(entry.source, entry.text, context=entry.context, auto_comments=comments)
        # A percent sign in a sentence is no placeholder of a program.
        message.flags = {"fuzzy"} if entry.is_fuzzy else set()
    output = io.BytesIO()
    write_po(output, catalog, width=0, no_location=True)
    return output.getvalue()


def read(content: bytes, language: str) -> list[Entry]:
    """The entries of a file for this language, those without a translation left out."""
    if not content.strip():
        raise Unreadable(_("Please choose a file first."))
    if len(content) > LARGEST:
        raise Unreadable(_("This file is too large. At most %(size)d MB fit.", size=LARGEST // 1024**2))
    text = _decoded(content)
    _check_lines(text)
    try:
        catalog = read_po(io.StringIO(text), abort_invalid=True)
    except PoFileError as error:
        raise Unreadable(_at(error.lineno + 1, _("The entry that ends here is not whole."))) from error
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise Unreadable(_("The head of the file cannot be read.")) from error
    if catalog.locale is None or catalog.locale.language != language:
        name = LOCALES[language].name
        raise Unreadable(_("The head of the file names another language than %(language)s, or none.", language=name))
    return [
        Entry(
            str(message.context or ""),
            str(message.id),
            str(message.string or ""),
            message.fuzzy,
            next((note[len(HELD) :].strip() for note in message.auto_comments if note.startswith(HELD)), ""),
            message.lineno or 0,
        )
        for message in catalog
        if message.id and message.string
    ]


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(_at(line, _("This is not UTF-8. Please save the file as UTF-8."))) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_lines(text: str) -> None:
    """Babel passes over a line that it half understands; a half sentence must not be taken for a whole one."""
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        statement = line.strip()
        if not statement or statement.startswith("#") or _STATEMENT.fullmatch(statement):
            continue
        is_plural = _PLURAL.match(statement)
        faults.append(
            _at(number, _("Entries with plural forms have no place here."))
            if is_plural
            else _at(number, _("This is neither a comment nor a whole line in quotes."))
        )
        if len(faults) == MOST_FAULTS:
            break
    if faults:
        raise Unreadable(*faults)


def _at(line: int, sentence: str) -> str:
    return _("Line %(line)d: %(what)s", line=line, what=sentence)
