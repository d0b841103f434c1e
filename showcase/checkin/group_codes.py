"""How a device without a network knows the code of a coach: by a digest that it can make, and nobody undo cheaply.

Such a code has ten characters, so a plain digest would be searched through in minutes. This one is stretched, and made
for one event: a phone makes it in a moment, once a code is scanned that is no ticket; all codes take years.
"""

from functools import lru_cache
from hashlib import pbkdf2_hmac

ROUNDS = 50_000  # of PBKDF2 with HMAC and SHA-256, as browsers have it; part of the API
BYTES = 16
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None})


def cleaned(text: str) -> str:
    """A code as it is compared: without spaces and hyphens, in capitals, look-alike letters as the digits they mean."""
    return "".join(text.split()).upper().translate(_LOOKALIKES)


@lru_cache(maxsize=2048)
def digest(code: str, event: str) -> str:
    """PBKDF2-HMAC-SHA-256 of the cleaned code, salted with `group:` and the event's slug; 32 hexadecimal digits."""
    return pbkdf2_hmac("sha256", cleaned(code).encode(), f"group:{event}".encode(), ROUNDS, BYTES).hex()
