"""The register of officials: who holds which office on which day, and the pages that change it."""

import io
import json
import zipfile
from datetime import date
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.core import media
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.core.media import Media
from showcase.editions import officials
from showcase.editions.models import Host, Office, Official
from tests.factories import make_edition, make_office, make_official
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

REGISTER = "/staff/officials/"
NEW = {
    "person": "Trần Thị Hai",
    "title-vi": "Chủ tịch",
    "begins_on": "2024-03-15",
    "source_title": "Quyết định số 1",
}


@pytest.fixture
def host() -> Host:
    return make_edition().host


@pytest.fixture
def staff(client: FlaskClient, host: Host) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page_of(office: Office, more: str = "") -> str:
    return f"{REGISTER}{office.slug}/{more}"


def people(office: Office) -> list[str]:
    db.session.rollback()  # what others have written meanwhile
    return [one.person for one in office.officials]


def picture(size: tuple[int, int] = (600, 800), kind: str = "JPEG", **options: object) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", size, "#1F5B43").save(output, kind, **options)
    return output.getvalue()


def send_portrait(client: FlaskClient, official: Official, content: bytes, name: str = "a.jpg") -> TestResponse:
    where = page_of(official.office, f"{official.id}/portrait")
    answer = post(client, where, data={"portrait": (io.BytesIO(content), name), "credit": "Nguyễn Ảnh"})
    answer.request.environ["wsgi.input"].close()  # a large one lies in a file of the test client
    return answer


def test_an_empty_register_says_what_to_do(staff: FlaskClient) -> None:
    page = staff.get(REGISTER).get_data(as_text=True)
    assert "No office is in the register yet" in page
    assert f'href="{REGISTER}new-office"' in page


def test_an_office_and_its_first_holder(staff: FlaskClient, host: Host) -> None:
    answer = fill(staff, f"{REGISTER}new-office", name__vi="Chủ tịch Ủy ban", name__en="Chair")
    assert answer.location == f"{REGISTER}chu-tich-uy-ban/"
    assert "Nobody has been entered yet" in staff.get(answer.location).get_data(as_text=True)
    answer = fill(staff, f"{answer.location}new", **{name.replace("-", "__"): value for name, value in NEW.items()})
    assert "Trần Thị Hai is in the register now." in staff.get(answer.location).get_data(as_text=True)
    found = officials.official_on(host, "chu-tich-uy-ban", date(2024, 3, 15))
    assert found is not None
    assert (found.person, found.sources) == ("Trần Thị Hai", [{"title": "Quyết định số 1"}])
    assert officials.official_on(host, "chu-tich-uy-ban", date(2024, 3, 14)) is None
    assert officials.official_on(host, "chu-tich", date(2024, 3, 15)) is None
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="official.added")).one()
    assert json.loads(entry.changes)["person"] == ["", "Trần Thị Hai"]


def test_two_offices_of_one_name_get_two_addresses(staff: FlaskClient) -> None:
    for slug in ("new-office-2", "new-office-3"):
        assert fill(staff, f"{REGISTER}new-office", name__vi="New office").location == f"{REGISTER}{slug}/"


def test_the_list_answers_for_a_day(staff: FlaskClient, host: Host) -> None:
    office = make_office(host)
    make_official(office, person="Lê Văn Một", begins_on=date(2019, 1, 1), ends_on=date(2022, 1, 1))
    make_official(office, person="Lê Văn Hai", begins_on=date(2023, 1, 1))
    today = staff.get(REGISTER).get_data(as_text=True)
    assert "<strong>Lê Văn Hai</strong>" in today
    assert "Lê Văn Một, until 1" in today
    between = staff.get(f"{REGISTER}?on=2022-06-01").get_data(as_text=True)
    assert "Vacant" in between
    assert "Lê Văn Hai from 1" in between
    assert "<strong>Lê Văn Một</strong>" in staff.get(f"{REGISTER}?on=2019-01-01").get_data(as_text=True)
    assert "<strong>Lê Văn Hai</strong>" in staff.get(f"{REGISTER}?on=yesterday").get_data(as_text=True)


def test_the_list_asks_a_bounded_number_of_questions(staff: FlaskClient, host: Host, query_recorder: list[str]) -> None:
    for _ in range(8):
        make_official(make_office(host))
    staff.get(REGISTER)
    query_recorder.clear()
    staff.get(REGISTER)
    assert len(query_recorder) < 20


