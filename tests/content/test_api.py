import csv
import io

import pytest

from showcase.core.discovery import description
from tests.factories import make_achievement, make_edition, make_indicator, make_project, make_unit

LISTS = ("editions", "indicators", "achievements", "projects", "units")


@pytest.fixture
def edition(app):
    edition = make_edition()
    make_achievement(edition, indicators=[make_indicator(edition)])
    make_project(edition, units=[make_unit()])
    return edition


@pytest.mark.parametrize("name", LISTS)
def test_lists_need_no_token_and_come_in_the_envelope(client, edition, name):
    answer = client.get(f"/api/v1/{name}")
    assert answer.status_code == 200
    assert {"items", "total", "next", "licence"} <= set(answer.json)
    assert answer.json["items"][0]["slug"]
    assert answer.headers["ETag"]


@pytest.mark.parametrize("limit", ["0", "501", "-1", "x", "", "1e2", "٣"])
@pytest.mark.parametrize("name", LISTS)
def test_a_limit_out_of_bounds_is_refused(client, edition, name, limit):
    answer = client.get(f"/api/v1/{name}?limit={limit}")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"


def test_next_leads_through_the_whole_list(client, edition):
    make_project(edition)
    first = client.get("/api/v1/projects?limit=1").json
    second = client.get(first["next"]).json
    assert [first["total"], second["next"]] == [2, None]
    assert first["items"][0]["slug"] != second["items"][0]["slug"]


def test_every_figure_carries_its_sources(client, edition):
    observation = client.get("/api/v1/indicators").json["items"][0]["observations"][0]
    assert observation["sources"][0]["title"] == "Niên giám"
    assert observation["confidence"] == "exact"


def test_an_unknown_edition_is_a_problem_document(client, edition):
    assert client.get("/api/v1/projects?edition=%00nope").json["code"] == "no_such_edition"


@pytest.mark.parametrize(("name", "rows"), [("indicators", 2), ("projects", 1)])
def test_tables_hold_one_thing_a_row(client, edition, name, rows):
    answer = client.get(f"/api/v1/{name}.csv")
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(table) == rows
    assert table[0]["source"] == "Niên giám"


def test_projects_are_points_in_their_districts(client, edition):
    answer = client.get("/api/v1/projects.geojson")
    assert answer.mimetype == "application/geo+json"
    (feature,) = answer.json["features"]
    assert feature["geometry"] == {"type": "MultiPoint", "coordinates": [[106.3, 9.9]]}


def test_units_are_narrowed_by_level_and_parent(client, edition):
    make_unit(level="commune")
    assert client.get("/api/v1/units?level=commune").json["total"] == 1
    assert client.get("/api/v1/units?level=%00").json["total"] == 0


def test_the_description_covers_every_address_of_the_api(app, client):
    described = set(client.get("/api/v1/openapi.json").json["paths"])
    content = {"content_api", "investment_api"}
    routed = {str(rule) for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in content}
    assert routed <= described


def test_the_description_refers_only_to_what_it_holds(app):
    whole = description()

    def references(part):
        if isinstance(part, dict):
            for name, value in part.items():
                if name == "$ref":
                    yield value
                else:
                    yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    for reference in references(whole):
        found = whole
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
