"""Is the process alive, and can it do its work."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from .database import db

blueprint = Blueprint("health", __name__)
SIGN_OF_LIFE = "worker.alive"


@blueprint.get("/healthz")
def healthz() -> Response:
    """Alive; asks nobody else."""
    return _answer(200, {"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Ready: the database answers and the state folder can be written."""
    checks = {"database": _database_answers(), "storage": _can_write(Path(current_app.config["VAR"]))}
    return _answer(
        200 if all(checks.values()) else 503,
        {"status": "ok" if all(checks.values()) else "failing", **checks},
    )


def worker_lives() -> None:
    """Leave the worker's sign of life, which the console reads."""
    (Path(current_app.config["VAR"]) / SIGN_OF_LIFE).touch()


def worker_lived_at() -> datetime | None:
    """When the worker last gave a sign of life."""
    try:
        return datetime.fromtimestamp((Path(current_app.config["VAR"]) / SIGN_OF_LIFE).stat().st_mtime, UTC)
    except OSError:
        return None


def _database_answers() -> bool:
    try:
        db.session.execute(db.text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _can_write(folder: Path) -> bool:
    probe = folder / ".ready"
    try:
        probe.write_bytes(b"")
    except OSError:
        return False
    return True


def _answer(status: int, body: dict[str, object]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
