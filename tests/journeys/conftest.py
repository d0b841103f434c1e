"""One live site with the sample edition for all journeys."""

from collections.abc import Iterator

import pytest

from tests.live import LiveSite, live_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with live_site(tmp_path_factory.mktemp("live")) as running:
        yield running
