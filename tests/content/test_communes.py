"""“Our commune”: found by any name, shown with what is known, and silent about what is not."""

from datetime import date
from urllib.parse import quote

import pytest

from showcase.core.database import db, write
from showcase.editions.models import Edition, UnitContact
from tests.factories import (
    make_achievement,
    make_commune,
    make_district,
    make_edition,
    make_feature,
    make_project,
    save,
    texts,
)


def names_found(client, query, locale="vi"):
    page = client.get(f"/{locale}/communes/?q={quote(query)}").text
    return [part.split(">", 1)[1].split("<", 1)[0] for part in page.split("found-places__name")[1:]]


@pytest.mark.parametrize("query", ["nhi long", "Nhị Long", "NHI", "xã nhị long", "long nhi", "nhi long commune"])
def test_a_commune_is_found_without_marks_and_in_any_language(client, query):
    edition = make_edition()
    make_commune(edition, "Xã Nhị Long")
    make_commune(edition, "Xã Đại Phúc")
    assert names_found(client, query) == ["Xã Nhị Long"]


def test_the_name_itself_stands_before_longer_ones(client):
    edition = make_edition()
    district = make_district(edition)
    for name in ("Xã Nhị Long Phú", "Xã Nhị Long", "Xã Nhị An"):
        make_commune(edition, name, district)
    assert names_found(client, "nhi long") == ["Xã Nhị Long", "Xã Nhị Long Phú"]


def test_a_commune_is_found_by_what_it_was_and_by_what_it_became_part_of(client):
    edition = make_edition()
    district = make_district(edition)
    third = make_commune(edition, "Phường 3", district, kind="phuong")
    second = make_commune(
        edition, "Phường 2", district, kind="phuong", valid_until=date(2025, 1, 1), succeeded_by=third.code
    )
    make_commune(edition, "Phường Cũ", district, code=third.code, valid_until=date(2010, 1, 1))
    assert names_found(client, "phuong 2") == ["Phường 2"]
    assert names_found(client, "phuong 3") == ["Phường 3", "Phường 2"]
    assert names_found(client, "phuong cu") == ["Phường 2", "Phường 3"]
    page = client.get(f"/vi/communes/{second.code}/").text
    assert "01/01/2025" in page
    assert f'href="/vi/communes/{third.code}/"' in page


def test_the_district_may_help_to_find_one(client):
    edition = make_edition()
    make_commune(edition, "Xã Long Đức", make_district(edition))
    other = make_district(edition)
    write()
    save(texts(other, name="Huyện Mỏ Cày"))
    make_commune(edition, "Xã Long Đức", other)
    assert names_found(client, "long duc mo cay") == ["Xã Long Đức"]


def test_a_district_leads_to_its_communes(client):
    edition = make_edition()
    district = make_district(edition)
    make_commune(edition, "Xã Nhị Long", district)
    assert f'href="/vi/communes/#{district.slug}"' in client.get("/vi/communes/?q=cau+ke").text
    assert client.get(f"/vi/communes/{district.code}/").headers["Location"].endswith(f"/vi/communes/#{district.slug}")
    listed = client.get("/vi/communes/").text.split(f'id="{district.slug}"', 1)[1]
    assert "Xã Nhị Long" in listed


def test_what_is_not_found_says_what_to_try_and_what_is_nearly_so(client):
    edition = make_edition()
    make_commune(edition, "Xã Nhị Long")
    page = client.get("/vi/communes/?q=nhy+lonk").text
    assert "Không có nơi nào tên “nhy lonk”" in page
    assert "không cần dấu" in page
    assert "Xã Nhị Long" in page


@pytest.mark.parametrize("query", ["%00", "%ED%A0%80", "a" * 10_000, "%E2%80%AE<script>", "%25", "' OR 1=1"])
def test_whatever_is_looked_for_is_answered(client, query):
    make_commune(make_edition(), "Xã Nhị Long")
    response = client.get(f"/vi/communes/?q={query}")
    assert response.status_code == 200
    assert "<script>" not in response.text


@pytest.mark.parametrize("code", ["99999", "abc", "%00", "29%20", "29278'", "a" * 300])
def test_a_code_that_is_nobodys_is_not_there(client, code):
    make_commune(make_edition(), "Xã Nhị Long")
    assert client.get(f"/vi/communes/{code}/").status_code == 404


