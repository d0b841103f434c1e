import html
import re
from datetime import UTC, date, datetime

from showcase.core import audit, caching
from showcase.core.clock import frozen
from showcase.core.database import db, write
from showcase.investment.models import ExchangeRate
from tests.factories import make_edition, make_project, make_unit, save, texts


def names_on(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a href="[^"]*/projects/([^"/]+)/"', page)


def test_the_list_shows_calling_projects_with_the_year_of_their_list(client):
    edition = make_edition()
    calling = make_project(edition, list_year="2016-2020")
    make_project(edition, kind="running")
    page = client.get("/vi/projects/").text
    assert names_on(page) == [calling.slug]
    assert "2016–2020" in page
    assert "chưa xác nhận lại" in page


def test_the_other_list_holds_running_and_public_ones_apart(client):
    edition = make_edition()
    running = make_project(edition, kind="running")
    public = make_project(edition, kind="public")
    page = client.get("/vi/projects/?view=under-way").text
    assert names_on(page) == [running.slug, public.slug]
    assert names_on(client.get("/vi/projects/?kind=public").text) == [public.slug]


def test_what_came_after_the_edition_stands_last(client):
    edition = make_edition()
    later = make_project(edition, kind="running", list_year="2025", after_edition=True)
    earlier = make_project(edition, kind="running", list_year="2021")
    assert names_on(client.get("/vi/projects/?view=under-way").text) == [earlier.slug, later.slug]


def test_words_without_marks_find_the_project(client):
    edition = make_edition()
    wanted = make_project(edition)
    other = make_project(edition)
    write()
    texts(other, name={"vi": "Cảng biển Định An", "en": "Định An port"})
    db.session.commit()
    from_db = client.get("/vi/projects/?q=BA+om").text
    assert names_on(from_db) == [wanted.slug]


def test_filters_count_what_is_behind_them_and_hide_what_is_empty(client):
    edition = make_edition()
    unit, other, empty = make_unit(), make_unit(), make_unit()
    make_project(edition, units=[unit])
    make_project(edition, units=[unit, other])
    page = client.get("/vi/projects/").text
    assert re.search(rf'<option value="{unit.code}">[^<]* \(2\)', page)
    assert f'value="{empty.code}"' not in page


def test_filters_stand_in_the_address_and_the_pager_keeps_them(client):
    edition = make_edition()
    unit = make_unit()
    for _ in range(21):
        make_project(edition, units=[unit])
    make_project(edition)
    page = client.get(f"/vi/projects/?unit={unit.code}&q=ao").text
    assert "21 dự án" in page
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).text
    assert len(names_on(second)) == 1
    assert names_on(client.get(f"/vi/projects/?unit={unit.code}&page=9999999").text) == names_on(second)


def test_an_empty_list_says_which_filter_to_let_go_of(client):
    edition = make_edition()
    here, there = make_unit(), make_unit()
    make_project(edition, units=[here], land_status="cleared")
    make_project(edition, units=[there], land_status="private")
    make_project(edition, kind="running", units=[here], land_status="private")
    page = html.unescape(client.get(f"/vi/projects/?unit={here.code}&land=private&q=ba+om").text)
    assert "Chưa có dự án nào khớp" in page
    assert "Xem tất cả" in page
    ways = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <span class="quiet">(\d+) dự án', page)
    assert ways == [
        ("/vi/projects/?q=ba+om&land=private", "Bỏ “Địa danh”", "1"),
        (f"/vi/projects/?q=ba+om&unit={here.code}", "Bỏ “Đất đai”", "1"),
        (f"/vi/projects/?view=under-way&q=ba+om&unit={here.code}&land=private", "Đã và đang triển khai", "1"),
    ]
    assert names_on(client.get(ways[0][0]).text)


def test_a_list_that_one_filter_less_does_not_fill_leads_to_each_alone(client):
    edition = make_edition()
    here = make_unit()
    make_project(edition, units=[here], land_status="cleared")
    make_project(edition, land_status="private", forms=["ppp"])
    page = html.unescape(client.get(f"/vi/projects/?unit={here.code}&land=private&form=fdi").text)
    ways = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <span class="quiet">(\d+) dự án', page)
    assert ways == [
        (f"/vi/projects/?unit={here.code}", "Riêng “Địa danh”", "1"),
        ("/vi/projects/?land=private", "Riêng “Đất đai”", "1"),
    ]
    assert re.search(rf'<option selected value="{here.code}">[^<]* \(0\)', page), "what is chosen stays to be seen"


def test_who_mistypes_is_asked_what_was_meant(client):
    edition = make_edition()
    project = make_project(edition)
    write()
    texts(project, name={"vi": "Nhà máy chế biến thủy sản", "en": "Seafood plant", "km": "រោងចក្រកែច្នៃអាហារសមុទ្រ"})
    db.session.commit()
    for typed, meant in (("thuy sna", "thuy san"), ("seafod", "seafood")):
        page = client.get(f"/vi/projects/?q={typed}").text
        link = re.search(r'Có phải bà con muốn tìm: <a href="([^"]+)">([^<]+)</a>', page)
        assert link is not None, typed
        assert link[2] == meant
        assert names_on(client.get(html.unescape(link[1])).text) == [project.slug]
    assert "Có phải bà con" not in client.get("/vi/projects/?q=xyzzy").text


def test_khmer_words_are_found_within_a_line_without_spaces(client):
    edition = make_edition()
    project = make_project(edition)
    make_project(edition)
    write()
    texts(project, name={"vi": "Nhà máy", "km": "រោងចក្រកែច្នៃអាហារសមុទ្រ"})
    db.session.commit()
    assert names_on(client.get("/en/projects/?q=អាហារ").text) == [project.slug]


def test_words_find_a_project_by_its_sector_and_its_place(client):
    edition = make_edition()
    unit = make_unit()
    project = make_project(edition, units=[unit])
    make_project(edition)
    write()
    texts(unit, name={"vi": "Huyện Phú Vang"})
    db.session.commit()
    assert names_on(client.get("/vi/projects/?q=phu+vang+ao").text) == [project.slug]


def test_each_facet_of_the_record_filters_the_list_and_hides_where_nobody_has_it(client):
    edition = make_edition()
    project = make_project(edition, forms=["ppp"], land_status="cleared", stage="negotiating", capital_bn_vnd=30)
    make_project(edition, forms=["fdi"], land_status="public", stage="calling", capital_bn_vnd=900)
    for chosen in ("form=ppp", "land=cleared", "stage=negotiating", "capital=0-100"):
        page = client.get(f"/vi/projects/?{chosen}").text
        assert names_on(page) == [project.slug]
        assert re.search(rf'<option selected value="{chosen.partition("=")[2]}">[^<]* \(1\)', page), chosen
    make_project(edition, kind="running")
    page = client.get("/vi/projects/?view=under-way").text
    assert 'name="land"' not in page


def test_five_thousand_projects_ask_no_more_queries(client, query_recorder):
    edition = make_edition()
    for _ in range(3):
        make_project(edition, units=[make_unit()])
    query_recorder.clear()
    client.get("/vi/projects/?q=ao&form=fdi")
    assert len(query_recorder) <= 11
    query_recorder.clear()
    client.get("/vi/projects/?q=ba")
    assert len(query_recorder) <= 8


def test_a_project_says_once_what_is_not_known(client):
    edition = make_edition()
    project = make_project(edition, capital_bn_vnd=None, area_ha=None)
    page = client.get(f"/vi/projects/{project.slug}/").text
    assert page.count("Chưa có số liệu") == 1
    assert re.search(r"<dd[^>]*>[^<]*Vốn, Diện tích", page)


def test_a_project_shows_its_figures_and_sources(client):
    project = make_project(make_edition())
    page = client.get(f"/en/projects/{project.slug}/").text
    assert "<span>250</span>" in page
    assert "billion VND" in page
    assert "<span>64.78</span>" in page
    assert "Niên giám" in page


def test_the_map_leads_to_the_projects_of_a_district(client):
    edition = make_edition()
    square = {"type": "Polygon", "coordinates": [[[106, 9], [107, 9], [107, 10], [106, 9]]]}
    unit = make_unit(outline=square)
    make_project(edition, units=[unit])
    page = client.get("/vi/projects/map/").text
    assert f'href="/vi/projects/?unit={unit.code}"' in page
    assert 'role="group"' in page


def test_a_project_page_marks_its_place(client):
    edition = make_edition()
    square = {"type": "MultiPolygon", "coordinates": [[[[106, 9], [107, 9], [107, 10], [106, 9]]]]}
    project = make_project(edition, units=[make_unit(outline=square)])
    assert "<svg" in client.get(f"/vi/projects/{project.slug}/").text


def test_a_record_shows_ranges_and_what_a_source_proves(client):
    edition = make_edition()
    project = make_project(
        edition,
        capital_bn_vnd=4006,
        capital_bn_vnd_max=None,
        area_ha_max=80,
        land_status="partly-cleared",
        forms=["domestic", "fdi"],
        stage="approved",
        stage_on="2022-03",
        details={
            "capacities": [{"product": {"vi": "Tôm"}, "min": 5000, "max": 8000, "unit": "tonnes"}],
            "workforce": {"jobs_min": 2000},
            "legal_basis": [{"number": "12/QĐ-UBND", "date": "2022-05-04", "url": "https://example.org/12"}],
            "documents": [
                {"title": {"vi": "Quyết định"}, "type": "decision", "language": "vi", "url": "https://example.org/a"}
            ],
        },
    )
    page = html.unescape(client.get(f"/vi/projects/{project.slug}/").text).replace("\u00a0", " ")
    for words in (
        "Tôm 5.000–8.000 tấn",
        "từ 2.000 người",
        "4.006 tỷ đồng (khoảng 4 nghìn tỷ)",
        "<span>64,78–80</span>",
        "đã giải phóng mặt bằng một phần",
        "đầu tư trong nước, đầu tư nước ngoài",
        "đã duyệt, tháng 3/2022",
        '<a href="https://example.org/12" rel="noopener">12/QĐ-UBND</a> (04/05/2022)',
        "Quyết định</a>",
    ):
        assert words in page
    english = html.unescape(client.get(f"/en/projects/{project.slug}/").text).replace("\u00a0", " ")
    assert "VND 4,006 billion (about VND 4 trillion)" in english


def test_a_range_of_money_is_written_around_its_numbers(client):
    project = make_project(make_edition(), capital_bn_vnd=100, capital_bn_vnd_max=200)
    page = client.get("/en/projects/").text.replace("\u00a0", " ")
    assert "VND 100–200 billion" in page
    assert project.slug in page


def test_dollars_are_shown_only_at_a_dated_rate_with_its_source(client):
    edition = make_edition()
    project = make_project(edition, capital_bn_vnd=240)
    address = f"/en/projects/{project.slug}/"
    assert "USD" not in client.get(address).text
    source = {"title": "Tỷ giá trung tâm", "publisher": "Ngân hàng Nhà nước"}
    rate = ExchangeRate(host_id=edition.host_id, slug="usd", currency="USD", vnd=24000, on=date(2023, 9, 28))
    rate.sources = [source]
    save(rate)
    page = client.get(address).text.replace("\u00a0", " ")
    assert "about USD 10 million at the rate of 28 September 2023 (Ngân hàng Nhà nước)" in page


def test_a_record_says_by_itself_when_its_confirmation_is_due(client):
    project = make_project(make_edition(), verified_on=date(2023, 9, 1))
    address = f"/vi/projects/{project.slug}/"
    with frozen(datetime(2024, 8, 30, tzinfo=UTC)):
        assert "Xin hỏi lại" not in client.get(address).text
    with frozen(datetime(2024, 9, 1, tzinfo=UTC)):
        caching.forget()
        assert "trước ngày 31/08/2024" in client.get(address).text.replace("\u00a0", " ")


def test_the_history_names_days_and_fields_and_nobody(client):
    project = make_project(make_edition())
    write()
    with frozen(datetime(2024, 1, 5, 3, tzinfo=UTC)):
        audit.record(
            "project.changed", project, **{"capital_bn_vnd": (200, 250), "name-vi": ("Cũ", "Mới"), "x": (1, 2)}
        )
        db.session.commit()
    page = client.get(f"/vi/projects/{project.slug}/").text.replace("\u00a0", " ")
    assert "05/01/2024: Vốn, Tên dự án</li>" in page
    assert "Cũ" not in page


def test_the_closer_map_knows_districts_sites_and_where_they_lead(client):
    edition = make_edition()
    square = {"type": "Polygon", "coordinates": [[[106, 9], [107, 9], [107, 10], [106, 9]]]}
    unit = make_unit(outline=square)
    make_unit(outline=square)
    site = {"name": {"vi": "Bãi biển"}, "lon": 106.5, "lat": 9.6}
    project = make_project(edition, units=[unit], details={"sites": [site]})
    features = client.get("/vi/projects/map/districts.geojson").json["features"]
    assert [feature["geometry"]["type"] for feature in features] == ["Polygon", "Polygon", "Point"]
    assert features[0]["properties"]["url"] == f"/vi/projects/?unit={unit.code}"
    assert features[0]["properties"]["says"] == "1 dự án"
    assert features[1]["properties"]["url"] is None
    assert features[2]["geometry"]["coordinates"] == [106.5, 9.6]
    assert features[2]["properties"]["url"] == f"/vi/projects/{project.slug}/"
