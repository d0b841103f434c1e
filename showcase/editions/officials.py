"""Reads the register of officials: texts refer to an office and a day, and get who held it then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..core import clock
from ..core.database import db
from . import rules
from .models import Host, Office, Official, Signer


@dataclass(frozen=True)
class Seat:
    """An office as it stands on a day."""

    office: Office
    holder: Official | None
    before: Official | None
    coming: Official | None


def today_of(host: Host) -> date:
    """The day at the host's place."""
    return clock.in_zone(clock.now(), host.timezone).date()


def offices_of(host: Host) -> list[Office]:
    """By rank."""
    query = db.select(Office).filter_by(host_id=host.id).order_by(Office.position, Office.id)
    return list(db.session.scalars(query))


def seats_on(host: Host, day: date) -> list[Seat]:
    """Every office with its holder of that day, and who came before."""
    return [_seat(office, office.officials, day) for office in offices_of(host)]


def official_on(host: Host, office_slug: str, day: date) -> Official | None:
    """Who held an office on a day, with the exact title then valid."""
    office = db.session.scalar(db.select(Office).filter_by(host_id=host.id, slug=office_slug))
    return rules.in_office(office.officials, day) if office else None


def signs_papers(office: Office) -> bool:
    """Whether papers refer to the office, so that it must stay."""
    return db.session.scalar(db.select(Signer.id).filter_by(office_id=office.id).limit(1)) is not None


def _seat(office: Office, officials: Iterable[Official], day: date) -> Seat:
    terms = list(officials)
    holder = rules.in_office(terms, day)
    return Seat(office, holder, rules.last_before(terms, day), rules.next_after(terms, day))
