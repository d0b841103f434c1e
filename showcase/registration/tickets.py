"""A ticket's code: 15 bytes that name it and an Ed25519 signature, as decimal digits.

Digits, because a QR code packs them tightest (191 digits fit version 5-M), and because no keyboard layout or input
method of a plugged-in scanner can garble them. A device verifies with the public key alone; it cannot make tickets.

Body: format and key number (1 byte), event (4), attendee (4), ticket version (2), nonce (4).
"""

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ..core import keys

FORMAT = 1
BODY, SIGNATURE = 15, 64  # bytes
DIGITS = 191  # of 79 bytes, zero-padded
_SHORT = "ticket"


@dataclass(frozen=True)
class Signed:
    """What a genuine ticket says; whether it is still good, the database knows."""

    event_id: int
    attendee_id: int
    version: int


class NotATicket(ValueError):
    """The text has not the form of a ticket."""


class BadSignature(ValueError):
    """It has the form of a ticket, but we did not sign it."""


def ticket_code(event_id: int, attendee_id: int, version: int) -> str:
    """The digits of a ticket; the same each time, so it need not be stored."""
    key = next(keys.signing_keys())
    nonce = keys.derive("ticket-nonce", event_id, attendee_id, version)[:4]
    head = FORMAT << 4 | _key_number(key.public_key())
    body = bytes([head]) + event_id.to_bytes(4) + attendee_id.to_bytes(4) + version.to_bytes(2) + nonce
    return str(int.from_bytes(body + key.sign(body))).zfill(DIGITS)


def read_ticket_code(code: str) -> Signed:
    """What a ticket's digits say; raises NotATicket or BadSignature."""
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        raise NotATicket
    try:
        raw = int(code).to_bytes(BODY + SIGNATURE)
    except OverflowError:
        raise NotATicket from None
    body, signature = raw[:BODY], raw[BODY:]
    if body[0] >> 4 != FORMAT:
        raise NotATicket
    for key in keys.signing_keys():
        public = key.public_key()
        if _key_number(public) == body[0] & 15 and _is_signed(public, body, signature):
            return Signed(int.from_bytes(body[1:5]), int.from_bytes(body[5:9]), int.from_bytes(body[9:11]))
    raise BadSignature


def short_code(attendee_id: int, version: int) -> str:
    """Eight characters to type where a code cannot be scanned; good on enrolled devices only."""
    return keys.short_code(_SHORT, attendee_id, version)


def attendees_of_short_code(code: str) -> list[int]:
    """Attendees a short code may belong to; `short_code_is` proves it."""
    return keys.short_code_numbers(_SHORT, code)


def short_code_is(code: str, attendee_id: int, version: int) -> bool:
    return keys.short_code_is(_SHORT, attendee_id, version, code)


def public_keys() -> list[dict[str, object]]:
    """What a device needs to verify tickets offline: number and raw key (base64) of each accepted key."""
    publics = [key.public_key() for key in keys.signing_keys()]
    return [{"id": _key_number(p), "key": base64.b64encode(p.public_bytes_raw()).decode()} for p in publics]


def _key_number(key: Ed25519PublicKey) -> int:
    return key.public_bytes_raw()[0] & 15


def _is_signed(key: Ed25519PublicKey, body: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, body)
    except InvalidSignature:
        return False
    return True
