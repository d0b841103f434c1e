import html
import re
import unicodedata

import pytest

from showcase.core.database import db
from tests.factories import make_edition, make_project, make_unit


def columns_of(page: str) -> list[str]:
    return re.findall(r'<th scope="col"><a href="[^"]*/projects/([^"/]+)/"', page)


def test_projects_stand_side_by_side_in_the_order_of_the_address(client):
    edition = make_edition()
    one, other = make_project(edition, capital_bn_vnd=100), make_project(edition, capital_bn_vnd=900, area_ha=None)
    page = client.get(f"/vi/projects/compare/?ids={other.slug},{one.slug}").text
    assert columns_of(page) == [other.slug, one.slug]
    text = unicodedata.normalize("NFKC", page)
    assert text.index("900 tỷ đồng") < text.index("100 tỷ đồng")
    assert "chưa rõ" in page, "an area that nobody names"
    assert "Những điều chưa nơi nào nói đến" in page


def test_a_form_without_javascript_names_them_one_by_one(client):
    edition = make_edition()
    projects = [make_project(edition) for _ in range(3)]
    form = client.get("/vi/projects/").text
    assert re.search(rf'<input type="checkbox" name="ids" value="{projects[0].slug}">', form)
    address = "&".join(f"ids={project.slug}" for project in projects[:2])
    assert columns_of(client.get(f"/vi/projects/compare/?{address}").text) == [p.slug for p in projects[:2]]


def test_more_than_four_leave_the_first_four_and_say_so(client):
    edition = make_edition()
    slugs = [make_project(edition).slug for _ in range(6)]
    page = client.get(f"/vi/projects/compare/?ids={','.join(slugs)}").text
    assert columns_of(page) == slugs[:4]
    assert "nhiều nhất 4 dự án" in page
    assert f"/vi/projects/shortlist/?ids={','.join(slugs)}" in page


def test_what_is_not_in_the_list_is_left_out_and_said(client):
    edition = make_edition()
    project = make_project(edition)
    page = client.get(f"/vi/projects/compare/?ids={project.slug},nothing,<b>,%00,").text
    assert columns_of(page) == [project.slug]
    assert "3 dự án đã chọn không có trong danh mục" in page
    assert "<b>" not in page


def test_what_is_the_same_for_all_is_said_once(client):
    edition = make_edition()
    unit = make_unit()
    slugs = [make_project(edition, units=[unit], list_year="2022").slug for _ in range(3)]
    page = client.get(f"/vi/projects/compare/?ids={','.join(slugs)}").text
    assert re.search(r'<th scope="row">Danh mục năm</th>\s*<td colspan="3"[^>]*>2022</td>', page)


@pytest.mark.parametrize("name", ["compare", "shortlist"])
def test_nothing_chosen_says_how_to_choose(client, name):
    make_edition()
    page = client.get(f"/vi/projects/{name}/").text
    assert 'href="/vi/projects/"' in page
    assert 'name="robots" content="noindex"' in page


def test_a_shortlist_shows_the_projects_of_its_address_to_anybody(client):
    edition = make_edition()
    one, other = make_project(edition), make_project(edition)
    make_project(edition)
    page = html.unescape(client.get(f"/en/projects/shortlist/?ids={other.slug},{one.slug}").text)
    assert re.findall(r'name="ids" value="([^"]+)" checked>', page) == [other.slug, one.slug]


@pytest.mark.parametrize("name", ["compare", "shortlist"])
def test_chosen_projects_ask_few_queries_however_many(client, query_recorder, name):
    edition = make_edition()
    slugs = [make_project(edition, units=[make_unit()]).slug for _ in range(4)]
    client.get(f"/vi/projects/{name}/?ids={slugs[0]},none")
    counted = []
    for chosen in (slugs[:1], slugs):
        db.session.remove()
        query_recorder.clear()
        client.get(f"/vi/projects/{name}/?ids={','.join(chosen)}")
        counted.append(len(query_recorder))
    assert counted[0] == counted[1] <= 8


def test_other_peoples_words_in_the_address_harm_nothing(client):
    make_edition()
    for words in ("\udc80".encode("utf-8", "surrogatepass").hex(), "a" * 10_000, "‮", ",,,,"):
        assert client.get("/vi/projects/compare/", query_string={"ids": words}).status_code == 200
    assert client.get("/vi/projects/shortlist/?ids=%ED%B2%80,%00").status_code == 200
