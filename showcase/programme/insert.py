"""The programme as guests get it: an A5 sheet laid loose into the publication, printed the evening before.

Four pages, folded (cover, Vietnamese, English, a third language with the way to the site), or one leaf of two.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template

from ..core import clock, pdf
from ..core.addresses import absolute_url
from ..core.i18n import FALLBACK, LOCALES, SOURCE, use_locale
from ..core.i18n import gettext as _
from ..core.pdf_imposing import two_up
from ..core.qr import svg
from ..registration import when
from ..registration.models import Event
from ..registration.signals import ProgrammeLine
from .public import lines_of

# Of the type, with the millimetres that an item and a line below it take: a long programme is set smaller until each
# language fits its page. What cannot fit is not tried, for a layout takes a second.
SIZES = {"": (9.6, 4.9), "medium": (7.9, 4.4), "close": (6.6, 4.1), "closest": (4.7, 3.2)}
ROOM = 160


@dataclass(frozen=True)
class Side:
    """The programme in one language, with the words around it in that language."""

    locale: str
    heading: str
    title: str
    moment: str
    lunar: str
    venue: str
    lines: list[ProgrammeLine]


def sheet(event: Event, folded: bool, imposed: bool) -> bytes | None:
    """The file, four pages if `folded`, else two; `imposed`: on A4. None: guests see no item yet."""
    sides = list(_sides(event))
    if not sides[0].lines:
        return None
    wanted = 4 if folded else 2
    content = b""
    for size in _worth_trying(sides):
        laid_out = pdf.lay_out(_html(event, sides, folded, size))
        content = laid_out.content
        if laid_out.pages == wanted:
            break
    return two_up(content, folded) if imposed else content


def _worth_trying(sides: list[Side]) -> list[str]:
    items, below = max((len(side.lines), _below(side)) for side in sides[:2])
    fitting = [size for size, (item, line) in SIZES.items() if items * item + below * line <= ROOM]
    return fitting or list(SIZES)[-1:]


def _below(side: Side) -> int:
    """How many lines stand below the titles."""
    return sum(bool(line.note) + bool(line.people) + bool(line.place) for line in side.lines)


def _html(event: Event, sides: list[Side], folded: bool, size: str) -> str:
    address = absolute_url("registration.gathering", event=event.slug, locale=SOURCE)
    with use_locale(SOURCE):
        return render_template(
            "programme/insert.html",
            event=event,
            edition=event.edition,
            host=event.edition.host,
            sides=sides[:2],
            third=sides[2] if len(sides) > 2 else None,
            folded=folded,
            size=size,
            address=address,
            code=svg(address, _("QR code of the gathering's page")),
            printed=clock.in_zone(clock.now(), event.timezone),
        )


def _sides(event: Event) -> Iterator[Side]:
    """Vietnamese and English, and the first further language in which every item that guests see has a title."""
    for code in (SOURCE, FALLBACK):
        yield _side(event, code)
    for code in sorted(set(LOCALES) - {SOURCE, FALLBACK}, key=lambda code: code != "km"):
        side = _side(event, code)
        if side.lines and not any(line.title.is_fallback for line in side.lines):
            yield side
            return


def _side(event: Event, code: str) -> Side:
    with use_locale(code):
        return Side(
            locale=code,
            heading=_("Programme"),
            title=str(event.text_in("title")),
            moment=when.moment(event.starts_at, event.timezone),
            lunar=when.lunar(event.starts_at, event.timezone),
            venue=str(event.text_in("venue")),
            lines=lines_of(event),
        )
