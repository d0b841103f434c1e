"""Secrets that are derived, never stored: from the site's key, a purpose and a number.

A private link or a short code can be made again at any time, and is voided by raising the version that goes
into it. The site's key may be followed by older ones (comma-separated): they are still accepted, never used anew.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

T = TypeVar("T")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_ROUNDS = 6
_HALF_BITS = 20
_HALF = (1 << _HALF_BITS) - 1


def secrets() -> list[bytes]:
    """The site's keys, the present one first."""
    return list(_split(current_app.config["SECRET_KEY"]))


def derive(purpose: str, *parts: object, secret: bytes | None = None) -> bytes:
    """32 bytes for a purpose and what identifies the thing."""
    message = "\x1f".join([purpose, *map(str, parts)]).encode()
    return hmac.new(secret or secrets()[0], message, hashlib.sha256).digest()


def signing_keys() -> Iterator[Ed25519PrivateKey]:
    """Ticket-signing keys, the present one first."""
    for secret in secrets():
        yield _signing_key(secret)


def link_token(purpose: str, number: int, version: int) -> str:
    """A private address's secret: the masked number and 16 bytes that prove it; 27 characters."""
    return _link_token(purpose, number, version, secrets()[0])


def link_number(purpose: str, token: str) -> list[int]:
    """The numbers a token may stand for (one per key): candidates, to be proved by `link_is`."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return []
    if len(raw) != 20:
        return []
    numbers = [_mask(purpose, int.from_bytes(raw[:4]), raw[4:], secret) for secret in secrets()]
    return [number for number in numbers if number < 2**31]  # no row has more, and a database may refuse to look


def link_is(purpose: str, number: int, version: int, token: str) -> bool:
    """Whether a token is the one for this number and version, in constant time."""
    matches = [
        hmac.compare_digest(_link_token(purpose, number, version, key).encode(), token.encode()) for key in secrets()
    ]
    return any(matches)


def owner_of_link(
    purpose: str, token: str, find: Callable[[int], T | None], version: Callable[[T], int] = lambda found: 1
) -> T | None:
    """What a private address belongs to. A wrong one costs as much as a right one: one look-up and one comparison."""
    for number in link_number(purpose, token) or [0]:
        found = find(number)
        is_right = link_is(purpose, number, version(found) if found is not None else 0, token)
        if found is not None and is_right:
            return found
    return None


def short_code(purpose: str, number: int, version: int) -> str:
    """Eight characters for a number below 2²⁴: 24 bits of number and 16 of proof, shuffled by the key."""
    block = number << 16 | _proof(purpose, number, version, secrets()[0])
    return _crockford(_shuffle(purpose, block, secrets()[0], range(_ROUNDS)))


def short_code_numbers(purpose: str, code: str) -> list[int]:
    """The numbers a short code may stand for, to be proved by `short_code_is`."""
    value = _from_crockford(code)
    if value is None:
        return []
    return [_shuffle(purpose, value, secret, range(_ROUNDS - 1, -1, -1)) >> 16 for secret in secrets()]


def short_code_is(purpose: str, number: int, version: int, code: str) -> bool:
    value = _from_crockford(code)
    if value is None:
        return False
    expected = [
        _shuffle(purpose, number << 16 | _proof(purpose, number, version, key), key, range(_ROUNDS))
        for key in secrets()
    ]
    return value in expected


def digest(secret: str) -> str:
    """How a bearer secret that must be recognised is kept: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


@lru_cache(maxsize=8)
def _split(text: str) -> tuple[bytes, ...]:
    return tuple(key.strip().encode() for key in text.split(",") if key.strip())


@lru_cache(maxsize=8)
def _signing_key(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive("ticket-signature", secret=secret))


def _link_token(purpose: str, number: int, version: int, secret: bytes) -> str:
    proof = derive(purpose, "link", number, version, secret=secret)[:16]
    masked = _mask(purpose, number, proof, secret).to_bytes(4)
    return base64.urlsafe_b64encode(masked + proof).decode().rstrip("=")


def _mask(purpose: str, number: int, proof: bytes, secret: bytes) -> int:
    return number ^ int.from_bytes(derive(purpose, "mask", proof.hex(), secret=secret)[:4])


def _proof(purpose: str, number: int, version: int, secret: bytes) -> int:
    return int.from_bytes(derive(purpose, "proof", number, version, secret=secret)[:2])


def _shuffle(purpose: str, block: int, secret: bytes, rounds: range) -> int:
    """A balanced Feistel network over 40 bits; the rounds in reverse order undo it."""
    left, right = block >> _HALF_BITS, block & _HALF
    if rounds.step > 0:
        for number in rounds:
            left, right = right, left ^ _round(purpose, number, right, secret)
    else:
        for number in rounds:
            left, right = right ^ _round(purpose, number, left, secret), left
    return left << _HALF_BITS | right


def _round(purpose: str, number: int, half: int, secret: bytes) -> int:
    return int.from_bytes(derive(purpose, "round", number, half, secret=secret)[:3]) & _HALF


def _crockford(value: int) -> str:
    return "".join(CROCKFORD[value >> shift & 31] for shift in range(35, -1, -5))


def _from_crockford(code: str) -> int | None:
    code = code.upper().replace("-", "").replace(" ", "").translate(_LOOKALIKES)
    if len(code) != 8 or any(c not in CROCKFORD for c in code):
        return None
    value = 0
    for character in code:
        value = value << 5 | CROCKFORD.index(character)
    return value
