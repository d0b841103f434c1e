import csv
import io

from showcase.core.database import db
from tests.factories import make_edition, make_project, make_unit

STATUSES = {
    *("identification", "preparation", "implementation", "completion", "maintenance"),
    *("decommissioning", "decommissioned", "cancelled"),
}


def test_projects_go_out_in_the_standard_of_open_infrastructure(client):
    edition = make_edition()
    unit = make_unit(lon=106.3, lat=9.9)
    make_project(
        edition,
        units=[unit],
        stage="calling",
        capital_bn_vnd=100,
        capital_bn_vnd_max=250,
        contact_email="xuctien@example.org",
        details={
            "sdgs": [7],
            "sector_code": {"scheme": "VSIC", "version": "2018", "code": "0322"},
            "documents": [
                {
                    "title": {"vi": "Bản đồ"},
                    "type": "map",
                    "language": "vi",
                    "date": "2023-01-05",
                    "url": "https://e.org/a",
                }
            ],
        },
    )
    make_project(edition, stage="building", capital_bn_vnd=None, capital_musd=120)
    package = client.get("/api/v1/projects.oc4ids.json").json
    assert {"uri", "version", "publishedDate", "publisher", "projects"} <= package.keys()
    assert package["version"] == "0.9"
    first, second = sorted(package["projects"], key=lambda project: project["status"])
    assert {"id", "updated", "title", "status", "locations", "budget", "parties", "documents"} <= first.keys()
    assert (first["status"], second["status"]) == ("identification", "implementation")
    assert first["budget"]["amount"] == {"amount": 250_000_000_000, "currency": "VND"}
    assert second["budget"]["amount"] == {"amount": 120_000_000, "currency": "USD"}
    assert first["locations"][0]["gazetteers"] == [{"scheme": "VN-GSO", "identifiers": [unit.code]}]
    assert first["additionalClassifications"][1:] == [
        {"scheme": "VSIC 2018", "id": "0322"},
        {"scheme": "sdg", "id": "7"},
    ]
    assert first["parties"][0]["contactPoint"] == {"email": "xuctien@example.org"}
    assert first["documents"][0]["datePublished"] == "2023-01-05T00:00:00Z"
    assert "documents" not in second, "what nobody has said is left out"
    assert {first["status"], second["status"]} <= STATUSES


def test_tables_and_lists_hold_the_whole_record(client):
    edition = make_edition()
    make_project(
        edition,
        forms=["domestic", "fdi"],
        land_status="cleared",
        area_ha_max=80,
        details={
            "workforce": {"jobs_min": 300, "jobs_max": 500},
            "capacities": [{"min": 5000, "max": 8000, "unit": "tonnes"}],
            "sites": [{"name": {"vi": "Bãi"}, "lon": 106.5, "lat": 9.6}],
        },
    )
    row = next(csv.DictReader(io.StringIO(client.get("/api/v1/projects.csv").text)))
    assert (row["forms"], row["land_status"], row["area_ha_max"], row["jobs_max"]) == (
        "domestic fdi",
        "cleared",
        "80.0",
        "500",
    )
    item = client.get("/api/v1/projects").json["items"][0]
    assert item["capacities"] == [{"min": 5000, "max": 8000, "unit": "tonnes"}]
    assert item["land_status"] == "cleared"
    feature = client.get("/api/v1/projects.geojson").json["features"][0]
    assert feature["geometry"] == {"type": "MultiPoint", "coordinates": [[106.5, 9.6]]}


def test_open_data_asks_few_queries_however_many_projects(client, query_recorder):
    edition = make_edition()
    make_project(edition, units=[make_unit()])
    client.get("/api/v1/projects.oc4ids.json")
    for _ in range(4):
        make_project(edition, units=[make_unit()])
    address = f"/api/v1/projects.oc4ids.json?edition={edition.slug}"
    db.session.remove()
    query_recorder.clear()
    client.get(address)
    assert len(query_recorder) <= 8
