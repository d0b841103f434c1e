"""My account: password, second factor, and where I am signed in."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict

from ..core import audit, qr, throttle
from ..core.database import db, write
from ..core.i18n import gettext as _
from . import passkeys, passwords, second_factor, services, sessions, wording
from .forms import CodeForm, PasskeyForm, PasswordForm
from .guard import lacks_second_factor, requires, sign_in
from .models import Account, SignIn
from .rules import Change, Verb
from .views import too_many

blueprint = Blueprint("accounts_own", __name__, url_prefix="/staff/my-account")
ISSUER = "Showcase"


@blueprint.get("/")
@requires(Verb.SEE_CONSOLE, unsecured=True)
def my_account() -> str:
    who, present = _present()
    return render_template(
        "accounts/my_account.html",
        person=who,
        role=wording.roles()[who.role],
        present=present,
        sessions=sessions.of_account(who),
        codes_left=second_factor.recovery_codes_left(who),
        passkeys_available=passkeys.available(),
        needed=lacks_second_factor(who),
        done=request.args.get("done", ""),
    )


@blueprint.route("/password", methods=["GET", "POST"])
@requires(Verb.SEE_CONSOLE, fresh=True, unsecured=True)
def password() -> Response | str:
    who, present = _present()
    form = PasswordForm(_sent(), about=[who.name, who.email])
    if request.method != "POST" or not form.validate():
        return _form_page("accounts/password.html", form, person=who)
    try:
        new = passwords.hashed(form.password.data)
    except throttle.TooMany as limit:
        form.password.errors = [too_many(limit)]
        return _form_page("accounts/password.html", form, person=who)
    write()
    services.choose_password(who, new)
    sessions.end_all(who, but=present)
    _renew(present)
    return make_response(redirect(url_for(".my_account", done="password"), 303))


@blueprint.post("/authenticator")
@requires(Verb.SEE_CONSOLE, fresh=True, unsecured=True)
def authenticator_start() -> Response:
    """Draw a secret for the app; nothing counts until its first code is typed."""
    write()
    who, _present_sign_in = _present()
    if who.has_authenticator:
        abort(409)
    second_factor.prepare(who)
    db.session.commit()
    return make_response(redirect(url_for(".authenticator"), 303))


@blueprint.route("/authenticator", methods=["GET"])
@requires(Verb.SEE_CONSOLE, fresh=True, unsecured=True)
def authenticator() -> Response | str:
    """The picture that the app photographs, and the field for its first code."""
    who, _present_sign_in = _present()
    if who.authenticator is None or who.has_authenticator:
        return make_response(redirect(url_for(".my_account"), 303))
    return _authenticator_page(who, CodeForm())


@blueprint.post("/authenticator/confirmation")
@requires(Verb.SEE_CONSOLE, fresh=True, unsecured=True)
def authenticator_confirmation() -> Response | str:
    who, present = _present()
    form = CodeForm(request.form)
    if who.authenticator is None or who.has_authenticator:
        return make_response(redirect(url_for(".my_account"), 303))
    if not form.validate():
        return _authenticator_page(who, form)
    try:
        second_factor.count_try(who)
    except throttle.TooMany as limit:
        form.code.errors = [too_many(limit)]
        return _authenticator_page(who, form)
    write()
    if not second_factor.confirm(who, form.code.data):
        db.session.rollback()
        form.code.errors = [_("The app shows another code just now. Check that its clock is right.")]
        return _authenticator_page(who, form)
    return _secured(who, present, Change.AUTHENTICATOR)


@blueprint.post("/authenticator/removal")
@requires(Verb.SEE_CONSOLE, fresh=True)
def authenticator_removal() -> Response:
    write()
    who, present = _present()
    second_factor.remove(who)
    return _weakened(who, present)


@blueprint.post("/passkeys/options")
@requires(Verb.SEE_CONSOLE, fresh=True, unsecured=True)
def passkey_options() -> Response:
    """What the browser is asked in order to make a key; JSON for the script."""
    if not passkeys.available():
        abort(404)
    write()
    who, _present_sign_in = _present()
    options = passkeys.options_to_add(who, ISSUER)
    db.session.commit()
    return Response(options, mimetype="application/json")


@blueprint.route("/passkeys", methods=["GET", "POST"])
@requires(Verb.SEE_CONSOLE, fresh=True, unsecured=True)
def passkey() -> Response | str:
    """Add a passkey; the script puts the browser's answer into the form."""
    form = PasskeyForm(_sent())
    if request.method != "POST" or not form.validate():
        return _form_page("accounts/passkey.html", form, passkeys_available=passkeys.available(), refused=False)
    write()
    who, present = _present()
    try:
        passkeys.add(who, request.form.get("passkey", ""), form.name.data)
    except passkeys.Refused:
        db.session.commit()  # the challenge is used up
        page = render_template("accounts/passkey.html", form=form, passkeys_available=True, refused=True)
        return make_response(page, 422)
    return _secured(who, present, Change.PASSKEY)


