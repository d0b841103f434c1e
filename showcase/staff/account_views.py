"""People with access: who they are, what they may do, and inviting, changing and closing."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import selectinload

from ..accounts import second_factor, services, sessions, wording
from ..accounts.guard import account as present_account
from ..accounts.guard import requires
from ..accounts.models import Account
from ..accounts.rules import Role, Verb, needs_second_factor
from ..core.database import db, write
from ..core.i18n import gettext as _
from ..core.i18n import locale
from ..editions.models import Unit
from .account_forms import AccountForm, InvitationForm

blueprint = Blueprint("staff_accounts", __name__, url_prefix="/staff/accounts")
NUMBER = "<int(max=2147483647):account_id>"


@blueprint.get("/")
@requires(Verb.MANAGE_ACCOUNTS)
def accounts() -> str:
    query = (
        db.select(Account)
        .options(selectinload(Account.authenticator), selectinload(Account.passkeys))
        .order_by(Account.closed, Account.role, Account.name, Account.id)
    )
    found = db.session.scalars(query).all()
    return render_template(
        "staff/accounts.html",
        accounts=found,
        roles=wording.roles(),
        units=_unit_names({one.unit_code for one in found if one.unit_code}),
        needs_second_factor=needs_second_factor,
    )


@blueprint.get("/new")
@requires(Verb.MANAGE_ACCOUNTS)
def invitation() -> str:
    form = InvitationForm(role=Role.REPORTER, unit=request.args.get("unit", ""), locale=locale())
    return _invitation_page(form)


@blueprint.post("/")
@requires(Verb.MANAGE_ACCOUNTS)
def invite() -> Response:
    """Make an account and send its one-time link."""
    form = InvitationForm(request.form)
    if form.validate():
        write()
        email = services.folded_email(form.email.data)
        if db.session.scalar(db.select(Account.id).filter_by(email=email)) is None:
            account = services.create_account(
                email, form.chosen_role, form.name.data, form.unit_code, locale=form.locale.data
            )
            services.invite(account)
            return _done(account, "invited")
        db.session.rollback()
        form.email.errors = [_("There is already an account with this address.")]
    return make_response(_invitation_page(form), 422)


@blueprint.get(f"/{NUMBER}/")
@requires(Verb.MANAGE_ACCOUNTS)
def account(account_id: int) -> str:
    found = _account(account_id)
    form = AccountForm(name=found.name, role=found.role, unit=found.unit_code or "")
    return _page(found, form)


@blueprint.post(f"/{NUMBER}/")
@requires(Verb.MANAGE_ACCOUNTS)
def change(account_id: int) -> Response:
    """Another name, role or unit."""
    write()
    found = _account(account_id)
    form = AccountForm(request.form)
    if form.validate():
        if _is_own(found) and form.chosen_role is not found.role_name:
            form.role.errors = [_("Nobody changes their own role. Ask another administrator.")]
        else:
            try:
                services.change_account(found, form.name.data, form.chosen_role, form.unit_code)
            except services.LastAdministrator:
                form.role.errors = [_("This is the only administrator. Make another one first.")]
            else:
                return _done(found, "changed")
    db.session.rollback()
    return make_response(_page(_account(account_id), form), 422)


@blueprint.post(f"/{NUMBER}/closing")
@requires(Verb.MANAGE_ACCOUNTS)
def closing(account_id: int) -> Response:
    write()
    found = _account(account_id)
    if _is_own(found):
        abort(409)
    try:
        services.close_account(found)
    except services.LastAdministrator:
        abort(409)
    return _done(found, "closed")


@blueprint.post(f"/{NUMBER}/reopening")
@requires(Verb.MANAGE_ACCOUNTS)
def reopening(account_id: int) -> Response:
    write()
    found = _account(account_id)
    services.reopen_account(found)
    return _done(found, "reopened")


@blueprint.post(f"/{NUMBER}/invitation")
@requires(Verb.MANAGE_ACCOUNTS)
def resending(account_id: int) -> Response:
    """A new link by mail; the one before is void."""
    write()
    found = _account(account_id)
    if found.closed:
        abort(409)
    services.invite(found)
    return _done(found, "invited")


@blueprint.post(f"/{NUMBER}/second-factor-removal")
@requires(Verb.MANAGE_ACCOUNTS, fresh=True)
def second_factor_removal(account_id: int) -> Response:
    """For somebody who has lost phone and recovery codes. Nobody does it for themselves."""
    write()
    found = _account(account_id)
    if _is_own(found):
        abort(409)
    services.take_second_factor(found)
    return _done(found, "factor")


def _account(account_id: int) -> Account:
    found = db.session.get(Account, account_id)
    if found is None:
        abort(404)
    return found


def _is_own(found: Account) -> bool:
    who = present_account()
    return who is not None and who.id == found.id


def _done(found: Account, what: str) -> Response:
    """Keep it, and say so on the page of the account, where it can be undone."""
    account_id = found.id
    db.session.commit()
    return make_response(redirect(url_for(".account", account_id=account_id, done=what), 303))


def _invitation_page(form: InvitationForm) -> str:
    return render_template("staff/account_invitation.html", form=form, deeds=wording.deeds())


def _page(found: Account, form: AccountForm) -> str:
    return render_template(
        "staff/account.html",
        found=found,
        form=form,
        deeds=wording.deeds(),
        done=request.args.get("done", ""),
        is_own=_is_own(found),
        sessions=sessions.of_account(found),
        codes_left=second_factor.recovery_codes_left(found),
    )


def _unit_names(codes: set[str]) -> dict[str, str]:
    units = db.session.scalars(db.select(Unit).where(Unit.code.in_(codes)))
    return {unit.code: str(unit.text_in("name")) for unit in units}
