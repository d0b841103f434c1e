"""What every public address keeps: no cookie, an ETag, all languages, help for the lost, no fault for the clumsy."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from showcase.core import audit, clock, versions
from showcase.core.database import db, write
from showcase.core.i18n import LOCALES
from tests.factories import make_achievement, make_article, make_edition, make_indicator, make_project, texts

LISTS = ("/", "/achievements/", "/indicators/", "/projects/", "/projects/map/", "/articles/")


@pytest.fixture
def addresses(app):
    edition = make_edition()
    indicator = make_indicator(edition)
    return [
        *LISTS,
        f"/indicators/{indicator.slug}/",
        f"/achievements/{make_achievement(edition, indicators=[indicator]).slug}/",
        f"/projects/{make_project(edition).slug}/",
        f"/articles/{make_article(edition).slug}/",
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_public_pages_open_in_every_language_without_cookie_and_answer_304(client, addresses, locale):
    for path in addresses:
        page = client.get(f"/{locale}{path}")
        assert page.status_code == 200, path
        assert f'<html lang="{locale}">' in page.text
        assert "Set-Cookie" not in page.headers
        again = client.get(f"/{locale}{path}", headers={"If-None-Match": page.headers["ETag"]})
        assert again.status_code == 304, path


def test_every_page_names_itself_in_every_language(client, addresses):
    for path in addresses:
        found = dict(re.findall(r'hreflang="([\w-]+)" href="(http[^"]+)"', client.get("/vi" + path).text))
        assert found["vi"] == f"http://localhost/vi{path}"
        assert found["en"] == f"http://localhost/en{path}"
        assert "x-default" in found


@pytest.mark.parametrize("path", ["/achievements/", "/indicators/", "/projects/", "/articles/"])
def test_an_unknown_slug_is_a_helpful_page_in_the_visitors_language(client, path):
    make_edition()
    page = client.get(f"/vi{path}khong-co/", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "Không có trang này" in page.text
    assert 'href="/vi/"' in page.text


def test_an_unknown_language_is_answered_in_one_the_visitor_speaks(client):
    assert "This page is not here" in client.get("/xx/", headers={"Accept-Language": "en"}).text
    assert "This page is not here" in client.get("/xx/projects/", headers={"Accept-Language": "xx"}).text
    assert "Không có trang này" in client.get("/vi/nowhere/at/all").text


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ff%fe",
        "q=" + "a" * 10_000,
        "q=%25_%5C%27%22",
        "page=99999999999999999999",
        "page=-1",
        "page=%D9%A3",
        "unit=%00&sector=%00&kind=x&view=y",
        "q=a&q=b&page=&page=2",
    ],
)
def test_no_query_breaks_the_list_of_projects(client, query):
    make_project(make_edition())
    assert client.get(f"/vi/projects/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/vi/", "/vi/indicators/", "/api/v1/units", "/feeds/vi.atom", "/sitemap.xml"])
def test_no_query_breaks_what_takes_none(client, path):
    make_edition()
    assert client.get(f"{path}?a=%00&b=%ff&c={'x' * 9000}").status_code == 200


def test_the_sitemap_names_every_page_in_every_language(client, addresses):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    found = {e.text for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert {f"http://localhost/{code}{path}" for path in addresses for code in ("vi", "en")} <= found


def test_the_sitemap_tells_when_an_article_was_last_changed(client):
    article = make_article(make_edition())
    with clock.frozen(datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)):
        write()
        texts(article, title="Sau")
        db.session.commit()
    assert last_changes(client)[f"http://localhost/vi/articles/{article.slug}/"] == "2030-01-02T03:04:05Z"
    with clock.frozen(datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)):
        write()
        audit.record("article.changed", article, published_on=("2023-12-01", "2023-12-02"))
        versions.raise_version()
        db.session.commit()
    assert last_changes(client)[f"http://localhost/vi/articles/{article.slug}/"] == "2031-01-02T03:04:05Z"
    assert last_changes(client)["http://localhost/vi/articles/"] is None


def test_every_listed_address_opens_in_every_language(client, addresses):
    listed = list(last_changes(client))
    assert len(listed) >= 2 * len(addresses)
    for address in listed:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def last_changes(client):
    """Each address of the sitemap, with the time of its last change."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    return {one.findtext(f"{space}loc"): one.findtext(f"{space}lastmod") for one in tree}


def test_robots_are_led_to_the_sitemap_and_kept_from_staff(client):
    body = client.get("/robots.txt").text
    assert "Disallow: /staff/" in body
    assert "Sitemap: http://localhost/sitemap.xml" in body


def test_the_feed_brings_the_newest_articles(client):
    article = make_article(make_edition(), title="Gạo & nước")
    tree = ElementTree.fromstring(client.get("/feeds/vi.atom").data)
    atom = "{http://www.w3.org/2005/Atom}"
    entry = tree.find(f"{atom}entry")
    assert entry is not None
    assert entry.findtext(f"{atom}title") == "Gạo & nước"
    assert entry.findtext(f"{atom}id") == f"http://localhost/vi/articles/{article.slug}/"
