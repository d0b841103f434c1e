"""The measure of the door's waiting times (bin/bench door): that it slows what it says, and measures what is shown."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.bench import door
from tests.live import live_site
from tests.slow import can_slow

pytestmark = [pytest.mark.browser, pytest.mark.full]


@pytest.mark.skipif(not can_slow(), reason="no control groups of version 1, or not root")
def test_a_slow_phone_is_slow_in_its_worker_too(playwright: Playwright, tmp_path: Path) -> None:
    """What it takes is told by bin/bench, not asserted: the machine may be busy."""
    with live_site(tmp_path / "site") as site:
        found = door.waits(playwright, site, tmp_path, samples=6, guests=200)
    print(found)
    assert found["main"] > 3
    assert found["worker"] > 3
    assert len(found["waits"]) >= 6
    assert min(found["waits"]) > 10, "a picture that was taken before its answer"
    assert found["stored"] >= 6, "what was shown was stored before"
