"""What guests read of the programme: what is meant for them, on the event's clock, without names of guests."""

from flask.testing import FlaskClient

from showcase.core.database import db, write
from showcase.programme.models import Appearance
from showcase.registration import calendar_file
from tests.conftest import Queries
from tests.factories import at, make_edition, make_event, make_item, make_registration, save, texts


def test_guests_read_what_is_meant_for_them_in_place_of_the_old_text(
    client: FlaskClient, query_recorder: Queries
) -> None:
    event = make_event(make_edition(), starts_at=at("2030-02-01T08:00+07:00"), ends_at=at("2030-02-01T12:00+07:00"))
    write()
    texts(event, programme="- **07:00** Chữ cũ")
    db.session.commit()
    slug = event.slug
    query_recorder.clear()
    assert "Chữ cũ" in client.get(f"/vi/gathering/{slug}/").get_data(as_text=True)
    without = len(query_recorder)
    make_item(event, "Thử micro", fixed_at=at("2030-02-01T07:30+07:00"))
    welcome = make_item(
        event,
        {"vi": "Lời chào", "en": "Welcome"},
        public=True,
        fixed_at=at("2030-02-01T08:05+07:00"),
        mc="Bí mật của MC",
    )
    make_item(event, "Phim", public=True, place="Hội trường lớn")
    registration = make_registration(event)
    guest, name = registration.people[0], registration.people[0].name
    save(Appearance(item_id=welcome.id, attendee_id=guest.id))
    save(Appearance(item_id=welcome.id, name="Ông Chủ tịch"))
    query_recorder.clear()
    page = client.get(f"/en/gathering/{slug}/").get_data(as_text=True)
    assert len(query_recorder) <= without + 2
    assert "Ông Chủ tịch" in page
    assert ">08:05<" in page
    assert '<span lang="vi">Hội trường lớn</span>' in page, "what has no translation says in which language it is"
    for hidden in ("Thử micro", "Chữ cũ", name, "Bí mật"):
        assert hidden not in page
    file = calendar_file.calendar(registration).replace(b"\r\n ", b"").decode()
    assert "08:05 Welcome" in file
    assert "Thử micro" not in file
    assert "Welcome" in client.get("/en/search?q=welcome").get_data(as_text=True)
    assert "Thử micro" not in client.get("/vi/search?q=micro").get_data(as_text=True)
