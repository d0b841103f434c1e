"""Each page carries the structure that it is about, in its own language."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import (
    make_achievement,
    make_article,
    make_edition,
    make_event,
    make_host,
    make_indicator,
    make_project,
)


@pytest.fixture
def edition(app: Any) -> Any:
    return make_edition()


def things(client: FlaskClient, path: str) -> dict[str, Any]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.DOTALL)
    found = [json.loads(block) for block in blocks]
    return {thing["@type"]: thing for block in found for thing in (block if isinstance(block, list) else [block])}


def test_home_tells_who_runs_the_site_and_how_to_search_it(client: FlaskClient, edition: Any) -> None:
    found = things(client, "/en/")
    assert found["GovernmentOrganization"]["name"] == "Front Committee of Mẫu"
    assert found["WebSite"]["potentialAction"]["target"]["urlTemplate"].startswith("http://localhost/en/search?q=")


def test_a_made_up_telephone_number_is_not_given_to_search_engines(client: FlaskClient) -> None:
    make_edition(make_host(demo=True))
    assert "telephone" not in things(client, "/vi/")["GovernmentOrganization"]


def test_a_real_telephone_number_is_given(client: FlaskClient) -> None:
    make_edition(make_host(demo=False))
    assert things(client, "/vi/")["GovernmentOrganization"]["telephone"] == "+84 294 000 0000"


def test_the_gathering_is_an_event_of_the_host(client: FlaskClient, edition: Any) -> None:
    event = make_event(edition)
    found = things(client, f"/en/gathering/{event.slug}/")["Event"]
    assert found["name"] == "Homecoming gathering"
    assert found["location"]["name"] == "Hội trường tỉnh (mẫu)"
    assert found["startDate"].endswith("+07:00")
    assert found["organizer"]["name"] == "Front Committee of Mẫu"
    assert found["offers"]["url"] == f"http://localhost/en/register/{event.slug}/"


def test_a_made_up_gathering_says_so_there_too(client: FlaskClient, edition: Any) -> None:
    event = make_event(edition, demo=True)
    assert "sample" in things(client, f"/vi/gathering/{event.slug}/")["Event"]["name"]


def test_an_article_says_in_which_language_it_is(client: FlaskClient, edition: Any) -> None:
    article = make_article(edition, title="</script><b>")
    found = things(client, f"/en/articles/{article.slug}/")["Article"]
    assert found["headline"] == "</script><b>"
    assert found["inLanguage"] == "vi"
    assert found["datePublished"] == "2023-12-01"


def test_figures_are_a_dataset_with_files(client: FlaskClient, edition: Any) -> None:
    indicator = make_indicator(edition)
    for path in ("/vi/indicators/", f"/vi/indicators/{indicator.slug}/"):
        found = things(client, path)["Dataset"]
        assert found["temporalCoverage"] == "2022/2023"
        for file in found["distribution"]:
            assert client.get(file["contentUrl"].removeprefix("http://localhost")).status_code == 200


def test_record_pages_tell_the_way_to_them(client: FlaskClient, edition: Any) -> None:
    for path in (
        f"/vi/achievements/{make_achievement(edition).slug}/",
        f"/vi/projects/{make_project(edition).slug}/",
        f"/vi/indicators/{make_indicator(edition).slug}/",
        f"/vi/articles/{make_article(edition).slug}/",
    ):
        steps = things(client, path)["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == [1, 2, 3]
        assert steps[0]["item"] == "http://localhost/vi/"
        assert all(step["name"] and step["item"].startswith("http://localhost/vi/") for step in steps)
