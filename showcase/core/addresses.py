"""Whole addresses of our own pages, for mail, print and other programs; never taken from the request's Host."""

from typing import Any

from flask import Flask, current_app

from .i18n import locale


def init_app(app: Flask) -> None:
    app.jinja_env.globals["absolute_url"] = absolute_url


def absolute_url(endpoint: str, **values: Any) -> str:
    """The whole address of an endpoint, inside or outside a request; the language is the present one if not given."""
    if "locale" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "locale"):
        values["locale"] = locale()
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"
