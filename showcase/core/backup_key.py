"""To whom backups are encrypted: an age public key. Its private half never lies on this machine.

https://github.com/FiloSottile/age; the key is the operator's setting SHOWCASE_BACKUP_RECIPIENT, or was chosen at
the first run and stands in the state folder, where a backup finds it also while the database is down.
"""

import hmac
from dataclasses import dataclass

from flask import current_app
from pyrage import RecipientError, x25519

from . import keys

_FILE = "backup-recipient"
ENDING = 6  # letters of the private key that prove it has been written down


@dataclass(frozen=True)
class NewKey:
    identity: str  # the private half, to be shown once and kept elsewhere
    recipient: str
    proof: str  # lets the ending be checked later without keeping the private half


def is_recipient(text: str) -> bool:
    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return True


def recipient() -> str | None:
    """The public key that is in force."""
    if current_app.config["BACKUP_RECIPIENT"]:
        return str(current_app.config["BACKUP_RECIPIENT"])
    file = current_app.config["VAR"] / _FILE
    return file.read_text(encoding="ascii").strip() if file.is_file() else None


def is_operators() -> bool:
    """Whether the environment sets it, so that nobody can change it here."""
    return bool(current_app.config["BACKUP_RECIPIENT"])


def choose(text: str) -> None:
    """Encrypt backups to this key from now on."""
    file = current_app.config["VAR"] / _FILE
    new = file.with_suffix(".new")
    new.write_text(text + "\n", encoding="ascii")
    new.replace(file)


def make() -> NewKey:
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    return NewKey(str(identity), public, _proof(public, str(identity)[-ENDING:]))


def was_written_down(public: str, ending: str, proof: str) -> bool:
    """Whether somebody who made the key `public` can name the last letters of its private half."""
    ending = "".join(ending.split()).upper()[-ENDING:]
    return hmac.compare_digest(_proof(public, ending).encode(), proof.encode())


def _proof(public: str, ending: str) -> str:
    return keys.derive("backup-key", public, ending).hex()
