"""A ticket's code: 15 bytes that name it and an Ed25519 signature, as decimal digits.

Digits, because a QR code packs them tightest (191 digits fit version 5-M), and because no keyboard layout or input
method of a plugged-in scanner can garble them. A device verifies with the public key alone; it cannot make tickets.

Body: format and key number (1 byte), event (4), attendee (4), ticket version (2), nonce (4).
"""

import base64
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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
    number, key = next(_keys())
    nonce = keys.derive("ticket-nonce", event_id, attendee_id, version)[:4]
    head = FORMAT << 4 | number
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
    for number, key in _keys():
        # Signing always gives the same signature, and costs whoever has the key a third of what verifying one does.
        if number == body[0] & 15 and hmac.compare_digest(key.sign(body), signature):
            return Signed(int.from_bytes(body[1:5]), int.from_bytes(body[5:9]), int.from_bytes(body[9:11]))
    raise BadSignature


def short_code(attendee_id: int, version: int) -> str:
    """Eight characters to type where a code cannot be scanned; good on enrolled devices only."""
    return keys.short_code(_SHORT, attendee_id, version)


def short_code_digest(attendee_id: int, version: int) -> str:
    """By which a device without a network recognises a short code: the beginning of its SHA-256, 16 digits."""
    return keys.digest(short_code(attendee_id, version))[:16]


def attendees_of_short_code(code: str) -> list[int]:
    """Attendees a short code may belong to; `short_code_is` proves it."""
    return keys.short_code_numbers(_SHORT, code)


def short_code_is(code: str, attendee_id: int, version: int) -> bool:
    return keys.short_code_is(_SHORT, attendee_id, version, code)


def public_keys() -> list[dict[str, object]]:
    """What a device needs to verify tickets offline: number and raw key (base64) of each accepted key."""
    return [{"id": number, "key": base64.b64encode(_public(key)).decode()} for number, key in _keys()]


def _keys() -> Iterator[tuple[int, Ed25519PrivateKey]]:
    """Number and key of all that are accepted, the present one first."""
    return ((_public(key)[0] & 15, key) for key in keys.signing_keys())


@lru_cache(maxsize=8)
def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()
