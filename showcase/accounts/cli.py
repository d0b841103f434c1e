"""`showcase account` and `showcase token`."""

import sys

import click
from flask.cli import AppGroup

from ..core.addresses import absolute_url
from ..core.database import db, write
from . import services
from .models import Account
from .rules import Role, Scope

account = AppGroup("account", help="People who sign in.")
token = AppGroup("token", help="Keys of other programs.")


@account.command("create")
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", "unit_code", help="Official code of the reporter's unit.")
@click.option("--name", default="")
@click.option("--password-stdin", is_flag=True, help="Set the password read from standard input.")
def create_account(email: str, role: str, unit_code: str | None, name: str, password_stdin: bool) -> None:
    """Create an account; the last word printed is a link that signs in once."""
    if "@" not in email:
        raise click.BadParameter("an e-mail address, please", param_hint="--email")
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    if password is not None and len(password) < 8:
        raise click.BadParameter("at least 8 characters", param_hint="--password-stdin")
    write()
    if db.session.scalar(db.select(Account.id).filter_by(email=services.folded_email(email))):
        click.echo(f"There is already an account for {email}.")
        raise SystemExit(1)
    created = services.create_account(email, Role(role), name, unit_code)
    if password:
        services.set_password(created, password)
    secret = services.one_time_link(created)
    db.session.commit()
    click.echo(f"{role} {created.email} {absolute_url('accounts.one_time_link', secret=secret)}")


@account.command("close")
@click.option("--email", "emails", multiple=True, help="Whose; may be given several times.")
@click.option("--sample", is_flag=True, help="All accounts of the sample, whose passwords everybody may know.")
def close_account(emails: tuple[str, ...], sample: bool) -> None:
    """Close accounts; their people are out at once. They stay in the log of changes."""
    if not emails and not sample:
        raise click.UsageError("Say whose: --email or --sample.")
    write()
    wanted = [services.folded_email(email) for email in emails]
    either = db.or_(Account.email.in_(wanted), Account.demo.is_(True) if sample else db.false())
    found = db.session.scalars(db.select(Account).where(either, Account.closed.is_(False)).order_by(Account.id)).all()
    for one in found:
        services.close_account(one, even_the_last=True)
        click.echo(f"closed {one.email}")
    db.session.commit()
    if set(wanted) - {one.email for one in found}:
        raise SystemExit(1)


SCOPE = click.Choice([scope.value for scope in Scope])


@token.command("create")
@click.option("--name", required=True)
@click.option("--scope", "scopes", required=True, multiple=True, type=SCOPE)
@click.argument("more", nargs=-1, type=SCOPE, metavar="[SCOPE]...")
def create_token(name: str, scopes: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Create an API token; the last word printed is the token, shown only now.

    Several scopes stand one after the other, each after its own --scope or all after the first.
    """
    write()
    secret = services.create_token(name, [Scope(scope) for scope in (*scopes, *more)])
    db.session.commit()
    click.echo(f"{name} {secret}")
