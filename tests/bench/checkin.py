"""Check-in: each scan beside a bare one, a queue that is handed over, and the cost among many guests."""

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from showcase.registration.tickets import DIGITS
from tests.bench.checkin_event import EVENT, GATE, KEY
from tests.bench.load import SECONDS, Rate, measure, served
from tests.bench.results import by_processor_time, evenness, in_turn, result
from tests.bench.stage import ROOT, Stage

CONNECTIONS = (1, 16)
GOAL, EVEN = 0.6, 0.67  # p99/p50 may be 1.5 times the reference's own
FASTEST, BARE = 1_500, 4_000  # scans a second at most: each run finds tickets that nobody has scanned yet
QUEUE, BATCH, HANDED_OVER = 5_000, 500, 3.0  # seconds
FEW, MANY, GROWTH = 1_000, 100_000, 0.83  # with a hundred times as many tickets a scan may cost 1.2 times as much
ROUNDS = 4  # of so many parts of the thousand tickets


def checkin(database: str, url: str, runs: int) -> list[dict[str, Any]]:
    """All about one database; the reference and the site in turn, so that a busy minute meets both."""
    pairs: dict[int, list[tuple[Rate, Rate]]] = {connections: [] for connections in CONNECTIONS}
    handed = []
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(url, Path(folder) / "site")
        turns = len(CONNECTIONS) * runs
        of_event(stage, "make", FASTEST * SECONDS * turns + QUEUE * runs)
        site, pretended = Path(folder, "site", "checkin.txt"), Path(folder, "pretended.txt")
        pretended.write_text("\n".join(pretend(BARE * SECONDS * turns)), encoding="ascii")
        place = bare_place = 0
        reference = {"REFERENCE_DATABASE": url or f"{folder}/reference.db", "REFERENCE_KEY": KEY}
        for _ in range(runs):
            for connections in CONNECTIONS:
                with served("tests.bench.reference:application", reference) as (bare_url, process):
                    bare = scans(f"{bare_url}/checkin", process, connections, pretended, bare_place)
                with stage.running():
                    address = f"{stage.url}/api/v1/checkin/scans"
                    pairs[connections].append((bare, scans(address, stage.process, connections, site, place)))
                place, bare_place = place + FASTEST * SECONDS, bare_place + BARE * SECONDS
            with stage.running():
                handed.append((in_turn(HANDED_OVER, 0), in_turn(*hand_over(stage, place))))
            place += QUEUE
        if refused := int(of_event(stage, "refused")):
            raise RuntimeError(f"{refused} scans were not admitted: something else was measured")
    found = [result(f"check-in, {n} at once, {database}", GOAL, pairs[n]) for n in CONNECTIONS]
    found += [evenness(f"its p99/p50, {n} at once, {database}", EVEN, pairs[n]) for n in CONNECTIONS]
    found.append(result(f"{QUEUE} queued scans, {database}", 1.0, handed))
    return found + (grown() if database == "sqlite" else [])


def scans(url: str, process: int, connections: int, tickets: Path, place: int) -> Rate:
    return measure(url, process, connections, "checkin.lua", KEY, str(tickets), str(place))


def pretend(number: int) -> Iterator[str]:
    """As many digits as a ticket has, for the reference, which knows no signature."""
    return (str(place).zfill(DIGITS) for place in range(number))


def hand_over(stage: Stage, place: int) -> tuple[float, float]:
    """A phone that was without a network sends its queue, a batch after the other: seconds by the clock, and 0."""
    codes = Path(stage.environment["SHOWCASE_VAR"], "checkin.txt").read_text(encoding="ascii").split()
    at = datetime.now(UTC).isoformat()
    bodies = []
    for begin in range(place, place + QUEUE, BATCH):
        rows = [
            {"id": str(uuid4()), "code": code, "gate": GATE, "at": at, "device_seq": seq, "offline": True,
             "forced": True, "shown": "admitted"}
            for seq, code in enumerate(codes[begin : begin + BATCH], begin)
        ]  # fmt: skip
        bodies.append(json.dumps({"event": EVENT, "scans": rows}).encode())
    began = time.perf_counter()
    for body in bodies:
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{stage.url}/api/v1/checkin/scans", body, headers)
        with urllib.request.urlopen(request) as answer:
            if any(one["verdict"] != "admitted" for one in json.load(answer)["results"]):
                raise RuntimeError("a queued scan was not admitted")
    return time.perf_counter() - began, 0


def grown() -> list[dict[str, Any]]:
    """A scan with a hundred thousand tickets beside one with a thousand, which is the reference."""
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        few, many = Stage("", Path(folder) / "few"), Stage("", Path(folder) / "many")
        of_event(few, "make", FEW)
        of_event(many, "make", MANY)
        for turn in range(ROUNDS):
            some = [turn * FEW // ROUNDS, (turn + 1) * FEW // ROUNDS]
            costs = [in_turn(*json.loads(of_event(stage, "ask", *some))) for stage in (few, many)]
            pairs.append((costs[0], costs[1]))
    return [by_processor_time("a scan among 100,000, sqlite", pairs, GROWTH)]


def of_event(stage: Stage, *arguments: object) -> str:
    command = [sys.executable, "-m", "tests.bench.checkin_event", *map(str, arguments)]
    return subprocess.run(
        command, env=stage.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
