"""From an issue to one HTML document: each section's references are looked up, its template is filled.

A section that cannot be made does not stop the others: its faults are collected with its name, so that an
editor learns all of them at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, render_template
from jinja2 import TemplateError

from ..core import media
from ..core.database import db
from ..core.i18n import use_locale
from ..core.media import Media
from ..editions import palette
from ..editions.models import Edition
from ..photos.rules import PRINT
from . import contents, inks
from .contents import Missing, Reader
from .kinds import Colours
from .models import Issue, Section
from .rules import Check, Finding, Severity


@dataclass(frozen=True)
class Fault:
    """Why a section cannot be made: a reference that leads nowhere, a picture that cannot be read."""

    section: str
    cause: str

    def __str__(self) -> str:
        return f"{self.section}: {self.cause}"


@dataclass
class Composition:
    """A composed issue: the document, and what an editor should know about it."""

    html: str = ""
    sections: list[tuple[str, str]] = field(default_factory=list)  # (slug, its part of the document)
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    colours: Colours = field(default_factory=Colours)

    def section_with(self, text: str) -> str:
        """The section whose part holds a text, such as the address of a picture; empty: the design itself."""
        return next((slug for slug, html in self.sections if text in html), "")


def compose(issue: Issue, locale: str, version: int | None = None) -> Composition:
    """Fill the design of an issue with its content, in one language; `version` is the one that is being frozen."""
    composition = Composition()
    # Figures in a text know the pages they lead to; outside a request those addresses need one to lean on.
    with current_app.test_request_context(base_url=current_app.config["BASE_URL"]), use_locale(locale):
        reader = Reader(issue, version)
        for section in issue.sections:
            html = _section(section, reader, composition)
            if html is not None:
                composition.sections.append((section.slug, html))
        html = render_template(
            f"publication/designs/{issue.design}/book.html",
            issue=issue,
            edition=reader.edition,
            locale=locale,
            parts=[html for _slug, html in composition.sections],
            pictures=_pictures(reader.edition),
        )
        composition.html = palette.recoloured(html, reader.edition)
        composition.colours = Colours(inks.of_palette(reader.edition.palette))
    composition.findings += reader.findings
    return composition


def _section(section: Section, reader: Reader, composition: Composition) -> str | None:
    reader.enter(section)
    try:
        values = _LOOK_UP.get(section.template, contents.nothing)(section, reader)
        return render_template(
            f"publication/designs/{reader.issue.design}/{section.template}.html",
            issue=reader.issue,
            edition=reader.edition,
            section=section,
            tone=section.template,
            **values,
        )
    except Missing as missing:
        cause = str(missing)
        composition.findings.append(Finding(Severity.RED, Check.REFERENCE, section.slug, cause))
    except TemplateError as error:
        cause = f"{type(error).__name__}: {error}"
    composition.faults.append(Fault(section.slug, cause))
    return None


def _pictures(edition: Edition) -> list[tuple[str, str]]:
    """The edition's drawings for use as grounds: (use, address)."""
    return [(use, f"showcase:/media/{digest}") for use, digest in sorted(edition.pictures.items())]


def broken_pictures(composition: Composition) -> list[Fault]:
    """Pictures that a section names and that cannot be read from the store."""
    faults = []
    for picture in db.session.scalars(db.select(Media)):
        address = f"showcase:/media/{picture.hash}"
        slug = composition.section_with(address)
        if slug and not media.path_of(picture.hash).is_file():
            faults.append(Fault(slug, f"picture {picture.hash[:12]} is not in the store"))
    return faults


def twins_of(digests: Iterable[str]) -> dict[str, str]:
    """Picture → the same one in the inks of print, where it has one; pictures and their sizes by hash."""
    wanted, found = set(digests), {}
    for picture in db.session.scalars(db.select(Media)):
        twin = picture.variants.get(PRINT)
        if twin:
            found.update({digest: twin for digest in picture.files if digest in wanted and digest != twin})
    return found


LookUp = Callable[[Section, Reader], dict[str, Any]]
_LOOK_UP: dict[str, LookUp] = {
    "cover": contents.cover,
    "inside-cover": contents.text,
    "contents": contents.table_of_contents,
    "letter": contents.letter,
    "figures": contents.figures,
    "achievements": contents.achievements,
    "projects": contents.projects,
    "article": contents.article,
    "text": contents.text,
    "sources": contents.sources,
    "back-cover": contents.back_cover,
    "front": contents.front,
    "last-page": contents.last_page,
}
