"""Small secrets that must be read again, sealed by a key derived from the site's: a copied table gives nothing away."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keys

_NONCE = 12  # bytes, as AES-GCM wants them


def seal(purpose: str, context: object, text: str) -> str:
    """`text` for `unseal` with the same purpose and context, such as the number of its row."""
    nonce = secrets.token_bytes(_NONCE)
    box = AESGCM(keys.derive(f"sealed-{purpose}"))
    return base64.urlsafe_b64encode(nonce + box.encrypt(nonce, text.encode(), str(context).encode())).decode()


def unseal(purpose: str, context: object, sealed: str) -> str | None:
    """What was sealed under the present or an older key of the site; None if it does not belong here."""
    raw = base64.urlsafe_b64decode(sealed)
    for secret in keys.secrets():
        box = AESGCM(keys.derive(f"sealed-{purpose}", secret=secret))
        try:
            return box.decrypt(raw[:_NONCE], raw[_NONCE:], str(context).encode()).decode()
        except InvalidTag:
            continue
    return None
