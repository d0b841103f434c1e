"""Signing in and out: password, second factor, passkey, one-time link; and asking for a new password."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from ..core import audit, throttle
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.security import local_target, private, refuse_cross_site, require_csrf
from . import passkeys, second_factor, services, sessions
from .forms import CodeForm, EmailForm, SignInForm
from .guard import account
from .models import Account, SignIn
from .rules import Method

blueprint = Blueprint("accounts", __name__, url_prefix="/staff")
DEVICE_COOKIE, DEVICE_LIFE = "showcase_device", 365 * 24 * 3600
ASKED, ASKED_WINDOW = 60, 900  # challenges for one network


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    if request.method == "POST":
        refuse_cross_site()
    target = local_target(request.values.get("next"), "staff.home")
    if request.method != "POST":  # a HEAD too must only look
        return _sign_in_page(SignInForm(), target)
    form = SignInForm(request.form)
    status = 422
    if form.validate():
        try:
            found = services.check_password(form.email.data, form.password.data, request.remote_addr or "")
        except services.WrongCredentials:
            form.password.errors = [_("E-mail address or password is not right. Please try again.")]
        except throttle.TooMany as limit:
            form.password.errors, status = [too_many(limit)], 429
        else:
            return open_session(found.id, Method.PASSWORD, target)
    return _sign_in_page(form, target, status)


@blueprint.route("/sign-in/second-step", methods=["GET", "POST"])
def second_step() -> Response:
    """The password was right; now the code of the app, a recovery code or a passkey."""
    waiting = sessions.of(session.get("token"), complete=False)
    if waiting is None:
        return private(make_response(redirect(url_for(".sign_in"), 303)))
    if request.method != "POST":
        return _second_step_page(waiting, CodeForm())
    refuse_cross_site()
    if "passkey" in request.form:
        return _by_passkey(request.form["passkey"], waiting)
    form = CodeForm(request.form)
    status = 422
    if form.validate():
        try:
            second_factor.count_try(waiting.account)
        except throttle.TooMany as limit:
            form.code.errors, status = [too_many(limit)], 429
        else:
            write()
            if second_factor.accepts(waiting.account, form.code.data):
                throttle.forget("second-step", str(waiting.account_id))
                return _arrived(waiting, sessions.complete(waiting))
            db.session.rollback()
            form.code.errors = [_("This code is not right, or has been used. Please take the next one.")]
    return _second_step_page(waiting, form, status)


@blueprint.post("/sign-in/passkey-options")
def passkey_options() -> Response:
    """What the browser's passkey is asked to sign; JSON for the script."""
    refuse_cross_site()
    if not passkeys.available():
        abort(404)
    try:
        throttle.count("passkey-options", request.remote_addr or "", ASKED, ASKED_WINDOW)
    except throttle.TooMany:
        abort(429)
    write()
    waiting = sessions.of(session.get("token"), complete=False)
    options = passkeys.options_to_sign_in(waiting.account if waiting else None)
    db.session.commit()
    return private(Response(options, mimetype="application/json"))


@blueprint.post("/sign-in/passkey")
def passkey() -> Response:
    """Sign in with a passkey alone: it is two factors by itself."""
    refuse_cross_site()
    return _by_passkey(request.form.get("passkey", ""), None)


@blueprint.route("/links/<secret>", methods=["GET", "POST"])
def one_time_link(secret: str) -> Response:
    """A link signs in by its button, not by being opened: mail programs open links to look at them."""
    if request.method != "POST":  # a HEAD too must only look
        return private(make_response(render_template("accounts/one_time_link.html")))
    refuse_cross_site()
    write()
    found = services.use_link(secret)
    if found is None:
        db.session.rollback()
        return private(make_response(render_template("accounts/one_time_link.html", used=True), 410))
    account_id = found.id
    db.session.commit()
    return open_session(account_id, Method.LINK, url_for("accounts_own.password"))


@blueprint.route("/forgotten", methods=["GET", "POST"])
def forgotten() -> Response:
    """Ask for a link by mail. The answer is the same for everybody, known or not."""
    form = EmailForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return private(make_response(render_template("accounts/forgotten.html", form=form, asked=False), status))
    refuse_cross_site()
    try:
        services.ask_for_reset(form.email.data, request.remote_addr or "")
    except throttle.TooMany as limit:
        form.email.errors = [too_many(limit)]
        return private(make_response(render_template("accounts/forgotten.html", form=form, asked=False), 429))
    return private(make_response(render_template("accounts/forgotten.html", form=form, asked=True)))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    who = account()
    if who is not None:
        require_csrf()
        write()
        sessions.end(session.get("token"))
        audit.record("account.signed_out", who)
        db.session.commit()
    session.clear()
    return private(make_response(redirect(url_for(".sign_in"), 303)))


def too_many(limit: throttle.TooMany) -> str:
    if limit.seconds < 60:
        return _("Many people are signing in just now. Please try again in a moment.")
    return _("Too many tries. Please wait %(minutes)d minutes.", minutes=-(-limit.seconds // 60))


def _by_passkey(answer: str, waiting: SignIn | None) -> Response:
    target = local_target(request.form.get("next"), "staff.home")
    write()
    try:
        found = passkeys.proved(answer, waiting.account if waiting else None)
    except passkeys.Refused:
        db.session.commit()  # the challenge is used up
        faulty = _("This passkey does not open this site's console. Sign in another way.")
        if waiting is not None:
            return _second_step_page(waiting, CodeForm(), 422, faulty)
        return _sign_in_page(SignInForm(), target, 422, faulty)
    if waiting is not None:
        return _arrived(waiting, sessions.complete(waiting))
    account_id = found.id
    db.session.commit()
    return open_session(account_id, Method.PASSKEY, target)


def open_session(account_id: int, method: Method, target: str) -> Response:
    """Start a fresh session: nothing of the browser's earlier one survives."""
    write()
    sessions.end(session.get("token"))
    found = db.session.get_one(Account, account_id)
    secret, opened = sessions.begin(found, method, request.user_agent.string)
    session.clear()
    session["target"] = target
    if opened.complete:
        throttle.forget("sign-in", found.email)
        return _arrived(opened, secret)
    db.session.commit()
    session["token"] = secret
    return private(make_response(redirect(url_for(".second_step"), 303)))


def _arrived(opened: SignIn, secret: str) -> Response:
    """Everything is proved: the session is whole, and the browser known from now on."""
    g.actor = f"account:{opened.account_id}"
    device = sessions.arrive(opened.account, request.cookies.get(DEVICE_COOKIE, ""), request.user_agent.string)
    throttle.forget("sign-in", opened.account.email)
    db.session.commit()
    target = local_target(session.get("target"), "staff.home")
    session.clear()
    session["token"] = secret
    response = private(make_response(redirect(target, 303)))
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        max_age=DEVICE_LIFE,
        path="/staff",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _sign_in_page(form: SignInForm, target: str, status: int = 200, passkey_error: str = "") -> Response:
    return _page(
        "accounts/sign_in.html",
        status,
        form=form,
        target=target,
        passkey_error=passkey_error,
        again=bool(request.args.get("again")),
    )


def _second_step_page(waiting: SignIn, form: CodeForm, status: int = 200, passkey_error: str = "") -> Response:
    shown = {"form": form, "account_waiting": waiting.account, "passkey_error": passkey_error}
    return _page("accounts/second_step.html", status, **shown)


def _page(template: str, status: int, **shown: Any) -> Response:
    return private(make_response(render_template(template, passkeys_available=passkeys.available(), **shown), status))
