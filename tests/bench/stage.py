"""A fresh site with the sample edition, as the bench uses it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import served

ROOT = Path(__file__).resolve().parent.parent.parent
EDITION = ROOT / "editions/tra-vinh-2023"


class Stage:
    """A fresh site with the sample edition, served; and the keys to use it."""

    def __init__(self, database: str, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "SHOWCASE_VAR": str(folder),
            "SHOWCASE_DATABASE_URL": database,
            "SHOWCASE_SECRET_KEY": "a-key-for-the-bench",
        }
        self.command("prepare", str(EDITION))
        self.token = self.command(
            *("token", "create", "--name", "bench", "--scope", "registrations:write"),
            *("--scope", "registrations:read", "--scope", "events:write", "--scope", "checkin"),
        ).split()[-1]
        self.url, self.process = "", 0

    def command(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "showcase.cli", *arguments],
            env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip

    @contextmanager
    def running(self) -> Iterator["Stage"]:
        with served("showcase.wsgi:application", self.environment) as (self.url, self.process):
            yield self