def test_what_became_of_a_commune_is_never_guessed(client):
    edition = make_edition()
    still = make_commune(edition, "Xã Một")
    gone = make_commune(edition, "Xã Hai", make_district(edition), valid_until=date(2025, 7, 1))
    ended = make_commune(edition, "Xã Ba", make_district(edition, valid_until=date(2025, 7, 1)))
    assert "chưa ghi nhận thay đổi nào" in client.get(f"/vi/communes/{still.code}/").text
    assert "kết thúc ngày 01/07/2025" in client.get(f"/vi/communes/{gone.code}/").text
    assert "Từ ngày 01/07/2025 không còn cấp huyện" in client.get(f"/vi/communes/{ended.code}/").text


def test_what_is_of_the_commune_stands_apart_from_what_is_of_its_district(client):
    edition = make_edition()
    commune = make_commune(edition, "Xã Nhị Long")
    own = make_achievement(edition, units=[commune, commune.parent])
    around = make_achievement(edition, units=[commune.parent])
    given = make_feature(edition, "contribution", details={"units": [commune.parent.code]})
    elsewhere = make_feature(edition, "contribution", details={"units": ["998"]}, sources=[{"title": "Ở nơi khác"}])
    project = make_project(edition, units=[commune.parent])
    page = client.get(f"/vi/communes/{commune.code}/").text
    here, near = page.split('id="here"', 1)[1].split('id="around"', 1)
    assert own.slug in here
    assert own.slug not in near
    assert "Chưa có bài" not in here
    for link in (around.slug, project.slug, str(given.text_in("name", "vi"))):
        assert link in near
        assert link not in here
    assert elsewhere.sources[0]["title"] not in page


def test_a_commune_of_which_nothing_is_told_says_so(client):
    commune = make_commune(make_edition(), "Xã Nhị Long")
    assert "Chưa có bài về xã này." in client.get(f"/vi/communes/{commune.code}/").text


def test_changes_of_the_map_come_with_their_source(client):
    edition = make_edition()
    commune = make_commune(edition, "Xã Nhị Long")
    make_feature(edition, "unit-change", details={"units": [commune.code], "date": "2023-03-01"})
    changes = client.get(f"/vi/communes/{commune.code}/").text.split('id="changes"', 1)[1]
    assert "01/03/2023" in changes
    assert "Niên giám" in changes


def test_whom_to_ask_is_the_nearest_front_that_has_said_how(client):
    edition = make_edition()
    commune = make_commune(edition, "Xã Nhị Long")
    address = f"/vi/communes/{commune.code}/"
    assert "Xin hỏi cấp tỉnh" in client.get(address).text
    save(UnitContact(unit_code=commune.parent.code, phone="+84 294 111"))
    save(UnitContact(unit_code=commune.code))
    page = client.get(address).text
    assert "Mặt trận huyện Cầu Kè" in page
    assert "tel:+84294111" in page
    own = db.session.scalar(db.select(UnitContact).filter_by(unit_code=commune.code))
    write()
    own.phone = "+84 294 222"
    db.session.commit()
    page = client.get(address).text
    assert "Mặt trận xã Nhị Long" in page
    assert "tel:+84294111" not in page


def test_the_map_marks_the_district_and_the_commune_where_its_place_is_known(client):
    edition = make_edition()
    without, known = make_commune(edition, "Xã Một"), make_commune(edition, "Xã Hai", lon=106.1, lat=9.9)
    assert "<circle" not in client.get(f"/vi/communes/{without.code}/").text
    page = client.get(f"/vi/communes/{known.code}/").text
    assert "<circle" in page
    assert "Huyện Cầu Kè" in page.split("<desc", 1)[1][:200]


def test_pages_of_communes_ask_few_queries_however_many_there_are(client, query_recorder):
    number = make_edition().id

    def fill():
        edition = db.session.get_one(Edition, number)
        commune = make_commune(edition, "Xã Nhị Long")
        make_achievement(edition, units=[commune, commune.parent])
        make_feature(edition, "contribution", details={"units": [commune.code]})
        make_project(edition, units=[commune.parent])
        save(UnitContact(unit_code=commune.code, phone="+84 294 111"))
        return commune.code

    def asked(path):
        db.session.expunge_all()
        query_recorder.clear()
        assert client.get(path).status_code == 200
        return len(query_recorder)

    first = [asked("/vi/communes/"), asked(f"/vi/communes/{fill()}/"), asked("/vi/communes/?q=nhi")]
    for _ in range(5):
        last = fill()
    assert [asked("/vi/communes/"), asked(f"/vi/communes/{last}/"), asked("/vi/communes/?q=nhi")] == first
    assert max(first) <= 9  # one of them, of all communes' given works, is asked once after a change


def test_every_commune_is_in_the_sitemap(client):
    commune = make_commune(make_edition(), "Xã Nhị Long")
    assert f"/en/communes/{commune.code}/</loc>" in client.get("/sitemap.xml").text
