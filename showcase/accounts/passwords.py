"""Passwords: hashed by argon2id, a few at a time, and refused if they are soon guessed."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from ..core import throttle
from ..core.i18n import gettext as _
from ..core.search import fold

SHORTEST = 10
GOOD = 3  # of zxcvbn's 0 to 4: safe against guessing at the sign-in, and for a while against a stolen table
_BESIDES = 6  # letters besides one's own names
_LOOKED_AT = 72  # characters that zxcvbn judges
_hasher = PasswordHasher()
# One takes 64 MB and some 100 ms: two at a time, so that sign-ins cannot starve the guests. Who would wait
# longer than this is asked to come back, so that waiting sign-ins do not take up all threads either.
_AT_ONCE, _PATIENCE = 2, 2.0
_working = threading.BoundedSemaphore(_AT_ONCE)


def hashed(password: str) -> str:
    with _turn():
        return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one; without a stored one it takes as long to say no."""
    stand_in = _stand_in()
    with _turn():
        try:
            return _hasher.verify(stored or stand_in, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def weakness(password: str, about: list[str]) -> str | None:
    """Why a password is too weak, in the visitor's language; `about` are words an attacker tries first."""
    if len(password) < SHORTEST:
        return _("At least %(number)d characters, please.", number=SHORTEST)
    words = [word for text in about for word in fold(text.replace("@", " ").replace(".", " ")).split()]
    own, letters = _without(fold(password), words), _without(fold(password), [])
    if len(own) < min(_BESIDES, len(letters)):
        return _("This is too close to your name or e-mail address. Choose four unusual words.")
    result = zxcvbn(password[:_LOOKED_AT], user_inputs=words)
    if result["score"] >= GOOD:
        return None
    if {match["pattern"] for match in result["sequence"]} & {"repeat", "sequence", "spatial"}:
        return _("Repeated letters, rows of numbers and neighbouring keys are soon guessed. Choose four unusual words.")
    return _("This password is soon guessed. Choose four unusual words; they need no signs or numbers.")


def _without(password: str, words: list[str]) -> str:
    """What is left of a password when somebody's own names, years and signs between them are taken out."""
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 1:
            password = password.replace(word, "")
    return "".join(character for character in password if character.isalpha())


@contextmanager
def _turn() -> Iterator[None]:
    if not _working.acquire(timeout=_PATIENCE):
        raise throttle.TooMany(5)
    try:
        yield
    finally:
        _working.release()


@cache
def _stand_in() -> str:
    return _hasher.hash(secrets.token_hex(8))
