"""Every setting, once: where it comes from and who changes it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The operator's settings; an officer's settings live in the database."""

    secret_key: str  # signs sessions and derives every code; lost, all tickets are void
    base_url: str  # how guests reach the site; printed QR codes carry it
    var: Path  # state folder: database, media, mail, keys
    database_url: str
    smtp_url: str | None  # none: messages are written to var/mail/ as .eml files
    bounce_address: str | None  # where mail that cannot be delivered comes back to; none: the sender's
    bounces: Path | None  # a maildir of what came back; none: nobody looks
    storage: Path  # pictures and finished PDFs
    edition: str | None  # slug on the front page; none: the newest edition
    backup_recipient: str | None  # age public key; none: the one chosen at the first run
    sources: Mapping[str, str]  # variable → environment or .env; one that is missing has its default

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_production(self) -> bool:
        """In earnest: reached by https, behind a proxy of ours."""
        return self.base_url.startswith("https:")


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read SHOWCASE_* variables; what is missing gets a default that needs no other service."""
    written = _dotenv(ROOT / ".env")
    values = {**written, **environment}
    var = Path(values.get("SHOWCASE_VAR") or ROOT / "var").resolve()
    var.mkdir(mode=0o700, parents=True, exist_ok=True)  # guests, keys and mails are nobody else's to read
    port = values.get("PORT", "8000")
    return Settings(
        secret_key=values.get("SHOWCASE_SECRET_KEY") or _stored_secret(var / "secret.key"),
        base_url=(values.get("SHOWCASE_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        var=var,
        database_url=_database_url(values.get("SHOWCASE_DATABASE_URL"), var),
        smtp_url=values.get("SHOWCASE_SMTP_URL") or None,
        bounce_address=values.get("SHOWCASE_BOUNCE_ADDRESS") or None,
        bounces=Path(values["SHOWCASE_BOUNCES"]).resolve() if values.get("SHOWCASE_BOUNCES") else None,
        storage=_storage_folder(values.get("SHOWCASE_STORAGE_URL"), var),
        edition=values.get("SHOWCASE_EDITION") or None,
        backup_recipient=values.get("SHOWCASE_BACKUP_RECIPIENT") or None,
        sources={
            name: "environment" if environment.get(name) else ".env"
            for name, value in values.items()
            if value and name.startswith("SHOWCASE_")
        },
    )


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def _database_url(url: str | None, var: Path) -> str:
    if not url:
        return f"sqlite:///{var / 'showcase.db'}"
    # Both spellings are met in the wild; SQLAlchemy wants the driver named.
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _storage_folder(url: str | None, var: Path) -> Path:
    if not url:
        return var / "media"
    return Path(url.removeprefix("file://")).resolve()


def _stored_secret(path: Path) -> str:
    """Made once and kept: a new secret would void every printed ticket."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return secret
