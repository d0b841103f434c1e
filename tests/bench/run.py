"""bin/bench: measures the site beside bare references in the same run, and says whether the goals are met."""

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.load import Rate, measure, measure_one_by_one, served

ROOT = Path(__file__).resolve().parent.parent.parent
EDITION = ROOT / "editions/tra-vinh-2023"
CONNECTIONS = 16


@dataclass(frozen=True)
class Scenario:
    """One measured thing: how often a second, against its reference on the same database."""

    name: str
    goal: float  # least ratio to the reference
    reference: str  # page or commit
    load: Callable[["Stage"], Rate]


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


def page(stage: Stage) -> Rate:
    measure(f"{stage.url}/vi/", stage.process, CONNECTIONS)  # the first visitor pays for the next ones
    return measure(f"{stage.url}/vi/", stage.process, CONNECTIONS)


def registration(stage: Stage) -> Rate:
    return measure(
        f"{stage.url}/api/v1/registrations", stage.process, CONNECTIONS, "registration.lua", stage.token, "bench"
    )


def checkin(stage: Stage) -> Rate:
    return measure(
        f"{stage.url}/api/v1/checkin/scans",
        stage.process,
        CONNECTIONS,
        "checkin.lua",
        stage.token,
        "bench",
        f"{stage.environment['SHOWCASE_VAR']}/tickets.txt",
    )


SCENARIOS = (
    Scenario("page", 0.8, "page", page),
    Scenario("registration", 0.35, "commit", registration),
    Scenario("checkin", 0.6, "commit", checkin),
)

# Lists that fill their page with either number of projects; a stray word in the address keeps stored pages out.
LISTS = {
    "list": "/vi/projects/?",
    "filter": "/vi/projects/?view=under-way&kind=running&",
    "search": "/vi/projects/?view=under-way&q=duyen+hai&",
}
PROJECTS, TICKETS = "projects", "tickets"
WARM, PAGES = 40, 200
GROWTH = 0.67  # with five thousand projects a list may take half as long again
FILLED = 3.33  # times as many tickets as pages laid out afresh: 0.3 of their time
HUNDRED = 0.7  # seconds for a file of a hundred tickets, by the clock


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument(
        "scenario", nargs="*", choices=[[], *(s.name for s in SCENARIOS), PROJECTS, TICKETS], default=[]
    )
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    scenarios = [s for s in SCENARIOS if not chosen.scenario or s.name in chosen.scenario]
    results = []
    for name, url in databases():
        results += measured(name, url, scenarios, chosen.runs) if scenarios else []
    if PROJECTS in (chosen.scenario or [PROJECTS]):
        results += grown(chosen.runs)
    if TICKETS in (chosen.scenario or [TICKETS]):
        results += printed()
    print_table(results)
    report = {"machine": machine(), "versions": versions(), "results": results}
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if all(result["met"] for result in results) else 1)


def databases() -> list[tuple[str, str]]:
    """SQLite in a scratch folder, and the PostgreSQL that bin/bench has started."""
    found = [("sqlite", "")]
    if os.environ.get("BENCH_POSTGRESQL"):
        found.append(("postgresql", os.environ["BENCH_POSTGRESQL"]))
    return found


def measured(database: str, url: str, scenarios: list[Scenario], runs: int) -> list[dict[str, Any]]:
    """Alternate reference and site, so that a busy minute meets both."""
    pairs: dict[str, list[tuple[Rate, Rate]]] = {scenario.name: [] for scenario in scenarios}
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(url, Path(folder) / "site")
        prepare_event(stage)
        reference_database = url or f"{folder}/reference.db"
        for _ in range(runs):
            for scenario in scenarios:
                with served(
                    "tests.bench.reference:application", {"REFERENCE_DATABASE": reference_database}
                ) as served_at:
                    bare = reference(scenario.reference, *served_at)
                with stage.running():
                    pairs[scenario.name].append((bare, scenario.load(stage)))
    return [result(f"{s.name} on {database}", s, pairs[s.name]) for s in scenarios]


def grown(runs: int) -> list[dict[str, Any]]:
    """The lists of projects with five thousand of them beside those with the sample's, which are the reference."""
    pairs: dict[str, list[tuple[Rate, Rate]]] = {name: [] for name in LISTS}
    with tempfile.TemporaryDirectory() as folder:
        few, many = Stage("", Path(folder) / "few"), Stage("", Path(folder) / "many")
        subprocess.run([sys.executable, "-m", "tests.bench.projects"], env=many.environment, cwd=ROOT, check=True)
        for _ in range(runs):
            for name, address in LISTS.items():
                pairs[name].append((fresh(few, address), fresh(many, address)))
    return [by_processor_time(f"projects, {name} on sqlite", pairs[name]) for name in LISTS]


