"""Lists that are taken along: what for is asked and noted, each holds what it needs and nothing more."""

import csv
import io
import tracemalloc

import openpyxl
import pytest
from flask.testing import FlaskClient

from showcase.core import audit, clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.guests import columns, exports
from showcase.guests.exports import Kind
from showcase.guests.selection import Selection
from showcase.registration import services
from showcase.registration.models import Attendee, Event, Registration
from showcase.registration.rules import Person
from tests.factories import make_event, make_registration, make_session
from tests.staff.cast import opened, sign_in

PEOPLE = (
    Person("Đặng Thị Hường", sessions=("com",), diet="Chay.", access="xe lăn", honorific="Bà"),
    Person("=HYPERLINK(1)", sessions=("com",), diet="Vegetarian", age_band="0-6"),
    Person("Thạch Sô Phia", age_band="7-15", diet="không hải sản", second_name="鄭秀英"),
)


@pytest.fixture
def event() -> Event:
    event = make_event()
    make_session(event, slug="com")
    make_registration(event, people=1, note="x")
    write()
    found = db.session.scalars(db.select(Registration)).one()
    services.change(found, [], clock.now(), joining=PEOPLE, at_any_time=True, notify=False)
    db.session.commit()
    return event


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    sign_in(client)
    return client


def taken(staff: FlaskClient, event: Event, **sent: object) -> bytes:
    address = f"/staff/guests/export/?event={event.slug}"
    answered = staff.post(address, data=opened(staff, address) | {"purpose": "Lễ tân", "column": []} | sent)
    assert answered.status_code == 200, answered.text
    assert answered.headers["Cache-Control"] == "no-store"
    return answered.data


def test_a_list_is_taken_only_with_its_purpose_and_that_is_noted(staff: FlaskClient, event: Event) -> None:
    address = f"/staff/guests/export/?event={event.slug}&q=huong"
    sent = opened(staff, address)
    for nothing in ("  ", "\0", "x" * 10_000):
        assert staff.post(address, data={**sent, "purpose": nothing}).status_code == 422
    assert db.session.scalar(db.select(AuditEntry).filter_by(verb="guests.exported")) is None
    answered = staff.post(address, data={**sent, "purpose": "Lễ tân tiếp đón", "column": ["reference", "kind"]})
    sheet = openpyxl.load_workbook(io.BytesIO(answered.data)).active
    assert sheet is not None
    assert [row[1] for row in sheet.iter_rows(values_only=True)] == ["Họ và tên", "Đặng Thị Hường", "Đặng Thị Hường"]
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="guests.exported")).one()
    noted = audit.changes_of(entry)
    assert (noted["purpose"][1], noted["rows"][1], noted["searched"][1]) == ("Lễ tân tiếp đón", 2, True)
    assert noted["columns"][1] == ["name", "reference", "kind"]
    assert "huong" not in entry.changes
    assert entry.actor.startswith("account:")


def test_the_kitchen_reads_numbers_and_no_name(staff: FlaskClient, event: Event) -> None:
    content = taken(staff, event, list="catering", format="csv").decode("utf-8-sig")
    rows = [(row[0], row[1], row[2]) for row in csv.reader(io.StringIO(content))]
    assert ("Tất cả người về dự", "Số người", "4") in rows
    assert ("Cơm thân mật", "chay", "2") in rows
    assert ("Tất cả người về dự", "không hải sản", "1") in rows
    assert next(row for row in rows if row[0] == "Cơm thân mật")[2] == "2"
    assert not any(name in content for name in ("Hường", "Phia", "HYPERLINK", "xe lăn"))


def test_security_reads_nothing_of_health_whatever_is_chosen(staff: FlaskClient, event: Event) -> None:
    content = taken(staff, event, list="security", format="csv", column=["needs", "phone"]).decode("utf-8-sig")
    assert "Đặng Thị Hường" in content
    assert "'=HYPERLINK(1)" in content
    assert not any(word in content for word in ("xe lăn", "hay", "hải sản", "huong@example.org"))


@pytest.mark.full
def test_lists_on_paper_say_that_they_are_not_public_and_who_printed_them(staff: FlaskClient, event: Event) -> None:
    import pypdfium2

    for kind in Kind:
        pages = pypdfium2.PdfDocument(taken(staff, event, list=str(kind), format="pdf", purpose="Bàn đón tiếp số 1"))
        text = " ".join(pages[0].get_textpage().get_text_range().split())
        assert "Danh sách không đăng công khai" in text
        assert "1 / 1" in text
        assert "Bàn đón tiếp số 1" in text
        assert "Người in" in text


def test_a_long_list_is_read_in_batches(event: Event, query_recorder: list[str]) -> None:
    shown = columns.named(["reference", "kind", "needs", "sessions"])
    ids = exports.ids_of(Kind.TABLE, Selection())
    query_recorder.clear()
    rows = list(exports.rows_of(ids, shown))
    assert "Thạch Sô Phia" in [row[1] for row in rows]
    assert len(query_recorder) <= 8


@pytest.mark.full
def test_fifty_thousand_guests_leave_the_memory_as_they_are_written(event: Event) -> None:
    write()
    party = db.session.scalars(db.select(Registration.id)).one()
    person = {"registration_id": party, "position": 0, "name": "Trần Văn Bảy", "folded": "tran van bay"}
    for start in range(0, 50_000, 5_000):
        rows = [{**person, "sort_given": f"bay {n}"} for n in range(start, start + 5_000)]
        db.session.execute(db.insert(Attendee), rows)
    db.session.commit()
    shown = columns.named(["reference", "kind", "state", "sessions", "phone"])
    ids = exports.ids_of(Kind.TABLE, Selection())
    peaks = []
    for number in (1_000, len(ids)):
        tracemalloc.start()
        assert sum(1 for _row in exports.rows_of(ids[:number], shown)) == number
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert number > 50_000
    assert peaks[1] < peaks[0] + 3_000_000, peaks
