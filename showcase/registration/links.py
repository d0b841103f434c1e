"""Whole, secret addresses of a party's pages and tickets; they open without signing in."""

from typing import Any

from ..core.addresses import absolute_url
from . import services, tickets
from .models import Attendee, Registration


def manage_url(registration: Registration) -> str:
    return _party_url("registration.party", registration)


def calendar_url(registration: Registration) -> str:
    return _party_url("registration.calendar", registration)


def tickets_pdf_url(registration: Registration) -> str:
    return _party_url("registration.tickets_pdf", registration)


def ticket_url(attendee: Attendee) -> str:
    return _party_url("registration.ticket", attendee.registration, attendee_id=attendee.id)


def ticket_pdf_url(attendee: Attendee) -> str:
    return _party_url("registration.ticket_pdf", attendee.registration, attendee_id=attendee.id)


def ticket_picture_url(attendee: Attendee) -> str:
    return _party_url("registration.ticket_picture", attendee.registration, attendee_id=attendee.id)


def short_code_of(attendee: Attendee) -> str:
    """To say or to type, in two halves, where the code cannot be shown."""
    code = tickets.short_code(attendee.id, attendee.ticket_version)
    return f"{code[:4]} {code[4:]}"


def code_of(attendee: Attendee) -> str:
    """The digits of an attendee's ticket as it now is."""
    return tickets.ticket_code(attendee.registration.event_id, attendee.id, attendee.ticket_version)


def _party_url(endpoint: str, registration: Registration, **values: Any) -> str:
    return absolute_url(endpoint, locale=registration.locale, token=services.private_token(registration), **values)
