"""How many hard frames the door's decoder reads in its worker, beside zxing-cpp; prints each frame's hash."""

import statistics
import time
from typing import Any

from playwright.sync_api import sync_playwright

from tests.checkin.decoder_proof import readings, table
from tests.checkin.hard_frames import frames
from tests.live import launch

GOAL = 0.9  # of the reads of zxing-cpp


def decoder() -> list[dict[str, Any]]:
    begin = time.process_time()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        found = readings(browser, frames())
        browser.close()
    for one in found:
        print(f"{one.frame.name:<16}{one.frame.hash}  {one.milliseconds:6.1f} ms")
    print(table(found))
    worker = sum(one.worker == one.frame.code for one in found if one.frame.code)
    reference = sum(one.reference == one.frame.code for one in found if one.frame.code)
    wrong = sum(one.denoised not in (None, one.frame.code) for one in found)
    times = sorted(one.milliseconds for one in found)
    ratio = round(worker / reference, 3)
    return [
        {
            "name": "decoder, reads of 66 frames",
            "unit": "reads",
            "median": worker,
            "min": worker,
            "max": worker,
            "runs": 1,
            "reference": reference,
            "ratio": ratio,
            "goal": GOAL,
            "met": ratio >= GOAL and not wrong,
            "cpu_ms": round((time.process_time() - begin) * 1000 / len(found), 2),
            "reference_cpu_ms": 0.0,
            "p50_ms": statistics.median(times),
            "p99_ms": times[int(len(times) * 0.99)],
            "errors": wrong,
        }
    ]
