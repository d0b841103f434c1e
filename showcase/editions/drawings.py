"""The horizon that runs through an edition's pages: which drawing it is, and how another one takes its place."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from ..core import media
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.media import Media
from . import colours, horizons
from .models import Edition
from .pictures import picture_names, uploaded_name

USE, TWIN = "horizon", "horizon_dark"
PUT_TOGETHER = "put-together"
_RATIO = horizons.WIDTH / horizons.HEIGHT


@dataclass(frozen=True)
class Horizon:
    """A drawing for light and one for dark grounds, as bytes."""

    light: bytes
    dark: bytes


def candidates(edition: Edition) -> dict[str, Media]:
    """The edition's drawings that are as wide as a horizon, by `key_of`; those put together here are made anew instead.

    Names will not do: a drawing that gives its place to another one gets another name.
    """
    hashes = list(picture_names(edition))
    found = db.session.scalars(db.select(Media).where(Media.hash.in_(hashes)).order_by(Media.id))
    return {key_of(one.hash): one for one in found if _is_wide(one) and _parts(one.hash) is None}


def key_of(digest: str) -> str:
    return digest[:12]


def values(edition: Edition) -> dict[str, Any]:
    """What a form about the horizon holds."""
    digest = edition.pictures.get(USE, "")
    made_of = _parts(digest) if digest else None
    parts, has_sun = made_of or ([""] * len(horizons.PLACES), True)
    drawing = PUT_TOGETHER if made_of else key_of(digest)
    return {"drawing": drawing, "sun": has_sun, **{f"place_{n}": part for n, part in enumerate(parts, 1)}}


def put_together(edition: Edition, parts: list[str], has_sun: bool) -> Horizon:
    """A horizon of these parts in the edition's colours."""
    changed = colours.tokens(edition.palette)
    light, dark = (
        horizons.drawn(parts, has_sun, colours.DEFAULTS[scheme] | changed[scheme]).encode()
        for scheme in colours.SCHEMES
    )
    return Horizon(light, dark)


def take(edition: Edition, drawing: str, parts: list[str], has_sun: bool) -> None:
    """Let a drawing run through the pages, by its key; none, if that is empty."""
    if drawing == PUT_TOGETHER:
        _show(edition, *_kept(edition, put_together(edition, parts, has_sun)))
    elif drawing:
        found = candidates(edition)[drawing]
        _show(edition, found.hash, found.variants.get("dark", ""))
    else:
        _show(edition, "", "")


def follow_colours(edition: Edition) -> None:
    """Draw a horizon that was put together here anew, in the edition's colours."""
    made_of = _parts(edition.pictures.get(USE, "")) if edition.pictures.get(USE) else None
    if made_of:
        take(edition, PUT_TOGETHER, *made_of)


def _show(edition: Edition, digest: str, twin: str) -> None:
    """The new drawing takes the place; the one before keeps a name, since articles and papers may show it too.

    A picture's first name is its name in an edition folder, so uses come after names.
    """
    before = picture_names(edition)
    old = edition.pictures.get(USE, "")
    rest = {name: one for name, one in edition.pictures.items() if name not in (USE, TWIN)}
    if old and old not in rest.values() and old != digest and _parts(old) is None:
        other = next(name for n in count(1) if (name := f"{USE}-{n}") not in rest)
        rest = {other: old, **({f"{other}_dark": edition.pictures[TWIN]} if TWIN in edition.pictures else {}), **rest}
    if before.get(digest, "").startswith(f"{USE}-"):  # back in its place, it needs no other name
        rest = {name: one for name, one in rest.items() if name.removesuffix("_dark") != before[digest]}
    elif digest and digest not in rest.values():
        name = uploaded_name(digest)
        rest = {name: digest, **({f"{name}_dark": twin} if twin else {}), **rest}
    uses = {use: one for use, one in ((USE, digest), (TWIN, twin)) if one}
    shown = {digest, *rest.values()}
    edition.pictures = {name: one for name, one in rest.items() if one in shown} | uses


def _kept(edition: Edition, horizon: Horizon) -> tuple[str, str]:
    light, dark = media.store(horizon.light), media.store(horizon.dark)
    found = db.session.scalar(db.select(Media).filter_by(hash=light))
    if found is None:
        found = Media(
            hash=light, content_type="image/svg+xml", size=len(horizon.light), credit="Showcase", licence="MIT"
        )
        found.width, found.height = horizons.WIDTH, horizons.HEIGHT
        db.session.add(found)
    found.variants = {**(found.variants or {}), "dark": dark}
    with db.session.no_autoflush:
        for code, title in edition.texts_of("title").items():
            found.set_text("alt", code, title)
    db.session.flush()
    return light, dark


def _is_wide(picture: Media) -> bool:
    return bool(picture.width and picture.height) and abs(picture.width / picture.height - _RATIO) < 0.1  # type: ignore[operator]


def _parts(digest: str) -> tuple[list[str], bool] | None:
    """What a stored drawing was put together from, if it was."""
    if media.type_of(digest) != "image/svg+xml":
        return None
    return horizons.parts_of(media.read(digest)[:2000].decode("utf-8", "replace"))


def part_names() -> dict[str, str]:
    return {
        horizons.Part.NOTHING: _("open water"),
        horizons.Part.TREES: _("old trees"),
        horizons.Part.PALMS: _("coconut palms"),
        horizons.Part.HILLS: _("hills"),
        horizons.Part.ROOFS: _("roofs of a village"),
        horizons.Part.PAGODA: _("a pagoda"),
        horizons.Part.BRIDGE: _("a cable-stayed bridge"),
        horizons.Part.TURBINES: _("wind turbines"),
        horizons.Part.BOATS: _("sailing boats"),
    }