@blueprint.post("/passkeys/<int(max=2147483647):passkey_id>/removal")
@requires(Verb.SEE_CONSOLE, fresh=True)
def passkey_removal(passkey_id: int) -> Response:
    write()
    who, present = _present()
    if not passkeys.remove(who, passkey_id):
        abort(404)
    return _weakened(who, present)


@blueprint.post("/recovery-codes")
@requires(Verb.SEE_CONSOLE, fresh=True)
def recovery_codes() -> str:
    """New recovery codes in place of the old ones."""
    write()
    who, _present_sign_in = _present()
    if not who.has_second_factor:
        abort(409)
    codes = second_factor.new_recovery_codes(who)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes, person=who)


@blueprint.post("/sessions/<int(max=2147483647):sign_in_id>/end")
@requires(Verb.SEE_CONSOLE, unsecured=True)
def session_end(sign_in_id: int) -> Response:
    """Sign out another browser of mine."""
    write()
    who, _present_sign_in = _present()
    found = db.session.scalar(db.select(SignIn).filter_by(id=sign_in_id, account_id=who.id))
    if found is None:
        abort(404)
    db.session.delete(found)
    audit.record("account.session_ended", who, opened_at=(found.created_at, None))
    db.session.commit()
    return make_response(redirect(url_for(".my_account", done="session"), 303))


@blueprint.post("/sessions/end-others")
@requires(Verb.SEE_CONSOLE, unsecured=True)
def sessions_end_others() -> Response:
    write()
    who, present = _present()
    audit.record("account.session_ended", who, sessions=(len(sessions.of_account(who)), 1))
    sessions.end_all(who, but=present)
    db.session.commit()
    return make_response(redirect(url_for(".my_account", done="sessions"), 303))


def _present() -> tuple[Account, SignIn]:
    found = sign_in()
    assert found is not None
    return found.account, found


def _sent() -> MultiDict[str, str] | None:
    return request.form if request.method == "POST" else None


def _renew(present: SignIn) -> None:
    """What the account can do, or how it is kept, has changed: the cookie of before is worth nothing."""
    session["token"] = sessions.renew(present)
    session.pop("csrf", None)
    db.session.commit()


def _secured(who: Account, present: SignIn, change: Change) -> Response:
    """A second factor has been added; with the first one come recovery codes."""
    codes = [] if second_factor.recovery_codes_left(who) else second_factor.new_recovery_codes(who)
    services.tell(who, change)
    sessions.end_all(who, but=present)
    _renew(present)
    if not codes:
        return make_response(redirect(url_for(".my_account", done="factor"), 303))
    return make_response(render_template("accounts/recovery_codes.html", codes=codes, person=who))


def _weakened(who: Account, present: SignIn) -> Response:
    services.tell(who, Change.REMOVAL)
    _renew(present)
    return make_response(redirect(url_for(".my_account", done="removed"), 303))


def _form_page(template: str, form: Any, **shown: Any) -> Response:
    status = 422 if form.errors else 200
    return make_response(render_template(template, form=form, **shown), status)


def _authenticator_page(who: Account, form: CodeForm) -> Response:
    assert who.authenticator is not None
    address = second_factor.address_of(who.authenticator, who.email, ISSUER)
    return _form_page(
        "accounts/authenticator.html",
        form,
        address=address,
        picture=qr.svg(address, _("QR code for the authenticator app"), 220),
        secret=second_factor.secret_of(who.authenticator) or "",
    )
