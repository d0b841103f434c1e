"""What every answer and every form carries for safety: headers, cross-site checks, form marks."""

import hmac
import time
from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from markupsafe import Markup
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from . import keys

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
FORM_LIFETIME = 24 * 3600  # seconds; a guest may read for a while before answering


class ConsoleSessions(SecureCookieSessionInterface):
    """Sessions of the console; elsewhere no cookie is read or set, and asking for none costs nothing."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if not request.path.startswith(self.get_cookie_path(app)):
            return self.make_null_session(app)
        return super().open_session(app, request)


def init_app(app: Flask) -> None:
    app.session_interface = ConsoleSessions()
    app.before_request(_limit_forms)
    app.after_request(_add_headers)
    app.after_request(_stay_on_the_site)
    app.jinja_env.globals["csrf_field"] = csrf_field


def _limit_forms() -> None:
    """Only uploads may be large; a form without a file is read whole, and Werkzeug bounds its parts alone."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def _add_headers(response: Response) -> Response:
    camera = "(self)" if g.get("uses_camera") else "()"
    wanted = [
        ("Content-Security-Policy", _policy(bool(g.get("runs_wasm")), bool(g.get("shows_papers")))),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", f"camera={camera}, geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if request.is_secure:
        wanted.append(("Strict-Transport-Security", "max-age=31536000"))
    said = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - headers are a list of pairs
    for name, value in wanted:
        if name.lower() not in said:
            response.headers.add(name, value)
    return response


@cache
def _policy(runs_wasm: bool, shows_papers: bool) -> str:
    policy = dict(_POLICY)
    if not runs_wasm:
        policy["script-src"] = "'self'"
    if shows_papers:
        policy["frame-src"] = "blob:"  # a document that the page has fetched, for the browser to print
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _stay_on_the_site(response: Response) -> Response:
    """The router adds a missing slash by an address that repeats the request's Host; only its path is sent."""
    if isinstance(request.routing_exception, RequestRedirect):
        response.headers["Location"] = "/" + request.routing_exception.new_url.split("/", 3)[3].lstrip("/")
    return response


def private(response: BaseResponse) -> Response:
    """Keep an answer out of every cache and search engine, and its address out of other sites' logs."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    assert isinstance(response, Response)
    return response


def refuse_cross_site() -> None:
    """Refuse a form that another site sends; public forms have no session to protect them by a token."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(403)


def csrf_token() -> str:
    """The form mark of this browser's session."""
    if "csrf" not in session:
        session["csrf"] = keys.derive("csrf-seed", time.time_ns(), id(session)).hex()
    return str(session["csrf"])


def csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())


def require_csrf() -> None:
    """Refuse a staff form without the session's mark."""
    refuse_cross_site()
    sent = request.form.get("csrf_token") or request.headers.get("X-CSRF-Token") or ""
    if not hmac.compare_digest(sent.encode(), csrf_token().encode()):
        abort(403)


def timed_token(purpose: str, now: float | None = None) -> str:
    """A form's birth certificate: when it was made, signed."""
    born = str(int(time.time() if now is None else now))
    return born + "." + keys.derive(purpose, born).hex()[:32]


def age_of_timed_token(purpose: str, token: str) -> float | None:
    """Seconds since the form was made; None if the mark is not ours."""
    born, _, proof = token.partition(".")
    if not born.isdigit() or len(born) > 12:
        return None
    if not hmac.compare_digest(proof.encode(), keys.derive(purpose, born).hex()[:32].encode()):
        return None
    return max(0.0, time.time() - int(born))


def local_target(target: str | None, default: str) -> str:
    """`target` if it stays on this site, else the default endpoint's address."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target:
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc and "\n" not in target and "\r" not in target:
            return target
    return url_for(default)
