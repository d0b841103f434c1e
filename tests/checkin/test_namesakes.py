"""Guests of one name are told apart in the list of the door; of others it tells no country and no age."""

from flask.testing import FlaskClient

from showcase.checkin import devices
from showcase.core.database import db, write
from showcase.registration.models import Event
from tests.checkin.door import make_guest
from tests.factories import make_event


def key_of(client: FlaskClient, event: Event) -> str:
    write()
    code = devices.enrolment_code(event)
    db.session.commit()
    return str(client.post("/api/v1/checkin/devices", json={"code": code, "name": "Bàn 1"}).json["key"])


def test_only_namesakes_are_told_apart(client: FlaskClient) -> None:
    event = make_event()
    make_guest(event, "Nguyễn Thị Hoa", age_band="60+")
    french = make_guest(event, "Nguyen Thi Hoa", "Trần Văn Đức")
    write()
    french.registration.contact_country, french.registration.locale = "FR", "fr"
    db.session.commit()
    make_guest(event, "Đặng Thị Hường", age_band="60+")
    make_guest(make_event(), "Trần Văn Đức")  # of another event
    headers = {"Authorization": f"Bearer {key_of(client, event)}"}
    items = client.get("/api/v1/checkin/list", headers=headers).json["items"]
    assert {item["name"]: (item["locale"], item["apart"]) for item in items} == {
        "Nguyễn Thị Hoa": ("vi", {"country": "US", "age_band": "60+"}),
        "Nguyen Thi Hoa": ("fr", {"country": "FR", "age_band": None}),
        "Trần Văn Đức": ("fr", None),
        "Đặng Thị Hường": ("vi", None),
    }
