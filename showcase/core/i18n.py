"""Languages: one table of locales, the bound catalogue, and how a page finds its language."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from babel import Locale as BabelLocale
from babel.support import LazyProxy, Translations
from flask import Flask, Request, g, has_request_context, request, session, url_for
from flask_babel import Babel, force_locale, get_translations
from werkzeug.routing import BaseConverter

from ..config import ROOT

babel = Babel()


@dataclass(frozen=True)
class Locale:
    code: str
    name: str  # in its own language and script


LOCALES = {
    "vi": Locale("vi", "Tiếng Việt"),
    "en": Locale("en", "English"),
    "fr": Locale("fr", "Français"),
    "km": Locale("km", "ភាសាខ្មែរ"),
}
# The interface exists in these; an edition offers some of them.
OFFERED = ("vi", "en")
SOURCE = "vi"  # content is written in Vietnamese first
FALLBACK = "en"  # for visitors whose languages we do not speak


class LocaleConverter(BaseConverter):
    """The first part of a public address: `/<locale:locale>/…` matches the offered languages only."""

    regex = "|".join(OFFERED)


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    babel.init_app(app, locale_selector=locale, timezone_selector=lambda: g.get("timezone", "Asia/Ho_Chi_Minh"))
    # The extension looks the catalogue up for each message; bound once a request it is a hundred times cheaper.
    app.jinja_env.install_gettext_callables(gettext, plural_form, newstyle=True)  # type: ignore[attr-defined]

    app.url_map.converters["locale"] = LocaleConverter

    @app.url_value_preprocessor
    def take_locale(endpoint: str | None, values: dict[str, Any] | None) -> None:
        named = (values or {}).pop("locale", None) or _of_path(request.path)
        g.locale = named or _chosen() or negotiated(request)

    @app.url_defaults
    def give_locale(endpoint: str, values: dict[str, Any]) -> None:
        if "locale" not in values and app.url_map.is_endpoint_expecting(endpoint, "locale"):
            values["locale"] = locale()


def locale() -> str:
    """The language of what is being made now: the address decides, else what the visitor's browser asks for."""
    code: str | None = g.get("locale")
    if code in OFFERED:
        return code
    return negotiated(request) if has_request_context() else SOURCE


def negotiated(incoming: Request) -> str:
    """The offered language that the browser likes best; English for those who speak none of ours."""
    for wanted, _quality in incoming.accept_languages:
        code = wanted.split("-")[0].lower()
        if code in OFFERED:
            return code
    return FALLBACK if incoming.accept_languages else SOURCE


@contextmanager
def use_locale(code: str) -> Iterator[None]:
    """Make what follows in another language: a guest's mail, a second edition of the book."""
    before = g.get("locale")
    g.locale = code
    try:
        with force_locale(code):
            yield
    finally:
        g.locale = before


def gettext(message: str, **values: Any) -> str:
    text = str(_catalogue().gettext(message))
    return text % values if values else text


def plural_form(singular: str, plural: str, num: int) -> str:
    """The form for a number, values not filled in: templates and forms do that themselves."""
    return str(_catalogue().ngettext(singular, plural, num))


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    values.setdefault("num", num)
    return plural_form(singular, plural, num) % values


_ = gettext


def lazy(message: str, **values: Any) -> Any:
    """A message that is translated when it is shown; for labels written at import time."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def marked(message: str) -> str:
    """A message for the catalogues that is kept as it is written and translated where it is shown."""
    return message


def country_name(code: str) -> str:
    """A country (ISO 3166-1 alpha-2) as the page's language calls it."""
    return str(BabelLocale(locale()).territories.get(code, code))


def url_for_locale(code: str) -> str:
    """The address of the present page in another language, its query kept."""
    if request.endpoint is None or request.view_args is None or request.url_rule is None:
        return f"/{code}/"
    if "locale" not in request.url_rule.arguments:
        return f"/{code}/"
    query = {name: request.args.getlist(name) for name in request.args}
    return url_for(request.endpoint, **{**query, **request.view_args, "locale": code})


def _chosen() -> str | None:
    """The language chosen for the console; public pages name theirs in the address and know no session."""
    code = session.get("locale") if request.path.startswith("/staff/") else None
    return code if code in OFFERED else None


def _of_path(path: str) -> str | None:
    """The language of an address that leads nowhere: its error page speaks it too."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in OFFERED else None


def _catalogue() -> Translations | Any:
    code = locale()
    bound = g.get("catalogues")
    if bound is None:
        bound = g.catalogues = {}
    if code not in bound:
        with force_locale(code):
            bound[code] = get_translations()
    return bound[code]
