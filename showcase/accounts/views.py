"""Signing in and out."""

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session, url_for

from ..core import throttle
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.security import local_target, private, refuse_cross_site, require_csrf
from . import services
from .forms import SignInForm
from .guard import account
from .models import Account

blueprint = Blueprint("accounts", __name__, url_prefix="/staff")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    if request.method == "POST":
        refuse_cross_site()
    target = local_target(request.values.get("next"), "staff.home")
    if request.method != "POST":  # a HEAD too must only look
        return private(make_response(render_template("accounts/sign_in.html", form=SignInForm(), target=target)))
    form = SignInForm(request.form)
    status = 422
    if form.validate():
        try:
            found = services.check_password(form.email.data, form.password.data, request.remote_addr or "")
        except services.WrongCredentials:
            form.password.errors = [_("E-mail address or password is not right. Please try again.")]
        except throttle.TooMany as limit:
            minutes = -(-limit.seconds // 60)
            form.password.errors = [_("Too many tries. Please wait %(minutes)d minutes.", minutes=minutes)]
            status = 429
        else:
            return _open(found, target)
    return private(make_response(render_template("accounts/sign_in.html", form=form, target=target), status))


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
    return _open(found, url_for("staff.home"))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    if account() is not None:
        require_csrf()
        write()
        services.sign_out(session.get("token"))
        db.session.commit()
    session.clear()
    return private(make_response(redirect(url_for(".sign_in"), 303)))


def _open(found: Account, target: str) -> Response:
    """Start a fresh session: nothing of the browser's earlier one survives."""
    account_id = found.id
    g.actor = f"account:{account_id}"
    write()
    secret = services.sign_in(db.session.get_one(Account, account_id))
    db.session.commit()
    session.clear()
    session["token"] = secret
    return private(make_response(redirect(target, 303)))
