"""The sample's logins: one account for each role, with passwords that everybody may know."""

from flask import current_app

from ..core.database import db
from ..core.starting import checks_start
from . import services
from .models import Account
from .rules import Role

PASSWORDS = {
    Role.ADMINISTRATOR: "cay-da-dau-lang",
    Role.ORGANISER: "cau-co-chien-1",
    Role.GATE: "ban-don-tiep-1",
    Role.EDITOR: "muc-den-giay-trang",
    Role.TRANSLATOR: "hai-thu-tieng",
    Role.REPORTER: "tin-tu-xa-nha",
}
NAMES = {
    Role.ADMINISTRATOR: "Quản trị viên (mẫu)",
    Role.ORGANISER: "Cán bộ Ban Tổ chức (mẫu)",
    Role.GATE: "Tình nguyện viên (mẫu)",
    Role.EDITOR: "Biên tập viên (mẫu)",
    Role.TRANSLATOR: "Biên dịch viên (mẫu)",
    Role.REPORTER: "Cán bộ Mặt trận xã (mẫu)",
}


def email_of(role: Role) -> str:
    return f"{role.value}@example.org"


def create_missing(reporter_unit: str | None) -> None:
    """Make the accounts that are not there yet; the caller commits."""
    present = set(db.session.scalars(db.select(Account.email)))
    for role in Role:
        if email_of(role) in present:
            continue
        unit = reporter_unit if role is Role.REPORTER else None
        account = services.create_account(email_of(role), role, NAMES[role], unit, demo=True)
        services.set_password(account, PASSWORDS[role])


def logins() -> list[str]:
    """`role e-mail password`, a line each, of the sample accounts that still exist."""
    demo = set(db.session.scalars(db.select(Account.email).filter_by(demo=True, closed=False)))
    return [f"{role.value} {email_of(role)} {PASSWORDS[role]}" for role in Role if email_of(role) in demo]


@checks_start
def no_known_passwords() -> str | None:
    """In earnest, nobody signs in with a password that stands in the manual."""
    if not current_app.config["PRODUCTION"]:
        return None
    open_samples = db.select(db.func.count(Account.id)).where(Account.demo.is_(True), Account.closed.is_(False))
    number = db.session.scalar(open_samples) or 0
    if not number:
        return None
    return (
        f"{number} sample accounts with known passwords are open; "
        "close them with `showcase account close --sample`, then start again."
    )
