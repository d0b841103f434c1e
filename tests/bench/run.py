"""bin/bench: measures the site beside bare references in the same run, and says whether the goals are met."""

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.checkin import checkin
from tests.bench.decoder import decoder
from tests.bench.door import door
from tests.bench.load import Rate, measure, measure_one_by_one, served
from tests.bench.results import Scenario, by_processor_time, in_turn, result
from tests.bench.stage import ROOT, Stage

CONNECTIONS = 16


def page(stage: Stage) -> Rate:
    measure(f"{stage.url}/vi/", stage.process, CONNECTIONS)  # the first visitor pays for the next ones
    return measure(f"{stage.url}/vi/", stage.process, CONNECTIONS)


def registration(stage: Stage) -> Rate:
    return measure(
        f"{stage.url}/api/v1/registrations", stage.process, CONNECTIONS, "registration.lua", stage.token, "bench"
    )


SCENARIOS = (
    Scenario("page", 0.8, "page", page),
    Scenario("registration", 0.35, "commit", registration),
)

# Lists that fill their page with either number of projects; a stray word in the address keeps stored pages out.
LISTS = {
    "list": "/vi/projects/?",
    "filter": "/vi/projects/?view=under-way&kind=running&",
    "search": "/vi/projects/?view=under-way&q=duyen+hai&",
}
PROJECTS, GUESTS, TICKETS = "projects", "guests", "tickets"
# Lists of guests that fill their page among a thousand as among a hundred thousand.
GUEST_LISTS = {
    "list": "",
    "filter": "event=bench-guests&state=confirmed",
    "search": "q=nguyen",
    "page": "event=bench-guests&letter=m",
}
FEW_GUESTS, MANY_GUESTS = 1_000, 100_000
GUESTS_GROWTH = 0.77  # with a hundred thousand guests a page may take 1.3 times as long
PLACE_CARDS, DECODER, DOOR, CHECKIN = "place-cards", "decoder", "door", "checkin"
WARM, PAGES = 40, 200
FILLED = 3.33  # times as many tickets as pages laid out afresh: 0.3 of their time
HUNDRED = 0.7  # seconds for a file of a hundred tickets, by the clock


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument(
        "scenario",
        nargs="*",
        choices=[[], *(s.name for s in SCENARIOS), PROJECTS, GUESTS, TICKETS, PLACE_CARDS, DECODER, DOOR, CHECKIN],
        default=[],
    )
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    scenarios = [s for s in SCENARIOS if not chosen.scenario or s.name in chosen.scenario]
    results = []
    for name, url in databases():
        results += measured(name, url, scenarios, chosen.runs) if scenarios else []
        results += checkin(name, url, chosen.runs) if CHECKIN in (chosen.scenario or [CHECKIN]) else []
    if PROJECTS in (chosen.scenario or [PROJECTS]):
        results += grown(chosen.runs)
    if GUESTS in (chosen.scenario or [GUESTS]):
        results += desk(chosen.runs)
    if TICKETS in (chosen.scenario or [TICKETS]):
        results += printed()
    if PLACE_CARDS in (chosen.scenario or [PLACE_CARDS]):
        results += printed_cards()
    if DECODER in (chosen.scenario or [DECODER]):
        results += decoder()
    if DOOR in (chosen.scenario or [DOOR]):
        results += door()
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
    return [result(f"{s.name} on {database}", s.goal, pairs[s.name]) for s in scenarios]


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


def desk(runs: int) -> list[dict[str, Any]]:
    """The organisers' guest list with a hundred thousand guests beside the same with a thousand, the reference."""
    pairs: dict[str, list[tuple[Rate, Rate]]] = {name: [] for name in GUEST_LISTS}
    with tempfile.TemporaryDirectory() as folder:
        rounds = []
        few, many = Stage("", Path(folder) / "few"), Stage("", Path(folder) / "many")
        for stage, number in ((few, FEW_GUESTS), (many, MANY_GUESTS)):
            command = [sys.executable, "-m", "tests.bench.guests"]
            subprocess.run([*command, "make", str(number)], env=stage.environment, cwd=ROOT, check=True)
        for _ in range(runs):
            found = []
            for stage in (few, many):
                asked = [*command, "ask", *GUEST_LISTS.values()]
                output = subprocess.run(asked, env=stage.environment, cwd=ROOT, check=True, capture_output=True).stdout
                found.append(json.loads(output))
            rounds.append(found)
    for found_few, found_many in rounds:
        for number, name in enumerate(GUEST_LISTS):
            pairs[name].append((in_turn(*found_few[number]), in_turn(*found_many[number])))
    return [by_processor_time(f"guests, {name} on sqlite", pairs[name], GUESTS_GROWTH) for name in GUEST_LISTS]


def printed() -> list[dict[str, Any]]:
    """Tickets and badges as PDF: beside the same pages laid out afresh, and a hundred tickets against the clock."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage("", Path(folder))
        prepare_event(stage)
        command = [sys.executable, "-m", "tests.bench.tickets"]
        output = subprocess.run(command, env=stage.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    found = json.loads(output)
    goal = in_turn(HUNDRED, 0)
    pairs = [(in_turn(*afresh), in_turn(*filled)) for filled, afresh in found["pairs"]]
    files = [(goal, in_turn(*file)) for file in found["files"]]
    badges = [(in_turn(*afresh), in_turn(*filled)) for filled, afresh in found["badges"]]
    return [
        result("tickets, one", FILLED, pairs),
        result("tickets, file of 100", 1.0, files),
        result("badges, file of 500", FILLED, badges),
    ]


def printed_cards() -> list[dict[str, Any]]:
    """Each of five hundred place cards in a file, beside one laid out afresh."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage("", Path(folder))
        prepare_event(stage)
        command = [sys.executable, "-m", "tests.bench.place_cards"]
        output = subprocess.run(command, env=stage.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    pairs = [(in_turn(*afresh), in_turn(*filled)) for filled, afresh in json.loads(output)["pairs"]]
    return [by_processor_time("place cards, each of 500", pairs, FILLED)]


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
