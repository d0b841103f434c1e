"""Errors people can act on: pages in the visitor's language, problem documents for programs."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

PAGES = {400, 403, 404, 405, 410, 413, 429, 500, 503}
log = structlog.get_logger()


class Problem(Exception):
    """A refusal of the API: an RFC 9457 problem document with a stable `code`."""

    def __init__(
        self, status: int, code: str, detail: str = "", headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.more = status, code, detail, more
        self.headers = headers or {}

    def response(self) -> Response:
        body = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
        }
        if self.detail:
            body["detail"] = self.detail
        response = jsonify({**body, **self.more})
        response.status_code = self.status
        response.content_type = "application/problem+json"
        response.headers.update(self.headers)
        return response


def init_app(app: Flask) -> None:
    app.register_error_handler(Problem, lambda problem: problem.response())
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    return _answer(code, dict(error.get_headers()) if code in (405, 429) else {})


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected", request_id=g.get("request_id"))
    if isinstance(error, OperationalError):  # away, busy or out of room: nothing was kept, and later it may be
        return _answer(503, {"Retry-After": "60"})
    return _answer(500, {})


def _answer(code: int, headers: dict[str, str]) -> Response:
    headers = {name: value for name, value in headers.items() if name in ("Allow", "Retry-After")}
    if request.path.startswith("/api/"):
        slug = HTTPStatus(code).phrase.lower().replace(" ", "_")
        return Problem(code, slug, headers=headers).response()
    page = code if code in PAGES else 500 if code >= 500 else 400
    response = Response(render_template(f"errors/{page}.html"), code, headers)
    response.headers["Cache-Control"] = "no-store"
    return response
