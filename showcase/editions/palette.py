"""The style sheet of an edition's own colours: at an address made of what it holds, beside the site's sheets."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, abort, request, url_for
from markupsafe import Markup

from ..core.compression import encoded
from . import colours
from .colours import DARK, DEFAULTS, LIGHT
from .context import current_edition
from .models import Edition

blueprint = Blueprint("palette", __name__)
YEAR, MOMENT = "public, max-age=31536000, immutable", "public, max-age=60"


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(own_colours=own_colours, colours_in_print=in_print)


def own_colours() -> Markup:
    """The link to the edition's colours; nothing where it has none of its own."""
    edition = current_edition()
    sheet = sheet_of(edition.palette) if edition else ""
    address = url_for("palette.sheet", digest=_digest(sheet)) if sheet else ""
    return Markup('<link rel="stylesheet" href="{}">').format(address) if address else Markup()


def in_print(edition: Edition) -> Markup:
    """The same colours for the layout engine, as rules."""
    changed = colours.tokens(edition.palette)[LIGHT]
    return Markup(f":root {{ {_declared(changed)} }}") if changed else Markup()  # noqa: S704 - hex values alone


def recoloured(html: str, edition: Edition) -> str:
    """A printed document whose drawings carry the built-in colours as attributes, with the edition's own."""
    changed = {DEFAULTS[LIGHT][name]: colour for name, colour in colours.tokens(edition.palette)[LIGHT].items()}
    if not changed:
        return html
    pattern = re.compile(rf'(?<==")(?:{"|".join(changed)})(?=")', re.IGNORECASE)
    return pattern.sub(lambda found: changed[found[0].upper()], html)


@blueprint.get("/assets/palette-<string(length=12):digest>.css")
def sheet(digest: str) -> Response:
    """The colours of the edition on the front page; an older address gives them too, for a moment only."""
    edition = current_edition()
    text = sheet_of(edition.palette) if edition else ""
    if not text:
        abort(404)
    response = encoded(text.encode(), "text/css; charset=utf-8", request)
    response.headers["Cache-Control"] = YEAR if digest == _digest(text) else MOMENT
    return response


def sheet_of(palette: Mapping[str, Mapping[str, Any]]) -> str:
    """Empty where the palette changes nothing."""
    changed = colours.tokens(palette)
    if not changed[LIGHT] and not changed[DARK]:
        return ""
    light, dark = _declared(changed[LIGHT]), _declared(changed[DARK])
    return "\n".join(
        [
            f"@layer tokens {{ :root {{ {light} }} @media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }} }}",
            f"@layer components {{ {' '.join(_charts(changed[LIGHT]))} }}",
            f"@media print {{ @layer print {{ :root {{ {light} }} }} }}",
            "",
        ]
    )


def _charts(changed: Mapping[str, str]) -> list[str]:
    """Drawings carry the built-in colours as attributes; here they follow."""
    return [
        f'.chart [{attribute}="{DEFAULTS[LIGHT][name]}" i] {{ {attribute}: var(--{name}); }}'
        for name in changed
        if name in DEFAULTS[LIGHT]
        for attribute in ("fill", "stroke")
    ]


def _declared(changed: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in changed.items())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
