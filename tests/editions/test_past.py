"""A past edition stays readable at its addresses: codes in a printed book lead to them for years."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from showcase.core.database import db, write
from showcase.editions.models import Edition
from tests.factories import (
    make_achievement,
    make_article,
    make_edition,
    make_event,
    make_host,
    make_indicator,
    make_project,
    texts,
)


@pytest.fixture
def past(app: Any) -> Edition:
    return make_edition(slug="que-minh-2023", year=2023)


@pytest.fixture
def addresses(past: Edition) -> list[str]:
    """What the book of 2023 printed."""
    indicator = make_indicator(past, slug="tang-truong")
    return [
        f"/articles/{make_article(past, slug='ba-mua-le-hoi').slug}/",
        f"/achievements/{make_achievement(past, slug='cau-moi', indicators=[indicator]).slug}/",
        f"/indicators/{indicator.slug}/",
        f"/projects/{make_project(past, slug='ao-ba-om').slug}/",
        f"/gathering/{make_event(past, slug='hop-mat-2023').slug}/",
    ]


@pytest.fixture
def today(addresses: list[str]) -> Edition:
    """Another province's edition, published in front."""
    host = make_host(slug="hue")
    write()
    texts(host, name={"vi": "Mặt trận thành phố Huế", "en": "Front of Huế"}, short_name="Mặt trận Huế")
    db.session.commit()
    edition = make_edition(host, slug="hue-2026", year=2026)
    write()
    texts(edition, title={"vi": "Huế, quê mình", "en": "Huế, home"})
    db.session.commit()
    make_article(edition, slug="song-huong", title="Sông Hương")
    return edition


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_printed_addresses_open_with_their_own_name_and_say_their_year(
    client: FlaskClient, addresses: list[str], today: Edition, locale: str
) -> None:
    for path in addresses:
        page = client.get(f"/{locale}{path}")
        assert page.status_code == 200, path
        assert f'<link rel="canonical" href="http://localhost/{locale}{path}">' in page.text
        assert f'href="/{locale}/editions/que-minh-2023/"' in page.text
        note = re.search(r'<p class="past-note">(.*?)</p>', page.text)
        assert note is not None, path
        assert "2023" in note[1]
        assert f'href="/{locale}/"' in note[1]


def test_lists_and_search_field_are_those_of_today(client: FlaskClient, today: Edition) -> None:
    page = client.get("/vi/articles/").text
    assert "Sông Hương" in page
    assert "ba-mua-le-hoi" not in page
    assert "past-note" not in client.get("/vi/articles/song-huong/").text


def test_a_past_edition_has_its_own_front_page_with_all_that_it_holds(
    client: FlaskClient, addresses: list[str], today: Edition
) -> None:
    page = client.get("/en/editions/que-minh-2023/").text
    assert "Homeland spring 2023" in page
    for path in addresses:
        assert f'href="/en{path}"' in page, path
    assert "Sông Hương" not in page


def test_the_footer_of_every_page_leads_to_past_editions(client: FlaskClient, today: Edition) -> None:
    for path in ("/vi/", "/vi/articles/song-huong/", "/vi/search"):
        assert 'href="/vi/editions/que-minh-2023/"' in client.get(path).text


def test_a_site_without_past_lists_none(client: FlaskClient, past: Edition) -> None:
    assert "/editions/" not in client.get("/vi/").text


def test_the_address_of_todays_edition_leads_to_the_front_page_until_it_is_past(
    client: FlaskClient, past: Edition
) -> None:
    answer = client.get("/vi/editions/que-minh-2023/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/vi/")


def test_an_edition_taken_from_the_site_is_gone_with_its_pages(
    client: FlaskClient, past: Edition, addresses: list[str], today: Edition
) -> None:
    write()
    past.published_at = None
    db.session.commit()
    for path in [*addresses, "/editions/que-minh-2023/"]:
        assert client.get(f"/vi{path}").status_code == 404, path


def test_a_record_that_today_has_chosen_too_is_todays(client: FlaskClient, past: Edition) -> None:
    project = make_project(past, slug="chung")
    edition = make_edition(past.host, year=2026)
    write()
    db.session.execute(
        db.metadata.tables["edition_project"].insert().values(edition_id=edition.id, project_id=project.id, position=1)
    )
    db.session.commit()
    assert "past-note" not in client.get("/vi/projects/chung/").text


def test_past_pages_stand_in_the_sitemap(client: FlaskClient, addresses: list[str], today: Edition) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    listed = {e.text for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert {f"http://localhost/en{path}" for path in [*addresses, "/editions/que-minh-2023/"]} <= listed


def test_past_pages_ask_few_queries(
    client: FlaskClient, addresses: list[str], today: Edition, query_recorder: list[str]
) -> None:
    for path in [*addresses, "/editions/que-minh-2023/"]:
        db.session.expunge_all()
        query_recorder.clear()
        client.get(f"/vi{path}")
        assert len(query_recorder) <= 8, (path, query_recorder)


@pytest.mark.parametrize("slug", ["khong-co", "%00", "a" * 5000, "..%2F.."])
def test_an_unknown_edition_is_a_helpful_404(client: FlaskClient, past: Edition, slug: str) -> None:
    assert client.get(f"/vi/editions/{slug}/").status_code == 404
