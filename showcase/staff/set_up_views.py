"""The first run, step by step. Until somebody has access, the code from the server's output opens it."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, session
from flask import url_for as url

from ..accounts import passwords
from ..accounts.guard import account, lacks_second_factor, requires
from ..accounts.rules import Method, Verb
from ..accounts.views import open_session, too_many
from ..core import audit, backup_key, throttle
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..core.security import private, refuse_cross_site
from . import set_up
from .set_up_forms import AdministratorForm, CodeForm, FirstHostForm, RecipientForm, WrittenDownForm

blueprint = Blueprint("staff_set_up", __name__, url_prefix="/staff/set-up")
TRIES, WINDOW = 20, 900
_PROVED = "set-up"


@blueprint.route("/", methods=["GET", "POST"])
def begin() -> Response:
    """The code, as proof that the visitor looks after this machine."""
    if not set_up.is_open():
        return _closed()
    form = CodeForm(request.form if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        refuse_cross_site()
        status = 422
        if form.validate():
            try:
                throttle.count("set-up", request.remote_addr or "", TRIES, WINDOW)
            except throttle.TooMany as limit:
                form.code.errors, status = [too_many(limit)], 429
            else:
                if set_up.is_code(form.code.data):
                    session.clear()
                    session[_PROVED] = True
                    return _to(".administrator" if set_up.has_edition() else ".host")
                form.code.errors = [_("This is not the code. It has eight letters and numbers.")]
    return _page("begin", status, form=form)


@blueprint.route("/host", methods=["GET", "POST"])
def host() -> Response:
    refusal = _refusal()
    if refusal is not None:
        return refusal
    if set_up.has_edition():
        return _to(".administrator")
    form = FirstHostForm(request.form if request.method == "POST" else None, {"timezone": "Asia/Ho_Chi_Minh"})
    if request.method != "POST":
        return _page("host", form=form)
    write()
    if set_up.has_edition() or not form.is_accepted():
        db.session.rollback()
        return _to(".administrator") if set_up.has_edition() else _page("host", form.status, form=form)
    set_up.make_host(form.data)
    db.session.commit()
    return _to(".administrator")


@blueprint.route("/administrator", methods=["GET", "POST"])
def administrator() -> Response:
    refusal = _refusal()
    if refusal is not None:
        return refusal
    typed = request.form if request.method == "POST" else None
    about = [request.form.get(name, "") for name in ("name", "email")]
    form = AdministratorForm(typed, about=about)
    if request.method != "POST":
        return _page("administrator", form=form)
    if not form.validate():
        return _page("administrator", 422, form=form)
    password_hash = passwords.hashed(form.password.data)
    write()
    if not set_up.is_open():  # somebody else was quicker
        db.session.rollback()
        return _closed()
    made = set_up.make_administrator(form.name.data, form.email.data, password_hash, locale())
    number = made.id
    db.session.commit()
    return open_session(number, Method.PASSWORD, url(".mail_test"))


@blueprint.get("/mail")
@requires(Verb.MANAGE_ACCOUNTS, unsecured=True)
def mail_test() -> str:
    return _step("mail_test", test=set_up.latest_test(), smtp_url_is_set=bool(current_app.config["SMTP_URL"]))


@blueprint.post("/mail")
@requires(Verb.MANAGE_ACCOUNTS, unsecured=True)
def send_test() -> Response:
    write()
    present = account()
    assert present is not None
    set_up.send_test(present)
    db.session.commit()
    return _to(".mail_test")


@blueprint.get("/backup-key")
@requires(Verb.MANAGE_ACCOUNTS)
def backup() -> str:
    return _backup_page()


@blueprint.post("/backup-key")
@requires(Verb.MANAGE_ACCOUNTS, fresh=True)
def choose_backup_key() -> Response:
    """A public key that somebody brings along."""
    form = RecipientForm(request.form)
    if _is_operators() or not form.validate():
        return make_response(_backup_page(form=form), 422)
    _choose(form.recipient.data)
    return _to(".done")


@blueprint.post("/backup-key/new")
@requires(Verb.MANAGE_ACCOUNTS, fresh=True)
def make_backup_key() -> Response:
    """A new key: its private half is shown once, and in force when somebody has it on paper."""
    made = backup_key.make()
    form = WrittenDownForm(data={"recipient": made.recipient, "proof": made.proof})
    return make_response(_step("new_backup_key", identity=made.identity, form=form))


@blueprint.post("/backup-key/written-down")
@requires(Verb.MANAGE_ACCOUNTS, fresh=True)
def confirm_backup_key() -> Response:
    form = WrittenDownForm(request.form)
    if _is_operators() or not backup_key.is_recipient(form.recipient.data or ""):
        abort(422)
    if not form.validate():
        return make_response(_step("new_backup_key", identity=None, form=form), 422)
    _choose(form.recipient.data)
    return _to(".done")


@blueprint.get("/done")
@requires(Verb.MANAGE_ACCOUNTS, unsecured=True)
def done() -> str:
    present = account()
    assert present is not None
    return _step("done", lacks_second_factor=lacks_second_factor(present))


def _refusal() -> Response | None:
    """Where the visitor of a step before the first account belongs instead, if not here."""
    if not set_up.is_open():
        return _closed()
    if not session.get(_PROVED):
        return _to(".begin")
    if request.method == "POST":
        refuse_cross_site()
    return None


def _closed() -> Response:
    """There are accounts: the first run is over, and nobody may begin it again."""
    session.pop(_PROVED, None)
    return _to(".mail_test")


def _choose(recipient: str) -> None:
    write()
    backup_key.choose(recipient)
    audit.record("backup_key.chosen", "site", key=(None, recipient))
    db.session.commit()


def _is_operators() -> bool:
    return backup_key.is_operators()


def _backup_page(form: RecipientForm | None = None) -> str:
    return _step(
        "backup_key",
        recipient=backup_key.recipient(),
        is_operators=_is_operators(),
        form=form or RecipientForm(),
    )


def _to(endpoint: str) -> Response:
    return private(make_response(redirect(url(endpoint), 303)))


def _page(name: str, status: int = 200, **shown: Any) -> Response:
    return private(make_response(_step(name, **shown), status))


def _step(name: str, **shown: Any) -> str:
    return render_template(f"staff/set_up/{name}.html", steps=set_up.steps(), **shown)