def printed() -> list[dict[str, Any]]:
    """Tickets as PDF: one beside the same page laid out afresh, and a file of a hundred against the clock."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage("", Path(folder))
        prepare_event(stage)
        command = [sys.executable, "-m", "tests.bench.tickets"]
        output = subprocess.run(command, env=stage.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    found = json.loads(output)
    goal = in_turn(HUNDRED, 0)
    pairs = [(in_turn(*afresh), in_turn(*filled)) for filled, afresh in found["pairs"]]
    files = [(goal, in_turn(*file)) for file in found["files"]]
    return [
        result("tickets, one", Scenario("", FILLED, "laid out afresh", page), pairs),
        result("tickets, file of 100", Scenario("", 1.0, "the goal", page), files),
    ]


def in_turn(wall: float, processor: float) -> Rate:
    """What was done one after the other, in seconds, as a rate."""
    return Rate(1 / wall, processor * 1000, wall * 1000, wall * 1000, 0)


def by_processor_time(name: str, pairs: list[tuple[Rate, Rate]]) -> dict[str, Any]:
    """Pages asked for one by one have no queue: their processor time compares better than a busy machine's clock."""
    found = result(name, Scenario(name, GROWTH, "the sample's", page), pairs)
    ratio = round(statistics.median(few.cpu_ms / many.cpu_ms for few, many in pairs), 3)
    return {**found, "ratio": ratio, "met": ratio >= GROWTH and not found["errors"]}


def fresh(stage: Stage, address: str) -> Rate:
    """Pages that nobody has asked for yet; what the first visitor pays for the next ones is left out."""
    with stage.running():
        for pages in (WARM, PAGES):
            rate = measure_one_by_one(f"{stage.url}{address}n=", stage.process, pages)
        return rate


def reference(kind: str, url: str, process: int) -> Rate:
    if kind == "page":
        return measure(f"{url}/page", process, CONNECTIONS)
    return measure(f"{url}/commit", process, CONNECTIONS, "commit.lua")


def prepare_event(stage: Stage) -> None:
    """An event without a limit, so that every request does the whole work."""
    subprocess.run([sys.executable, "-m", "tests.bench.event"], env=stage.environment, cwd=ROOT, check=True)


def result(name: str, scenario: Scenario, pairs: list[tuple[Rate, Rate]]) -> dict[str, Any]:
    rates = [site.per_second for _, site in pairs]
    bare = statistics.median(reference.per_second for reference, _ in pairs)
    errors = sum(rate.errors for pair in pairs for rate in pair)
    ratio = round(statistics.median(site.per_second / reference.per_second for reference, site in pairs), 3)
    return {
        "name": name,
        "unit": "requests/s",
        "median": statistics.median(rates),
        "min": min(rates),
        "max": max(rates),
        "runs": len(rates),
        "reference": bare,
        "ratio": ratio,
        "goal": scenario.goal,
        "met": ratio >= scenario.goal and errors == 0,
        "cpu_ms": round(statistics.median(site.cpu_ms for _, site in pairs), 2),
        "reference_cpu_ms": round(statistics.median(reference.cpu_ms for reference, _ in pairs), 2),
        "p50_ms": statistics.median(site.p50_ms for _, site in pairs),
        "p99_ms": statistics.median(site.p99_ms for _, site in pairs),
        "errors": errors,
    }


def print_table(results: list[dict[str, Any]]) -> None:
    print(
        f"{'scenario':<28}{'/s':>8}{'CPU ms':>8}{'p50':>7}{'p99':>7}{'bare /s':>10}{'CPU ms':>8}{'ratio':>7}{'goal':>6}"
    )
    for row in results:
        print(
            f"{row['name']:<28}{row['median']:>8.0f}{row['cpu_ms']:>8.2f}{row['p50_ms']:>7.1f}{row['p99_ms']:>7.0f}"
            f"{row['reference']:>10.0f}{row['reference_cpu_ms']:>8.2f}{row['ratio']:>7.2f}{row['goal']:>6.2f}"
            f"  {'met' if row['met'] else 'MISSED'}{' with errors' if row['errors'] else ''}"
        )


def machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def versions() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in ("flask", "sqlalchemy", "granian", "psycopg")}


if __name__ == "__main__":
    main()