def test_a_second_holder_is_refused_with_the_reason(staff: FlaskClient, host: Host) -> None:
    office = make_office(host)
    make_official(office, person="Lê Văn Một", begins_on=date(2019, 1, 1))
    answer = staff.post(page_of(office, "new"), data={**opened(staff, page_of(office, "new")), **NEW})
    assert answer.status_code == 422
    assert "Lê Văn Một holds this office since" in answer.get_data(as_text=True)
    assert fields_of(answer)["person"] == "Trần Thị Hai"
    assert people(office) == ["Lê Văn Một"]


def test_a_successor_may_begin_on_the_day_the_other_leaves(staff: FlaskClient, host: Host) -> None:
    office = make_office(host)
    first = make_official(office, person="Lê Văn Một", begins_on=date(2019, 1, 1))
    assert fill(staff, page_of(office, f"{first.id}/"), ends_on="2024-03-15").status_code == 303
    answer = staff.post(page_of(office, "new"), data={**opened(staff, page_of(office, "new")), **NEW})
    assert answer.status_code == 303
    assert people(office) == ["Lê Văn Một", "Trần Thị Hai"]


def test_taking_an_end_back_is_refused_once_there_is_a_successor(staff: FlaskClient, host: Host) -> None:
    office = make_office(host)
    first = make_official(office, person="Lê Văn Một", begins_on=date(2019, 1, 1))
    page = page_of(office, f"{first.id}/")
    number = fill(staff, page, ends_on="2024-03-15").location.split("saved=")[1]
    make_official(office, person="Trần Thị Hai", begins_on=date(2024, 3, 15))
    answer = staff.post(page, data={"csrf_token": mark_of(staff.get(page)), "undo": number})
    assert answer.status_code == 422
    db.session.expire_all()
    assert first.ends_on == date(2024, 3, 15)


def test_two_officers_who_name_a_holder_at_once_cannot_both_succeed(app: Flask, host: Host) -> None:
    office = make_office(host)
    url, barrier, answers = page_of(office, "new"), Barrier(2), []

    def name(person: str) -> None:
        with app.app_context():
            client = app.test_client()
            sign_in(client)
            sent = {**opened(client, url), **NEW, "person": person}
            barrier.wait(10)
            answers.append(client.post(url, data=sent).status_code)
            db.session.remove()

    threads = [Thread(target=name, args=(person,)) for person in ("Một", "Hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [303, 422]
    assert len(people(office)) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ends_on", "2024-03-15", "must come after the first day"),
        ("ends_on", "2019-01-01", "must come after the first day"),
        ("begins_on", "15/3/2024", "valid date"),
        ("begins_on", "", "fill in"),
        ("begins_on", "0024-03-15", "check the year"),
        ("begins_on", "9999-12-31", "check the year"),
        ("person", "", "fill in"),
        ("person", "x" * 121, "At most 120"),
        ("person", "Lê\u202eVăn", "cannot be stored"),
        ("title-vi", "", "fill in"),
        ("source_title", " ", "name the source"),
        ("source_url", "javascript:alert(1)", "check the address"),
        ("source_url", "ftp://example.org/a", "check the address"),
    ],
)
def test_bad_input_is_said_beside_the_field(staff: FlaskClient, host: Host, field: str, value: str, words: str) -> None:
    office = make_office(host)
    sent = {**opened(staff, page_of(office, "new")), **NEW, field: value}
    answer = staff.post(page_of(office, "new"), data=sent)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert people(office) == []


def test_a_source_that_gives_only_the_month_survives_an_edit(staff: FlaskClient, host: Host) -> None:
    sources = [{"title": "Báo", "published": "2019-05"}, {"title": "Một báo nữa"}]
    official = make_official(make_office(host), sources=sources)
    assert fill(staff, page_of(official.office, f"{official.id}/"), person="Lê Văn Ba").status_code == 303
    db.session.expire_all()
    assert official.sources == sources


def test_only_what_is_made_up_has_no_source(staff: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host), sources=[], demo=True)
    assert fill(staff, page_of(official.office, f"{official.id}/"), person="Lê Văn Mẫu").status_code == 303
    db.session.expire_all()
    assert (official.person, official.sources) == ("Lê Văn Mẫu", [])
    assert fill(staff, page_of(official.office, f"{official.id}/"), demo=None).status_code == 422


def test_a_change_can_be_taken_back(staff: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host), person="Lê Văn Một")
    page = page_of(official.office, f"{official.id}/")
    answer = fill(staff, page, title__en="Chair")
    assert official.texts_of("title")["en"] == "Chair"
    number = answer.location.split("saved=")[1]
    assert post(staff, page, answer.location, data={"undo": number}).status_code == 303
    db.session.expire_all()
    assert "en" not in official.texts_of("title")


