"""What may stand in an address, and whole addresses of our own pages, never taken from the request's Host."""

from typing import Any

from flask import Flask, current_app
from werkzeug.routing import Map, UnicodeConverter

from .i18n import locale


class WordConverter(UnicodeConverter):
    """A segment of an address without NUL, which no record's name holds and PostgreSQL refuses to be asked for."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **kwargs)
        self.regex = self.regex.replace("[^/]", r"[^/\x00]", 1)


def init_app(app: Flask) -> None:
    app.url_map.converters.update(default=WordConverter, string=WordConverter)
    app.jinja_env.globals["absolute_url"] = absolute_url


def absolute_url(endpoint: str, **values: Any) -> str:
    """The whole address of an endpoint, inside or outside a request; the language is the present one if not given."""
    if "locale" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "locale"):
        values["locale"] = locale()
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"
