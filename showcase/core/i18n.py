"""Languages: one table of locales, the bound catalogue, and how a page finds its language."""

from collections.abc import Callable, Iterable, Iterator
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
    is_unreviewed: bool = False  # its catalogue was made by a machine and no person has read it yet


SOURCE = "vi"  # content is written in Vietnamese first
MACHINE = "machine"
FALLBACK = "en"  # for visitors whose languages we do not speak; the messages themselves are in it


def _spoken() -> dict[str, Locale]:
    """The languages of the interface: one for each catalogue that lies in translations/."""
    found = {path.parent.parent.name for path in (ROOT / "translations").glob("*/LC_MESSAGES/messages.po")}
    ordered = (SOURCE, FALLBACK, *sorted(found - {SOURCE, FALLBACK}))
    return {code: Locale(code, _own_name(code), _is_unreviewed(code)) for code in ordered}


def _own_name(code: str) -> str:
    name = BabelLocale.parse(code).display_name or code
    return name[:1].upper() + name[1:]


def _is_unreviewed(code: str) -> bool:
    """Whether the head of the catalogue still names the machine; who has read it all puts the own name there."""
    path = ROOT / "translations" / code / "LC_MESSAGES/messages.po"
    if not path.exists():
        return False
    with path.open(encoding="utf-8") as catalogue:
        return f'"Last-Translator: {MACHINE}' in catalogue.read(2000)


# A language more is a catalogue more.
LOCALES = _spoken()
Offer = Callable[[], Iterable[str]]
_offers: list[Offer] = []
_without_session: set[str] = set()


class LocaleConverter(BaseConverter):
    """The first part of a public address: `/<locale:locale>/…` matches the languages of the interface.

    Also those that the edition does not offer, or no longer: printed addresses lead somewhere for years.
    """

    regex = "|".join(LOCALES)


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
        chosen = None if endpoint in _without_session else _chosen()
        g.locale = named or chosen or negotiated(request)

    @app.url_defaults
    def give_locale(endpoint: str, values: dict[str, Any]) -> None:
        if "locale" not in values and app.url_map.is_endpoint_expecting(endpoint, "locale"):
            values["locale"] = locale()


def locale() -> str:
    """The language of what is being made now: the address decides, else what the visitor's browser asks for."""
    code: str | None = g.get("locale")
    if code in LOCALES:
        return code
    return negotiated(request) if has_request_context() else SOURCE


def offered_by(offer: Offer) -> Offer:
    """Register who says which languages visitors are offered."""
    _offers.append(offer)
    return offer


def offered() -> list[Locale]:
    """The languages that pages link to each other in; all of the interface while nobody says which."""
    wanted = {code for offer in _offers for code in offer()} or set(LOCALES)
    return [language for code, language in LOCALES.items() if code in wanted]


def knows_no_session(endpoint: str) -> None:
    """Register a page below /staff/ that is the same for everybody: its language is the browser's own."""
    _without_session.add(endpoint)


def common_language() -> str:
    """Of the offered languages the one for visitors whose own is not among them."""
    codes = [language.code for language in offered()]
    return FALLBACK if FALLBACK in codes else codes[0]


def negotiated(incoming: Request, among: Iterable[str] = LOCALES) -> str:
    """Of these languages the one that the browser likes best; English for those who speak none of them."""
    offered = frozenset(among)
    for wanted, _quality in incoming.accept_languages:
        code = wanted.split("-")[0].lower()
        if code in offered:
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
    return code if code in LOCALES else None


def _of_path(path: str) -> str | None:
    """The language of an address that leads nowhere: its error page speaks it too."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in LOCALES else None


def _catalogue() -> Translations | Any:
    code = locale()
    bound = g.get("catalogues")
    if bound is None:
        bound = g.catalogues = {}
    if code not in bound:
        with force_locale(code):
            bound[code] = get_translations()
    return bound[code]