def test_an_entry_made_by_mistake_is_removed_and_leaves_a_trace(staff: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host), person="Lê Văn Một")
    office = official.office
    assert post(staff, page_of(office, f"{official.id}/removal")).status_code == 303
    assert people(office) == []
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="official.removed")).one()
    assert json.loads(entry.changes)["person"] == ["Lê Văn Một", ""]


def test_an_office_with_a_history_stays(staff: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host))
    office, empty = official.office, make_office(host)
    slug = empty.slug
    assert post(staff, page_of(office, "removal")).status_code == 409
    assert post(staff, page_of(empty, "removal")).status_code == 303
    db.session.expire_all()
    assert db.session.scalars(db.select(Office.slug)).all() == [office.slug]
    assert staff.get(f"{REGISTER}{slug}/").status_code == 404


def test_forged_numbers_lead_nowhere(staff: FlaskClient, host: Host) -> None:
    official, other = make_official(make_office(host)), make_office(host)
    for path in (f"{other.slug}/{official.id}/", f"{official.office.slug}/{2**70}/", "nobody/", "nobody/1/"):
        assert staff.get(f"{REGISTER}{path}").status_code == 404, path
        assert post(staff, f"{REGISTER}{path}").status_code in (404, 405), path
    assert post(staff, page_of(other, f"{official.id}/removal")).status_code == 404
    assert people(official.office) == [official.person]


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_it(role: Role, client: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host))
    sign_in(client, role)
    assert client.get(REGISTER).status_code == 403
    assert post(client, page_of(official.office, f"{official.id}/removal")).status_code == 403
    assert people(official.office) == [official.person]


def test_a_portrait_is_made_anew_and_kept_by_its_hash(staff: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host))
    exif = Image.Exif()
    exif[0x010F] = "Camera of Mr Secret"  # who made the camera
    exif[0x0112] = 6  # lies on its side
    answer = send_portrait(staff, official, picture((3000, 2000), exif=exif))
    assert answer.status_code == 303
    db.session.expire_all()
    assert official.portrait is not None
    assert (official.portrait.width, official.portrait.height) == (800, 1200)
    content = media.read(official.portrait.hash)
    assert b"Secret" not in content
    assert b"Exif" not in content
    shown = staff.get(f"/media/{official.portrait.hash}")
    assert shown.mimetype == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    page = staff.get(answer.location).get_data(as_text=True)
    assert "Photo: Nguyễn Ảnh" in page


def test_a_portrait_can_be_taken_away_and_brought_back(staff: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host))
    where = page_of(official.office, f"{official.id}/portrait")
    send_portrait(staff, official, picture())
    digest = official.portrait.hash if official.portrait else ""
    removed = post(staff, where, data={"remove": "1"})
    db.session.expire_all()
    assert official.portrait is None
    number = removed.location.split("saved=")[1].split("#")[0]
    assert f'action="{where}"' in staff.get(removed.location).get_data(as_text=True)
    assert post(staff, where, data={"undo": number}).status_code == 303
    db.session.expire_all()
    assert official.portrait is not None
    assert official.portrait.hash == digest


def archive() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        file.writestr("a.png", picture())
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "choose a file"),
        (archive(), "cannot be read as a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "breaks off"),
        (picture()[:900], "breaks off"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "can hold programs"),
        (b"GIF89a" + b"\0" * 100, "a GIF file"),
        (picture((12_000, 12_000), "PNG"), "too large to be opened"),
        (picture((20, 20)), "too small"),
        (b"\xff\xd8" + b"\0" * (10 * 1024 * 1024), "too large"),
    ],
    ids=["nothing", "zip", "no-png", "cut-off", "svg", "gif", "bomb", "tiny", "ten-megabytes"],
)
def test_what_is_no_portrait_is_refused(staff: FlaskClient, host: Host, content: bytes, words: str) -> None:
    official = make_official(make_office(host))
    answer = send_portrait(staff, official, content, "portrait.png")
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    db.session.expire_all()
    assert official.portrait is None
    assert db.session.scalars(db.select(Media)).all() == []


def test_a_portrait_says_who_took_it(staff: FlaskClient, host: Host) -> None:
    official = make_official(make_office(host))
    where = page_of(official.office, f"{official.id}/portrait")
    answer = post(staff, where, data={"portrait": (io.BytesIO(picture()), "a.jpg"), "credit": ""})
    assert answer.status_code == 422
    assert 'id="credit-error"' in answer.get_data(as_text=True)
